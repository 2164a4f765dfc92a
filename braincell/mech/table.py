"""Tabulate functions of one variable exactly as NMODL's TABLE does."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from braincell.mech.mechanism import Instances, Mechanism

_BYTE = 256  # numbers that one byte tells apart


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
    at = _pairs_in_bytes if table.dtype == jnp.float32 and intervals <= _BYTE else _pairs
    found = at(table[:, :-1], table[:, 1:] - table[:, :-1], index)
    return tuple(y + fraction * rise for y, rise in found)


def _pairs(values: Any, rises: Any, index: Any) -> list[tuple[Any, Any]]:
    """Each row of `values` and `rises` [row, place] at `index`."""
    return list(zip(_taken(values, index), _taken(rises, index), strict=True))


def _taken(rows: Any, index: Any) -> list[Any]:
    # the index is inside already: nothing to check
    return [row.at[index].get(mode="clip", wrap_negative_indices=False) for row in rows]


@jax.custom_jvp
def _pairs_in_bytes(values: Any, rises: Any, index: Any) -> list[tuple[Any, Any]]:
    """`_pairs` in float32 at no more than `_BYTE` places, faster on a CPU and to the same bits.

    XLA's CPU code for a loop with gathers is not vectorised, whatever else the loop computes. In a computation of
    their own (one of two equal branches: XLA cannot tell which) gathers leave the rest its vectors. A value and its
    rise are fetched as one number, by an index of one byte, which needs no check in rows of 256.
    """

    def on_cpu(values: Any, rises: Any, index: Any) -> list[tuple[Any, Any]]:
        low, high = (lax.bitcast_convert_type(x, jnp.uint32).astype(jnp.uint64) for x in (values, rises))
        packed = jnp.pad(low | high << 32, ((0, 0), (0, _BYTE - values.shape[1])))
        got = lax.cond(values[0, 0] > 0, _taken, _taken, packed, index.astype(jnp.uint8))
        return [(_float_of(x), _float_of(x >> 32)) for x in got]

    return lax.platform_dependent(values, rises, index, cpu=on_cpu, default=_pairs)


@_pairs_in_bytes.defjvp
def _pairs_in_bytes_jvp(primals: tuple, tangents: tuple) -> tuple:
    *_, index = primals
    values_dot, rises_dot, _ = tangents  # bits have no derivative, but fetching is linear in what it fetches
    return _pairs_in_bytes(*primals), _pairs(values_dot, rises_dot, index)


def _float_of(bits: Any) -> Any:
    """The number whose bits are the lowest 32."""
    return lax.bitcast_convert_type(bits.astype(jnp.uint32), jnp.float32)
