"""NetCon: watches the voltage of a place and records when it crosses the threshold."""

import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError, UnsupportedError
from hoc_compat.column import Slot
from hoc_compat.hoc_object import HocObject
from hoc_compat.pointer import Pointer
from hoc_compat.segment import Segment
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_EVENTS = "events between cells are not simulated yet; a NetCon without target records spike times"


class ThresholdSource:
    """A watched place; all NetCons from it share it and its threshold, as in NEURON."""

    def __init__(self, segment: Segment):
        self._section = weakref.ref(segment.sec)
        self.x = segment.x
        self.threshold = Slot([10.0])
        self.recording: tuple[weakref.ref[Vector], weakref.ref[Vector] | None, float] | None = None
        WORLD.add_source(self)

    @property
    def section(self) -> Any:
        """The section, or None once it is gone."""
        section = self._section()
        return None if section is None or section._deleted else section

    def segment(self) -> Segment | None:
        """The watched segment, or None once its section is gone."""
        return None if self.section is None else Segment(self.section, self.x)

    def clear(self) -> None:
        """Empty the vectors, at initialisation."""
        for vector in self._vectors():
            if vector is not None:
                vector.clear()

    def fired(self, spike_times: np.ndarray) -> None:
        """Append spikes to the vectors that record them."""
        times, ids = self._vectors()
        if times is not None:
            times._receive(spike_times)
        if ids is not None and self.recording is not None:
            ids._receive(np.full(len(spike_times), self.recording[2]))

    def _vectors(self) -> tuple[Vector | None, Vector | None]:
        if self.recording is None:
            return None, None
        times, ids, _ = self.recording
        return times(), None if ids is None else ids()


class NetCon(HocObject):
    """`h.NetCon(seg._ref_v, None)`: a source of spikes; `threshold` [mV], `delay` [ms], `weight[0]`.

    A target is refused: events between cells are not simulated yet.
    """

    def __init__(self, source: Any, target: Any = None, *numbers: float, sec: Any = None):
        if target is not None:
            raise UnsupportedError(f"NetCon to the target {target}: {_EVENTS}")
        if not isinstance(source, Pointer) or not source.is_voltage:
            raise UnsupportedError(
                f"NetCon from the source {source!r}: only a voltage such as `soma(0.5)._ref_v` can be"
            )
        segment = source.segment()
        shared = [s for s in WORLD.sources() if s.segment() == segment]
        self._source = shared[0] if shared else ThresholdSource(segment)
        self._delay = 1.0
        self.weight = [0.0]
        if numbers:
            self.threshold, self.delay, self.weight[0] = (*numbers, *(10.0, 1.0, 0.0)[len(numbers) :])

    @property
    def threshold(self) -> float:
        """Voltage [mV] above which the source fires; shared by all NetCons from it."""
        return self._source.threshold[0]

    @threshold.setter
    def threshold(self, value: Any) -> None:
        self._source.threshold[0] = self._number("threshold", value)

    @property
    def delay(self) -> float:
        """Delay [ms]; without a target it has no effect."""
        return self._delay

    @delay.setter
    def delay(self, value: Any) -> None:
        number = self._number("delay", value)
        if number < 0.0:
            raise InputError(f"{self}.delay is {number:g} ms; it must not be negative")
        self._delay = number

    def _number(self, name: str, value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise InputError(f"{self}.{name} is {value!r}; a number is needed") from None
        if np.isnan(number):
            raise InputError(f"{self}.{name} is NaN; give a number")
        return number

    def record(self, times: Any = None, ids: Any = None, number: float | None = None) -> None:
        """Record spike times [ms] into a vector, and this NetCon's number (or `number`) into `ids`; `record()` stops.

        As in NEURON the place has one recording: a later call, even through another NetCon from it, replaces it.
        """
        if times is None:
            self._source.recording = None
            return
        for vector in (times, ids):
            if vector is not None and not isinstance(vector, Vector):
                raise UnsupportedError(f"{self}.record({vector!r}): only vectors can be recorded into")
        own = float(self._object_number if number is None else number)
        self._source.recording = weakref.ref(times), None if ids is None else weakref.ref(ids), own

    def preseg(self) -> Segment | None:
        """The watched segment."""
        return self._source.segment()

    def preloc(self) -> float:
        """Position of the watched segment in its section, which becomes the current one; −1 if it is gone."""
        segment = self._source.segment()
        if segment is None:
            return -1.0
        WORLD.push(segment.sec)
        return segment.x

    def precell(self) -> Any:
        """The cell that the watched section belongs to, or None."""
        return None if self._source.section is None else self._source.section.cell()

    def pre(self) -> None:
        """None: the source is a voltage, not a point process."""

    def syn(self) -> None:
        """None: there is no target."""

    postcell = postseg = syn

    def valid(self) -> bool:
        """False: there is no target."""
        return False

    def active(self, on: bool | None = None) -> bool:
        """False: there is no target."""
        if on is not None:
            raise UnsupportedError(f"{self}.active({on}): {_EVENTS}")
        return False

    def event(self, *arguments: Any) -> None:
        """Refused: there is no target."""
        raise UnsupportedError(f"{self}.event: {_EVENTS}")

    setpost = event
