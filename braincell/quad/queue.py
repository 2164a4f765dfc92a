"""Keep events in NEURON's order: a table of fixed size, and the events at given times, sorted once.

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
    has_room = queue.n_free > 0
    put = when & has_room
    place = queue.free[queue.n_free]
    least = queue.time[queue.least]
    earlier = put & ((time < least) | (was_least & (time == least)))
    order = update(queue.order, queue.least, queue.latest + 1, earlier & jnp.logical_not(was_least))
    queue = replace(
        queue,
        time=update(queue.time, place, time, put),
        order=update(order, place, queue.latest + 2, put),
        target=update(queue.target, place, target, put),
        connection=update(queue.connection, place, connection, put),
        flag=update(queue.flag, place, flag, put),
        least=jnp.where(earlier, place, queue.least),
        n_free=queue.n_free - jnp.asarray(put, jnp.int32),
        latest=queue.latest + 2,
    )
    return with_fault(queue, FULL, when & ~has_room), place


def with_fault(queue: Queue, fault: int, when: Any) -> Queue:
    """The queue with a fault noted if `when` holds and there was none before."""
    return replace(queue, fault=jnp.where((queue.fault == 0) & when, fault, queue.fault).astype(jnp.int32))


def remove(queue: Queue, given: Given, place: Any, when: Any = True) -> Queue:
    """The queue without the event at `place`; if that was the next one, its successor is found."""
    when = when & (place < queue.time.shape[0] - 1)
    n_free = queue.n_free + jnp.asarray(when, jnp.int32)
    queue = replace(
        queue,
        time=update(queue.time, place, jnp.inf, when),
        free=update(queue.free, n_free, place, when),
        n_free=n_free,
    )
    least, from_given = lax.cond(
        when & (place == queue.least), lambda: _successor(queue, given), lambda: (queue.least, jnp.array(False))
    )
    return _take_given(replace(queue, least=least), given, from_given)


def put_given(queue: Queue, given: Given) -> Queue:
    """The queue with all events at given times, as if put in one after the other in the order of their declaration."""
    n, times = len(given.target), given.time
    if not n:
        return queue
    before = lax.cummin(jnp.concatenate([queue.time[queue.least][None], times[:-1]]))
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
        order=update(queue.order, queue.least, first, following[0] < n),
        latest=queue.latest + 2 * n,
        given=delivery.astype(jnp.int32),
        given_order=order[delivery],
    )
    return _take_given(queue, given, following[0] < n)


def _successor(queue: Queue, given: Given) -> tuple[Any, Any]:
    """The place of the earliest event of the table, and whether a given event comes before it."""
    earliest = jnp.min(queue.time)
    place = jnp.argmin(jnp.where(queue.time == earliest, queue.order, _LAST)).astype(jnp.int32)
    place = jnp.where(jnp.isinf(earliest), queue.time.shape[0] - 1, place).astype(jnp.int32)
    if not len(queue.given):
        return place, jnp.array(False)
    head = jnp.minimum(queue.given_next, len(queue.given) - 1)
    time = jnp.where(queue.given_next < len(queue.given), given.time[queue.given[head]], jnp.inf)
    sooner = (time < earliest) | ((time == earliest) & (queue.given_order[head] < queue.order[place]))
    return place, sooner & ~jnp.isinf(time)


def _take_given(queue: Queue, given: Given, when: Any) -> Queue:
    """The queue with the first given event in its table, as the next one, if `when` holds."""
    if not len(queue.given):
        return queue
    head = jnp.minimum(queue.given_next, len(queue.given) - 1)
    event, place = queue.given[head], queue.free[queue.n_free]
    put = when & (queue.n_free > 0)
    queue = replace(
        queue,
        time=update(queue.time, place, given.time[event], put),
        order=update(queue.order, place, queue.given_order[head], put),
        target=update(queue.target, place, jnp.asarray(given.target)[event], put),
        connection=update(queue.connection, place, jnp.asarray(given.connection)[event], put),
        flag=update(queue.flag, place, 0.0, put),
        least=jnp.where(put, place, queue.least),
        n_free=queue.n_free - jnp.asarray(put, jnp.int32),
        given_next=queue.given_next + jnp.asarray(put, jnp.int32),
    )
    return with_fault(queue, FULL, when & ~put)
