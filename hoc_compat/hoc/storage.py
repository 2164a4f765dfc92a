"""Where the values of hoc's variables are, and references to them."""

from typing import Any

from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.symbols import NUMBER, STRING, Scope, Symbol
from hoc_compat.pointer import GlobalPointer

EPSILON = 1e-11
"""hoc's tolerance (float_epsilon): what an index is raised by before it is cut to a whole number."""


class Array:
    """An array of numbers, objects or sections; the last subscript varies fastest."""

    __slots__ = ("dimensions", "name", "values")

    def __init__(self, name: str, dimensions: tuple[int, ...], start: Any):
        self.name, self.dimensions = name, dimensions
        size = 1
        for n in dimensions:
            size *= n
        self.values = [start] * size

    def place(self, subscripts: tuple[float, ...]) -> int:
        """The position of an element in `values`."""
        if len(subscripts) != len(self.dimensions):
            raise HocError(f"`{self.name}` has {len(self.dimensions)} subscripts, not {len(subscripts)}")
        place = 0
        for axis, (subscript, n) in enumerate(zip(subscripts, self.dimensions, strict=True)):
            index = int(subscript + EPSILON)
            if not 0 <= index < n:
                raise HocError(f"subscript {axis} index {index} of {self.name} out of range {n}")
            place = place * n + index
        return place


class Owner:
    """What holds the values of a scope: the main program; objects of templates do so, too."""

    def __init__(self, scope: Scope):
        self.scope = scope
        self.data: list[Any] = [None] * len(scope.symbols)


class VariablePointer(GlobalPointer):
    """A reference to a variable of hoc, or to an element of an array and those behind it."""

    def __init__(self, values: list[Any], place: int, name: str):
        self.name, self._values, self._place = name, values, place
        super().__init__(name, self._value, self._assign)

    def _value(self) -> float:
        return self._values[self._place]

    def _assign(self, value: Any) -> None:
        self._values[self._place] = float(value)

    def __getitem__(self, index: int) -> float:
        return self._values[self._at(index)]

    def __setitem__(self, index: int, value: Any) -> None:
        self._values[self._at(index)] = float(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VariablePointer) and other._values is self._values and other._place == self._place

    def __hash__(self) -> int:
        return hash((id(self._values), self._place))

    def _at(self, index: int) -> int:
        if not 0 <= self._place + index < len(self._values):
            raise HocError(f"index {index} of the reference to {self.name} is out of range")
        return self._place + index


class ElementPointer(VariablePointer):
    """A reference to an element of an array."""

    @property
    def elements(self) -> list[float]:
        """The numbers from this element on."""
        return self._values[self._place :]


class PassedString(str):
    """A string variable as an argument: its text, and its place for who assigns to it."""

    __slots__ = ("_place", "_values")
    _values: Any
    _place: Any

    def __new__(cls, values: Any, place: Any) -> "PassedString":
        self = super().__new__(cls, values[place])
        self._values, self._place = values, place
        return self

    @property
    def value(self) -> str:
        """The text now."""
        return self._values[self._place]

    def now(self) -> "PassedString":
        """The same place, with the text that it holds now."""
        return PassedString(self._values, self._place)

    def __setitem__(self, index: int, value: str) -> None:
        """Change the variable, as `reference[0] = …` does."""
        self._values[self._place] = str(value)


class PassedObject:
    """An object variable as an argument: its place, for who assigns to it."""

    __slots__ = ("_place", "_values")

    def __init__(self, values: list[Any], place: int):
        self._values, self._place = values, place

    @property
    def value(self) -> Any:
        """The object now; None for NULLobject."""
        return self._values[self._place]

    def assign(self, value: Any) -> None:
        """Change the variable."""
        self._values[self._place] = value


def first_value(symbol: Symbol) -> Any:
    """What a variable of a symbol's kind holds at first."""
    start = {NUMBER: 0.0, STRING: ""}.get(symbol.kind)
    return Array(symbol.name, symbol.dimensions, start) if symbol.dimensions else start
