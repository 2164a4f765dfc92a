"""GLOBAL variables of mechanisms and ions by NEURON's names: `usetable_hh`, `nai0_na_ion`."""

from collections.abc import Callable, Iterator
from typing import Any

from braincell.errors import InputError
from braincell.mech import registry
from braincell.mech.library import Library, find_variable
from braincell.mech.mechanism import split_element
from hoc_compat.arguments import number
from hoc_compat.column import Column
from hoc_compat.pointer import ArrayReference, GlobalPointer
from hoc_compat.range_variables import computed_names, global_names, known_ions
from hoc_compat.world import WORLD

_ION_GLOBALS = {"i0": "ci0", "o0": "co0"}  # nai0_na_ion, nao0_na_ion


def global_variable(name: str) -> tuple[Callable[[], Any], Callable[[Any], None]] | None:
    """How to read and write a GLOBAL variable of a mechanism or ion: `usetable_hh`, `nai0_na_ion`; None if unknown."""
    if (found := owner_of_global(name)) is not None:
        mechanism, variable = found
        if variable in registry.find(mechanism).options:
            return (
                lambda: float(WORLD.option(mechanism, variable)),
                lambda value: WORLD.set_option(mechanism, variable, value),
            )
        return _column(name, WORLD.mechanism_global(mechanism, variable))
    for ion in known_ions():
        for ending, key in _ION_GLOBALS.items():
            if name == f"{ion}{ending}_{ion}_ion":
                return _column(name, WORLD.ion_global(ion, key))
    library = find_variable(name)
    return None if library is None else _shared(name, library)


def _shared(name: str, library: type[Library]) -> tuple[Callable[[], float], Callable[[Any], None]]:
    """How to read and write a variable of a file without a mechanism."""

    def write(value: Any) -> None:
        library.variables[name] = number("h", name, value)

    return lambda: library.variables[name], write


def owner_of_global(name: str) -> tuple[str, str] | None:
    """(mechanism, variable) of a name such as `usetable_hh`; None if there is none."""
    for mechanism in registry.names():
        variable, cls = name.removesuffix(f"_{mechanism}"), registry.find(mechanism)
        if variable != name and variable in (*global_names(cls), *computed_names(cls)):
            return mechanism, variable
    return None


def global_reference(name: str) -> GlobalPointer | ArrayReference | None:
    """The reference to a GLOBAL variable of a mechanism or ion, or to the elements of an array; None if unknown."""
    found, owner = global_variable(name), owner_of_global(name)
    if found is None:
        return None
    if isinstance(array := found[0](), GlobalArray):
        return ArrayReference(name, lambda element: array.reference(element))
    is_option = owner is not None and owner[1] in registry.find(owner[0]).options
    return GlobalPointer(name, *found, None if is_option else owner)


class GlobalArray:
    """A GLOBAL array, `h.a_mech`: its elements are read and set."""

    def __init__(self, name: str, column: Column):
        self._name, self._column = name, column

    def _element(self, index: Any) -> int:
        if index not in range(len(self)):
            message = f"element {index!r} of an array variable of {len(self)} elements; the first is 0"
            raise InputError(f"h.{self._name}: {message}")
        return int(index)

    def reference(self, element: str) -> GlobalPointer:
        """The reference to an element, named `a_mech[1]`."""
        _, index = split_element(element)
        self._element(index)
        return GlobalPointer(element, lambda: self[index], lambda value: self.__setitem__(index, value))

    def __len__(self) -> int:
        return len(self._column.read())

    def __getitem__(self, index: Any) -> float:
        return float(self._column.read()[self._element(index)])

    def __setitem__(self, index: Any, value: Any) -> None:
        place = self._element(index)
        self._column.edit()[place] = number("h", f"{self._name}[{place}]", value)

    def __iter__(self) -> Iterator[float]:
        return iter(self._column.read().tolist())

    def __repr__(self) -> str:
        return f"{self._name}[?]"


def _column(name: str, column: Column) -> tuple[Callable[[], Any], Callable[[Any], None]]:
    is_array = column.read().ndim > 0

    def write(value: Any) -> None:
        if is_array:
            raise InputError(f"h.{name} is an array; set its elements, `h.{name}[0] = …`")
        column.edit()[...] = number("h", name, value)

    return lambda: GlobalArray(name, column) if is_array else float(column.read()), write
