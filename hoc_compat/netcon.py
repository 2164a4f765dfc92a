"""NetCon: hands the events of a source to a target after a delay, and records them."""

import sys
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from braincell.errors import InputError, UnsupportedError
from braincell.mech.mechanism import Mechanism
from hoc_compat.column import Slot
from hoc_compat.hoc_object import HocObject
from hoc_compat.list import List
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.pointer import ElementPointers, Pointer
from hoc_compat.segment import Segment
from hoc_compat.source import ProcessSource, Recording, Source, VoltageSource, process_source, voltage_source
from hoc_compat.vector import Vector
from hoc_compat.weights import Weights
from hoc_compat.world import WORLD

_NAMES = ("threshold", "delay", "weight")


class NetCon(HocObject):
    """`h.NetCon(source, target)`, `h.NetCon(source, target, threshold, delay, weight)`.

    The source is `segment._ref_v`, a point process or artificial cell, or None; the target a point process or
    artificial cell with a NET_RECEIVE, or None. `threshold` [mV], `delay` [ms], `weight[0]`.
    """

    def __init__(self, source: Any = None, target: Any = None, *numbers: Any, sec: Any = None):
        if numbers and len(numbers) != len(_NAMES):
            raise InputError(f"NetCon: after source and target give {', '.join(_NAMES)} or nothing; got {numbers}")
        self._source = _source(source)
        self._delay = Slot([1.0])
        self._active = Slot([1.0])
        self._target_reference: weakref.ref[MechanismObject] | None = None
        self._weights = Weights(1)
        if target is not None:
            self._aim(target)
        if numbers:
            self.threshold, self.delay, self._weights[0] = numbers
        WORLD.add_netcon(self)

    def _aim(self, target: Any) -> None:
        if not isinstance(target, MechanismObject):
            raise InputError(f"NetCon: the target {target!r} is no point process or artificial cell; give one, or None")
        cls = target._mechanism
        if cls.receive is Mechanism.receive:
            raise InputError(f"NetCon: `{target}` cannot be a target: its mechanism `{cls.name}` has no NET_RECEIVE")
        before = self._weights.values()
        self._target_reference, self._weights = weakref.ref(target), Weights(max(1, len(cls.net_arguments)))
        for k, value in enumerate(before[: len(self._weights)]):
            self._weights[k] = value

    @property
    def _target(self) -> Any:
        target = None if self._target_reference is None else self._target_reference()
        return target if target is not None and target._is_simulated() else None

    # numbers

    @property
    def threshold(self) -> float:
        """Voltage [mV] above which the source fires; shared by all NetCons from it."""
        return 10.0 if self._source is None else self._source.threshold[0]

    @threshold.setter
    def threshold(self, value: Any) -> None:
        number = self._number("threshold", value)
        if self._source is not None:
            self._source.threshold[0] = number

    @property
    def delay(self) -> float:
        """Time [ms] from an event of the source to its arrival."""
        return self._delay[0]

    @delay.setter
    def delay(self, value: Any) -> None:
        number = self._number("delay", value)
        if number < 0.0:
            raise InputError(f"{self}.delay is {number:g} ms; it must not be negative")
        self._delay[0] = number

    @property
    def weight(self) -> Weights:
        """The arguments of the target's NET_RECEIVE; the first is the weight proper."""
        return self._weights

    @weight.setter
    def weight(self, value: Any) -> None:
        self._weights[0] = value

    @property
    def _ref_weight(self) -> Any:
        return ElementPointers(f"{self}.weight", self, lambda netcon: netcon._weights)

    @property
    def x(self) -> float:
        """What is tested against the threshold: the voltage [mV]; 0 of other sources."""
        segment = self.preseg()
        return 0.0 if segment is None else segment.v

    def wcnt(self) -> float:
        """How many weights there are."""
        return float(len(self._weights))

    def _number(self, name: str, value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise InputError(f"{self}.{name} is {value!r}; a number is needed") from None
        if np.isnan(number):
            raise InputError(f"{self}.{name} is NaN; give a number")
        return number

    # events

    def valid(self) -> bool:
        """Whether there is a target."""
        return self._target is not None

    def active(self, on: Any = None) -> bool:
        """Whether it hands events on, before it is told to or not to."""
        before = self.valid() and self._active[0] > 0.0
        if on is not None:
            self._active[0] = float(bool(on))
        return before

    def event(self, time: Any, flag: Any = None) -> float:
        """Deliver an event to the target at `time` [ms], without delay; with a `flag`, to an artificial cell.

        Nothing happens if the connection is not active now. Raises `InputError` if the time lies in the past.
        """
        from hoc_compat.run import SIMULATION

        when = self._number("event time", time)
        if not self._active[0]:
            return 0.0
        if self._target is None:
            raise InputError(f"{self}.event: there is no target")
        if flag is not None and self._target._mechanism.kind != "artificial":
            raise InputError(f"{self}.event: only events to artificial cells may have a flag, not to {self._target}")
        SIMULATION.post(self, when, 0.0 if flag is None else self._number("event flag", flag))
        return 0.0

    def record(self, *arguments: Any) -> float:
        """Record event times: `record(times)`, `record(times, ids[, number])`, `record(callable)`; `record()` stops.

        Instead of a callable, a statement of hoc, which runs in the object whose proc calls.

        As in NEURON the source has one recording: a later call, even through another NetCon from it, replaces it.
        """
        if self._source is None:
            raise InputError(f"{self}.record: there is no source whose events could be recorded")
        if not arguments:
            self._source.record(None)
        elif isinstance(arguments[0], Vector):
            self._record_into(*arguments)
        else:
            self._source.record(None, callback(f"{self}.record", arguments[0], calling_object()))
        return 0.0

    def _record_into(self, times: Vector, ids: Any = None, number: Any = None) -> None:
        if ids is not None and not isinstance(ids, Vector):
            raise InputError(f"{self}.record: {ids!r} is no Vector")
        own = float(self._object_number if number is None else number)
        assert self._source is not None
        source = weakref.ref(self._source)
        gone = weakref.ref(times, lambda _: WORLD.forget_recording(source()))
        self._source.record(Recording(gone, (lambda: None) if ids is None else weakref.ref(ids), own))

    def get_recordvec(self) -> Vector | None:
        """The Vector that the source's event times are recorded into."""
        recording = None if self._source is None else self._source.recording
        return None if recording is None else recording.times()

    # what it joins

    def syn(self) -> Any:
        """The target."""
        return self._target

    def setpost(self, target: Any = None) -> float:
        """Take another target, or none."""
        if target is None:
            self._target_reference = None
        else:
            self._aim(target)
        WORLD.structure += 1
        return 0.0

    def pre(self) -> Any:
        """The point process or artificial cell that is the source, or None."""
        return self._source.process if isinstance(self._source, ProcessSource) else None

    def preseg(self) -> Segment | None:
        """The segment whose voltage is the source, or None."""
        return self._source.segment() if isinstance(self._source, VoltageSource) else None

    def postseg(self) -> Segment | None:
        """The segment in which the target sits, or None."""
        return getattr(self._target, "_segment", None)

    def preloc(self) -> float:
        """Position of the watched segment in its section, which becomes the current one; −1 if there is none."""
        return _entered(self.preseg())

    def postloc(self) -> float:
        """Position of the target in its section, which becomes the current one; −1 if there is none."""
        return _entered(self.postseg())

    def precell(self) -> Any:
        """The cell that the watched section belongs to, or None."""
        segment = self.preseg()
        return None if segment is None else segment.sec.cell()

    def postcell(self) -> Any:
        """The cell that the target's section belongs to, or None."""
        segment = self.postseg()
        return None if segment is None else segment.sec.cell()

    def srcgid(self) -> int:
        """The global id of the source; −1 if it has none."""
        return -1 if self._source is None else self._source.gid

    def prelist(self) -> List:
        """All NetCons from the same source."""
        return _list(n for n in WORLD.netcons() if self._source is not None and n._source is self._source)

    def synlist(self) -> List:
        """All NetCons to the same target."""
        return _list(n for n in WORLD.netcons() if n._target is self._target and self.valid())

    def precelllist(self) -> List:
        """All NetCons from the same cell."""
        return _list(n for n in WORLD.netcons() if self.precell() is not None and n.precell() is self.precell())

    def postcelllist(self) -> List:
        """All NetCons to the same cell."""
        return _list(n for n in WORLD.netcons() if self.postcell() is not None and n.postcell() is self.postcell())


def _source(given: Any) -> Source | None:
    if given is None or isinstance(given, Source):
        return given
    if isinstance(given, Pointer):
        if not given.is_voltage:
            raise UnsupportedError(f"NetCon: the source {given!r} is not watched; only a voltage, `seg._ref_v`, can be")
        return voltage_source(given.segment())
    if isinstance(given, MechanismObject):
        return process_source(given)
    raise InputError(
        f"NetCon: the source is {given!r}; it must be `segment._ref_v`, a point process, an artificial cell or None"
    )


def _entered(segment: Segment | None) -> float:
    if segment is None:
        return -1.0
    WORLD.push(segment.sec)
    return segment.x


def _list(items: Any) -> List:
    found = List()
    for item in items:
        found.append(item)
    return found


def calling_object() -> Any:
    """The object of a template in whose function the hoc code that calls stands; None of the main program."""
    from hoc_compat.hoc.runtime import NAMESPACE

    frame = sys._getframe(1)
    while frame is not None and frame.f_globals is not NAMESPACE:
        frame = frame.f_back
    owner = None if frame is None else frame.f_locals.get("O")
    return owner if isinstance(owner, HocObject) else None


def callback(caller: str, given: Any, context: Any = None) -> Callable[[], Any]:
    """A function of no argument from a callable, from a callable and its arguments, or from a statement of hoc.

    `context` is the object of a template in which the statement runs. Raises `InputError`.
    """
    if isinstance(given, str):
        from hoc_compat.hoc.program import execute

        text = str(given)
        if context is None:
            return lambda: execute(text)
        holder = weakref.ref(context)  # the statement does not keep the object
        return lambda: execute(text, owner) if (owner := holder()) is not None else None
    function, arguments = given if isinstance(given, (tuple, list)) and len(given) == 2 else (given, ())
    if not callable(function):
        raise InputError(f"{caller}({given!r}): a function is needed, or a function and its arguments in a tuple")
    return lambda: function(*(arguments if isinstance(arguments, (tuple, list)) else (arguments,)))
