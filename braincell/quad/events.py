"""Deliver events: the queue, and the mechanisms' answers to what arrives.

The queue is a table of fixed size. Its order is NEURON's (src/nrncvode/sptbinq.cpp): the earliest event comes first;
of equal times the one that was put in first, except that the least event, once pushed aside by a strictly earlier
one, goes behind its equals.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import CableModel, CableState, EventLayout, MechanismLayout, Queue
from braincell.mech.mechanism import NET_EVENT, NET_MOVE, NET_SEND, Instances, Mechanism
from braincell.quad.membrane import instance, store_instance

_SPIKE_DELAY = 1e-10  # ms: a threshold crossing at t_n is an event at t_n + 1e-10 (src/nrncvode/netcvode.cpp)
_LAST = np.iinfo(np.int64).max
_MOST_REVERSIBLE = 16  # events in half a step that a run differentiated in reverse has room for


def insert(queue: Queue, time: Any, target: Any, connection: Any, flag: Any, when: Any = True) -> Queue:
    """The queue with one more event if `when` holds; an event without a free place is counted in `lost`."""
    free = jnp.argmax(jnp.isinf(queue.time))
    is_full = ~jnp.isinf(queue.time[free])
    place = jnp.where(when & ~is_full, free, queue.time.shape[0])
    first = _first(queue)
    pushed = when & (time < queue.time[first]) & ~jnp.isinf(queue.time[first])
    order = queue.order.at[first].set(jnp.where(pushed, queue.latest + 1, queue.order[first]))
    return Queue(
        time=queue.time.at[place].set(time, mode="drop"),
        order=order.at[place].set(queue.latest + 2, mode="drop"),
        target=queue.target.at[place].set(target, mode="drop"),
        connection=queue.connection.at[place].set(connection, mode="drop"),
        flag=queue.flag.at[place].set(flag, mode="drop"),
        latest=queue.latest + 2,
        lost=queue.lost + (when & is_full),
    )


def deliver(
    model: CableModel, tables: dict, state: CableState, until: Any, dt: Any, reversible: bool = False
) -> CableState:
    """Hand every event up to the time `until` to its target, in the queue's order, with t the event's time.

    `reversible` delivers at most 16 at once, so that the run can be differentiated in reverse; more are counted lost.
    """
    layout = model.layout.events
    if layout is None or state.events is None:
        return state
    handlers = [_handler(model, tables, layout, k, dt) for k in range(len(layout.receivers))]

    def is_due(state: CableState) -> Any:
        return jnp.min(state.events.queue.time) <= until

    def once(state: CableState) -> CableState:
        queue = state.events.queue
        k = _first(queue)
        time, target, connection, flag = queue.time[k], queue.target[k], queue.connection[k], queue.flag[k]
        state = _with_queue(state, replace(queue, time=queue.time.at[k].set(jnp.inf)))
        kind = jnp.searchsorted(layout.offsets[1:], target, side="right")
        return lax.switch(kind, handlers, state, time, target, connection, flag)

    if not reversible:
        return lax.while_loop(is_due, once, state)

    def turn(state: CableState, _: Any) -> tuple[CableState, None]:
        return lax.cond(is_due(state), once, lambda state: state, state), None

    def several(state: CableState) -> CableState:
        state, _ = lax.scan(turn, state, None, length=_MOST_REVERSIBLE)
        return _with_queue(state, replace(state.events.queue, lost=state.events.queue.lost + is_due(state)))

    return lax.cond(is_due(state), several, lambda state: state, state)


def start_events(model: CableModel, tables: dict, state: CableState, dt: Any, sent: dict[str, Instances]) -> CableState:
    """The events at t = 0, from an empty queue: what INITIAL blocks `sent`, NET_RECEIVE's INITIAL, given times.

    Events due at t <= 0 are delivered at once.
    """
    layout = model.layout.events
    if layout is None or state.events is None:
        return state
    queue = state.events.queue
    for k, name in enumerate(layout.receivers):
        m = model.layout.mechanism(name)
        if m.cls.sends:
            queue = _collect_all(layout, queue, sent[name], m, k)
    state = _connect_all(model, tables, layout, _with_queue(state, queue), dt)
    if len(layout.given):
        target, given, time = layout.target[layout.given], layout.given, model.connections["time"]

        def add(i: Any, queue: Queue) -> Queue:
            return insert(queue, jnp.asarray(time)[i], jnp.asarray(target)[i], jnp.asarray(given)[i], 0.0)

        state = _with_queue(state, lax.fori_loop(0, len(given), add, state.events.queue))
    return deliver(model, tables, state, 0.0, dt)


def send_spikes(model: CableModel, state: CableState, fired: Any) -> CableState:
    """Queue an event for every connection of the detectors that `fired` at state.t."""
    layout = model.layout.events
    if layout is None or state.events is None:
        return state
    heard = np.flatnonzero(layout.detector >= 0).astype(np.int32)
    if not len(heard):
        return state
    target, column = jnp.asarray(layout.target[heard]), jnp.asarray(layout.detector[heard])
    delay = lax.stop_gradient(jnp.asarray(model.connections["delay"]))[heard]

    def add(i: Any, queue: Queue) -> Queue:
        time = state.t + _SPIKE_DELAY + delay[i]
        return insert(queue, time, target[i], jnp.asarray(heard)[i], 0.0, fired[column[i]])

    def add_all(queue: Queue) -> Queue:
        return lax.fori_loop(0, len(heard), add, queue)

    return _with_queue(state, lax.cond(jnp.any(fired), add_all, lambda queue: queue, state.events.queue))


def _with_queue(state: CableState, queue: Queue) -> CableState:
    return replace(state, events=replace(state.events, queue=queue))


def _first(queue: Queue) -> Any:
    """The place of the event that comes next."""
    earliest = jnp.min(queue.time)
    return jnp.argmin(jnp.where(queue.time == earliest, queue.order, _LAST))


def _handler(model: CableModel, tables: dict, layout: EventLayout, k: int, dt: Any) -> Callable[..., CableState]:
    """What an arrival does to the mechanism number `k` of the receivers."""
    m = model.layout.mechanism(layout.receivers[k])
    n_arguments = len(m.cls.net_arguments)

    def handle(state: CableState, time: Any, target: Any, connection: Any, flag: Any) -> CableState:
        if m.cls.receive is Mechanism.receive:
            return state
        i, row = target - layout.offsets[k], jnp.maximum(connection, 0)
        weight = state.events.weight
        if len(layout.target):
            given = tuple(jnp.where(connection >= 0, weight[row, a], 0.0) for a in range(n_arguments))
        else:
            given = (jnp.zeros((), weight.dtype),) * n_arguments
        s = instance(model, tables, m, state, i, time, dt)
        s, changed = m.cls.receive(s, given, flag)
        state = store_instance(model, m, state, i, s)
        if len(layout.target):
            for a, value in enumerate(changed):
                weight = weight.at[row, a].set(jnp.where(connection >= 0, value, weight[row, a]))
        queue = _collect(model, layout, state.events.queue, s, m, target, connection)
        return replace(state, events=replace(state.events, queue=queue, weight=weight))

    return handle


def _collect(
    model: CableModel, layout: EventLayout, queue: Queue, s: Instances, m: MechanismLayout, target: Any, connection: Any
) -> Queue:
    """Queue what one handler sent, in the order in which it did."""
    sent = {key: lax.stop_gradient(s[f"net.{key}"]) for key in ("kind", "time", "flag") if m.cls.sends}
    for slot in range(m.cls.sends):
        kind, time, flag = (sent[key][slot] for key in ("kind", "time", "flag"))
        queue = insert(queue, time, target, connection, flag, kind == NET_SEND)
        queue = _move(queue, time, target, kind == NET_MOVE)
        queue = _announce(model, layout, queue, target, time, kind == NET_EVENT)
    if not m.cls.sends:
        return queue
    return replace(queue, lost=queue.lost + jnp.maximum(s["net.count"] - m.cls.sends, 0))


def _collect_all(layout: EventLayout, queue: Queue, s: Instances, m: MechanismLayout, k: int) -> Queue:
    """Queue what INITIAL sent to its own instances."""
    n = len(m.nodes)
    sent = [
        [jnp.broadcast_to(lax.stop_gradient(s[f"net.{key}"][slot]), (n,)) for key in ("kind", "time", "flag")]
        for slot in range(m.cls.sends)
    ]

    def add(i: Any, queue: Queue) -> Queue:
        for kind, time, flag in sent:
            queue = insert(queue, time[i], i + layout.offsets[k], -1, flag[i], kind[i] == NET_SEND)
        return queue

    return lax.fori_loop(0, n, add, queue)


def _move(queue: Queue, time: Any, target: Any, when: Any) -> Queue:
    """net_move: the process's pending self-event takes place at another time, behind its equals."""
    is_own = (queue.target == target) & (queue.flag != 0.0) & ~jnp.isinf(queue.time)
    place = jnp.argmax(is_own)
    found = when & is_own[place]
    target_of, connection, flag = queue.target[place], queue.connection[place], queue.flag[place]
    removed = replace(queue, time=queue.time.at[place].set(jnp.where(found, jnp.inf, queue.time[place])))
    return insert(removed, time, target_of, connection, flag, found)


