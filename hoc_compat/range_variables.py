"""Say which variables mechanisms and ions give a segment, and resolve NEURON's names for them."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from braincell.errors import UnsupportedError, unknown_name
from braincell.ion.pool import declared_ions, ion_defaults
from braincell.mech import registry
from braincell.mech.mechanism import Mechanism
from hoc_compat.column import Slot
from hoc_compat.loading import REFUSED
from hoc_compat.world import WORLD

ION_SUFFIX = "_ion"
UNDECLARED_CHARGE = -10000.0


def density_mechanism(name: str) -> type[Mechanism]:
    """The density mechanism called `name`; UnknownNameError with close names, UnsupportedError for known gaps."""
    if name in REFUSED:
        raise UnsupportedError(f"the mechanism `{name}` could not be imported: {REFUSED[name]}")
    if name not in registry.names() or registry.find(name).kind != "density":
        known = [n for n in registry.names() if registry.find(n).kind == "density"]
        raise unknown_name("density mechanism", name, known)
    return registry.find(name)


def concentrations_written(cls: type[Mechanism]) -> set[str]:
    """`cai`, `cao`, … that a mechanism writes."""
    return {x for use in cls.ions for x in (f"{use.ion}i", f"{use.ion}o") if x in use.writes}


def ion_of(name: str) -> str | None:
    """The ion of a mechanism name such as "na_ion", if some registered mechanism or NEURON itself knows the ion."""
    if not name.endswith(ION_SUFFIX):
        return None
    ion = name[: -len(ION_SUFFIX)]
    return ion if ion in known_ions() else None


def known_ions() -> set[str]:
    """Ions that NEURON or a registered mechanism declares."""
    used = {use.ion for name in registry.names() for use in registry.find(name).ions}
    return used | set(declared_ions())


def charge_of(ion: str) -> float:
    """The charge that mechanisms, or NEURON, give an ion; that of one without is NEURON's marker, −10000."""
    declared = [u.valence for name in registry.names() for u in registry.find(name).ions if u.ion == ion]
    found = [charge for charge in (*declared, ion_defaults(ion).valence) if charge is not None]
    return float(found[0]) if found else UNDECLARED_CHARGE


@cache
def variables(cls: type[Mechanism]) -> dict[str, Any]:
    """The range variables of a mechanism and their values at insertion: parameters, assigned, states.

    A number each, or [size, 1] of an array.
    """
    ion_names = {name for use in cls.ions for name in (*use.reads, *use.writes)}
    found: dict[str, Any] = {name: p.default for name, p in cls.parameters.items() if p.scope == "range"}
    found |= {name: 0.0 for name, a in cls.assigned.items() if a.scope == "range"}
    found |= dict.fromkeys((name for name in (*cls.nonspecific, *cls.electrode) if name not in found), 0.0)
    found |= dict.fromkeys(cls.states, 0.0)
    arrays = {name: np.full((size, 1), found[name]) for name, size in cls.sizes.items() if name in found}
    return {name: value for name, value in (found | arrays).items() if name not in ion_names or name in cls.assigned}


def visible(cls: type[Mechanism]) -> list[str]:
    """The range variables that NEURON shows."""
    return [name for name in variables(cls) if name not in cls.assigned or cls.assigned[name].visible]


def slots_of(cls: type[Mechanism], n: int) -> dict[str, Slot]:
    """The range variables of a mechanism in `n` places, as at insertion."""
    return {
        name: Slot(np.broadcast_to(start, (*np.shape(start)[:-1], n)).copy()) for name, start in variables(cls).items()
    }


def ion_variables(ion: str) -> dict[str, float]:
    """The range variables of an ion and their values at insertion: e [mV], inside and outside [mM], i [mA/cm²]."""
    inside, outside = (float(WORLD.ion_global(ion, key).read()) for key in ("ci0", "co0"))
    return {f"e{ion}": ion_defaults(ion).e, f"{ion}i": inside, f"{ion}o": outside, f"i{ion}": 0.0}


def global_names(cls: type[Mechanism]) -> list[str]:
    """The GLOBAL parameters and options of a mechanism: `h.<name>_<mechanism>`."""
    return [name for name, p in cls.parameters.items() if p.scope == "global"] + list(cls.options)


def computed_names(cls: type[Mechanism]) -> list[str]:
    """The GLOBAL variables that a mechanism computes, each the same for all places."""
    return [name for name, a in cls.assigned.items() if a.scope == "global"]


def held_names(cls: type[Mechanism]) -> list[str]:
    """What a mechanism's instances hold besides parameters."""
    return [name for name in variables(cls) if name not in cls.parameters] + computed_names(cls) + list(cls.sets)


_owners: dict[str, tuple[str, str]] = {
    "cm": ("capacitance", "cm"),
    "i_cap": ("capacitance", "i_cap"),
    "i_membrane": ("extracellular", "i_membrane"),
}


def owner_of(name: str) -> tuple[str, str] | None:
    """(mechanism, variable) of a NEURON range variable name such as `gnabar_hh`, `ena` or `cm`; None if unknown."""
    if name not in _owners:
        for mechanism in registry.names():
            cls = registry.find(mechanism)
            variable = name.removesuffix(f"_{mechanism}")
            random = (name for name, stream in cls.streams.items() if not stream.optional)
            known = {*variables(cls), *cls.pointers, *random}
            if cls.kind == "density" and variable != name and variable in known:
                _owners[name] = mechanism, variable
        for ion in known_ions():
            if name in (f"e{ion}", f"{ion}i", f"{ion}o", f"i{ion}"):
                _owners[name] = ion + ION_SUFFIX, name
    return _owners.get(name)


def range_names(mechanisms: Iterable[str]) -> list[str]:
    """All range variable names that mechanisms and ions ("na_ion") give a segment."""
    names = []
    for mechanism in mechanisms:
        ion = ion_of(mechanism)
        if ion is not None:
            names += ion_variables(ion)
        elif mechanism in registry.names():
            names += [f"{name}_{mechanism}" for name in visible(registry.find(mechanism))]
    return names
