"""GLOBAL variables of mechanisms and ions by NEURON's names: `usetable_hh`, `nai0_na_ion`."""

from collections.abc import Callable
from typing import Any

from braincell.mech import registry
from hoc_compat.arguments import number
from hoc_compat.column import Column
from hoc_compat.pointer import GlobalPointer
from hoc_compat.range_variables import computed_names, global_names, known_ions
from hoc_compat.world import WORLD

_ION_GLOBALS = {"i0": "ci0", "o0": "co0"}  # nai0_na_ion, nao0_na_ion


def global_variable(name: str) -> tuple[Callable[[], float], Callable[[Any], None]] | None:
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
    return None


def owner_of_global(name: str) -> tuple[str, str] | None:
    """(mechanism, variable) of a name such as `usetable_hh`; None if there is none."""
    for mechanism in registry.names():
        variable, cls = name.removesuffix(f"_{mechanism}"), registry.find(mechanism)
        if variable != name and variable in (*global_names(cls), *computed_names(cls)):
            return mechanism, variable
    return None


def global_reference(name: str) -> GlobalPointer | None:
    """The reference to a GLOBAL variable of a mechanism or ion; None if unknown."""
    found, owner = global_variable(name), owner_of_global(name)
    if found is None:
        return None
    is_option = owner is not None and owner[1] in registry.find(owner[0]).options
    return GlobalPointer(name, *found, None if is_option else owner)


def _column(name: str, column: Column) -> tuple[Callable[[], float], Callable[[Any], None]]:
    def write(value: Any) -> None:
        column.edit()[...] = number("h", name, value)

    return lambda: float(column.read()), write
