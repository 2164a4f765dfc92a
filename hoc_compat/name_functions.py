"""The functions of `h` about names: `h.units("gnabar_hh")`, `h.name_declared("dt")`, …"""

from typing import Any

from braincell.errors import InputError, unknown_name
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat.global_variables import global_variable
from hoc_compat.range_variables import ion_of, owner_of

_PLAIN = {
    "t": "ms", "dt": "ms", "celsius": "degC", "v": "mV", "L": "um", "diam": "um", "Ra": "ohm-cm", "cm": "uF/cm2",
    "i_cap": "mA/cm2", "rallbranch": "", "nseg": "", "secondorder": "", "PI": "", "area": "",
}  # fmt: skip
_UNKNOWN, _OTHER, _NUMBER = 0.0, 1.0, 5.0
_DECLARED = {"object": 2.0, "section": 3.0, "string": 4.0, "number": _NUMBER}  # by the kind of a symbol of hoc


class NameFunctions:
    """The part of `h` that is about names."""

    def units(self, name: str, unit: str | None = None) -> str:
        """The unit of a variable, after setting it if one is given; a point process' is `"IClamp.amp"`."""
        if not isinstance(name, str):
            raise InputError(f"h.units({name!r}): give a variable's name, such as 'gnabar_hh' or 'IClamp.amp'")
        if name not in _units:
            found = _unit_of(name)
            if found is None:
                raise unknown_name("variable", name, _PLAIN)
            _units[name] = found
        if unit is not None:
            _units[name] = unit
        return _units[name]

    def name_declared(self, name: str, kind: Any = 0) -> float:
        """0 for a name that `h` does not know, 2 for an object, 3 a section, 4 a string, 5 a number, else 1.

        With `kind` 2, an array of numbers is 6.
        """
        from hoc_compat.hoc.main_program import MAIN  # which knows `h`
        from hoc_compat.hoc.symbols import NUMBER

        symbol = MAIN.scope.find(str(name))
        if symbol is not None:
            return (
                6.0 if kind == 2 and symbol.kind == NUMBER and symbol.dimensions else _DECLARED.get(symbol.kind, _OTHER)
            )
        if owner_of(name) is not None or ion_of(name) is not None:
            return _OTHER
        if name in ("v", "diam", "cm"):
            return _OTHER
        found = getattr(type(self), name, None)
        if isinstance(found, property) or found is None and global_variable(name) is not None:
            return _NUMBER
        if not hasattr(self, name):
            return _UNKNOWN
        return _NUMBER if isinstance(getattr(self, name), (int, float)) else _OTHER

    def object_id(self, instance: Any, number: Any = 0) -> float:
        """A number that no other object has, 0 for NULLobject; or the number in its name, −1 for NULLobject."""
        if number:
            return float(getattr(instance, "_object_number", -1))
        return 0.0 if instance is None else float(id(instance))


_units: dict[str, str] = {}  # those asked for, and those that the script has set


def _unit_of(name: str) -> str | None:
    if name in _PLAIN:
        return _PLAIN[name]
    mechanism, variable = name.split(".", 1) if "." in name else owner_of(name) or _owner_of_global(name) or ("", "")
    ion = ion_of(mechanism)
    if ion is not None:
        return {f"e{ion}": "mV", f"i{ion}": "mA/cm2"}.get(variable, "mM")
    if mechanism not in registry.names():
        return None
    return _declared(registry.find(mechanism), variable)


def _owner_of_global(name: str) -> tuple[str, str] | None:
    for mechanism in registry.names():
        if name.endswith(f"_{mechanism}") and global_variable(name) is not None:
            return mechanism, name.removesuffix(f"_{mechanism}")
    return (name.partition("_")[2], name) if global_variable(name) is not None else None  # nai0_na_ion


def _declared(cls: type[Mechanism], variable: str) -> str | None:
    for declarations in (cls.parameters, cls.assigned, cls.states):
        if variable in declarations:
            return declarations[variable].unit
    if variable in cls.options:
        return ""
    if variable in (*cls.nonspecific, *cls.electrode):
        return "mA/cm2" if cls.kind == "density" else "nA"
    return None
