"""What a Vector plays into a variable: a step at each time, or straight lines between the points."""

import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError, UnsupportedError
from hoc_compat.arguments import number
from hoc_compat.column import slot_of
from hoc_compat.pointer import Pointer, ProcessPointer

_PLAYABLE = (Pointer, ProcessPointer)


class Player:
    """One `play` of a Vector; its numbers are taken at initialisation.

    As in NEURON it ends with the Vector of times, which `when` is a weak reference to, if it is no interval.
    """

    def __init__(self, target: Pointer | ProcessPointer, when: Any, continuous: bool):
        self.target, self._when, self.continuous = target, when, continuous
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
        if not self.continuous or len(times) == 1 or k == 0:
            return float(values[max(k - 1, 0)])
        last = min(k, len(times) - 1)
        (t0, t1), (x0, x1) = times[last - 1 : last + 1], values[last - 1 : last + 1]
        return float((x0 + x1) / 2 if t0 == t1 else x0 + (x1 - x0) * ((t - t0) / (t1 - t0)))

    def slot(self) -> tuple[Any, int] | None:
        """The slot of a mechanism's variable, and the index in it; None of other variables and of what is gone."""
        if isinstance(self.target, ProcessPointer):
            process = self.target.process
            return None if process is None else (slot_of(process._range, self.target.variable), 0)
        if self.target.section is None or self.target.is_voltage:
            return None
        section = self.target.section
        return section._slot(self.target.mechanism, self.target.variable), section._index(self.target.x)


def player(owner: Any, arguments: tuple[Any, ...]) -> Player:
    """What `vector.play(…)` asks for. Raises `InputError`, and `UnsupportedError` for hoc code and discontinuities."""
    if arguments and isinstance(arguments[0], str):
        raise UnsupportedError(f"{owner}.play({arguments[0]!r}): hoc code is not run yet; play into a reference")
    if len(arguments) > 1 and isinstance(arguments[1], _PLAYABLE):
        arguments = arguments[1:]  # play(point_process, reference, …)
    if len(arguments) < 2 or not isinstance(arguments[0], _PLAYABLE):
        raise InputError(
            f"{owner}.play{arguments}: give the reference to a variable of a segment or point process, and the times "
            "or an interval: `vector.play(clamp._ref_amp, times, True)`"
        )
    target, when, *rest = arguments
    if rest and isinstance(rest[0], type(owner)):
        raise UnsupportedError(f"{owner}.play: indices of discontinuities are not taken; give times that occur twice")
    if not isinstance(when, type(owner)):
        when = number(f"{owner}.play", "Dt", when)
        if not (when > 0.0 and np.isfinite(when)):
            raise InputError(f"{owner}.play: Dt is {when:g} ms; it must be positive and finite")
    is_line = bool(rest and rest[0]) and not isinstance(when, float)
    return Player(target, when if isinstance(when, float) else weakref.ref(when), is_line)
