"""Describe a section as a dictionary, in the form of NEURON's `psection`."""

from typing import Any

from braincell.ion.pool import declared_ions
from braincell.mech import registry
from hoc_compat import layer_values
from hoc_compat.range_variables import ION_SUFFIX, ion_of, visible
from hoc_compat.section import Section
from hoc_compat.world import WORLD


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
    slots = section._range[name]
    shown = list(slots) if ion_of(name) is not None else visible(registry.find(name))
    if name == layer_values.MECHANISM:
        return _layered(section, shown)
    return {variable: slots[variable].values().T.tolist() for variable in shown}


def _layered(section: Section, shown: list[str]) -> dict[str, list[Any]]:
    """The variables of `extracellular`: those of layers as one list per segment."""
    names = dict.fromkeys([variable.split("[")[0] for variable in shown] + ["vext"])
    mechanisms = [segment.extracellular for segment in section]
    found = {name: [getattr(view, name) for view in mechanisms] for name in names}
    return {name: [list(x) if name in layer_values.NAMES else x for x in values] for name, values in found.items()}


def _type(name: str) -> tuple[int, str]:
    """NEURON's order of mechanism types: ions as they became known, then the others as they were registered."""
    ion = ion_of(name)
    if ion is None:
        return 1000 + registry.names().index(name), name
    declared = declared_ions()
    return (declared.index(ion), name) if ion in declared else (len(declared), name)


def printed(section: Section) -> str:
    """A section as NEURON prints it: its place in the tree, and the parameters of its first segment."""
    lines = [f"{section} {{ nseg={section.nseg}  L={section.L:g}  Ra={section.Ra:g}"]
    above = section.parentseg()
    if above is None:
        roots = [s for s in WORLD.sections() if s.parentseg() is None]
        lines.append(f"\t/*location {section.orientation():g} attached to cell {roots.index(section)}*/")
    else:
        lines.append(f"\t{above.sec} connect {section} ({section.orientation():g}), {above.x:g}")
    lines.append("\t/* First segment only */")
    for name in ("morphology", "capacitance", *reversed(section._mechanisms())):
        values = [f" {shown}={section._get(name, key, 0):g}" for key, shown in _parameters(section, name).items()]
        lines.append(f"\tinsert {name} {{{''.join(values)}}}")
    for process in section(0.5 / section.nseg).point_processes():
        cls = process._mechanism
        ranged = {name: slot for name, slot in process._range.items() if name in cls.parameters}
        own = {name: slot if slot.size is None else slot.part(0) for name, slot in ranged.items()}
        values = [f" {'del' if name == 'delay' else name}={slot[0]:g}" for name, slot in own.items()]
        lines.append(f"\tinsert {process._template} {{{''.join(values)}}}")
    return "\n".join([*lines, "}"])


def _parameters(section: Section, name: str) -> dict[str, str]:
    """What is printed of a mechanism, and under which names: its parameters, of an array the first element.

    Of an ion they are what its style calls so.
    """
    ion = ion_of(name)
    if ion is not None:
        style = section._styles[ion]
        names = [f"e{ion}"] * (style.e_style == 1) + [f"{ion}i", f"{ion}o"] * (style.c_style == 1)
        return {n: n for n in names}
    if name in ("morphology", "capacitance"):
        own = {"morphology": "diam", "capacitance": "cm"}[name]
        return {own: own}
    slots = section._range[name]
    ranged = [n for n in registry.find(name).parameters if n in slots]
    return {n if slots[n].size is None else f"{n}[0]": f"{n}_{name}" for n in ranged}
