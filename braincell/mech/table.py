"""Tabulate functions of one variable exactly as NMODL's TABLE does."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp


def tabulate(function: Callable[[Any], tuple[Any, ...]], low: Any, high: Any, intervals: int) -> Any:
    """Values of `function` (x -> tuple of arrays) on the grid from `low` to `high`: an array [variable, interval + 1].

    The grid is made by accumulation, x += (high − low)/intervals, so that its rounding is NEURON's
    (src/nmodl/parsact.cpp, `table_massage`).
    """
    width = (jnp.asarray(high, float) - low) / intervals
    start = jnp.asarray(low, float)
    _, grid = jax.lax.scan(lambda x, _: (x + width, x), start, None, length=intervals + 1)
    return jnp.stack([jnp.broadcast_to(y, grid.shape) for y in function(grid)])


def lookup(table: Any, low: Any, high: Any, x: Any) -> tuple[Any, ...]:
    """Linear interpolation in a table [variable, interval + 1], clamped outside [low, high]; one array per variable."""
    intervals = table.shape[1] - 1
    width = (jnp.asarray(high, table.dtype) - low) / intervals
    position = (x - low) * (1.0 / width)
    inside = jnp.clip(position, 0.0, float(intervals))
    index = jnp.minimum(inside.astype(jnp.int32), intervals - 1)
    fraction = inside - index
    rows = tuple(row for row in table)
    lower = [row[index] for row in rows]
    upper = [row[index + 1] for row in rows]
    return tuple(a + fraction * (b - a) for a, b in zip(lower, upper, strict=True))
