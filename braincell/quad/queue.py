"""Keep events in NEURON's order: a table of fixed size, and the events at given times, sorted once.

XLA changes a table in place if what is written depends on all that was read of it. So the next event's numbers are
kept beside the table, and what has no effect is written to the last place, which is always free, or to a free one.

The order is that of src/nrncvode/sptbinq: the earliest event comes first; of equal times the one that was put in
first, except that the event that is next stands apart from the others: once a strictly earlier one pushes it aside,
it goes behind its equals.

What arrives is coded in `connection`: a connection's number; `NO_WEIGHTS`, an event of the process to itself that
bears no weights; `of_source(k)`, all connections of source k at once; `of_watch(k)`, WATCH number k of its mechanism.
"""

from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.events import empty_queue
from braincell.lower.model import Queue

FULL, PAST, UNMOVABLE, TOO_MANY, LOG_FULL, ENDLESS = 1, 2, 3, 4, 5, 6
FAULTS = {
    FULL: "more events wait than the queue has places ({capacity}); set `queue_capacity` to a larger number",
    PAST: "an event was sent into the past: the delay of a connection or of net_send, or the time of net_event or "
    "net_move, lies before the event that caused it; correct the mechanism or the delay",
    UNMOVABLE: "net_move was called while no event with flag 1 was pending; call net_send(…, 1) before it",
    TOO_MANY: "a mechanism sent more events in one call than its `sends` allows; set that to a larger number",
    ENDLESS: "events follow one another without end at one time; give net_send or a connection a delay",
    LOG_FULL: "one step sent more events than the state remembers ({log_capacity}); set `queue_capacity` to a larger "
    "number",
}
NO_WEIGHTS = -1
_MOST_WATCHES = 1 << 16
_LAST = np.iinfo(np.int64).max


def of_source(source: Any) -> Any:
    """The code of an arrival at all connections of a source."""
    return -2 - _MOST_WATCHES - source


def of_watch(k: Any) -> Any:
    """The code of the condition number `k` of a mechanism having come true."""
    return -2 - k


def is_source(code: Any) -> Any:
    return code <= -2 - _MOST_WATCHES


def is_watch(code: Any) -> Any:
    return (code <= -2) & (code > -2 - _MOST_WATCHES)


@dataclass(frozen=True)
class Given:
    """The events at given times, in the order of their declaration."""

    time: Any  # [event] ms
    target: np.ndarray  # int [event], process
    connection: np.ndarray  # int [event]


def update(values: Any, index: Any, new: Any, when: Any = True, axis: int = -1) -> Any:
    """`values` with one entry along an axis replaced if `when` holds: in place inside of loops, unlike a scatter."""
    kept = lax.dynamic_index_in_dim(values, index, axis, keepdims=False)
    new = jnp.where(when, jnp.asarray(new, values.dtype), kept)
    return lax.dynamic_update_index_in_dim(values, new, index, axis)


def insert(
    queue: Queue, time: Any, target: Any, connection: Any, flag: Any, when: Any = True, was_least: Any = False
) -> tuple[Queue, Any]:
    """The queue with one more event if `when` holds, and its place; without a free place the queue is at fault.

    `was_least`: it was the next one and is moved; it stays that unless another is earlier, and pushes none aside.
    """
    has_room = (queue.n_free > 0) & (queue.least >= 0)  # a place is never negative: this waits for the search for it
    put = when & has_room
    place = jnp.where(has_room, queue.free[queue.n_free], queue.time.shape[0] - 1)
    earlier = put & ((time < queue.least_time) | (was_least & (time == queue.least_time)))
    aside = earlier & jnp.logical_not(was_least)
    order = _set(queue.order, queue.least, jnp.where(aside, queue.latest + 1, queue.least_order))
    queue = _put(replace(queue, order=order), place, time, queue.latest + 2, target, connection, flag, put)
    return with_fault(_with_next(queue, place, time, queue.latest + 2, earlier), FULL, when & ~has_room), place


