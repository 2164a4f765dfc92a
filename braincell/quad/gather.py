"""Move values between nodes and instances along static index maps."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np


def take(values: Any, index: np.ndarray) -> Any:
    """`values[index]`; a slice where the index is contiguous."""
    if _is_range(index):
        start, stop = int(index[0]), int(index[-1]) + 1
        return values if (start, stop) == (0, values.shape[0]) else values[start:stop]
    return values[index]


def put(values: Any, index: np.ndarray, new: Any) -> Any:
    """`values` with `values[index]` replaced by `new`."""
    new = jnp.broadcast_to(new, index.shape).astype(values.dtype)
    if _is_range(index) and len(index) == values.shape[0]:
        return new
    if _is_range(index):
        return values.at[int(index[0]) : int(index[-1]) + 1].set(new)
    return values.at[index].set(new)


def accumulate(n: int, parts: Sequence[tuple[np.ndarray, Any]], dtype: Any) -> Any:
    """Sum of contributions (index, values) into an array [n].

    Full ones are added as they are; few instances are scattered; many are gathered through the inverse of their
    index, which XLA's CPU back end runs several times faster than a scatter.
    """
    total = jnp.zeros(n, dtype)
    partial = []
    for index, values in parts:
        values = jnp.broadcast_to(values, index.shape)
        if _is_range(index) and len(index) == n:
            total = total + values
        elif _is_range(index) and len(index) > 8:
            total = total.at[int(index[0]) : int(index[-1]) + 1].add(values)
        else:
            partial.append((index, values))
    if not partial:
        return total
    index = np.concatenate([i for i, _ in partial])
    values = jnp.concatenate([v for _, v in partial])
    if len(index) * 4 < n:
        return total.at[index].add(values)
    inverse = _inverse(index, n)
    return total + jnp.append(values, jnp.zeros(1, dtype))[inverse].sum(axis=0)


def _is_range(index: np.ndarray) -> bool:
    return len(index) > 0 and index[-1] - index[0] == len(index) - 1 and bool((np.diff(index) == 1).all())


def _inverse(index: np.ndarray, n: int) -> np.ndarray:
    """Positions in `index` of each target: [most common count, n], padded with len(index)."""
    order = np.argsort(index, kind="stable")
    sorted_index = index[order]
    rank = np.arange(len(index)) - np.searchsorted(sorted_index, sorted_index)
    inverse = np.full((int(rank.max()) + 1, n), len(index), np.int32)
    inverse[rank, sorted_index] = order
    return inverse
