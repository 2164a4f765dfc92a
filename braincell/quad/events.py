"""Deliver events, and queue what the mechanisms send in answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import CableModel, CableState, EventLayout, EventLog, EventState, MechanismLayout, Queue
from braincell.mech.mechanism import NET_EVENT, NET_MOVE, NET_SEND, Instances, Mechanism
from braincell.mech.printing import let_out
from braincell.quad.instance import Handled, handled, record_of, sent_by, store, with_connections
from braincell.quad.queue import (
    ENDLESS,
    LOG_FULL,
    NO_WEIGHTS,
    PAST,
    TOO_MANY,
    UNMOVABLE,
    Given,
    insert,
    is_source,
    is_watch,
    of_source,
    of_watch,
    put_given,
    remove,
    update,
    with_fault,
)
from braincell.quad.record import read_between
from braincell.quad.small_loop import small_loop

_SPIKE_DELAY = 1e-10  # ms: a threshold crossing at t_n is an event at t_n + 1e-10 (src/nrncvode/netcvode.cpp)
_MOST_REVERSIBLE = 16  # deliveries in half a step, beyond those of one source, that a differentiated run has room for
_ENDLESS = 10_000  # deliveries in half a step per connection and process: more are taken for an endless loop
_TOGETHER = 2  # a source with more connections than this, all of one delay, makes one event of them


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Wiring:
    """What a run computes once for its events. When they happen is not differentiated."""

    delay: Any  # [connection] ms
    time: Any  # [event] ms, of given events
    together: Any  # bool [source]: all its connections are one event
    active: Any  # bool [connection]: hears its source


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Arrival:
    """An event that is being delivered: to its one target, or to a source's connections one after the other."""

    time: Any
    flag: Any
    target: Any
    code: Any  # see `quad.queue`
    at: Any  # the next of `outgoing`, for a source
    end: Any
    count: Any  # how many there were


def wiring(model: CableModel) -> Wiring | None:
    """The numbers of a model's connections."""
    layout = model.layout.events
    if layout is None:
        return None
    delay, time = (lax.stop_gradient(jnp.asarray(model.connections[key], jnp.float64)) for key in ("delay", "time"))
    active = jnp.asarray(model.connections["active"]) > 0.0
    n_source = len(layout.source_column)
    if not n_source:
        return Wiring(delay, time, jnp.zeros(0, bool), active)
    counts = np.diff(layout.first)
    source = np.repeat(np.arange(n_source), counts)
    heard = delay[layout.outgoing]
    lowest = jax.ops.segment_min(heard, source, n_source, indices_are_sorted=True)
    highest = jax.ops.segment_max(heard, source, n_source, indices_are_sorted=True)
    return Wiring(delay, time, (lowest == highest) & (counts > _TOGETHER), active)


def post_of(model: CableModel, wires: Wiring | None, tables: dict, dt: Any) -> "Post | None":
    """The delivery of a model's events; None if nothing receives any."""
    layout = model.layout.events
    return None if layout is None or wires is None else Post(layout, model, wires, tables, dt)


