"""One step at a time for a host, which pays microseconds for every array that a compiled program returns."""

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.lower.model import CableModel, CableState
from braincell.quad.record import sample
from braincell.quad.scan import quickly, sound
from braincell.quad.staggered import Constants, Staggered, prepare, settle_watching, step

Buffers = dict[str, Any]  # name of a type, or of a leaf -> its entries
_SMALL = 512  # entries: larger leaves stay arrays of their own, joining them costs more than returning them


class Single(NamedTuple):
    """What one step gives."""

    state: CableState  # its events apart
    values: Any  # [n_value], recorded
    fired: Any  # bool [detector]
    is_sound: Any  # bool []


class Place(NamedTuple):
    """Where a leaf lies in the buffers."""

    buffer: str
    start: int  # −1: all of the buffer is the leaf
    stop: int
    shape: tuple[int, ...]
    is_bool: bool


@dataclass(frozen=True)
class Packing:
    """Where the leaves of a pytree lie in the buffers, the small ones of a type one behind the other; static.

    Small leaves that are bool lie among the float64 as 0 and 1: each buffer costs as much as all it holds.
    """

    tree: Any
    places: tuple[Place, ...]

    @classmethod
    def of(cls, value: Any) -> "Packing":
        """The packing of a pytree of arrays."""
        leaves, tree = jax.tree.flatten(value)
        ends: dict[str, int] = {}
        places = []
        for number, leaf in enumerate(leaves):
            shape, is_bool = tuple(leaf.shape), leaf.dtype == bool
            if (size := int(np.prod(shape))) > _SMALL:
                places.append(Place(f"leaf {number}", -1, -1, shape, is_bool))
            else:
                kind = "float64" if is_bool else np.dtype(leaf.dtype).name
                begin = ends.get(kind, 0)
                places.append(Place(kind, begin, begin + size, shape, is_bool))
                ends[kind] = begin + size
        return cls(tree, tuple(places))

    @cached_property
    def _hash(self) -> int:
        return hash((self.tree, self.places))

    def __hash__(self) -> int:
        return self._hash

    def join(self, value: Any) -> Buffers:
        """The buffers of a pytree."""
        parts: dict[str, list[Any]] = {}
        for place, leaf in zip(self.places, jax.tree.leaves(value), strict=True):
            parts.setdefault(place.buffer, []).append(leaf if place.start < 0 else _flat(leaf))
        return {name: own[0] if len(own) == 1 else jnp.concatenate(own) for name, own in parts.items()}

    def split(self, buffers: Buffers) -> Any:
        """The pytree in the buffers."""
        return jax.tree.unflatten(self.tree, [leaf_at(place, buffers) for place in self.places])


def leaf_at(place: Place, buffers: Buffers) -> Any:
    """The leaf that lies at `place`; the buffers may be numpy's."""
    if place.start < 0:
        return buffers[place.buffer]
    values = buffers[place.buffer][place.start : place.stop].reshape(place.shape)
    return values != 0 if place.is_bool else values


def _flat(leaf: Any) -> Any:
    flat = jnp.ravel(leaf)
    return flat.astype(jnp.float64) if flat.dtype == bool else flat


constants_of = quickly(prepare)


def read_by_constants(model: CableModel, dt: Any, kept: Any) -> list[bool]:
    """For each leaf of a model whether `constants_of` depends on it."""
    jaxpr = jax.make_jaxpr(prepare)(model, dt, kept).jaxpr
    needed = {id(x) for x in jaxpr.outvars}
    for equation in reversed(jaxpr.eqns):
        if any(id(x) in needed for x in equation.outvars):
            needed |= {id(x) for x in equation.invars}
    return [id(x) in needed for x in jaxpr.invars[: len(jax.tree.leaves(model))]]


@partial(jax.jit, static_argnames=("packing", "event_packing"))
def state_of(buffers: Buffers, events: Buffers | None, packing: Packing, event_packing: Packing | None) -> CableState:
    """The state in the buffers."""
    state = packing.split(buffers).state
    if event_packing is None or events is None:
        return state
    return replace(state, events=event_packing.split(events))


@partial(jax.jit, static_argnames=("packing", "event_packing"))
def begin_single(
    model: CableModel, state: CableState, packing: Packing, event_packing: Packing | None
) -> tuple[Buffers, Buffers | None]:
    """The buffers of a state, and of its events, from which `advance_one` goes on."""
    events = None if event_packing is None else event_packing.join(state.events)
    return packing.join(_unmoved(model, state)), events


def packings_of(model: CableModel, state: CableState) -> tuple[Packing, Packing | None]:
    """How the buffers of a state and of what its steps give are packed, and those of its events."""
    events = None if state.events is None else Packing.of(state.events)
    return Packing.of(jax.eval_shape(_unmoved, model, state)), events


class Fixed(NamedTuple):
    """What steps need beside the state."""

    model: CableModel
    constants: Constants
    dt: Any  # float64 [] ms


@partial(jax.jit, static_argnames=("method", "fixed_packing", "packing", "event_packing"))
def advance_one(
    fixed: Buffers,
    buffers: Buffers,
    events: Buffers | None,
    method: Staggered,
    fixed_packing: Packing,
    packing: Packing,
    event_packing: Packing | None,
) -> tuple[Buffers, Buffers | None]:
    """Make one step; the first buffers hold a `Fixed`, the second a `Single` without the events.

    Without `events` none are delivered nor sent: right, and cheaper, if none is due and no detector fires.
    """
    return _advanced(fixed_packing.split(fixed), buffers, events, method, packing, event_packing)


@partial(jax.jit, static_argnames=("n_steps", "method", "fixed_packing", "packing"))
def advance_several(
    fixed: Buffers, buffers: Buffers, n_steps: int, method: Staggered, fixed_packing: Packing, packing: Packing
) -> Buffers:
    """The buffers [step, …] after each of `n_steps` steps in which no events are delivered nor sent."""
    given = fixed_packing.split(fixed)

    def one(buffers: Buffers, _: Any) -> tuple[Buffers, Buffers]:
        after, _ = _advanced(given, buffers, None, method, packing, None)
        return after, after

    return lax.scan(one, buffers, None, length=n_steps)[1]


def _advanced(
    fixed: Fixed,
    buffers: Buffers,
    events: Buffers | None,
    method: Staggered,
    packing: Packing,
    event_packing: Packing | None,
) -> tuple[Buffers, Buffers | None]:
    model, constants, dt = fixed
    state = packing.split(buffers).state
    if event_packing is None or events is None:
        constants = replace(constants, wiring=None)
    else:
        state = replace(state, events=event_packing.split(events))
    state, began, now = step(model, constants, state, dt, method)
    settled, passed = settle_watching(model, constants, state, dt, began)
    if event_packing is not None and events is not None:
        events = event_packing.join(settled.events)
    sampled = sample(now, state, settled, passed)
    single = Single(replace(settled, events=None), sampled, began.fired, sound(model.layout, settled))
    return packing.join(single), events


def _unmoved(model: CableModel, state: CableState) -> Single:
    sampled = sample(model, state)
    return Single(replace(state, events=None), sampled, jnp.zeros(state.above.shape, bool), jnp.ones((), bool))
