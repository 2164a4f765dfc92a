"""Compute MCellRan4, a hash of two indices, in 32-bit arithmetic."""

from typing import Any

import jax.numpy as jnp


def ran4(high: Any, low: Any) -> Any:
    """The word that MCellRan4 makes of two indices (src/gnu/mcran4.cpp)."""
    n, m = jnp.asarray(high, jnp.uint32), jnp.asarray(low, jnp.uint32)
    m = m ^ _hashed(n ^ jnp.uint32(0xBAA96887), 0x4B0F3B58)
    return n ^ _hashed(m ^ jnp.uint32(0x1E17D32C), 0xE874F0C3)


def _hashed(word: Any, constant: int) -> Any:
    sixteen = jnp.uint32(16)
    high, low = word >> sixteen, word & jnp.uint32(0xFFFF)
    u = ~((high - low) * (high + low))
    return (((u >> sixteen) | (u << sixteen)) ^ jnp.uint32(constant)) + low * high
