"""Compute Philox4x32-10, the counter-based generator behind NEURON's Random123, in 32-bit arithmetic."""

from typing import Any

import jax.numpy as jnp

_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
_BUMPS = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10


def philox(counter: tuple[Any, Any, Any, Any], key: Any) -> tuple[Any, Any, Any, Any]:
    """The four random words (uint32) of a counter of four words; the second word of the key is 0 in NEURON.

    Salmon et al. (2011), SC '11, doi:10.1145/2063384.2063405.
    """
    c0, c1, c2, c3 = (jnp.asarray(c, jnp.uint32) for c in counter)
    k0, k1 = jnp.asarray(key, jnp.uint32), jnp.uint32(0)
    for _ in range(_ROUNDS):
        high0, low0 = _product(_MULTIPLIERS[0], c0)
        high1, low1 = _product(_MULTIPLIERS[1], c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + jnp.uint32(_BUMPS[0]), k1 + jnp.uint32(_BUMPS[1])
    return c0, c1, c2, c3


def _product(a: int, b: Any) -> tuple[Any, Any]:
    """High and low word of a 64-bit product, from products of 16-bit halves."""
    sixteen, mask = jnp.uint32(16), jnp.uint32(0xFFFF)
    a_high, a_low = jnp.uint32(a >> 16), jnp.uint32(a & 0xFFFF)
    b_high, b_low = b >> sixteen, b & mask
    cross = a_high * b_low
    middle = ((a_low * b_low) >> sixteen) + (cross & mask) + a_low * b_high  # at most 2³² − 1
    return a_high * b_high + (cross >> sixteen) + (middle >> sixteen), jnp.uint32(a) * b
