"""GLOBAL variables of mechanisms and ions by NEURON's names: `usetable_hh`, `nai0_na_ion`."""

from collections.abc import Callable
from typing import Any

from braincell.mech import registry
from hoc_compat.arguments import number
from hoc_compat.column import Column
from hoc_compat.range_variables import global_names, known_ions
from hoc_compat.world import WORLD

_ION_GLOBALS = {"i0": "ci0", "o0": "co0"}  # nai0_na_ion, nao0_na_ion


def global_variable(name: str) -> tuple[Callable[[], float], Callable[[Any], None]] | None:
    """How to read and write a GLOBAL variable of a mechanism or ion: `usetable_hh`, `nai0_na_ion`; None if unknown."""
    for mechanism in registry.names():
        variable = name.removesuffix(f"_{mechanism}")
        cls = registry.find(mechanism)
        if variable == name or variable not in global_names(cls):
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


def _column(name: str, column: Column) -> tuple[Callable[[], float], Callable[[Any], None]]:
    def write(value: Any) -> None:
        column.edit()[...] = number("h", name, value)

    return lambda: float(column.read()), write
