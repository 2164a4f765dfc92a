"""The main program's names and values, with those that NEURON's own hoc library leaves behind."""

from collections.abc import Iterator
from typing import Any

from hoc_compat.hoc import symbols
from hoc_compat.hoc.storage import Array, Owner
from hoc_compat.hoc.symbols import Scope
from hoc_compat.list import List

MAIN = Owner(Scope())
MAIN.scope.owners = lambda: [MAIN]

_OF_HOC_LIBRARY = {
    symbols.NUMBER: {"i": 4.0, "j": 0.0, "itmp": 0.0, "clamp_resist": 1e-3, "hoc_cross_x_": 0.0, "hoc_cross_y_": 0.0},
    symbols.STRING: {"tstr": "", "temp_string_": "", "temp_string2_": ""},
    symbols.OBJECT: dict.fromkeys(("tobj", "tobj1", "tempobj", "tempobj2", "graphItem")),
}
"""Variables that NEURON's own hoc library leaves behind, some of which models use without declaring them."""


def _case(_: Any, arguments: list[Any]) -> Iterator[None]:
    """`for case(&x, 1, 4, 9) statement`."""
    for value in arguments[1:]:
        arguments[0][0] = value
        yield


def declare_library() -> None:
    """Declare what NEURON's own hoc library leaves behind."""
    for kind, variables in _OF_HOC_LIBRARY.items():
        for name, value in variables.items():
            symbol = MAIN.scope.add(name)
            symbol.kind, MAIN.data[symbol.slot] = kind, value
    symbol = MAIN.scope.add("case")
    symbol.kind, symbol.flavour, symbol.code = symbols.FUNCTION, "iterator", _case
    _declare_objects("hoc_obj_", [None, None])
    _declare_objects("graphList", [List() for _ in range(4)])
    for name in ("flush_list", "fast_flush_list"):
        symbol = MAIN.scope.add(name)
        symbol.kind, MAIN.data[symbol.slot] = symbols.OBJECT, List()


def _declare_objects(name: str, values: list[Any]) -> None:
    symbol = MAIN.scope.add(name)
    symbol.kind, symbol.dimensions = symbols.OBJECT, (len(values),)
    MAIN.data[symbol.slot] = array = Array(name, symbol.dimensions, None)
    array.values[:] = values


def library_variable(name: str) -> Any:
    """The value of a variable of NEURON's own hoc library, which scripts may have declared anew."""
    return MAIN.data[MAIN.scope.symbols[name].slot]


def set_library_variable(name: str, value: Any) -> None:
    """Assign to a variable of NEURON's own hoc library."""
    MAIN.data[MAIN.scope.symbols[name].slot] = value


declare_library()
