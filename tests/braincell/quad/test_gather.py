"""Index maps in both directions, against plain numpy indexing."""

import jax.numpy as jnp
import numpy as np
import pytest

from braincell.quad.gather import accumulate, put, take

MAPS = [np.arange(9), np.arange(2, 6), np.array([7, 1, 4]), np.array([0])]


@pytest.mark.parametrize("index", MAPS, ids=str)
def test_take_and_put_are_indexing(index):
    values = np.arange(9.0)
    np.testing.assert_array_equal(take(jnp.asarray(values), index), values[index])
    expected = values.copy()
    expected[index] = -1.0
    np.testing.assert_array_equal(put(jnp.asarray(values), index, -1.0), expected)


@pytest.mark.parametrize(
    "maps",
    [[np.arange(9)], [np.array([3, 3, 0])], [np.arange(9), np.array([1, 5, 5, 8, 2]), np.array([2])], []],
    ids=["full", "repeated", "mixed", "none"],
)
def test_accumulate_adds_every_contribution(maps):
    expected = np.zeros(9)
    parts = []
    for k, index in enumerate(maps):
        values = np.linspace(1.0, 2.0, len(index)) * (k + 1)
        np.add.at(expected, index, values)
        parts.append((index.astype(np.int32), jnp.asarray(values)))
    np.testing.assert_allclose(accumulate(9, parts, jnp.float64), expected, rtol=1e-15)
