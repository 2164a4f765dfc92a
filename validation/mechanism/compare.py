"""Compare the traces of one mechanism, variable by variable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from validation.mechanism.protocol import DT, N_STEPS, V_INIT

BAR = 1e-9
"""A variable is equal if it differs by no more than this part of its largest value."""
ROUNDING = 16 * float(np.finfo(float).eps)
"""States that are solved together carry each other's rounding: no bar is below this part of the largest of them."""
NUDGE = 1e-9
"""mV: a move of the initial voltage, far below the bar unless the model amplifies it."""
PART = NUDGE / abs(V_INIT)
"""The same as a part of the voltage; concentrations are moved by this part of theirs."""
_AS_SENSITIVE = 10.0

Traces = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Difference:
    """How far one variable is off in one protocol."""

    protocol: str
    variable: str
    absolute: float
    relative: float  # to the largest value of NEURON's trace, or what rounding makes of the bar
    before_spikes: float  # the same, up to the first spike
    since: float | None  # ms: when it first exceeded the bar
    equal: bool
    nudged: float | None = None  # relative: how far NEURON's own trace moves with `NUDGE`
    sensitive: bool = False  # whether at each step NEURON's own has moved a tenth as far, or more


@dataclass(frozen=True)
class Comparison:
    """All variables of one protocol; those that cannot be compared are named in `notes`."""

    differences: list[Difference]
    notes: list[str]


def compare(
    protocol: str, ours: Traces, theirs: Traces, nudged: Traces | None = None, joint: Sequence[str] = ()
) -> Comparison:
    """Every variable that NEURON has. A variable that is not finite in NEURON is no difference but a note.

    `nudged` are NEURON's traces from an initial voltage moved by `NUDGE`; `joint` names states solved together.
    """
    differences, notes = [], []
    spikes = first_spike(theirs["v"]) if "v" in theirs else None
    largest = max((float(np.abs(theirs[name]).max()) for name in joint if name in theirs), default=0.0)
    for name, expected in theirs.items():
        wrong = np.flatnonzero(~np.isfinite(expected))
        if len(wrong):
            notes.append(f"NEURON's {name} is {expected[wrong[0]]:g} at {wrong[0] * DT:g} ms in {protocol!r}")
        elif name not in ours:
            differences.append(Difference(protocol, name, np.inf, np.inf, np.inf, 0.0, False))
        else:
            scale = max(float(np.abs(expected).max()), ROUNDING / BAR * largest if name in joint else 0.0)
            moved = _moved(nudged[name], expected) if nudged and name in nudged else None
            off = _off(ours[name], expected)
            differences.append(_difference(protocol, name, off, scale, spikes, moved))
    if "v" in theirs and not np.isfinite(theirs["v"]).all():
        return Comparison([], notes)
    return Comparison(differences, notes)


def event_trace(times: np.ndarray) -> np.ndarray:
    """Event times [ms] as a trace, −1 after the last; if there are more than samples, its end is their number."""
    trace = np.full(N_STEPS + 1, -1.0)
    trace[: len(times)] = times[: len(trace)]
    if len(times) > len(trace):
        trace[-1] = len(times)
    return trace


def first_spike(v: np.ndarray) -> int:
    """The sample of the first upward crossing of 0 mV, or the number of samples."""
    crossings = np.flatnonzero((v[:-1] < 0) & (v[1:] >= 0))
    return int(crossings[0]) + 1 if len(crossings) else len(v)


def _difference(
    protocol: str, name: str, off: np.ndarray, scale: float, spikes: int | None, moved: np.ndarray | None
) -> Difference:
    beyond = np.flatnonzero(off > BAR * scale)
    since = float(beyond[0] * DT) if len(beyond) else None
    whole, early = _part(off.max(), scale), _part(off[:spikes].max(), scale)
    if moved is None:
        return Difference(protocol, name, float(off.max()), whole, early, since, not len(beyond))
    sensitive = bool((np.maximum.accumulate(off) <= np.maximum(BAR * scale, _AS_SENSITIVE * moved)).all())
    return Difference(
        protocol, name, float(off.max()), whole, early, since, not len(beyond), _part(moved.max(), scale), sensitive
    )


def _off(trace: np.ndarray, expected: np.ndarray) -> np.ndarray:
    off = np.abs(trace - expected)
    return np.where(np.isfinite(off), off, np.inf)


def _moved(nudged: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """How far NEURON's trace has moved so far."""
    return np.maximum.accumulate(_off(nudged, expected))


def _part(off: float, scale: float) -> float:
    if off == 0.0:
        return 0.0
    return float(off / scale) if scale > 0.0 else np.inf
