"""GLOBAL variables of mechanisms and ions by NEURON's names: `usetable_hh`, `nai0_na_ion`."""

from collections.abc import Callable
from typing import Any

from braincell.mech import registry
from hoc_compat.arguments import number
from hoc_compat.column import Column
from hoc_compat.range_variables import computed_names, global_names, known_ions
from hoc_compat.world import WORLD

_ION_GLOBALS = {"i0": "ci0", "o0": "co0"}  # nai0_na_ion, nao0_na_ion


def global_variable(name: str) -> tuple[Callable[[], float], Callable[[Any], None]] | None:
    """How to read and write a GLOBAL variable of a mechanism or ion: `usetable_hh`, `nai0_na_ion`; None if unknown."""
    for mechanism in registry.names():
        variable = name.removesuffix(f"_{mechanism}")
        cls = registry.find(mechanism)
        if variable == name:
            continue
        if variable in computed_names(cls):
            return _computed(name, mechanism, variable)
        if variable not in global_names(cls):
            continue
        if variable in cls.options:
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


def _computed(name: str, mechanism: str, variable: str) -> tuple[Callable[[], float], Callable[[Any], None]]:
    def write(value: Any) -> None:
        write_computed(mechanism, variable, number("h", name, value))

    return lambda: read_computed(mechanism, variable), write


def read_computed(mechanism: str, variable: str) -> float:
    """A GLOBAL variable that a mechanism computes, as the last of its instances has left it."""
    column = WORLD.computed_globals.get((mechanism, variable), WORLD.mechanism_global(mechanism, variable))
    return float(column.read().reshape(-1)[-1])


def write_computed(mechanism: str, variable: str, value: Any) -> None:
    """Set it, as a script does or a function of the mechanism that a script has called."""
    WORLD.mechanism_global(mechanism, variable).edit()[...] = value
    if (mechanism, variable) in WORLD.computed_globals:
        WORLD.computed_globals[mechanism, variable].edit()[...] = value


def _column(name: str, column: Column) -> tuple[Callable[[], float], Callable[[Any], None]]:
    def write(value: Any) -> None:
        column.edit()[...] = number("h", name, value)

    return lambda: float(column.read()), write
