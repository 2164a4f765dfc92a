"""What a run returns."""

from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np

from braincell.errors import UnknownNameError, unknown_name
from braincell.lower.model import CableState

SPIKE_DELAY = 1e-10  # ms: NEURON dates a crossing at the step's start plus this


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class SentEvents:
    """Events that point processes and artificial cells sent to their listeners, in the order of sending."""

    labels: tuple[str, ...] = field(metadata={"static": True})  # names of the processes
    process: Any  # int [event]; −1: no event
    time: Any  # [event] ms

    def times(self, process: int) -> Any:
        """The times [ms] of one process's events."""
        return np.asarray(self.time)[np.asarray(self.process) == process]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class RunResult:
    """Traces of a run, sampled as NEURON's `Vector.record` does: at initialisation and at the end of every step.

    `time` [sample] ms (accumulated, as NEURON's t); `traces` probe name -> [sample] for a probe at one location,
    [sample, location] for several; `spikes` detector name -> bool [sample] or [sample, location], true in the sample
    of the step at whose start the crossing was seen; `state` at the end, to continue from; `sent`, the events of point
    processes and artificial cells, None if nothing receives events. A pytree.
    """

    time: Any
    traces: dict[str, Any]
    spikes: dict[str, Any]
    state: CableState
    sent: SentEvents | None = None

    def spike_times(self, detector: str | None = None) -> Any:
        """Spike times [ms] of one detector (the only one by default); a list of arrays if it has several locations.

        Of a point process or artificial cell, by its name, they are the exact times of its events (net_event).
        Raises `UnknownNameError` for an unknown name.
        """
        if detector is None and len(self.spikes) == 1:
            detector = next(iter(self.spikes))
        labels = self.sent.labels if self.sent is not None else ()
        if self.sent is not None and detector not in self.spikes and detector in labels:
            found = [self.sent.times(k) for k, label in enumerate(labels) if label == detector]
            return found[0] if len(found) == 1 else found
        if detector not in self.spikes:
            raise unknown_name("spike detector", detector, [*self.spikes, *labels], "the run's result")
        fired, time = np.asarray(self.spikes[detector]), np.asarray(self.time)
        if fired.ndim == 1:
            return time[:-1][fired[1:]] + SPIKE_DELAY
        return [time[:-1][column[1:]] + SPIKE_DELAY for column in fired.T]

    def __getitem__(self, probe: str) -> Any:
        if not self.traces:
            raise UnknownNameError(
                f"there is no trace `{probe}`: nothing was recorded; place a `StateProbe` or a `MechanismProbe` "
                "on the cell before it runs",
                probe,
            )
        if probe not in self.traces:
            raise unknown_name("trace", probe, self.traces, "the run's result")
        return self.traces[probe]

    def __repr__(self) -> str:
        lines = [f"RunResult({len(self.time)} samples to {float(self.time[-1]):g} ms)"]
        lines += [f"  {name}: {tuple(np.shape(trace))}" for name, trace in self.traces.items()]
        lines += [f"  spikes at {name}: {int(np.sum(fired))}" for name, fired in self.spikes.items()]
        return "\n".join(lines)
