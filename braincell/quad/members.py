"""The same steps for many members of one model, which differ in numbers: vectorised over a leading axis."""

from dataclasses import replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from braincell.lower.model import CableModel, CableState
from braincell.lower.paths import find_path
from braincell.quad.method import Method
from braincell.quad.scan import Samples, advance_some, quickly, sound, start_one
from braincell.quad.small_loop import one_by_one
from braincell.random.stream import KEY, KIND, SEQUENCE, UNSET, WHICH, restarted

AXIS = "member"
SEED = "seed"  # among the changes: the key of a member's random streams
_AXES: dict[str, Any] = dict.fromkeys(CableState.__dataclass_fields__, 0) | {"t": None}
# time is one for all members, so that whether steps are left is no question for each of them
_STATE = CableState(**_AXES)
_SAMPLES: Any = Samples(None, 1, 1)

Changes = dict[str, Any]  # path -> [member, …]


def varied(model: CableModel, changes: Changes) -> CableModel:
    """The model of one member, by its `changes`."""
    for text, value in changes.items():
        model = _seeded(model, value) if text == SEED else find_path(model, text).put(model, value)
    return model


def _seeded(model: CableModel, seed: Any) -> CableModel:
    """The model with Random123's global index `seed`."""

    def keyed(name: str, stream: Any) -> Any:
        if name.endswith(".numbers"):
            return stream
        stream = jnp.asarray(stream)
        changed = stream.at[KEY].set(seed.astype(jnp.uint32))
        return jnp.where(stream[KIND] == UNSET, stream, restarted(changed, stream[SEQUENCE], stream[WHICH]))

    streams = {m: {name: keyed(name, x) for name, x in own.items()} for m, own in model.streams.items()}
    return replace(model, streams=streams)


def _start(model: CableModel, changes: Changes, dt: Any) -> tuple[CableState, Samples, Any]:
    def one(changes: Changes) -> tuple[CableState, Samples, Any]:
        state, samples = start_one(varied(model, changes), dt)
        return state, samples, sound(model.layout, state)

    return jax.vmap(one, out_axes=(_STATE, _SAMPLES, 0), axis_name=AXIS)(changes)


start_members = quickly(_start)
"""`scan.start` for all members, of `changes` [member, …] by path, at least one; and whether each is sound [member]."""


def _all_hold(holds: Any) -> Any:
    return lax.pmin(holds.astype(jnp.int32), AXIS) > 0


@partial(jax.jit, static_argnames=("method", "chunk", "split"))
def advance_members(
    model: CableModel, changes: Changes, state: CableState, dt: Any, n: Any, method: Method, chunk: int, split: bool
) -> tuple[CableState, Samples, Any, Any]:
    """`scan.advance_chunk` for all members: samples [step, member, …], and whether each is sound [member].

    `split`: they are on several devices.
    """

    def one(changes: Changes, state: CableState) -> tuple[CableState, Samples, Any, Any]:
        return advance_some(varied(model, changes), state, dt, n, method, chunk, _all_hold)

    axes = (_STATE, _SAMPLES, None, 0)
    with one_by_one(not split):
        return jax.vmap(one, in_axes=(0, _STATE), out_axes=axes, axis_name=AXIS)(changes, state)
