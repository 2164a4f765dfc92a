"""Interpolation in tables: in float32 it takes another way on a CPU, which gives the same bits and gradients."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell.mech.table import _pairs, _pairs_in_bytes, lookup, tabulate

LOW, HIGH = -100.0, 100.0


def table(scale=1.0, intervals=200):
    return tabulate(lambda v: (scale * jnp.exp(v / 40.0), jnp.cos(scale * v / 30.0)), LOW, HIGH, intervals)


def plain(rows, x):
    """The same interpolation in numpy."""
    rows = np.asarray(rows)
    intervals = rows.shape[1] - 1
    one = rows.dtype.type
    inside = np.clip((x - one(LOW)) * (one(1.0) / (one(HIGH - LOW) / one(intervals))), one(0.0), one(intervals))
    index = np.minimum(inside.astype(int), intervals - 1)
    fraction = inside - index.astype(rows.dtype)
    return [row[index] + fraction * (row[1:] - row[:-1])[index] for row in rows]


@pytest.mark.parametrize("intervals", [1, 200, 256, 257])
def test_float32_gives_what_numpy_gives(intervals):
    rows = table(intervals=intervals).astype(jnp.float32)
    x = np.r_[np.linspace(-130.0, 130.0, 999), LOW, HIGH].astype(np.float32)
    for found, expected in zip(lookup(rows, LOW, HIGH, jnp.asarray(x)), plain(rows, x), strict=True):
        assert found.dtype == jnp.float32
        # one rounding of y + fraction * rise, which a compiler may fuse
        np.testing.assert_allclose(found, expected, rtol=0, atol=2.0**-23 * float(np.abs(rows).max()))


@pytest.mark.parametrize("intervals", [1, 200, 256])
def test_both_ways_fetch_the_same_bits(intervals):
    rows = table(intervals=intervals).astype(jnp.float32)
    rows = rows.at[0, 0].set(jnp.nan).at[1, 0].set(-0.0)  # the first decides between two equal branches
    index = jnp.arange(intervals)
    given = rows[:, :-1], rows[:, 1:] - rows[:, :-1], index
    for fast, plain_way in zip(_pairs_in_bytes(*given), _pairs(*given), strict=True):
        for a, b in zip(fast, plain_way, strict=True):
            np.testing.assert_array_equal(np.asarray(a).view(np.uint32), np.asarray(b).view(np.uint32))


@pytest.mark.parametrize("intervals", [200, 300])
@pytest.mark.slow
def test_gradients_in_float32_are_those_in_float64(intervals):
    x = np.linspace(-120.0, 120.0, 57)

    def loss(scale, x, dtype):
        found = lookup(table(scale, intervals).astype(dtype), LOW, HIGH, x.astype(dtype))
        return sum((y * (1.0 + y)).sum() for y in found)

    for mode in (jax.grad, jax.jacfwd):
        exact = mode(loss, argnums=(0, 1))(1.3, jnp.asarray(x), jnp.float64)
        single = mode(loss, argnums=(0, 1))(1.3, jnp.asarray(x), jnp.float32)
        for a, b in zip(exact, single, strict=True):
            assert np.any(np.asarray(a) != 0)
            np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-4)  # 57 terms of up to 30², in float32


def test_members_with_tables_of_their_own():
    scales = jnp.array([0.7, 1.0, 1.9])
    x = jnp.linspace(-90.0, 90.0, 11, dtype=jnp.float32)
    many = jax.vmap(lambda s: lookup(table(s).astype(jnp.float32), LOW, HIGH, x))(scales)
    for k, scale in enumerate(scales):
        one = lookup(table(scale).astype(jnp.float32), LOW, HIGH, x)
        for a, b in zip(many, one, strict=True):
            np.testing.assert_allclose(a[k], b, rtol=1e-6, atol=1e-6)
