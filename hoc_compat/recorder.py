"""What a Vector records: a variable at every step, at intervals, or at given times."""

import weakref
from typing import Any

import numpy as np

from hoc_compat.pointer import GlobalPointer


class Recorder:
    """One recording of a Vector, from its `record` call to the next or to `play_remove`."""

    settled = False  # whether what the events at the end of a step change is seen at once

    def __init__(self, source: Any):
        self.source = source

    @property
    def is_time(self) -> bool:
        """Whether it is `h._ref_t` that is recorded."""
        return isinstance(self.source, GlobalPointer) and self.source.name == "t"

    def begin(self, start: float = 0.0) -> None:
        """Start anew, at initialisation or where `h.frecord_init()` is called: at `start` [ms]."""

    def found(self, time: float, value: Any) -> np.ndarray:
        """What goes into the Vector when recording starts anew at `time` [ms] in a run."""
        return self.taken(np.array([time]), np.array([value]), 0.0)

    def moments(self, stop: float) -> np.ndarray:
        """Times [ms] up to `stop` at which a step of variable length has to end."""
        return np.zeros(0)

    def taken(self, times: np.ndarray, values: np.ndarray, dt: float) -> np.ndarray:
        """What goes into the Vector of the `values` at successive step times [ms]; `dt` is 0 for variable steps.

        `values` is [step], or [step, BETWEEN] of what is read between events, see `braincell.quad.record`.
        """
        return values


class TimedRecorder(Recorder):
    """Records at every multiple of an interval, or at the times of a Vector.

    A moment is an event (NEURON: `VecRecordDt`, `VecRecordDiscrete`), delivered in the half step that it lies in: it
    takes the value of the step nearest to it, of two the earlier, as the half step's earlier events have left it. Of
    several events to one process in one half step, a moment between them counts as before them. Recording ends with
    the Vector of times.
    """

    def __init__(self, source: Any, interval: float | None, moments: Any = None):
        super().__init__(source)
        self._interval, self._given = interval, None if moments is None else weakref.ref(moments)
        self.begin()

    def begin(self, start: float = 0.0) -> None:
        self._next = 0
        given = self._given
        self._moments = np.full(1, start) if given is None else np.zeros(0) if given() is None else np.array(given())
        self._last: tuple[float, float] | None = None

    def found(self, time: float, value: Any) -> np.ndarray:
        self._last = time, float(np.ravel(value)[0])  # the moment is an event, which the next step delivers
        return np.zeros(0)

    def taken(self, times: np.ndarray, values: np.ndarray, dt: float) -> np.ndarray:
        rows = values if values.ndim == 2 else None
        if rows is not None:
            values = rows[:, 0 if dt == 0.0 else 1]  # as the events at the end of each step have left it
        if self._last is not None and self._last[0] <= times[0]:  # `h.t` has not been set back
            times, values = np.append(self._last[0], times), np.append(self._last[1], values)
        elif rows is not None:
            times, values = np.append(times[0] - dt, times), np.append(rows[0, 2], values)
        self._last = float(times[-1]), float(values[-1])
        self._extend(float(times[-1]))
        due = self._moments[self._next :]
        due = due[: int(np.argmax(np.append(due, np.inf) > times[-1]))]
        self._next += len(due)
        if not self.is_time:
            if rows is not None and dt > 0.0:
                return _among_events(times, values, rows, dt, due)
            return values[np.searchsorted(times + 0.5 * dt, due, side="left")]
        if self._interval is not None:
            return due
        if dt == 0.0:
            return np.maximum(due, times[0])
        return times[np.maximum(np.searchsorted(times, due, side="left") - 1, 0)]  # h.t while the step is made

    def moments(self, stop: float) -> np.ndarray:
        self._extend(min(stop, float(self._moments[-1]) + 1000.0 * (self._interval or 0.0)))
        return self._moments[self._next :]

    def _extend(self, until: float) -> None:
        while self._interval is not None and self._moments[-1] <= until:
            more = np.full(len(self._moments), self._interval)  # added one by one, as NEURON does
            self._moments = np.append(self._moments, np.cumsum(np.append(self._moments[-1], more))[1:])


class ChangeRecorder(Recorder):
    """Records a variable where it changes from step to step."""

    def begin(self, start: float = 0.0) -> None:
        self._before: float | None = None

    def taken(self, times: np.ndarray, values: np.ndarray, dt: float) -> np.ndarray:
        before = float(values[0]) if self._before is None else self._before
        self._before = float(values[-1])
        return values[np.diff(values, prepend=before) != 0]


def _among_events(times: np.ndarray, settled: np.ndarray, rows: np.ndarray, dt: float, due: np.ndarray) -> np.ndarray:
    """What is seen at the moments `due` [moment], from the `rows` [step, BETWEEN] of what is read between events.

    `times` and `settled`, [step + 1], are those of the steps' ends, with where the first of them begins.
    """
    end = np.searchsorted(times, due, side="left")
    step = np.maximum(end - 1, 0)
    before, after, halfway, first, second = rows[step].T
    early = np.where(due >= first, halfway, settled[step])
    late = np.where(due >= second, after, before)
    return np.where((end == 0) | (due <= times[step] + 0.5 * dt), np.where(end == 0, settled[0], early), late)
