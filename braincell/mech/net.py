"""What an event handler may send, by NEURON's names. Each returns the record with the event noted in its outbox."""

from typing import Any

import jax.numpy as jnp

from braincell.mech.mechanism import NET_EVENT, NET_MOVE, NET_SEND, Instances


def net_send(s: Instances, delay: Any, flag: Any) -> Instances:
    """An event to this instance itself, `delay` [ms] from now, with a nonzero `flag`."""
    return _note(s, NET_SEND, s.t + delay, flag)


def net_event(s: Instances, time: Any) -> Instances:
    """An event at `time` [ms] to every connection from this instance."""
    return _note(s, NET_EVENT, time, 0.0)


def net_move(s: Instances, time: Any) -> Instances:
    """The pending event of this instance to itself takes place at `time` [ms] instead."""
    return _note(s, NET_MOVE, time, 0.0)


def _note(s: Instances, kind: float, time: Any, flag: Any) -> Instances:
    count, kinds = s["net.count"], s["net.kind"]
    slots = jnp.arange(kinds.shape[0]).reshape((-1, *(1,) * (kinds.ndim - 1)))
    here = slots == count
    return s.replace(
        **{
            "net.kind": jnp.where(here, kind, kinds),
            "net.time": jnp.where(here, time, s["net.time"]),
            "net.flag": jnp.where(here, flag, s["net.flag"]),
            "net.count": count + 1,
        }
    )
