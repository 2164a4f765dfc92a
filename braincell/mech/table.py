"""Tabulate functions of one variable exactly as NMODL's TABLE does."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp

from braincell.mech.mechanism import Instances, Mechanism


def tabulate(function: Callable[[Any], tuple[Any, ...]], low: Any, high: Any, intervals: int) -> Any:
    """Values of `function` (x -> tuple of arrays) on the grid from `low` to `high`: an array [variable, interval + 1].
    The grid is made by accumulation, x += (high − low)/intervals, so that its rounding is NEURON's
    (src/nmodl/parsact.cpp, `table_massage`).
    """
    grid = _points(low, high, intervals)
    return jnp.stack([jnp.broadcast_to(y, grid.shape) for y in function(grid)])


def last_point(low: Any, high: Any, intervals: int) -> Any:
    """The last point of the grid, `high` but for rounding: where NEURON's tabulation leaves off."""
    return _points(low, high, intervals)[-1]


def tables_now(s: Instances, cls: type[Mechanism]) -> Instances:
    """The record once the tables of `cls` are made from what instance 0 holds at this moment."""
    first = Instances({name: s[name][..., 0] if jnp.ndim(s[name]) else s[name] for name in s})
    kept = {name: s[name] for name in s}
    return s.replace(**cls.tables(first), **left_behind(cls, first, kept, jnp.shape(s.v)))


def left_behind(
    cls: type[Mechanism], first: Instances, kept: Mapping[str, Any], shape: tuple[int, ...]
) -> dict[str, Any]:
    """Which variables of `kept` change when tables are made from instance 0's record `first`, and to what.

    A global variable changes for all instances (of which there are `shape`), any other for instance 0 alone.
    """
    left = cls.tabulated(first)
    changes = {}
    for name, old in kept.items():
        if name not in left or left[name] is first[name]:
            continue
        value = jnp.asarray(left[name])
        declared = {**cls.assigned, **cls.parameters}.get(name)
        whole = jnp.broadcast_to(jnp.asarray(old, value.dtype), value.shape + shape)
        everywhere = declared is not None and declared.scope == "global"
        changes[name] = jnp.broadcast_to(value[..., None], whole.shape) if everywhere else whole.at[..., 0].set(value)
    return changes


def _points(low: Any, high: Any, intervals: int) -> Any:
    width = (jnp.asarray(high, float) - low) / intervals
    start = jnp.asarray(low, float)
    return jax.lax.scan(lambda x, _: (x + width, x), start, None, length=intervals + 1)[1]


def lookup(table: Any, low: Any, high: Any, x: Any) -> tuple[Any, ...]:
    """Linear interpolation in a table [variable, interval + 1], clamped outside [low, high]; one array per variable."""
    intervals = table.shape[1] - 1
    width = (jnp.asarray(high, table.dtype) - low) / intervals
    position = (x - low) * (1.0 / width)
    inside = jnp.clip(position, 0.0, float(intervals))
    index = jnp.minimum(inside.astype(jnp.int32), intervals - 1)
    fraction = inside - index
    rises = table[:, 1:] - table[:, :-1]

    def at(row: Any) -> Any:  # the index is inside already: nothing to check
        return row.at[index].get(mode="clip", wrap_negative_indices=False)

    return tuple(at(row) + fraction * at(rise) for row, rise in zip(table, rises, strict=True))
