"""Draw from the one generator that all of NMODL's old random functions share.

Its state is 34 words (uint32) for the whole simulation: the value, MCellRan4's low index, whether numbers are those of
MCellRan4, for which the value is the high index, and the last 31 words of the C library's `rand`. NEURON:
src/oc/scoprand.cpp, src/scopmath. `rand` is glibc's: r[i] = r[i-3] + r[i-31], an additive feedback generator.
"""

from typing import Any

import jax.numpy as jnp
from jax import lax

from braincell.random.ran4 import ran4
from braincell.random.stream import polar

VALUE, LOW, USES_RAN4, C_WORDS = 0, 1, 2, 3
_N_C = 31  # words that `rand` looks back
_UNUSED = 310  # numbers that `srand` drops
_MULTIPLIER, _PRIME = 16807, 2147483647
_FACTOR, _OFFSET, _LARGEST = 2147437301, 453816981, 4294967295.0


def _start() -> tuple[int, ...]:
    """What the process starts with; C begins as if by srand(1)."""
    seeded = [pow(_MULTIPLIER, k, _PRIME) for k in range(_N_C)]
    words = seeded[3:] + seeded[:3]
    for _ in range(_UNUSED):
        words = [*words[1:], (words[-3] + words[0]) & 0xFFFFFFFF]
    return (1, 0, 0, *words)


START = _start()


def scop_random(state: Any) -> tuple[Any, Any]:
    """A uniform number, 0 … 1."""
    value, low, uses_ran4 = state[VALUE], state[LOW], state[USES_RAN4]
    after = jnp.where(uses_ran4 > 0, value + jnp.uint32(1), value * jnp.uint32(_FACTOR) + jnp.uint32(_OFFSET))
    u = lax.cond(
        uses_ran4 > 0,
        lambda: ran4(value, low).astype(float) / (_LARGEST + 1.0),
        lambda: after.astype(float) / _LARGEST,
    )
    return state.at[VALUE].set(after), u


def set_seed(state: Any, seed: Any) -> Any:
    """The state after NMODL's set_seed."""
    return state.at[VALUE].set(_word(seed))


def rand(state: Any) -> tuple[Any, Any]:
    """A whole number, 0 … 2147483647: C's rand."""
    words = _turned(state[C_WORDS:])
    return state.at[C_WORDS:].set(words), (words[-1] >> 1).astype(float)


def srand(state: Any, seed: Any) -> Any:
    """The state after C's srand."""
    return state.at[C_WORDS:].set(lax.fori_loop(0, _UNUSED, lambda _, words: _turned(words), _seeded(_word(seed))))


def _turned(words: Any) -> Any:
    return jnp.append(words[1:], words[-3] + words[0])


def _seeded(seed: Any) -> Any:
    """The words that a seed gives, each 16807 times the one before modulo 2³¹ - 1, by Schrage's method."""
    whole, rest = _PRIME // _MULTIPLIER, _PRIME % _MULTIPLIER

    def following(word: Any, _: Any) -> tuple[Any, Any]:
        high = lax.div(word, jnp.int32(whole))
        after = jnp.int32(_MULTIPLIER) * (word - high * jnp.int32(whole)) - jnp.int32(rest) * high
        return jnp.where(after < 0, after + jnp.int32(_PRIME), after), word

    _, words = lax.scan(following, jnp.where(seed == 0, jnp.uint32(1), seed).astype(jnp.int32), length=_N_C)
    return jnp.roll(words, -3).astype(jnp.uint32)


def _word(seed: Any) -> Any:
    """A number's whole part as C stores it without sign."""
    seed = jnp.asarray(seed)
    size = jnp.abs(seed).astype(jnp.uint32)
    return jnp.where(seed < 0, ~size + jnp.uint32(1), size)


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
