"""Objects of hoc templates, for hoc text and for Python: `h.Cell()`, `cell.soma`, `cell.f(1)`."""

from typing import Any

from braincell.errors import unknown_name
from hoc_compat.hoc import symbols
from hoc_compat.hoc.storage import Array, ElementPointer, Owner, VariablePointer, first_value
from hoc_compat.hoc.symbols import Scope, Symbol
from hoc_compat.hoc_object import HocObject
from hoc_compat.pointer import Reference


class TemplateObject(HocObject):
    """An object of a template; its names are attributes, for Python also those that are not public, as in NEURON."""

    scope: Scope

    def __init__(self, *arguments: Any):
        object.__setattr__(self, "data", [])
        for symbol in self.scope.symbols.values():
            self.data.append(None if symbol.external else first_value(symbol))
        for symbol in list(self.scope.symbols.values()):
            if symbol.kind == symbols.SECTION and symbol.external is None:
                from hoc_compat.hoc.sections import create

                create(self, symbol, [])
        init = self.scope.find("init")
        if init is not None and init.code is not None:
            try:
                init.code(self, list(arguments))
            except Exception as error:  # Python may have made the object
                from hoc_compat.hoc.program import raise_located  # which knows this class

                raise_located(error, "", 0)

    def __del__(self) -> None:
        symbol = type(self).scope.find("unref")
        if symbol is not None and symbol.code is not None and "data" in self.__dict__:
            symbol.code(self, [0.0])

    @property
    def _operator(self) -> "Operator":
        return Operator(self)

    def baseattr(self, name: str) -> Any:
        return TemplateObject.__getattr__(self, name) if name in self.scope.symbols else super().baseattr(name)

    def _symbol(self, name: str) -> Symbol:
        symbol = self.scope.find(name)
        if symbol is None or (symbol.kind == symbols.UNDEFINED and symbol.external is None):
            raise unknown_name("member", name, dir(self), self._template)
        return symbol if symbol.external is None else symbol.external

    def _values(self, symbol: Symbol) -> list[Any]:
        from hoc_compat.hoc.main_program import MAIN

        return self.data if symbol.scope is self.scope else MAIN.data

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            symbol = self._symbol(name[5:])
            return reference_for_python(symbol, self._values(symbol))
        if name.startswith("_") or name == "data":
            raise AttributeError(name)
        if name in self._aliases:
            return self._aliases[name]
        symbol = self._symbol(name)
        return value_for_python(symbol, self, self._values(symbol))

    def __setattr__(self, name: str, value: Any) -> None:
        derived = type(self) is not self._hoc_class  # by a script: it may have attributes of its own
        if name.startswith("_") or (derived and name not in self.scope.symbols):
            object.__setattr__(self, name, value)
            return
        symbol = self._symbol(name)
        assign_from_python(symbol, self._values(symbol), value)

    def __dir__(self) -> list[str]:
        return [s.name for s in self.scope.symbols.values() if s.kind != symbols.UNDEFINED or s.external]


class Operator:
    """The functions `__add__`, `__eq__`, … of a template, which hoc calls for `a + b`, `a == b`."""

    def __init__(self, owner: TemplateObject):
        self._owner = owner

    def defines(self, name: str) -> bool:
        """Whether the template has such a public function."""
        symbol = self._owner.scope.find(name)
        return symbol is not None and symbol.public and symbol.kind == symbols.FUNCTION

    def __call__(self, name: str, other: Any) -> Any:
        return self._owner._symbol(name).call(self._owner, [other])


def value_for_python(symbol: Symbol, owner: Any, values: list[Any]) -> Any:
    """What Python sees of a hoc name."""
    if symbol.kind == symbols.FUNCTION:
        return HocFunction(symbol, owner)
    if symbol.kind == symbols.TEMPLATE:
        return symbol.template
    value = values[symbol.slot]
    return ArrayView(value, symbol.kind) if isinstance(value, Array) else value