def with_fault(queue: Queue, fault: int, when: Any) -> Queue:
    """The queue with a fault noted if `when` holds and there was none before."""
    return replace(queue, fault=jnp.where((queue.fault == 0) & when, fault, queue.fault).astype(jnp.int32))


def remove(queue: Queue, given: Given, place: Any, when: Any = True) -> Queue:
    """The queue without the event at `place`; if that was the next one, its successor is found."""
    last, size = queue.time.shape[0] - 1, _block_size(queue)
    when = when & (place < last)
    is_least = when & (place == queue.least)
    place = jnp.where(when, place, last)
    time = _set(queue.time, place, jnp.inf)
    block = place // size
    earliest = jnp.min(lax.dynamic_slice_in_dim(time, block * size, size))
    n_free = queue.n_free + jnp.asarray(when, jnp.int32)
    queue = replace(
        queue,
        time=time,
        block_time=_set(queue.block_time, block, earliest),
        free=_set(queue.free, jnp.where(when, n_free, 0), place),
        n_free=n_free,
    )
    kept = (queue.least, queue.least_time, queue.least_order)
    *found, from_given = lax.cond(is_least, lambda: _successor(queue, given), lambda: (*kept, jnp.array(False)))
    return _take_given(_with_next(queue, *found), given, from_given)


def put_given(queue: Queue, given: Given) -> Queue:
    """The queue with all events at given times, as if put in one after the other in the order of their declaration."""
    n, times = len(given.target), given.time
    if not n:
        return queue
    before = lax.cummin(jnp.concatenate([queue.least_time[None], times[:-1]]))
    is_least = times < before  # became the next event when it was put in
    index = jnp.arange(n)
    following = lax.cummin(jnp.where(is_least, index, n), reverse=True)  # the next one that does, from here on
    pushed_by = jnp.concatenate([following[1:], jnp.full(1, n, following.dtype)])
    own = queue.latest + 2 * (index + 1)
    pushed = is_least & (pushed_by < n)
    order = jnp.where(pushed, queue.latest + 2 * pushed_by + 1, own)
    first = queue.latest + 2 * following[0] + 1
    delivery = jnp.lexsort((order, times))
    queue = replace(
        queue,
        order=_set(queue.order, queue.least, jnp.where(following[0] < n, first, queue.least_order)),
        latest=queue.latest + 2 * n,
        given=delivery.astype(jnp.int32),
        given_order=order[delivery],
    )
    return _take_given(queue, given, following[0] < n)


def _block_size(queue: Queue) -> int:
    return queue.time.shape[0] // queue.block_time.shape[0]


def _set(values: Any, index: Any, new: Any) -> Any:
    return lax.dynamic_update_index_in_dim(values, jnp.asarray(new, values.dtype), index, 0)


def _put(queue: Queue, place: Any, time: Any, order: Any, target: Any, connection: Any, flag: Any, when: Any) -> Queue:
    """The queue with an event at a free place, which it takes if `when` holds."""
    time = jnp.where(when, time, jnp.inf)
    block = place // _block_size(queue)
    return replace(
        queue,
        time=_set(queue.time, place, time),
        order=_set(queue.order, place, order),
        block_time=_set(queue.block_time, block, jnp.minimum(queue.block_time[block], time)),
        target=_set(queue.target, place, target),
        connection=_set(queue.connection, place, connection),
        flag=_set(queue.flag, place, flag),
        n_free=queue.n_free - jnp.asarray(when, jnp.int32),
        latest=jnp.maximum(queue.latest, order),
    )


def _with_next(queue: Queue, place: Any, time: Any, order: Any, when: Any = True) -> Queue:
    """The queue whose next event is the one at `place`, if `when` holds."""
    return replace(
        queue,
        least=jnp.where(when, place, queue.least),
        least_time=jnp.where(when, time, queue.least_time),
        least_order=jnp.where(when, order, queue.least_order),
    )


