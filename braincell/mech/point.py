"""Inject current: the clamp mechanism, and its declaration."""

from typing import Any

import numpy as np

from braincell.errors import InputError
from braincell.mech.declaration import PointProcess
from braincell.mech.discontinuity import discontinuity
from braincell.mech.mechanism import Assigned, Instances, Mechanism, Parameter
from braincell.mech.registry import register
from braincell.units import finite, magnitude


@register
class IClamp(Mechanism):
    """A rectangular current pulse: `amp` [nA] while delay <= t < delay + dur [ms], t at mid-step.

    NEURON: src/nrnoc/stim.mod (`del` there is `delay` in Python).
    """

    name = "IClamp"
    kind = "point"
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "delay": Parameter(0.0, "ms", doc="onset"),
        "dur": Parameter(0.0, "ms", doc="duration"),
        "amp": Parameter(0.0, "nA", doc="amplitude, depolarising positive"),
    }
    assigned = {"i": Assigned("nA")}

    @staticmethod
    def current(s: Instances) -> Instances:
        discontinuity(s.delay)
        discontinuity(s.delay + s.dur)
        on = (s.t >= s.delay) & (s.t < s.delay + s.dur)
        return s.replace(i=on * s.amp)


class CurrentClamp:
    """Current steps: from `delay` [ms] on, each amplitude [nA] for its duration [ms], one after another.

    `durations` and `amplitudes` are numbers or sequences of one length. Lowered to one NEURON IClamp per step.
    """

    def __init__(self, delay: Any = 0.0, durations: Any = 0.0, amplitudes: Any = 0.0, *, name: str | None = None):
        self.name = name or "IClamp"
        self.delay = finite(delay, "ms", "delay", "CurrentClamp")
        self.durations = _sequence(durations, "ms", "durations")
        self.amplitudes = _sequence(amplitudes, "nA", "amplitudes")
        if len(self.durations) != len(self.amplitudes):
            raise InputError(
                f"CurrentClamp: {len(self.durations)} durations for {len(self.amplitudes)} amplitudes; "
                "give one duration per amplitude"
            )
        if min(self.durations) < 0:
            raise InputError(f"CurrentClamp: `durations` holds {min(self.durations):g} ms; none may be negative")

    def processes(self) -> tuple[PointProcess, ...]:
        """One IClamp per step."""
        starts = self.delay + np.concatenate([[0.0], np.cumsum(self.durations)[:-1]])
        return tuple(
            PointProcess(IClamp, name=self.name, delay=float(start), dur=duration, amp=amplitude)
            for start, duration, amplitude in zip(starts, self.durations, self.amplitudes, strict=True)
        )

    def __repr__(self) -> str:
        return f"CurrentClamp(delay={self.delay}, durations={self.durations}, amplitudes={self.amplitudes})"


def _sequence(value: Any, unit: str, name: str) -> tuple[float, ...]:
    values = np.atleast_1d(np.asarray(magnitude(value, unit, name)))
    if values.size == 0:
        raise InputError(f"CurrentClamp: `{name}` is empty; give at least one value in {unit}")
    return tuple(finite(v, unit, name, "CurrentClamp") for v in values)
