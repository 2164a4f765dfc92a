"""Describe a section as a dictionary, in the form of NEURON's `psection`."""

from typing import Any

from braincell.ion.pool import declared_ions
from braincell.mech import registry
from hoc_compat.range_variables import ION_SUFFIX, ion_of
from hoc_compat.section import Section


def describe(section: Section) -> dict[str, Any]:
    """Point processes, density mechanisms, ions, morphology and cable properties of a section."""
    processes: dict[str, set[Any]] = {}
    for segment in section.allseg():
        for process in segment.point_processes():
            processes.setdefault(process._template, set()).add(process)
    density, ions = {}, {}
    for name in sorted(section._mechanisms(), key=_type):
        values = _values(section, name)
        if ion_of(name) is not None:
            ions[name.removesuffix(ION_SUFFIX)] = values
        else:
            density[name] = values
    points = [
        tuple(f(i) for f in (section.x3d, section.y3d, section.z3d, section.diam3d)) for i in range(section.n3d())
    ]
    return {
        "point_processes": processes,
        "density_mechs": density,
        "ions": ions,
        "morphology": {
            "L": section.L,
            "diam": [segment.diam for segment in section],
            "pts3d": points,
            "parent": section.parentseg(),
            "trueparent": section.trueparentseg(),
        },
        "nseg": section.nseg,
        "Ra": section.Ra,
        "cm": [segment.cm for segment in section],
        "regions": set(),
        "species": set(),
        "name": section.name(),
        "hoc_internal_name": section.hoc_internal_name(),
        "cell": section.cell(),
    }


def _values(section: Section, name: str) -> dict[str, list[Any]]:
    """The variables of a mechanism by segment; of an array, a list of its elements each."""
    return {variable: slot.values().T.tolist() for variable, slot in section._range[name].items()}


def _type(name: str) -> tuple[int, str]:
    """NEURON's order of mechanism types: ions as they became known, then the others as they were registered."""
    ion = ion_of(name)
    if ion is None:
        return 1000 + registry.names().index(name), name
    declared = declared_ions()
    return (declared.index(ion), name) if ion in declared else (len(declared), name)
