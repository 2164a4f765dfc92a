"""The events of a lowered program: connections, sources and what waits, between the script and the device."""

import weakref
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import CableState, EventState, Layout, Queue
from braincell.quad.queue import grown, insert
from braincell.result import SPIKE_DELAY, SentEvents
from hoc_compat.column import Column
from hoc_compat.event_record import write
from hoc_compat.event_transfer import transferred
from hoc_compat.forest import Forest
from hoc_compat.netcon import NetCon
from hoc_compat.source import ProcessSource, Source, process_source
from hoc_compat.world import WORLD


class Events:
    """The columns that hold the numbers of all connections, the sources, and the queue."""

    def __init__(self, forest: Forest, layout: Layout, state: CableState, previous: "Events | None" = None):
        self.layout = layout.events
        self._state: EventState | None = state.events
        self._rows = weakref.WeakKeyDictionary({netcon: row for row, netcon in enumerate(forest.netcons)})
        n, width = len(forest.netcons), self.layout.width if self.layout else 1
        self.weight = Column(np.zeros((n, width)))
        self._delay, self._active = Column(np.zeros(n)), Column(np.zeros(n))
        for row, netcon in enumerate(forest.netcons):
            values = netcon._weights.values()
            self.weight.edit()[row, : len(values)] = values
            self._delay.edit()[row], self._active.edit()[row] = netcon._delay[0], netcon._active[0]
            netcon._weights.move(self.weight, row)
            netcon._delay.move(self._delay, row)
            netcon._active.move(self._active, row)
        self._tie_sources(forest, layout)
        self._posted: list[tuple[float, int, int, float]] = []
        if previous is not None and self._state is not None:
            self._state = transferred(previous, self, self._state)

    def _tie_sources(self, forest: Forest, layout: Layout) -> None:
        processes = {p.hname(): p for p in forest.processes}
        self._by_column: dict[int, weakref.ref[Source]] = {}  # of `fired`; a cell without any has a column of its own
        self.threshold = Column(np.full(len(layout.detectors), 10.0))
        for column, (name, _) in enumerate(layout.detectors):
            label = name.rpartition(".")[2]
            found = forest.voltage_sources.get(label)
            if found is None and label in processes:
                found = process_source(processes[label])
            if found is not None:
                self.threshold.edit()[column] = found.threshold[0]
                found.threshold.move(self.threshold, column)
                self._by_column[column] = weakref.ref(found)
        self.numbers = {label: k for k, label in enumerate(self.layout.labels)} if self.layout else {}
        self._senders: dict[int, weakref.ref[ProcessSource]] = {}
        for source in WORLD.sources():
            if isinstance(source, ProcessSource) and source.process.hname() in self.numbers:
                self._senders[self.numbers[source.process.hname()]] = weakref.ref(source)
        self._listed = [weakref.ref(source) for source in WORLD.sources()]
        rank = {ref: k for k, ref in enumerate(self._listed)}
        self._of_column = _ranks(rank, self._by_column, len(layout.detectors))
        self._of_process = _ranks(rank, self._senders, len(self.numbers))

    # what goes to the device

    def constants(self) -> list[Column]:
        """The columns of the model that a step does not change."""
        return [self.threshold] + ([] if self.layout is None else [self._delay, self._active])

    def connections(self, of: Callable[[Column], Any]) -> dict[str, Any]:
        """The model's `connections`, with what `of` makes of each column."""
        if self.layout is None:
            return {}
        return {
            "delay": of(self._delay),
            "weight": of(self.weight),
            "time": np.zeros(0),
            "active": of(self._active),
        }

    @property
    def has_posted(self) -> bool:
        """Whether the script has sent events that the queue does not hold yet."""
        return bool(self._posted)

    def peek(self) -> EventState | None:
        """The events of the state, those that the script has sent included."""
        return self.state(self.has_posted)

    def netcons(self) -> list[NetCon]:
        """The connections that exist still."""
        return list(self._rows)

    def row(self, netcon: NetCon) -> int | None:
        """The number of a connection."""
        return self._rows.get(netcon)

    def post(self, netcon: NetCon, time: float, flag: float) -> None:
        """Have an event delivered through a connection at `time`."""
        target = self.numbers[netcon._target.hname()]
        self._posted.append((time, target, self._rows[netcon], flag))

    def drop_posted(self) -> None:
        """Forget what the script has sent, at initialisation."""
        self._posted = []

    def state(self, with_posted: bool) -> EventState | None:
        """The events of the state, with or without what the script has sent."""
        if self._state is None:
            return None
        if with_posted:
            self._state = replace(self._state, queue=_with_posted(self._state.queue, self._posted))
            self._posted = []
        return replace(self._state, weight=self.weight.on_device())

    # what comes back

    def take(self, events: EventState | None) -> None:
        """Take over what the simulation computed, but for the weights."""
        self._state = events

    def arrive(self, events: EventState | None) -> None:
        """Take over what the simulation computed."""
        self.take(events)
        if events is not None:
            self.weight.arrive(events.weight)

    def clear(self) -> None:
        """Empty the vectors that record events."""
        for source in self._all_sources():
            source.clear()

    def happened(self, crossings: list[tuple[np.ndarray, np.ndarray]], sent: list[SentEvents]) -> None:
        """Record threshold crossings [step, column] of steps that began at given times, and events that were sent."""
        number = [self._of_column[np.nonzero(fired)[1]] for fired, _ in crossings]
        times = [starts[np.nonzero(fired)[0]] + SPIKE_DELAY for fired, starts in crossings]
        n_crossings = sum(map(len, times))
        number += [self._of_process[events.process] for events in sent]
        times += [np.asarray(events.time) for events in sent]
        if not sum(map(len, times)):
            return
        found, when = np.concatenate(number), np.concatenate(times)
        # at one time NEURON looks at thresholds in order of creation; what was sent is in order already
        rank = np.where(np.arange(len(when)) < n_crossings, found, len(self._listed))
        order = np.lexsort((rank, when))
        order = order[found[order] >= 0]
        write([ref() for ref in self._listed], found[order], when[order])

    def sender(self, process: int) -> Source | None:
        """The source that a process is."""
        return self._senders.get(process, lambda: None)()

    def source(self, column: int) -> Source | None:
        """The source that a column of `fired` is about."""
        return self._by_column.get(int(column), lambda: None)()

    def calls_at_thresholds(self) -> bool:
        """Whether Python waits for a threshold."""
        return any(ref() in WORLD.calling for ref in self._by_column.values())

    def columns(self) -> list[int]:
        """The columns of `fired` that are about sources."""
        return list(self._by_column)

    @property
    def has_sources(self) -> bool:
        """Whether there is any threshold to watch."""
        return bool(self._by_column)

    def _all_sources(self) -> Iterable[Source]:
        found = [ref() for ref in [*self._by_column.values(), *self._senders.values()]]
        return [source for source in found if source is not None]


def _ranks(rank: dict[Any, int], sources: dict[int, Any], n: int) -> np.ndarray:
    """The rank of each of `n` sources, and of none at the end; −1 where there is none."""
    return np.array([rank.get(sources.get(k), -1) for k in range(n)] + [-1])


def _with_posted(queue: Queue, posted: list[tuple[float, int, int, float]]) -> Queue:
    n = len(posted)
    if int(queue.n_free) < n:
        queue = grown(queue, n)
    size = 1 << (n - 1).bit_length()
    columns = [np.zeros(size, kind) for kind in (float, np.int32, np.int32, float)]
    for column, values in zip(columns, zip(*posted, strict=True), strict=True):
        column[:n] = values
    return _insert_all(queue, *columns, np.int32(n))


@jax.jit
def _insert_all(queue: Queue, time: Any, target: Any, connection: Any, flag: Any, n: Any) -> Queue:
    queue = jax.tree.map(jnp.asarray, queue)
    return lax.fori_loop(0, n, lambda k, q: insert(q, time[k], target[k], connection[k], flag[k])[0], queue)
