"""Run a case under braincell and compare every recorded variable at every step with NEURON's stored trace."""

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from braincell.errors import BraincellError
from validation.case import CONSTANT_BAR, Case
from validation.record import execute, load

Arrays = dict[str, np.ndarray]


@dataclass
class Difference:
    """How far one recorded variable is from NEURON's: largest absolute and relative to NEURON's largest value."""

    label: str
    absolute: float
    relative: float

    @property
    def is_voltage(self) -> bool:
        return self.label.split()[0] == "v"


@dataclass
class Outcome:
    """What the comparison of one case found; `failures` says, one line each, why it does not pass."""

    case: Case
    failures: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    constants: list[Difference] = field(default_factory=list)
    n_spikes: int = 0
    spike_offset: float | None = None  # ms; None if the numbers of spikes differ
    float32_max_abs_dv: float | None = None  # mV
    float32_spike_offset: float | None = None  # ms
    facts: dict[str, Any] = field(default_factory=dict)
    neuron_facts: dict[str, Any] = field(default_factory=dict)
    traces: Arrays = field(default_factory=dict)
    reference: Arrays = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def max_abs_dv(self) -> float | None:
        """Largest voltage difference [mV]; None if the case did not run."""
        return max((d.absolute for d in self.differences if d.is_voltage), default=None)

    @property
    def max_relative(self) -> float | None:
        """Largest relative difference of the other variables."""
        return max((d.relative for d in self.differences if not d.is_voltage), default=None)


def compare(case: Case) -> Outcome:
    """Run a case and compare. Whatever goes wrong is a failure of the outcome; nothing is raised."""
    outcome = Outcome(case)
    try:
        outcome.neuron_facts = json.loads(case.facts.read_text())
        outcome.reference = load(case.traces)
        if outcome.neuron_facts["inputs"] != case.inputs():
            raise BraincellError(f"the inputs of {case.name} changed: run `python -m validation record {case.name}`")
        outcome.traces, single, outcome.facts = _run(case, "braincell", case.script)
        judge(outcome, outcome.traces, outcome.reference)
        if case.native:
            twin = Outcome(case)
            judge(twin, _run(case, "native", case.native)[0], outcome.reference)
            outcome.failures += [f"{case.native.name}: {failure}" for failure in twin.failures]
        if single is not None:
            judge_float32(outcome, single, outcome.reference)
    except Exception as error:  # one broken case must not hide the others
        outcome.failures.append(str(error) or repr(error))
    return outcome


def _run(case: Case, simulator: str, script: Path) -> tuple[Arrays, Arrays | None, dict[str, Any]]:
    arguments = ["--mods", str(case.mods)] if case.mods else []
    with tempfile.TemporaryDirectory() as folder:
        return execute(simulator, script, Path(folder) / "out", arguments)


def judge(outcome: Outcome, ours: Arrays, theirs: Arrays) -> None:
    """Compare float64 traces with NEURON's by the bars of the case.

    Raises `BraincellError` if the two sides recorded different things.
    """
    if missing := sorted(set(theirs) ^ set(ours)):
        raise BraincellError(f"recorded by one side only: {missing}")
    if ours["t"].tobytes() != theirs["t"].tobytes():
        outcome.failures.append("`t` is not bit for bit NEURON's")
    bar = outcome.case.bar
    for key, reference in theirs.items():
        kind, _, label = key.partition("/")
        if kind not in ("record", "constants"):
            continue
        found = difference(label, ours[key], reference, each=kind == "constants")
        if kind == "constants":
            outcome.constants.append(found)
            if not found.relative <= CONSTANT_BAR:
                outcome.failures.append(
                    f"{label} differs by {found.relative:.2g} relative; the bar is {CONSTANT_BAR:g}"
                )
            continue
        outcome.differences.append(found)
        size, unit = (found.absolute, " mV") if found.is_voltage else (found.relative, " relative")
        if not size <= bar:  # NaN fails too
            outcome.failures.append(f"{label} differs by {size:.2g}{unit}; the bar is {bar:g}")
    outcome.n_spikes = sum(len(times) for times in spikes(theirs).values())
    outcome.spike_offset = spike_offset(ours, theirs)
    if outcome.spike_offset != 0.0:
        outcome.failures.append(f"spikes are not at NEURON's steps: {offset_text(outcome.spike_offset)}")


def judge_float32(outcome: Outcome, ours: Arrays, theirs: Arrays) -> None:
    """Report the error of a float32 run; its spikes must be within one step of NEURON's."""
    labels = [key for key in theirs if key.startswith("record/v ")]
    outcome.float32_max_abs_dv = max(difference(key, ours[key], theirs[key]).absolute for key in labels)
    outcome.float32_spike_offset = spike_offset(ours, theirs)
    dt = outcome.neuron_facts["settings"]["dt"]
    if outcome.float32_spike_offset is None or outcome.float32_spike_offset > dt * (1 + 1e-9):
        outcome.failures.append(f"float32: {offset_text(outcome.float32_spike_offset)}; the bar is one dt, {dt} ms")
    if not np.isfinite(outcome.float32_max_abs_dv):
        outcome.failures.append("float32: the voltage is not finite")


def difference(label: str, ours: np.ndarray, theirs: np.ndarray, each: bool = False) -> Difference:
    """Largest absolute difference, and the largest relative to the trace's largest value or, with `each`, to each.

    Infinite if the lengths differ, NaN if a value is.
    """
    if ours.shape != theirs.shape:
        return Difference(label, np.inf, np.inf)
    error, size = np.abs(ours - theirs), np.abs(theirs)
    scale = size if each else np.max(size, initial=0.0)
    relative = error / np.where(scale == 0.0, 1.0, scale)
    return Difference(label, float(np.max(error, initial=0.0)), float(np.max(relative, initial=0.0)))


def spikes(traces: Arrays) -> Arrays:
    """Spike times [ms] by place."""
    return {key: times for key, times in traces.items() if key.startswith("spikes/")}


def spike_offset(ours: Arrays, theirs: Arrays) -> float | None:
    """Largest difference of spike times [ms], or None if the numbers of spikes differ."""
    pairs = [(ours[key], times) for key, times in spikes(theirs).items()]
    if any(len(a) != len(b) for a, b in pairs):
        return None
    return max((float(np.max(np.abs(a - b), initial=0.0)) for a, b in pairs), default=0.0)


def offset_text(offset: float | None) -> str:
    """A spike offset in words."""
    return "another number of spikes" if offset is None else f"spikes are off by {offset:.3g} ms"