class Post:
    """Delivery among the receivers of one model: functions of the state, for use inside one compiled step."""

    def __init__(self, layout: EventLayout, model: CableModel, wires: Wiring, tables: dict, dt: Any):
        self.model, self.layout, self.wires, self.tables, self.dt = model, layout, wires, tables, dt
        self.given = Given(wires.time, layout.target[layout.given], layout.given)
        self.receivers = [model.layout.mechanism(name) for name in layout.receivers]
        self.room = max([0, *(m.cls.sends for m in self.receivers)])
        self.endless = _ENDLESS * (1 + len(layout.target) + int(layout.offsets[-1]))

    def deliver(self, state: CableState, until: Any, reversible: bool = False) -> CableState:
        """Hand every event up to the time `until` to its target, in the queue's order, with t the event's time.

        `reversible` bounds the number of deliveries, so that the run can be differentiated in reverse; a queue with
        more is at fault.
        """
        if not reversible:
            return self.deliver_watching(state, until)[0]

        def is_due(carry: tuple[CableState, Arrival]) -> Any:
            return self._is_due(carry, until)

        def turn(carry: tuple[CableState, Arrival], _: Any) -> tuple[tuple[CableState, Arrival], None]:
            return lax.cond(is_due(carry), self._deliver_one, lambda carry: carry, carry), None

        most = _MOST_REVERSIBLE + max([0, *np.diff(self.layout.first).tolist()])

        def several(carry: tuple[CableState, Arrival]) -> CableState:
            carry, _ = lax.scan(turn, carry, None, length=most)
            return _with(carry[0], queue=with_fault(carry[0].events.queue, TOO_MANY, is_due(carry)))

        start = (state, self._idle(state))
        return lax.cond(is_due(start), several, lambda carry: carry[0], start)

    def deliver_watching(self, state: CableState, until: Any) -> tuple[CableState, Any, Any]:
        """`deliver`, the values that are read between events, and when [ms] the last event came that changed each.

        That is inf if none did. None, None if no values are read between events.
        """
        values, layout = read_between(self.model, state), self.layout
        changed = None if values is None else jnp.full(values.shape, jnp.inf)

        def has_due(carry: tuple[CableState, Any, Any], until: Any, *_: Any) -> Any:
            queue = carry[0].events.queue
            return (queue.least_time <= until) & (queue.fault == 0)

        def deliver(carry: tuple[CableState, Any, Any], until: Any, *given: Any) -> tuple[CableState, Any, Any]:
            return Post(layout, *given)._deliver_all(*carry, until)

        return small_loop(has_due, deliver, (state, values, changed), until, *self._given())

    def _deliver_all(self, state: CableState, values: Any, changed: Any, until: Any) -> tuple[CableState, Any, Any]:
        """Deliver what is due; `values` and `changed`: see `deliver_watching`."""

        def is_due(carry: tuple[CableState, Arrival, Any, Any]) -> Any:
            return self._is_due(carry[:2], until)

        def one(carry: tuple[CableState, Arrival, Any, Any]) -> tuple[CableState, Arrival, Any, Any]:
            state, now, values, changed = carry
            state, now = self._deliver_one((state, now))
            if values is None:
                return state, now, None, None
            after = read_between(self.model, state)
            return state, now, after, jnp.where(after != values, now.time, changed)

        start = (state, self._idle(state), values, changed)
        state, now, values, changed = lax.while_loop(is_due, one, start)
        faulty = with_fault(state.events.queue, ENDLESS, now.count >= self.endless)
        return _with(state, queue=faulty), values, changed

    def _given(self) -> tuple[CableModel, Wiring, dict, Any]:
        """The traced values that a `Post` is made of."""
        return self.model, self.wires, self.tables, self.dt

    def _idle(self, state: CableState) -> Arrival:
        """No event."""
        zero = jnp.zeros((), jnp.int32)
        return Arrival(jnp.zeros(()), jnp.zeros_like(state.events.queue.flag[0]), zero, zero, zero, zero, zero)

    def _is_due(self, carry: tuple[CableState, Arrival], until: Any) -> Any:
        queue, now = carry[0].events.queue, carry[1]
        return ((now.at < now.end) | (queue.least_time <= until)) & (now.count < self.endless)

    def start(self, state: CableState, sent: dict[str, Instances]) -> CableState:
        """The events at t = 0, in an empty queue: what INITIAL blocks `sent`, NET_RECEIVE's INITIAL, given times."""
        layout = self.layout
        if self.room:
            state = self._send_initial(state, sent)
        if len(layout.target) and any(m.cls.connected is not Mechanism.connected for m in self.receivers):
            state = lax.fori_loop(0, len(layout.target), self._connect, state)
        else:
            state = _with(state, weight=_first_alone(state.events.weight))
        return _with(state, queue=put_given(state.events.queue, self.given))

    def reaches(self, state: CableState, until: Any, kinds: list[bool]) -> Any:
        """Whether an event up to the time `until` goes to a process of the wanted `kinds` of receivers."""
        if all(kinds) or not any(kinds):
            return (state.events.queue.least_time <= until) & all(kinds)
        layout, queue = self.layout, state.events.queue
        wanted = np.repeat(kinds, np.diff(layout.offsets))
        codes, reached = queue.connection, jnp.asarray(wanted)[queue.target]
        if len(layout.outgoing):
            heard = wanted[layout.target[layout.outgoing]]
            of_source_wanted = np.array(
                [heard[a:b].any() for a, b in zip(layout.first, layout.first[1:], strict=False)]
            )
            source = jnp.where(is_source(codes), of_source(codes), 0)
            reached = jnp.where(is_source(codes), jnp.asarray(of_source_wanted)[source], reached)
        is_due = queue.time <= until
        return jnp.any(reached & is_due) | (reached[queue.least] & (queue.least_time <= until))

    def send_spikes(self, state: CableState, fired: Any, after: float = _SPIKE_DELAY) -> CableState:
        """Queue the events of the detectors that `fired` at state.t, as of `after` ms later."""
        layout = self.layout
        heard = np.flatnonzero(layout.source_column >= 0).astype(np.int32)
        if not len(heard):
            return state
        hot = fired[layout.source_column[heard]]

        def has_fired(carry: tuple[Queue, Any], *_: Any) -> Any:
            return carry[1].any()

        def send(carry: tuple[Queue, Any], time: Any, wires: Wiring) -> tuple[Queue, Any]:
            queue, hot = carry

            def add(_: Any, carry: tuple[Queue, Any]) -> tuple[Queue, Any]:
                queue, last = carry
                k = jnp.argmax(hot & (jnp.arange(len(heard)) > last)).astype(jnp.int32)
                return _insert_all(layout, wires, queue, jnp.array(True), jnp.asarray(heard)[k], time)[0], k

            queue, _ = lax.fori_loop(0, hot.sum(), add, (queue, jnp.array(-1, jnp.int32)))
            return queue, jnp.zeros_like(hot)

        start = (state.events.queue, hot)
        queue, _ = small_loop(has_fired, send, *lax.stop_gradient((start, state.t + after, self.wires)))
        return _with(state, queue=queue)

    def send_watched(self, state: CableState, fired: dict[str, Any]) -> CableState:
        """Queue the events of the conditions that came true at state.t: `fired` holds bool [watch, instance]."""
        if not fired:
            return state
        shapes = {name: hot.shape for name, hot in fired.items()}
        hot = jnp.concatenate([x.ravel() for x in fired.values()])
        order = jnp.concatenate([state.events.watches[name]["order"].ravel() for name in fired])
        flag = jnp.concatenate([state.events.watches[name]["flag"].ravel() for name in fired])
        process, number = [], []
        for name, (n_watch, n) in shapes.items():
            offset = int(self.layout.offsets[self.layout.receivers.index(name)])
            process.append(np.tile(np.arange(n) + offset, n_watch))
            number.append(np.repeat(np.arange(n_watch), n))
        process, number = (np.concatenate(x).astype(np.int32) for x in (process, number))

        def has_fired(carry: tuple[Queue, Any], *_: Any) -> Any:
            return carry[1].any()

        def send(carry: tuple[Queue, Any], t: Any, order: Any, flag: Any) -> tuple[Queue, Any]:
            def add(_: Any, carry: tuple[Queue, Any]) -> tuple[Queue, Any]:
                queue, waiting = carry
                k = jnp.argmin(jnp.where(waiting, order, np.iinfo(np.int64).max))
                queue, _ = insert(queue, t, jnp.asarray(process)[k], of_watch(jnp.asarray(number)[k]), flag[k])
                return queue, update(waiting, k, False)

            return lax.fori_loop(0, carry[1].sum(), add, carry)

        start = (state.events.queue, hot)
        queue, _ = small_loop(has_fired, send, *lax.stop_gradient((start, state.t, order, flag)))
        watches = {
            name: values | {"queued": values["queued"] | fired[name]} if name in fired else values
            for name, values in state.events.watches.items()
        }
        return _with(state, queue=queue, watches=watches)

    # One event

    def _deliver_one(self, carry: tuple[CableState, Arrival]) -> tuple[CableState, Arrival]:
        """Deliver the next event, or go on with that to a source's connections."""
        (state, now), layout = carry, self.layout
        queue, is_new = state.events.queue, now.at >= now.end
        k = queue.least
        time, flag, target, code = (
            jnp.where(is_new, new, old)
            for new, old in (
                (queue.least_time, now.time),
                (queue.flag[k], now.flag),
                (queue.target[k], now.target),
                (queue.connection[k], now.code),
            )
        )
        at, end = now.at, now.end
        if len(layout.outgoing):
            of_many = is_source(code)
            source = jnp.where(of_many, of_source(code), 0)
            first = jnp.asarray(layout.first)
            at = jnp.where(is_new, jnp.where(of_many, first[source], 0), at)
            end = jnp.where(is_new, jnp.where(of_many, first[source + 1], 1), end)
            connection = jnp.where(of_many, jnp.asarray(layout.outgoing)[at], code)
            reached = jnp.asarray(layout.target)[jnp.maximum(connection, 0)]
            target = jnp.where(of_many, reached, target)
            is_heard = ~of_many | self.wires.active[jnp.maximum(connection, 0)]
        else:
            at, end, connection, is_heard = jnp.zeros_like(at), jnp.ones_like(end), code, True
        state = _with(state, queue=remove(queue, self.given, k, is_new))
        state = self._arrive(state, time, target, connection, flag, is_heard)
        return state, Arrival(time, flag, target, code, at + 1, end, now.count + 1)

    def _arrive(
        self, state: CableState, time: Any, target: Any, connection: Any, flag: Any, is_heard: Any
    ) -> CableState:
        """Call the handler of a process, if it hears the event, and store and queue what it did."""
        kind = jnp.where(is_heard, self._kind(target), len(self.receivers))
        state, kind = self._unwatched(state, kind, target, connection)
        if self.room:
            state = _with(state, movable=update(state.events.movable, target, -1, flag == 1.0))
        handlers = [self._handler(k, m, m.cls.receive, True) for k, m in enumerate(self.receivers)]
        state, sent = self._call(state, handlers, kind, (time, target, connection, flag))
        if self.room:
            code = jnp.where(connection >= 0, connection, NO_WEIGHTS)
            state = self._send(state, sent, target, code, time)
        return state

    def _kind(self, target: Any) -> Any:
        """Number of the receiver whose process this is."""
        return (target >= jnp.asarray(self.layout.offsets[1:])).sum(dtype=jnp.int32)

    def _connect(self, c: Any, state: CableState) -> CableState:
        """NET_RECEIVE's INITIAL for one connection."""
        target, connection = jnp.asarray(self.layout.target)[c], jnp.asarray(c, jnp.int32)
        kind = self._kind(target)
        handlers = [self._handler(k, m, m.cls.connected, False) for k, m in enumerate(self.receivers)]
        return self._call(state, handlers, kind, (jnp.zeros(()), target, connection, jnp.zeros(())))[0]

    def _call(
        self, state: CableState, handlers: list[Callable], kind: Any, arrival: tuple[Any, ...]
    ) -> tuple[CableState, dict[str, Any]]:
        """The state after the handler of a kind of receivers, and what it sent. Kinds beyond the last do nothing."""
        layout, (_, target, connection, _) = self.layout, arrival
        row, has_weights = jnp.maximum(connection, 0), connection >= 0
        weight = jnp.zeros(layout.width, state.events.weight.dtype)
        if len(layout.target):
            weight = jnp.where(has_weights, state.events.weight[row], weight)
        given = (state, *arrival, weight)
        shapes = [jax.eval_shape(handler, *given)[0] for handler in handlers]
        nothing = [jax.tree.map(lambda x: jnp.zeros(x.shape, x.dtype), shape) for shape in shapes]

        def only(k: int) -> Callable[..., tuple]:
            def call(*given: Any) -> tuple[list[Handled], Any, dict]:
                done, weight, sent = handlers[k](*given)
                return [*nothing[:k], done, *nothing[k + 1 :]], weight, sent

            return call

        def none(*given: Any) -> tuple[list[Handled], Any, dict]:
            return nothing, given[-1], sent_by(Instances({}), self.room, ())

        branches = [only(k) for k in range(len(handlers))] + [none]
        done, weight, sent = lax.switch(kind, branches, *given)
        for k, (m, one) in enumerate(zip(self.receivers, done, strict=True)):
            state = store(self.model, layout, m, state, one, target - layout.offsets[k], target, kind == k)
        if len(layout.target):
            state = _with(state, weight=update(state.events.weight, row, weight, has_weights, axis=0))
        return state, sent

    def _unwatched(self, state: CableState, kind: Any, target: Any, connection: Any) -> tuple[CableState, Any]:
        """No kind (one beyond the last) if a condition's event was called off meanwhile; it is no longer queued."""
        for k, m in enumerate(self.receivers):
            if not m.cls.watches:
                continue
            watches = state.events.watches[m.name]
            is_here = is_watch(connection) & (kind == k)
            number = jnp.where(is_here, of_watch(connection), 0)
            i = jnp.where(is_here, target - self.layout.offsets[k], 0)
            queued = watches["queued"]
            kind = jnp.where(is_here & ~queued[number, i], len(self.receivers), kind)
            queued = queued.at[number, i].set(queued[number, i] & ~is_here)
            state = _with(state, watches=state.events.watches | {m.name: watches | {"queued": queued}})
        return state, kind

    def _handler(self, k: int, m: MechanismLayout, function: Callable, with_flag: bool) -> Callable[..., tuple]:
        """What an arrival does to the receiver number `k`: (what to store, weights, events sent)."""
        layout, n = self.layout, len(m.cls.net_arguments)

        def handle(
            state: CableState, time: Any, target: Any, connection: Any, flag: Any, weight: Any
        ) -> tuple[Handled, Any, dict[str, Any]]:
            i = target - layout.offsets[k]
            before = record_of(self.model, self.tables, m, state, i, time, self.dt)
            if m.cls.sees_connections:
                before = with_connections(before, layout, state.events.weight, target, connection)
            given = tuple(weight[a] for a in range(n))
            s, w = function(before, given, flag) if with_flag else function(before, given)
            let_out(s)
            if function is Mechanism.connected:
                weight, w = _first_alone(weight), ()
            for a, value in enumerate(w):
                weight = weight.at[a].set(value)
            return handled(m, before, s, state.v.dtype), weight, sent_by(s, self.room, ())

        return handle

    # What handlers send

    def _send_initial(self, state: CableState, records: dict[str, Instances]) -> CableState:
        """Queue what INITIAL sent, instance by instance."""
        parts = [sent_by(records.get(m.name, Instances({})), self.room, (len(m.nodes),)) for m in self.receivers]
        sent = {key: jnp.concatenate([part[key] for part in parts], axis=-1) for key in parts[0]}
        order = jnp.asarray(self.layout.initial_order)

        def one(j: Any, state: CableState) -> CableState:
            own = {key: x[..., order[j]] for key, x in sent.items()}
            return self._send(state, own, order[j], NO_WEIGHTS, jnp.zeros(()))

        return lax.fori_loop(0, len(order), one, state)

    def _send(self, state: CableState, sent: dict, process: Any, code: Any, now: Any) -> CableState:
        """Carry out what one call sent, in the order in which it did."""
        process, code = jnp.asarray(process, jnp.int32), jnp.asarray(code, jnp.int32)
        most = np.repeat([m.cls.sends for m in self.receivers], np.diff(self.layout.offsets)).astype(np.int32)
        n = jnp.minimum(sent["count"], jnp.asarray(most)[process])

        def one(slot: Any, events: EventState) -> EventState:
            kind, time, flag = (sent[key][slot] for key in ("kind", "time", "flag"))
            return self._send_one(events, kind, time, flag, process, code, now)

        events = lax.fori_loop(0, n, one, state.events)
        return replace(state, events=replace(events, queue=with_fault(events.queue, TOO_MANY, sent["count"] > n)))

    def _send_one(
        self, events: EventState, kind: Any, time: Any, flag: Any, process: Any, code: Any, now: Any
    ) -> EventState:
        """net_send, net_move or net_event, by its `kind`."""
        queue, is_event, is_move = events.queue, kind == NET_EVENT, kind == NET_MOVE
        queue = with_fault(queue, PAST, time < now)
        own = events.movable[process]
        queue = with_fault(queue, UNMOVABLE, is_move & (own < 0))
        is_move = is_move & (own >= 0)
        own = jnp.maximum(own, 0)
        code = jnp.where(is_move, queue.connection[own], code)
        flag = jnp.where(is_move, 1.0, flag)
        was_least = is_move & (own == queue.least)
        queue = remove(queue, self.given, own, is_move)
        queue, log = _logged(queue, events.log, process, time, is_event)
        source = jnp.asarray(self.layout.process_source)[process]
        queue, place = _insert_all(
            self.layout, self.wires, queue, is_event, source, time, process, code, flag, was_least
        )
        is_movable = is_move | ((kind == NET_SEND) & (flag == 1.0))
        movable = update(events.movable, process, place, is_movable)
        return replace(events, queue=queue, movable=movable, log=log)


