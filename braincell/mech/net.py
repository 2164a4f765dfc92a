"""What an event handler may do, by NMODL's names. Each function returns a new record.

What is sent or waited for is noted in the record, in variables called `net.…` and `watch.…`, and carried out when the
handler has returned.
"""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
from jax import lax

from braincell.mech.mechanism import NET_EVENT, NET_MOVE, NET_SEND, Instances
from braincell.mech.printing import within

OUTBOX = ("net.kind", "net.time", "net.flag", "net.count")
"""The record's variables that hold what was sent."""
WAITING = ("watch.active", "watch.queued", "watch.above", "watch.flag", "watch.order", "watch.count")
"""Those that hold what is waited for."""
HOC_EPSILON = 1e-11


def net_send(s: Instances, delay: Any, flag: Any, when: Any = True) -> Instances:
    """An event to this instance itself, `delay` [ms] from now, with a nonzero `flag`; only if `when` holds."""
    return _note(s, NET_SEND, s.t + delay, flag, when)


def net_event(s: Instances, time: Any, when: Any = True) -> Instances:
    """An event at `time` [ms] to every connection from this instance; only if `when` holds."""
    return _note(s, NET_EVENT, time, 0.0, when)


def net_move(s: Instances, time: Any, when: Any = True) -> Instances:
    """The pending event of this instance with flag 1 takes place at `time` [ms] instead; only if `when` holds."""
    return _note(s, NET_MOVE, time, 0.0, when)


def _note(s: Instances, kind: float, time: Any, flag: Any, when: Any) -> Instances:
    count, kinds = s["net.count"], s["net.kind"]
    slots = jnp.arange(kinds.shape[0]).reshape((-1, *(1,) * (kinds.ndim - 1)))
    here = (slots == count) & when
    return s.replace(
        **{
            "net.kind": jnp.where(here, kind, kinds),
            "net.time": jnp.where(here, time, s["net.time"]),
            "net.flag": jnp.where(here, flag, s["net.flag"]),
            "net.count": count + jnp.asarray(when, count.dtype),
        }
    )


def watch(s: Instances, number: int, difference: Any, flag: Any) -> Instances:
    """Wait for condition `number` to come true; the first `watch` of a call ends all earlier ones of this instance.

    `difference` is what `watched` gives for it now: a condition that holds already has to fail first.
    """
    count = s["watch.count"]
    is_first = count == 0
    return s.replace(
        **{
            "watch.active": jnp.where(is_first, False, s["watch.active"]).at[number].set(True),
            "watch.queued": jnp.where(is_first, False, s["watch.queued"]).at[number].set(False),
            "watch.above": s["watch.above"].at[number].set(difference >= -HOC_EPSILON),
            "watch.flag": s["watch.flag"].at[number].set(flag),
            "watch.order": s["watch.order"].at[number].set(s["watch.latest"] + count),
            "watch.count": count + 1,
        }
    )


def for_netcons(
    s: Instances,
    w: tuple[Any, ...],
    changed: tuple[str, ...],
    visit: Callable[[Instances, tuple[Any, ...]], tuple[Instances, tuple[Any, ...]]],
) -> tuple[Instances, tuple[Any, ...]]:
    """s, w' = `visit`(s, w') for the arguments w' of every connection to this instance, in order of their creation.

    `w` are those of the connection that brought the event; `changed` names the variables that `visit` sets.
    """
    own, rows = s["net.row"], s["net.rows"]  # the own connection's number among [connection, argument]
    dtype = rows.dtype
    is_own = jnp.arange(rows.shape[0])[:, None] == own
    rows = jnp.where(is_own, _padded(w, rows.shape[1], dtype)[None], rows)

    def turn(values: dict[str, Any], given: tuple[Any, Any]) -> tuple[dict[str, Any], Any]:
        row, exists = given
        before = s.replace(**values)
        after, new = visit(within(before, exists), tuple(row[a] for a in range(len(w))))
        kept = {k: jnp.where(exists, after[k], x).astype(jnp.result_type(x)) for k, x in values.items()}
        return kept, jnp.where(exists, row.at[: len(w)].set(jnp.stack([jnp.asarray(x, dtype) for x in new])), row)

    start = {name: jnp.asarray(s[name], jnp.result_type(s[name], dtype)) for name in changed}
    values, rows = lax.scan(turn, start, (rows, s["net.exists"]))
    s = s.replace(**values, **{"net.rows": rows})
    return s, tuple(jnp.where(own >= 0, rows[jnp.maximum(own, 0), a], x) for a, x in enumerate(w))


def _padded(w: tuple[Any, ...], width: int, dtype: Any) -> Any:
    return jnp.stack([*(jnp.asarray(x, dtype) for x in w), *(jnp.zeros((), dtype),) * (width - len(w))])
