"""Compare the traces of one mechanism, variable by variable."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from validation.mechanism.protocol import DT

BAR = 1e-9
"""A variable is equal if it differs by no more than this part of its largest value."""

Traces = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Difference:
    """How far one variable is off in one protocol."""

    protocol: str
    variable: str
    absolute: float
    relative: float  # to the largest value of NEURON's trace
    before_spikes: float  # the same, up to the first spike
    since: float | None  # ms: when it first exceeded the bar

    @property
    def equal(self) -> bool:
        return self.relative <= BAR


@dataclass(frozen=True)
class Comparison:
    """All variables of one protocol; those that cannot be compared are named in `notes`."""

    differences: list[Difference]
    notes: list[str]


def compare(protocol: str, ours: Traces, theirs: Traces) -> Comparison:
    """Every variable that NEURON has. A variable that is not finite in NEURON is no difference but a note."""
    differences, notes = [], []
    spikes = first_spike(theirs["v"]) if "v" in theirs else None
    for name, expected in theirs.items():
        wrong = np.flatnonzero(~np.isfinite(expected))
        if len(wrong):
            notes.append(f"NEURON's {name} is {expected[wrong[0]]:g} at {wrong[0] * DT:g} ms in {protocol!r}")
        elif name not in ours:
            differences.append(Difference(protocol, name, np.inf, np.inf, np.inf, 0.0))
        else:
            differences.append(_difference(protocol, name, ours[name], expected, spikes))
    if "v" in theirs and not np.isfinite(theirs["v"]).all():
        return Comparison([], notes)
    return Comparison(differences, notes)


def first_spike(v: np.ndarray) -> int:
    """The sample of the first upward crossing of 0 mV, or the number of samples."""
    crossings = np.flatnonzero((v[:-1] < 0) & (v[1:] >= 0))
    return int(crossings[0]) + 1 if len(crossings) else len(v)


def _difference(protocol: str, name: str, ours: np.ndarray, expected: np.ndarray, spikes: int | None) -> Difference:
    scale = np.abs(expected).max()
    off = np.abs(ours - expected)
    off = np.where(np.isfinite(off), off, np.inf)
    beyond = np.flatnonzero(off > BAR * scale)
    since = float(beyond[0] * DT) if len(beyond) else None
    early = off[:spikes].max()
    return Difference(protocol, name, float(off.max()), _part(off.max(), scale), _part(early, scale), since)


def _part(off: float, scale: float) -> float:
    if off == 0.0:
        return 0.0
    return float(off / scale) if scale > 0.0 else np.inf
