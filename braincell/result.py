"""What a run returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import numpy as np

from braincell.errors import InputError, UnknownNameError, unknown_name
from braincell.lower.model import CableState

SPIKE_DELAY = 1e-10  # ms: NEURON dates a crossing at the step's start plus this


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class SentEvents:
    """Events that point processes and artificial cells sent to their listeners, in the order of sending."""

    labels: tuple[str, ...] = field(metadata={"static": True})  # names of the processes
    process: Any  # int [event]; −1: no event
    time: Any  # [event] ms
    member: Any = None  # int [event], whose of a population; None: there is one model

    def times(self, process: int, member: int | None = None) -> Any:
        """The times [ms] of one process's events, in one member of a population."""
        wanted = np.asarray(self.process) == process
        if member is not None:
            wanted &= np.asarray(self.member) == member
        return np.asarray(self.time)[wanted]

    @classmethod
    def joined(cls, parts: Sequence["SentEvents"]) -> "SentEvents | None":
        """Pieces, one after the other; None if there is none."""
        if not parts:
            return None
        process, time = (np.concatenate([getattr(part, name) for part in parts]) for name in ("process", "time"))
        member = None if parts[0].member is None else np.concatenate([part.member for part in parts])
        return cls(parts[0].labels, process, time, member)


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
    at_samples: bool = field(default=False, metadata={"static": True})

    def spike_times(self, detector: str | None = None) -> Any:
        """Spike times [ms] of one detector (the only one by default); a list of arrays if it has several locations.

        Of a point process or artificial cell, by its name, they are the exact times of its events (net_event).
        Raises `UnknownNameError` for an unknown name.
        """
        if detector is None and len(self.spikes) == 1:
            detector = next(iter(self.spikes))
        labels = self.sent.labels if self.sent is not None else ()
        if self.sent is not None and detector not in self.spikes and detector in labels:
            found = [self._sent_times(k) for k, label in enumerate(labels) if label == detector]
            return found[0] if len(found) == 1 else found
        if detector not in self.spikes:
            raise unknown_name("spike detector", detector, [*self.spikes, *labels], "the run's result")
        return _crossings(np.asarray(self.time), np.asarray(self.spikes[detector]), self.at_samples)

    @property
    def n_member(self) -> int | None:
        """How many members a population's result has; None if it is of one model."""
        return np.shape(self.state.v)[0] if np.ndim(self.state.v) == 2 else None

    def member(self, k: int) -> "RunResult":
        """The result of one member of a population, as a run of its own returns it. Raises `InputError`."""
        n = self.n_member
        if n is None or not -n <= k < n:
            raise InputError(f"member {k}: " + ("this is no result of a population" if n is None else f"there are {n}"))
        k, sent = k % n, self.sent
        if sent is not None and sent.member is not None:
            own = np.asarray(sent.member) == k
            sent = SentEvents(sent.labels, np.asarray(sent.process)[own], np.asarray(sent.time)[own])
        traces, spikes = ({name: x[:, k] for name, x in found.items()} for found in (self.traces, self.spikes))
        return RunResult(self.time, traces, spikes, member_of(self.state, k), sent)

    def _sent_times(self, process: int) -> Any:
        assert self.sent is not None
        if self.sent.member is None:
            return self.sent.times(process)
        return [self.sent.times(process, k) for k in range(self.n_member or 0)]

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


def member_of(state: CableState, k: int) -> CableState:
    """One member of a population's state, in which only time is one for all."""
    return replace(jax.tree.map(lambda x: x[k], replace(state, t=None)), t=state.t)


def _crossings(time: np.ndarray, fired: np.ndarray, at_samples: bool = False) -> Any:
    """Times of the crossings in [sample]; of further axes lists."""
    if fired.ndim == 1:
        return time[fired] if at_samples else time[:-1][fired[1:]] + SPIKE_DELAY
    return [_crossings(time, fired[:, k], at_samples) for k in range(fired.shape[1])]
