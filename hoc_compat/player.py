"""What a Vector plays into a variable: a step at each time, or straight lines between the points."""

import itertools
import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError, UnsupportedError
from hoc_compat.arguments import number
from hoc_compat.column import slot_of
from hoc_compat.element_reference import ElementReference
from hoc_compat.pointer import ElementPointer, GlobalPointer, Pointer, ProcessPointer, Reference

_PLAYABLE = (Pointer, ProcessPointer, GlobalPointer, ElementPointer, ElementReference, Reference)


class Statement:
    """A statement of hoc with `$1`, to which numbers are played."""

    _serial = itertools.count()

    def __init__(self, text: str):
        from hoc_compat.hoc.main_program import MAIN
        from hoc_compat.hoc.program import called, run_text

        name = f"vector_play_{next(self._serial)}"
        run_text(f"proc {name}() {{ {text} }}", text)
        symbol = MAIN.scope.find(name)
        assert symbol is not None
        self._call = lambda value: called(symbol, MAIN, [value])

    def __setitem__(self, index: int, value: float) -> None:
        self._call(value)


class Player:
    """One `play` of a Vector; its numbers are taken at initialisation.

    As in NEURON it ends with the Vector of times, which `when` is a weak reference to, if it is no interval.
    """

    def __init__(self, target: Any, when: Any, continuous: bool):
        self.target, self._when, self.continuous = target, when, continuous
        self.is_global = isinstance(target, GlobalPointer) and (target.name == "celsius" or bool(target.parameter))
        self.is_native = self.is_global or _is_native(target)
        self.n_played = 0  # steps that the host has made
        self._times, self._values = np.zeros(0), np.zeros(0)

    def take(self, owner: Any) -> None:
        """Take the numbers of the Vectors as they are now."""
        values = np.array(owner)
        if isinstance(self._when, float):
            times = np.cumsum(np.append(0.0, np.full(max(0, len(values) - 1), self._when)))  # as NEURON adds them
        else:
            times = np.zeros(0) if self._when() is None else np.array(self._when())
        n = min(len(times), len(values))
        self._times, self._values = times[:n], values[:n]
        if (np.diff(self._times, prepend=0.0) < 0).any():
            raise InputError(f"{owner}.play: the times must not be negative, nor decrease")

    @property
    def begin(self) -> float:
        """The first time [ms]."""
        return float(self._times[0]) if len(self._times) else np.inf

    def times(self) -> np.ndarray:
        """The times of all points [ms]."""
        return self._times

    def numbers(self) -> dict[str, np.ndarray]:
        """`time` [ms] and `value` at all points, padded to a power of two, and how many there are."""
        n = len(self._times)
        size = 1 << max(1, n - 1).bit_length()
        padded = np.full(size, np.inf), np.zeros(size)
        padded[0][:n], padded[1][:n] = self._times, self._values
        return {"time": padded[0], "value": padded[1], "n": np.array(n, np.int32)}

    def value(self, t: float, dt: float) -> float | None:
        """What the variable holds at the end of a step of `dt`; None if nothing has been played yet."""
        times, values = self._times, self._values
        if len(times) and t - 0.5 * dt < times[-1] <= t:
            return float(values[-1])  # the last point is an event in NEURON
        k = int(np.searchsorted(times, t, side="right"))
        if not len(times) or (k == 0 and not self.continuous):
            return None
        return self.at(t)

    def at(self, t: float) -> float:
        """The number at a time, of which there is one."""
        times, values = self._times, self._values
        k = int(np.searchsorted(times, t, side="right"))
        if not self.continuous or len(times) == 1 or k == 0:
            return float(values[max(k - 1, 0)])
        last = min(k, len(times) - 1)
        (t0, t1), (x0, x1) = times[last - 1 : last + 1], values[last - 1 : last + 1]
        return float((x0 + x1) / 2 if t0 == t1 else x0 + (x1 - x0) * ((t - t0) / (t1 - t0)))

    @property
    def next_time(self) -> float:
        """When the host makes the next step [ms]."""
        return float(self._times[self.n_played]) if self.n_played < len(self._times) else np.inf

    def take_due(self, until: float) -> list[tuple[float, float]]:
        """The steps up to a time, each with its own, that have not been made."""
        first = self.n_played
        self.n_played = max(first, int(np.searchsorted(self._times, until, side="right")))
        due = slice(first, self.n_played)
        return list(zip(self._times[due].tolist(), self._values[due].tolist(), strict=True))

    def slot(self) -> tuple[Any, int] | None:
        """The slot of a mechanism's variable, and the index in it; None of other variables and of what is gone."""
        if isinstance(self.target, ProcessPointer):
            process = self.target.process
            return None if process is None else (slot_of(process._range, self.target.variable), 0)
        if not isinstance(self.target, Pointer) or self.target.section is None or self.target.is_voltage:
            return None
        section = self.target.section
        return section._slot(self.target.mechanism, self.target.variable), section._index(self.target.x)


def _is_native(target: Any) -> bool:
    """Whether the lowered model plays into this itself."""
    if isinstance(target, Pointer) and (target.mechanism, target.variable) == ("capacitance", "cm"):
        return False
    return isinstance(target, (Pointer, ProcessPointer))


def player(owner: Any, arguments: tuple[Any, ...]) -> Player:
    """What `vector.play(…)` asks for. Raises `InputError`, and `UnsupportedError` for discontinuities."""
    if arguments and isinstance(arguments[0], str):
        arguments = (Statement(arguments[0]), *arguments[1:])
    if len(arguments) > 1 and isinstance(arguments[1], _PLAYABLE):
        arguments = arguments[1:]  # play(point_process, reference, …)
    if len(arguments) < 2 or not isinstance(arguments[0], (*_PLAYABLE, Statement)):
        raise InputError(
            f"{owner}.play{arguments}: give the reference to a variable, and the times or an interval: "
            "`vector.play(clamp._ref_amp, times, True)`"
        )
    if isinstance(arguments[0], GlobalPointer) and arguments[0].name == "t":
        raise InputError(f"{owner}.play: the time itself cannot be played into; play into another variable")
    target, when, *rest = arguments
    if rest and isinstance(rest[0], type(owner)):
        raise UnsupportedError(f"{owner}.play: indices of discontinuities are not taken; give times that occur twice")
    if not isinstance(when, type(owner)):
        when = number(f"{owner}.play", "Dt", when)
        if not (when > 0.0 and np.isfinite(when)):
            raise InputError(f"{owner}.play: Dt is {when:g} ms; it must be positive and finite")
    is_line = bool(rest and rest[0]) and not isinstance(when, float)
    return Player(target, when if isinstance(when, float) else weakref.ref(when), is_line)
