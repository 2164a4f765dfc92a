"""One step at a time for a host, which pays microseconds for every array that a compiled program returns."""

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from braincell.lower.model import CableModel, CableState
from braincell.quad.record import sample
from braincell.quad.scan import sound
from braincell.quad.staggered import Constants, Staggered, prepare, settle, step

Buffers = dict[str, Any]  # name of a type, or of a leaf -> its entries
_SMALL = 16  # entries: larger leaves stay arrays of their own, joining them costs more than returning them


class Single(NamedTuple):
    """What one step gives."""

    state: CableState
    values: Any  # [n_value], recorded
    fired: Any  # bool [detector]
    is_sound: Any  # bool []


@dataclass(frozen=True)
class Packing:
    """Where the leaves of a pytree lie in the buffers, the small ones of a type one behind the other; static."""

    tree: Any
    places: tuple[tuple[str, int, tuple[int, ...]], ...]  # buffer, first entry (−1: all of it is the leaf), shape

    @classmethod
    def of(cls, value: Any) -> "Packing":
        """The packing of a pytree of arrays."""
        leaves, tree = jax.tree.flatten(value)
        ends: dict[str, int] = {}
        places = []
        for number, leaf in enumerate(leaves):
            kind, shape = np.dtype(leaf.dtype).name, tuple(leaf.shape)
            if (size := int(np.prod(shape))) > _SMALL:
                places.append((f"leaf {number}", -1, shape))
            else:
                places.append((kind, ends.get(kind, 0), shape))
                ends[kind] = places[-1][1] + size
        return cls(tree, tuple(places))

    def leaf(self, buffers: Buffers, number: int) -> Any:
        """One leaf; of numpy buffers it is a view."""
        name, start, shape = self.places[number]
        return buffers[name] if start < 0 else buffers[name][start : start + int(np.prod(shape))].reshape(shape)

    def join(self, value: Any) -> Buffers:
        """The buffers of a pytree."""
        parts: dict[str, list[Any]] = {}
        for (name, start, _), leaf in zip(self.places, jax.tree.leaves(value), strict=True):
            parts.setdefault(name, []).append(leaf if start < 0 else jnp.ravel(leaf))
        return {name: own[0] if len(own) == 1 else jnp.concatenate(own) for name, own in parts.items()}

    def split(self, buffers: Buffers) -> Any:
        """The pytree in the buffers."""
        return jax.tree.unflatten(self.tree, [self.leaf(buffers, k) for k in range(len(self.places))])


constants_of = jax.jit(prepare)
split = jax.jit(lambda buffers, packing: packing.split(buffers), static_argnames="packing")


@partial(jax.jit, static_argnames="packing")
def begin_single(model: CableModel, state: CableState, packing: Packing) -> Buffers:
    """The buffers of a state from which `advance_one` goes on."""
    return packing.join(_unmoved(model, state))


def packing_of(model: CableModel, state: CableState) -> Packing:
    """How the buffers of a state, and of what its steps give, are packed."""
    return Packing.of(jax.eval_shape(_unmoved, model, state))


@partial(jax.jit, static_argnames=("method", "packing"))
def advance_one(
    model: CableModel, constants: Constants, buffers: Buffers, dt: Any, method: Staggered, packing: Packing
) -> Buffers:
    """Make one step; the buffers hold a `Single`."""
    dt = jnp.asarray(dt, jnp.float64)
    state, fired, now = step(model, constants, packing.split(buffers).state, dt, method)
    settled = settle(model, constants, state, dt)
    return packing.join(Single(settled, sample(now, state, settled), fired, sound(settled)))


def _unmoved(model: CableModel, state: CableState) -> Single:
    return Single(state, sample(model, state), jnp.zeros(state.above.shape, bool), jnp.ones((), bool))
