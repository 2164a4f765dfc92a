"""Functions that .mod files define: those of files without a mechanism, and what fills a FUNCTION_TABLE."""

from collections.abc import Callable
from typing import Any

import numpy as np

from braincell.errors import InputError
from braincell.mech import FunctionTable, registry
from braincell.mech.library import find_function
from braincell.mech.mechanism import Mechanism
from hoc_compat import mechanism_calls
from hoc_compat.c_code import registry as c_functions
from hoc_compat.element_reference import ElementReference
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD


def function(name: str) -> Callable[..., float] | None:
    """The function `h.name` of a .mod file: `h.f` of SUFFIX nothing, or `h.table_f_suffix`; None if there is none."""
    found = c_functions.function(name) or find_function(name) or mechanism_calls.function(name)
    if found is not None:
        return found
    for mechanism in registry.names():
        own = name.removesuffix(f"_{mechanism}")
        if own != name and (found := function_of_table(registry.find(mechanism), own)) is not None:
            return found
    return None


def function_of_table(cls: type[Mechanism], name: str) -> Callable[..., float] | None:
    """`f` of a FUNCTION_TABLE f, or `table_f`, which fills it; None if the mechanism has none of the name."""
    table = name.removeprefix("table_")
    if table not in cls.function_tables:
        return None
    if name != table:
        return lambda *given: _fill(f"{name}_{cls.name}", cls.name, table, given)
    return lambda *given: _look_up(cls, table, given)


def _look_up(cls: type[Mechanism], table: str, given: tuple[Any, ...]) -> float:
    filled = WORLD.function_tables.get((cls.name, table))
    if filled is None:
        raise InputError(f"{table}_{cls.name}: the FUNCTION_TABLE has no values; call `table_{table}` first")
    return float(filled(*(float(x) for x in given)))


def _fill(name: str, mechanism: str, table: str, given: tuple[Any, ...]) -> float:
    """Give a FUNCTION_TABLE its values, as NEURON's `table_f` does; they are copied."""
    n_axes = registry.find(mechanism).function_tables[table]
    if len(given) == 1:
        made = FunctionTable(float(given[0]))
    elif len(given) == 2 and n_axes == 1:
        made = FunctionTable(np.array(_numbers(name, given[0])), np.array(_numbers(name, given[1])))
    elif len(given) == 1 + 3 * n_axes:
        sizes = [int(n) for n in given[1::3]]
        axes = [(float(low), float(high)) for low, high in zip(given[2::3], given[3::3], strict=True)]
        values = _numbers(name, given[0])
        if len(values) < np.prod(sizes):
            raise InputError(f"h.{name}: {np.prod(sizes)} values are needed, the Vector holds {len(values)}")
        made = FunctionTable(values[: int(np.prod(sizes))].reshape(sizes), *axes)
    else:
        raise InputError(
            f"h.{name}: give a number, two Vectors (values, points), or values with size, low and high of each argument"
        )
    WORLD.function_tables[mechanism, table] = made
    WORLD.structure += 1
    return 0.0


def _numbers(name: str, values: Any) -> np.ndarray:
    if isinstance(values, ElementReference):
        return np.asarray(values.vector)[values.index :]
    if isinstance(values, Vector):
        return np.asarray(values)
    raise InputError(f"h.{name}: {values!r} is no Vector; give `vector` or `vector._ref_x[0]`")