def reference_for_python(symbol: Symbol, values: list[Any]) -> Any:
    """`_ref_name` of a hoc name; of an array, what has a reference for each element."""
    value = values[symbol.slot]
    if isinstance(value, Array):
        return ArrayReferences(value, symbol.kind)
    return VariablePointer(values, symbol.slot, symbol.name)


def assign_from_python(symbol: Symbol, values: list[Any], value: Any) -> None:
    """Assign to a hoc name from Python."""
    if symbol.dimensions:
        raise TypeError(f"`{symbol.name}` is an array of hoc and not assignable; assign to its elements")
    values[symbol.slot] = _assignable(symbol.name, symbol.kind, value)


def _assignable(name: str, kind: str, value: Any) -> Any:
    """The value as a variable of that kind holds it; `TypeError` if it cannot."""
    if kind == symbols.STRING and isinstance(value, str):
        return value
    if kind == symbols.OBJECT and not isinstance(value, (int, float, str)):
        return value
    if kind == symbols.NUMBER and not isinstance(value, str):
        return float(value)
    raise TypeError(f"`{name}` is a {kind} of hoc: {value!r} is not assignable")


class HocFunction:
    """A func or proc of hoc, as Python calls it."""

    def __init__(self, symbol: Symbol, owner: Any):
        self._symbol, self._owner = symbol, owner
        self.__name__ = symbol.name

    def __call__(self, *arguments: Any, sec: Any = None) -> Any:
        from hoc_compat.hoc.program import called

        return called(self._symbol, self._owner, [_given(a) for a in arguments], sec)

    @property
    def sole_call(self) -> str:
        """The name of NEURON's function that it calls and does nothing else; "" for another one."""
        return self._symbol.sole_call

    def hname(self) -> str:
        """The name."""
        return f"{self._symbol.name}()"

    __repr__ = hname


def _given(argument: Any) -> Any:
    if isinstance(argument, Reference):
        return argument
    return float(argument) if isinstance(argument, (int, float)) else argument


class ArrayView:
    """An array of hoc, for Python; elements of several subscripts are reached one by one."""

    def __init__(self, array: Array, kind: str, subscripts: tuple[float, ...] = ()):
        self._array, self._kind, self._subscripts = array, kind, subscripts

    def __repr__(self) -> str:
        return self._array.name + "".join(f"[{i}]" for i in self._subscripts) + "[?]"

    def __len__(self) -> int:
        if not self._array.dimensions:
            raise IndexError(f"the array {self._array.name} has been declared anew; take it from `h` again")
        return self._array.dimensions[len(self._subscripts)]

    def __getitem__(self, index: int) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        subscripts = (*self._subscripts, self._checked(index))
        if len(subscripts) < len(self._array.dimensions):
            return type(self)(self._array, self._kind, subscripts)
        return self._element(self._array.place(subscripts))

    def _element(self, place: int) -> Any:
        return self._array.values[place]

    def __setitem__(self, index: int, value: Any) -> None:
        place = self._array.place((*self._subscripts, self._checked(index)))
        self._array.values[place] = _assignable(self._array.name, self._kind, value)

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def _checked(self, index: int) -> int:
        index = index + len(self) if index < 0 else index
        if not 0 <= index < len(self):
            raise IndexError(f"index {index} of {self._array.name} is out of range; it has {len(self)} elements")
        return index


class ArrayReferences(ArrayView):
    """`_ref_name` of an array of hoc: references to its elements."""

    def _element(self, place: int) -> ElementPointer:
        return ElementPointer(self._array.values, place, self._array.name)


def template_class(symbol: Symbol, scope: Scope) -> type[TemplateObject]:
    """The class of a template's objects."""
    made: type[TemplateObject] = type(
        symbol.name, (TemplateObject,), {"scope": scope, "__module__": __name__, "_template": symbol.name}
    )
    prototype = Owner(scope)
    scope.owners = lambda: [prototype, *made._instances()]
    made._prototype = prototype  # type: ignore[attr-defined]
    return made
