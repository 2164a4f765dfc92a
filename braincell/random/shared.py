"""Draw from the one generator that all of NMODL's old random functions share.

Its state is three words (uint32) for the whole simulation: the value, MCellRan4's low index, and whether numbers are
those of MCellRan4, for which the value is the high index. NEURON: src/oc/scoprand.cpp, src/scopmath.
"""

from typing import Any

import jax.numpy as jnp
from jax import lax

from braincell.random.ran4 import ran4
from braincell.random.stream import polar

VALUE, LOW, USES_RAN4 = 0, 1, 2
START = (1, 0, 0)
_FACTOR, _OFFSET, _LARGEST = 2147437301, 453816981, 4294967295.0


def scop_random(state: Any) -> tuple[Any, Any]:
    """A uniform number, 0 … 1."""
    value, low, uses_ran4 = state
    after = jnp.where(uses_ran4 > 0, value + jnp.uint32(1), value * jnp.uint32(_FACTOR) + jnp.uint32(_OFFSET))
    u = lax.cond(
        uses_ran4 > 0,
        lambda: ran4(value, low).astype(float) / (_LARGEST + 1.0),
        lambda: after.astype(float) / _LARGEST,
    )
    return jnp.stack([after, low, uses_ran4]), u


def set_seed(state: Any, seed: Any) -> Any:
    """The state after NMODL's set_seed."""
    seed = jnp.asarray(seed)
    size = jnp.abs(seed).astype(jnp.uint32)
    return state.at[VALUE].set(jnp.where(seed < 0, ~size + jnp.uint32(1), size))


def exprand(state: Any, mean: Any) -> tuple[Any, Any]:
    """An exponentially distributed number."""
    state, u = scop_random(state)
    return state, -mean * jnp.log(u)


def normrand(state: Any, mean: Any, deviation: Any) -> tuple[Any, Any]:
    """A normally distributed number."""
    state, first, _, s = polar(scop_random, state, lambda s: s < 1.0)
    return state, first * jnp.sqrt(-2.0 * jnp.log(s) / s) * deviation + mean


def poisrand(state: Any, mean: Any) -> tuple[Any, Any]:
    """A Poisson distributed number."""
    state, count = products(scop_random, state, mean)
    return state, count


def products(draw: Any, state: Any, mean: Any, active: Any = True) -> tuple[Any, Any]:
    """How many uniform numbers can be multiplied until the product is below exp(−mean), less one."""
    bound = jnp.broadcast_to(jnp.exp(-lax.stop_gradient(jnp.asarray(mean, float))), state.shape[1:] or ())
    bound = jnp.where(active, bound, jnp.inf)

    def turn(carry: Any) -> Any:
        state, product, count = carry
        after, u = draw(state)
        again = product >= bound
        new = (after, product * u, count + 1.0)
        return tuple(jnp.where(again, a, b) for a, b in zip(new, carry, strict=True))

    start = (state, jnp.ones(bound.shape), jnp.zeros(bound.shape))
    state, _, count = lax.while_loop(lambda carry: jnp.any(carry[1] >= bound), turn, start)
    return state, count - 1.0
