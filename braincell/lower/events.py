"""Resolve connections to the processes and detectors they join."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.lower.mechanisms import Forest
from braincell.lower.model import EventLayout, EventLog, EventState, Layout, MechanismLayout, Queue
from braincell.lower.neuron_order import node_ranks, visits_of
from braincell.mech.connection import Connection
from braincell.mech.mechanism import Mechanism

_SPARE = 64  # queue places beyond those that two events per connection and process need
_LOG = 1024  # events of processes between two read-outs, beyond four per process
_PROCESS_THRESHOLD = 10.0  # of the `x` of a process that others watch, NEURON's default


@dataclass(frozen=True)
class Events:
    """The connections of a forest: their static layout, and the numbers."""

    layout: EventLayout | None
    values: dict[str, np.ndarray]  # delay [connection] ms, weight [connection, argument], time [event] ms
    watched: dict[str, float] = field(default_factory=dict)  # processes whose `x` is a detector, and the threshold


def lower_events(
    forest: Forest,
    mechanisms: tuple[MechanismLayout, ...],
    detectors: tuple[tuple[str, int], ...],
    capacity: int | None,
) -> Events:
    """Positions of all connections, in the order in which they were made."""
    receivers = tuple(m for m in mechanisms if takes_part(m.cls))
    declared = forest.wires()
    if not receivers and not declared:
        return Events(None, {})
    names = _Names(forest, receivers, mechanisms, detectors)
    target = np.array([names.target(owner, c.target) for owner, c in declared], np.int32)
    sources = [None if c.source is None else names.source(owner, c.source) for owner, c in declared]
    heard: dict[tuple[str, int], list[int]] = {}
    for k, source in enumerate(sources):
        if source is not None:
            heard.setdefault(source, []).append(k)
    distinct, by_source = list(heard), list(heard.values())
    n_process = int(names.offsets[-1])
    width = weights_of_each(mechanisms)
    times = [(t, k) for k, (_, c) in enumerate(declared) for t in c.times]
    room = 2 * (len(declared) + n_process) + _SPARE
    process_source = np.full(n_process, -1, np.int32)
    for k, (kind, number) in enumerate(distinct):
        if kind == "process":
            process_source[number] = k
    layout = EventLayout(
        receivers=tuple(m.name for m in receivers),
        offsets=names.offsets,
        initial_order=_initial_order(forest, receivers),
        target=target,
        outgoing=np.array([k for ks in by_source for k in ks], np.int32),
        first=np.cumsum([0, *(len(ks) for ks in by_source)]).astype(np.int32),
        source_column=np.array([n if kind == "detector" else -1 for kind, n in distinct], np.int32),
        process_source=process_source,
        incoming=_incoming(target, n_process),
        given=np.array([k for _, k in times], np.int32),
        watched=tuple(names.watched.values()),
        labels=tuple(label for m in receivers for label in m.labels),
        width=width,
        capacity=room if capacity is None else capacity,
        log_capacity=_LOG + 4 * n_process if capacity is None else max(capacity, 16),
    )
    values = {
        "delay": np.array([c.delay for _, c in declared], float),
        "weight": np.array([_padded(c, width) for _, c in declared], float).reshape(len(declared), width),
        "time": np.array([t for t, _ in times], float),
        "active": np.array([c.active for _, c in declared], float),
    }
    return Events(layout, values, dict.fromkeys(names.watched, _PROCESS_THRESHOLD))


def weights_of_each(mechanisms: Sequence[MechanismLayout]) -> int:
    """How many numbers are kept for each connection: as many as any NET_RECEIVE has arguments."""
    return max([1, *(len(m.cls.net_arguments) for m in mechanisms if takes_part(m.cls))])


def takes_part(cls: type[Mechanism]) -> bool:
    """Whether a mechanism receives or sends events."""
    return bool(cls.sends or cls.net_arguments or cls.receive is not Mechanism.receive)


class _Names:
    """What the names in connections stand for: first in the cell that declares the connection, then anywhere."""

    def __init__(
        self,
        forest: Forest,
        receivers: Sequence[MechanismLayout],
        mechanisms: Sequence[MechanismLayout],
        detectors: tuple[tuple[str, int], ...],
    ):
        self.offsets = np.cumsum([0, *(len(m.nodes) for m in receivers)]).astype(np.int32)
        self.processes: dict[str, list[int]] = {}
        for m, offset in zip(receivers, self.offsets, strict=False):
            for i, (label, owner) in enumerate(zip(m.labels, m.owners, strict=True)):
                for name in dict.fromkeys((label, f"{owner}.{label}")):
                    self.processes.setdefault(name, []).append(int(offset) + i)
        starts = np.cumsum([0, *(n for _, n in detectors)])
        self.columns = {name: int(start) for (name, n), start in zip(detectors, starts, strict=False) if n == 1}
        if len(forest.parts) == 1:  # whose names go without the cell's
            self.columns |= {f"{forest.parts[0].cell.name}.{name}": column for name, column in self.columns.items()}
        self.n_column = int(starts[-1])
        self.silent: dict[str, list[tuple[str, int]]] = {}  # without NET_RECEIVE but with an `x`
        for m in mechanisms:
            if m not in receivers and "x" in {*m.cls.states, *m.cls.assigned, *m.cls.parameters}:
                for i, (label, owner) in enumerate(zip(m.labels, m.owners, strict=True)):
                    for name in dict.fromkeys((label, f"{owner}.{label}")):
                        self.silent.setdefault(name, []).append((m.name, i))
        self.watched: dict[str, tuple[str, int]] = {}

    def target(self, owner: str, label: str) -> int:
        """The process that a connection of the cell `owner` reaches."""
        for name in (f"{owner}.{label}", label):
            if name in self.processes:
                return _single(self.processes[name], name)
        raise unknown_name("point process that receives events", label, self.processes, "connect: the target")

    def source(self, owner: str, label: str) -> tuple[str, int]:
        """("process", number) or ("detector", column)."""
        for name in (f"{owner}.{label}", label):
            if name in self.columns:
                return "detector", self.columns[name]
            if name in self.processes:
                return "process", _single(self.processes[name], name)
            if name in self.silent:
                place = _single(self.silent[name], name)
                self.watched.setdefault(name, place)
                return "detector", self.n_column + list(self.watched.values()).index(place)
        raise unknown_name("source", label, [*self.processes, *self.columns, *self.silent], "connect")


def _single(found: list, name: str):
    if len(found) > 1:
        raise InputError(f"connect: {len(found)} processes are called `{name}`; give each its own `name`")
    return found[0]


def _initial_order(forest: Forest, receivers: Sequence[MechanismLayout]) -> np.ndarray:
    """Processes as NEURON calls their INITIAL, mechanism by mechanism."""
    order, start, rank = [np.zeros(0, int)], 0, node_ranks(forest)
    for m in receivers:
        order.append(visits_of(m, rank) + start)
        start += len(m.nodes)
    return np.concatenate(order).astype(np.int32)


def _incoming(target: np.ndarray, n_process: int) -> np.ndarray:
    """The connections that reach each process [process, most], in the order of their creation; −1: none."""
    counts = np.bincount(target, minlength=n_process)
    incoming = np.full((n_process, counts.max(initial=0)), -1, np.int32)
    order = np.argsort(target, kind="stable")
    column = np.arange(len(target)) - np.repeat(np.cumsum(counts) - counts, counts)
    incoming[target[order], column] = order
    return incoming


def _padded(c: Connection, width: int) -> list[float]:
    if len(c.weight) > width:
        raise InputError(
            f"connect to `{c.target}`: {len(c.weight)} weights for at most {width} arguments of NET_RECEIVE"
        )
    return [*c.weight, *[0.0] * (width - len(c.weight))]


def empty_events(layout: Layout, values: dict[str, np.ndarray]) -> EventState | None:
    """No events, no WATCH (numpy); None if nothing receives any. `values` are those of `Events`."""
    events = layout.events
    if events is None:
        return None
    watches = {}
    for name in events.receivers:
        m = layout.mechanism(name)
        if m.cls.watches:
            shape = (m.cls.watches, len(m.nodes))
            kinds = {"active": bool, "above": bool, "queued": bool, "flag": float, "order": np.int64}
            watches[name] = {key: np.zeros(shape, kind) for key, kind in kinds.items()}
    n = events.log_capacity
    return EventState(
        empty_queue(events.capacity, len(events.given)),
        values["weight"],
        np.full(int(events.offsets[-1]), -1, np.int32),
        watches,
        EventLog(np.zeros(n, np.int32), np.zeros(n), np.zeros((), np.int32)),
    )


def empty_queue(n: int, n_given: int) -> Queue:
    """A queue with `n` places and room for the order of `n_given` events at given times (numpy)."""
    block = 1 << math.ceil(math.log2(n + 1) / 2)
    n_block = -(-(n + 1) // block)
    size = n_block * block
    return Queue(
        time=np.full(size, np.inf),
        order=np.zeros(size, np.int64),
        block_time=np.full(n_block, np.inf),
        target=np.zeros(size, np.int32),
        connection=np.full(size, -1, np.int32),
        flag=np.zeros(size),
        least=np.array(size - 1, np.int32),
        least_time=np.array(np.inf),
        least_order=np.zeros((), np.int64),
        free=np.arange(n + 1, dtype=np.int32)[::-1].copy(),
        n_free=np.array(n, np.int32),
        latest=np.zeros((), np.int64),
        given=np.zeros(n_given, np.int32),
        given_order=np.zeros(n_given, np.int64),
        given_next=np.zeros((), np.int32),
        fault=np.zeros((), np.int32),
    )
