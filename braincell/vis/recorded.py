"""What a run, or a network's run, has recorded: traces and spike times by name."""

from typing import Any

import numpy as np

from braincell.errors import InputError, UnknownNameError, unknown_name
from braincell.network import NetworkRunResult
from braincell.result import RunResult

Result = RunResult | NetworkRunResult


def check_result(owner: str, result: Any) -> None:
    """`InputError` unless `result` is what a run returns."""
    if not isinstance(result, Result):
        raise InputError(f"{owner}: {result!r} is no result of a run; give what `Cell.run` or `Network.run` returns")


def traces_of(owner: str, result: Result) -> dict[str, np.ndarray]:
    """Trace name -> [sample] or [sample, column]; of a network `population.probe`."""
    check_result(owner, result)
    if isinstance(result, RunResult):
        found = dict(result.traces)
    else:
        found = {f"{p}.{probe}": v for p, probes in result.traces.items() for probe, v in probes.items()}
    return {name: np.asarray(v).reshape(len(v), -1) if np.ndim(v) > 1 else np.asarray(v) for name, v in found.items()}


def trains_of(owner: str, result: Result) -> dict[str, list[np.ndarray]]:
    """Name of a detector, sender of events or population -> the spike times [ms] of its places or neurons."""
    check_result(owner, result)
    if isinstance(result, NetworkRunResult):
        return {name: [np.asarray(t) for t in times] for name, times in result.spikes.items()}
    found = {}
    for name in (*result.spikes, *(() if result.sent is None else result.sent.labels)):
        times = result.spike_times(name)
        found[name] = [np.asarray(t) for t in times] if isinstance(times, list) else [np.asarray(times)]
    return found


def chosen(owner: str, kind: str, known: dict[str, Any], names: Any) -> list[str]:
    """`names` (None: all, a text: that one) as a list; `UnknownNameError` for one that is not among `known`."""
    if not known:
        raise UnknownNameError(f"{owner}: the run has no {kind}; place a probe or detector on the cell before it runs")
    wanted = list(known) if names is None else [names] if isinstance(names, str) else list(names)
    if not wanted:
        raise InputError(f"{owner}: `names` is empty; name a {kind}, or leave it out for all")
    for name in wanted:
        if name not in known:
            raise unknown_name(kind, name, known, f"the run's result ({owner})")
    return wanted