def _announce(model: CableModel, layout: EventLayout, queue: Queue, process: Any, time: Any, when: Any) -> Queue:
    """net_event: an event for every connection from `process`, in the order of their creation."""
    heard = np.flatnonzero(layout.source >= 0).astype(np.int32)
    if not len(heard):
        return queue
    order = heard[np.argsort(layout.source[heard], kind="stable")]
    first = np.searchsorted(layout.source[order], np.arange(int(layout.offsets[-1]) + 1)).astype(np.int32)
    low, high = jnp.asarray(first)[process], jnp.asarray(first)[process + 1]
    delay = lax.stop_gradient(jnp.asarray(model.connections["delay"]))

    def add(i: Any, queue: Queue) -> Queue:
        connection = jnp.asarray(order)[i]
        return insert(queue, time + delay[connection], jnp.asarray(layout.target)[connection], connection, 0.0)

    return lax.fori_loop(low, jnp.where(when, high, low), add, queue)


def _connect_all(model: CableModel, tables: dict, layout: EventLayout, state: CableState, dt: Any) -> CableState:
    """NET_RECEIVE's INITIAL for every connection in creation order; without one, weights but the first become 0."""
    if not len(layout.target):
        return state
    kinds = np.searchsorted(layout.offsets[1:], layout.target, side="right")
    handlers = [_connector(model, tables, layout, k, dt) for k in range(len(layout.receivers))]

    def once(c: Any, state: CableState) -> CableState:
        return lax.switch(jnp.asarray(kinds)[c], handlers, state, c)

    return lax.fori_loop(0, len(layout.target), once, state)


def _connector(model: CableModel, tables: dict, layout: EventLayout, k: int, dt: Any) -> Callable[..., CableState]:
    m = model.layout.mechanism(layout.receivers[k])

    def handle(state: CableState, c: Any) -> CableState:
        weight = state.events.weight
        if m.cls.connected is Mechanism.connected:
            kept = jnp.where(jnp.arange(layout.width) == 0, weight[c], 0.0)
            return replace(state, events=replace(state.events, weight=weight.at[c].set(kept)))
        i = jnp.asarray(layout.target)[c] - layout.offsets[k]
        s = instance(model, tables, m, state, i, jnp.zeros(()), dt)
        s, changed = m.cls.connected(s, tuple(weight[c, a] for a in range(len(m.cls.net_arguments))))
        for a, value in enumerate(changed):
            weight = weight.at[c, a].set(value)
        return replace(store_instance(model, m, state, i, s), events=replace(state.events, weight=weight))

    return handle