def _insert_all(
    layout: EventLayout,
    wires: Wiring,
    queue: Queue,
    to_listeners: Any,
    source: Any,
    time: Any,
    process: Any = 0,
    code: Any = 0,
    flag: Any = 0.0,
    was_least: Any = False,
) -> tuple[Queue, Any]:
    """One event to a process, or one for every connection from a source, in the order of their creation.

    Returns the place of the last one, too.
    """
    if not len(layout.outgoing):
        return insert(queue, time, process, code, flag, jnp.logical_not(to_listeners), was_least)
    heard = jnp.maximum(source, 0)
    first, together = jnp.asarray(layout.first), wires.together[heard]
    low = jnp.where(to_listeners, first[heard], 0)
    high = jnp.where(to_listeners, jnp.where(together, low + 1, first[heard + 1]), 1)
    high = jnp.where(to_listeners & (source < 0), low, high)

    def add(k: Any, carry: tuple[Queue, Any]) -> tuple[Queue, Any]:
        connection = jnp.asarray(layout.outgoing)[k]
        target = jnp.where(to_listeners, jnp.asarray(layout.target)[connection], process)
        one = jnp.where(to_listeners, jnp.where(together, of_source(heard), connection), code)
        later = time + jnp.where(to_listeners, wires.delay[connection], 0.0)
        is_heard = ~jnp.asarray(to_listeners) | together | wires.active[connection]
        return insert(carry[0], later, target, one, jnp.where(to_listeners, 0.0, flag), is_heard, was_least)

    return lax.fori_loop(low, high, add, (queue, jnp.zeros((), jnp.int32)))


def _first_alone(weight: Any) -> Any:
    """Weights [..., argument] after NET_RECEIVE without INITIAL: all but the first become 0."""
    return jnp.where(jnp.arange(weight.shape[-1]) == 0, weight, 0.0)


def _logged(queue: Queue, log: EventLog, process: Any, time: Any, when: Any) -> tuple[Queue, EventLog]:
    """The log with one more event of a process if `when` holds."""
    n = log.time.shape[0]
    put, place = when & (log.count < n), jnp.minimum(log.count, n - 1)
    log = EventLog(
        update(log.process, place, process, put),
        update(log.time, place, time, put),
        log.count + jnp.asarray(put, jnp.int32),
    )
    return with_fault(queue, LOG_FULL, when & ~put), log


def _with(state: CableState, **changes: Any) -> CableState:
    return replace(state, events=replace(state.events, **changes))
