"""Hold a function given by its values, as NMODL's FUNCTION_TABLE does."""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError


@dataclass(frozen=True, eq=False, init=False)
class FunctionTable:
    """A function of one or two arguments: its values at points of them, linear between, constant outside.

    `FunctionTable(values, (low, high))` has equal distances from `low` to `high`; `FunctionTable(values, points)` has
    the given, increasing points, at least three of them. For two arguments `values` is [first, second], and `axes` has
    one such entry each. `FunctionTable(2.5)` is a constant. Values and points are traced: another table of the same
    shape does not recompile, and gradients reach the values.

    NEURON: src/oc/functabl.cpp.
    """

    values: Any  # [point of the first argument, …], or [] if constant
    axes: tuple[Any, ...]  # per argument [low, high], or every point
    even: tuple[bool, ...]  # per argument: equal distances

    def __init__(self, values: Any, *axes: Any):
        values = np.asarray(values, float)
        given = tuple(np.asarray(axis, float) for axis in axes)
        if values.ndim != len(given):
            raise InputError(f"FunctionTable: {values.ndim} dimensions of values, but {len(given)} axes; give one each")
        even = tuple(len(axis) == 2 for axis in given)
        for n, axis in zip(values.shape, given, strict=True):
            if axis.ndim != 1 or len(axis) not in (2, n) or n < 2 or np.any(np.diff(axis) <= 0):
                raise InputError(
                    f"FunctionTable: an axis of {n} values is {axis}; give (low, high), or {n} increasing points"
                )
        if not all(np.isfinite(x).all() for x in (values, *given)):
            raise InputError("FunctionTable: values and points must be finite")
        self._set(values, given, even)

    def _set(self, values: Any, axes: tuple[Any, ...], even: tuple[bool, ...]) -> None:
        for name, value in (("values", values), ("axes", axes), ("even", even)):
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FunctionTable) or self.even != other.even:
            return False
        return all(np.array_equal(a, b) for a, b in zip((self.values, *self.axes), (other.values, *other.axes)))

    def __call__(self, *arguments: Any) -> Any:
        """The value at arguments (arrays over instances)."""
        values = jnp.asarray(self.values)
        if not self.even:
            return values
        places = [_place(*given) for given in zip(arguments, self.axes, self.even, values.shape, strict=True)]
        if len(places) == 1:
            ((j, fraction),) = places
            return _between(fraction, values[j], values[jnp.minimum(j + 1, values.shape[0] - 1)])
        (i, outer), (j, inner) = places
        i1, j1 = (jnp.minimum(k + 1, n - 1) for k, n in zip((i, j), values.shape, strict=True))
        first = _between(inner, values[i, j], values[i, j1])
        return _between(outer, first, _between(inner, values[i1, j], values[i1, j1]))


def _place(x: Any, axis: Any, even: bool, n: int) -> tuple[Any, Any]:
    """The point at or below `x`, and the fraction of the way to the next."""
    low, high = axis[0], axis[-1]
    if even:
        position = (jnp.clip(x, low, high) - low) / ((high - low) / (n - 1))
        index = jnp.clip(position.astype(jnp.int32), 0, n - 1)
        return index, jnp.where(x >= high, 0.0, position - index)
    axis = jnp.asarray(axis)
    index = jnp.clip(jnp.searchsorted(axis, x, side="right") - 1, 0, n - 1)
    following = jnp.minimum(index + 1, n - 1)
    width = jnp.where(index < n - 1, axis[following] - axis[index], 1.0)
    return index, jnp.where((x > low) & (x < high), (x - axis[index]) / width, 0.0)


def _between(fraction: Any, low: Any, high: Any) -> Any:
    return (1.0 - fraction) * low + fraction * high


def _rebuilt(even: tuple[bool, ...], leaves: tuple[Any, tuple[Any, ...]]) -> FunctionTable:
    table = object.__new__(FunctionTable)
    table._set(*leaves, even)
    return table


jax.tree_util.register_pytree_node(FunctionTable, lambda t: ((t.values, t.axes), t.even), _rebuilt)