def _successor(queue: Queue, given: Given) -> tuple[Any, Any, Any, Any]:
    """Place, time and order of the table's next event, and whether a given event comes before it."""
    place, earliest, order = _earliest(queue)
    if not len(queue.given):
        return place, earliest, order, jnp.array(False)
    head = jnp.minimum(queue.given_next, len(queue.given) - 1)
    time = jnp.where(queue.given_next < len(queue.given), given.time[queue.given[head]], jnp.inf)
    sooner = (time < earliest) | ((time == earliest) & (queue.given_order[head] < order))
    return place, earliest, order, sooner & ~jnp.isinf(time)


def _earliest(queue: Queue) -> tuple[Any, Any, Any]:
    """Place, time and order of the table's next event: the last place and inf if there is none."""
    size, n_block = _block_size(queue), queue.block_time.shape[0]
    earliest = jnp.min(queue.block_time)
    blocks = jnp.arange(n_block, dtype=jnp.int32)
    has_it = (queue.block_time == earliest) & ~jnp.isinf(earliest)

    def next_block(after: Any) -> Any:
        return jnp.min(jnp.where(has_it & (blocks > after), blocks, n_block))

    def search(carry: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        block, place, order = carry
        time, orders = (lax.dynamic_slice_in_dim(x, block * size, size) for x in (queue.time, queue.order))
        orders = jnp.where(time == earliest, orders, _LAST)
        k = jnp.argmin(orders).astype(jnp.int32)
        is_sooner = orders[k] < order
        return next_block(block), jnp.where(is_sooner, block * size + k, place), jnp.minimum(order, orders[k])

    start = (next_block(jnp.int32(-1)), jnp.int32(queue.time.shape[0] - 1), jnp.asarray(_LAST))
    _, place, order = lax.while_loop(lambda carry: carry[0] < n_block, search, start)
    return place, earliest, order


def _take_given(queue: Queue, given: Given, when: Any) -> Queue:
    """The queue with the first given event in its table, as the next one, if `when` holds."""
    if not len(queue.given):
        return queue
    head = jnp.minimum(queue.given_next, len(queue.given) - 1)
    event, order = queue.given[head], queue.given_order[head]
    has_room = (queue.n_free > 0) & (queue.least >= 0)
    place = jnp.where(has_room, queue.free[queue.n_free], queue.time.shape[0] - 1)
    put = when & has_room
    arrival = (jnp.asarray(given.target)[event], jnp.asarray(given.connection)[event], 0.0)
    queue = _with_next(
        _put(queue, place, given.time[event], order, *arrival, put), place, given.time[event], order, put
    )
    queue = replace(queue, given_next=queue.given_next + jnp.asarray(put, jnp.int32))
    return with_fault(queue, FULL, when & ~put)


def table_of(n: int, events: dict[str, np.ndarray], least: int | None, latest: Any) -> Queue:
    """A queue with `n` places that holds events (numpy).

    `events` has `place`, `time`, `order`, `target`, `connection`, `flag`, each [event]; `least` is the place of the
    next one.
    """
    queue, place = empty_queue(n, 0), events["place"]
    for name in ("time", "order", "target", "connection", "flag"):
        getattr(queue, name)[place] = events[name]
    queue.block_time[:] = queue.time.reshape(len(queue.block_time), -1).min(axis=1)
    free = np.setdiff1d(np.arange(n), place)
    queue.free[1 : len(free) + 1] = free[::-1]
    if least is None:
        return replace(queue, n_free=np.array(len(free), np.int32), latest=latest)
    return replace(
        queue,
        n_free=np.array(len(free), np.int32),
        latest=latest,
        least=np.array(least, np.int32),
        least_time=queue.time[least],
        least_order=queue.order[least],
    )


def grown(queue: Queue, n: int) -> Queue:
    """The queue with room for at least `n` more events (numpy), each in its place; the size becomes a power of two."""
    place = np.flatnonzero(np.isfinite(np.asarray(queue.time)))
    events = {
        name: np.asarray(getattr(queue, name))[place] for name in ("time", "order", "target", "connection", "flag")
    }
    size = 1 << int(len(queue.free) + n).bit_length()
    least = int(queue.least)
    larger = table_of(size, events | {"place": place}, least if least in place else None, queue.latest)
    given = {name: getattr(queue, name) for name in ("given", "given_order", "given_next", "fault")}
    return replace(larger, **given)
