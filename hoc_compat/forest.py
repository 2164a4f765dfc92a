"""Turn the sections, artificial cells and connections of a script into native cells."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from braincell.artificial import ArtificialCell
from braincell.cell import Cell
from braincell.discretize.policy import CVPerBranchList
from braincell.errors import InputError, UnsupportedError
from braincell.filter.locset import at
from braincell.filter.region import Region
from braincell.mech import registry
from braincell.mech.cable import CableProperty
from braincell.mech.connection import Connection
from braincell.mech.declaration import Channel, Ion, PointProcess
from braincell.mech.mechanism import Mechanism
from braincell.mech.probe import SpikeDetector
from braincell.mech.random_source import SourcesByPlace
from braincell.morph.morphology import Morphology
from hoc_compat import geometry, ion_styles, tree
from hoc_compat.artificial_cell import ArtificialCell as ArtificialObject
from hoc_compat.equal_branches import refuse_several
from hoc_compat.mechanism_object import MechanismObject
from hoc_compat.netcon import NetCon
from hoc_compat.range_variables import ION_SUFFIX, global_names, ion_of
from hoc_compat.section import BUILT_IN, Section
from hoc_compat.setpointer import point_all
from hoc_compat.source import ProcessSource, VoltageSource
from hoc_compat.world import WORLD


class WholeBranches(Region):
    """Some branches of a morphology, by number."""

    def __init__(self, numbers: Sequence[int]):
        self.numbers = tuple(numbers)

    def intervals(self, morphology: Morphology) -> list[tuple[int, float, float]]:
        return [(number, 0.0, 1.0) for number in self.numbers]

    def __repr__(self) -> str:
        return f"WholeBranches({list(self.numbers)})"


class Occupants:
    """The point processes and voltage sources of every section, found once for all trees."""

    def __init__(self) -> None:
        self._processes: dict[Section, list[tuple[int, Any]]] = {}
        self._sources: dict[Section, list[tuple[int, VoltageSource]]] = {}
        for k, process in enumerate(WORLD.processes()):
            if (segment := getattr(process, "_segment", None)) is not None:
                self._processes.setdefault(segment.sec, []).append((k, process))
        for k, source in enumerate(WORLD.sources()):
            if isinstance(source, VoltageSource):
                self._sources.setdefault(source.section, []).append((k, source))

    def processes(self, sections: Sequence[Section]) -> list[Any]:
        """The point processes of some sections, in order of creation."""
        return [p for _, p in sorted(pair for s in sections for pair in self._processes.get(s, ()))]

    def sources(self, sections: Sequence[Section]) -> list[VoltageSource]:
        """The voltage sources of some sections, in order of creation."""
        return [source for _, source in sorted(pair for s in sections for pair in self._sources.get(s, ()))]


class Tree:
    """The sections of one tree, parents first, as a native cell."""

    def __init__(self, root: Section, name: str, occupants: Occupants):
        self.sections = tree.breadth_first(root)
        self.branch_names = _unique([s.name() for s in self.sections])
        self.processes = occupants.processes(self.sections)
        self.sources = occupants.sources(self.sections)
        number = {section: k for k, section in enumerate(self.sections)}
        for section in self.sections:
            geometry.refresh(section)
        morphology = Morphology.from_root(geometry.branch_of(root), self.branch_names[0])
        for section, own in zip(self.sections, self.branch_names, strict=True):
            above = tree.parent(section)
            if above is None:
                continue
            morphology.attach(
                parent=number[above],
                parent_x=section._parent_x,
                child_branch=geometry.branch_of(section),
                child_name=own,
                child_x=section._own_end,
            )
        self.cell = Cell(
            morphology,
            cv_policy=CVPerBranchList([s._nseg for s in self.sections]),
            celsius=float(WORLD.celsius.read()),
            name=name,
        )
        self._paint()
        self._place(number)

    def _paint(self) -> None:
        everywhere = range(len(self.sections))
        cable = {
            "axial_resistivity": self._values(everywhere, "cable", "Ra"),
            "membrane_capacitance": self._values(everywhere, "capacitance", "cm"),
        }
        self.cell.paint(WholeBranches(everywhere), CableProperty(**cable))
        names = dict.fromkeys(name for s in self.sections for name in s._range if name not in BUILT_IN)
        for name in names:
            where = [k for k, s in enumerate(self.sections) if name in s._range]
            ion = ion_of(name)
            self.cell.paint(WholeBranches(where), self._channel(name, where) if ion is None else self._ion(ion, where))

    def _channel(self, name: str, where: Sequence[int]) -> Channel:
        cls = registry.find(name)
        ranged = {k for k, p in cls.parameters.items() if p.scope == "range"}
        parameters = {key: self._values(where, name, key) for key in ranged}
        streams = {key: self._sources(where, name, key) for key in self.sections[where[0]]._streams.get(name, ())}
        return Channel(cls, streams=streams, **parameters, **_globals(cls))

    def _sources(self, where: Sequence[int], mechanism: str, stream: str) -> SourcesByPlace:
        held = {self.branch_names[k]: self.sections[k]._streams[mechanism][stream] for k in where}
        return SourcesByPlace({(branch, i): one.source for branch, s in held.items() for i, one in enumerate(s)})

    def _ion(self, ion: str, where: Sequence[int]) -> Ion:
        keys = {"e": f"e{ion}", "ci": f"{ion}i", "co": f"{ion}o"}
        values = {key: self._values(where, ion + ION_SUFFIX, variable) for key, variable in keys.items()}
        shared = {key: float(WORLD.ion_global(ion, key).read()) for key in ("ci0", "co0")}
        return Ion(ion, **values, **shared)

    def _values(self, where: Sequence[int], mechanism: str, variable: str) -> np.ndarray:
        return np.concatenate([self.sections[k]._range[mechanism][variable].values() for k in where], axis=-1)

    def _place(self, number: dict[Section, int]) -> None:
        for process in self.processes:
            segment = process._segment
            self.cell.place(at(number[segment.sec], segment.x), PointProcess(**_declared(process)))
        for source in self.sources:
            self.cell.place(at(number[source.section], source.x), SpikeDetector(source.threshold[0], name=source.label))


class Forest:
    """Everything that a script simulates, as native cells that are to be lowered together."""

    def __init__(self) -> None:
        artificial = [p for p in WORLD.processes() if isinstance(p, ArtificialObject)]
        roots = [section for section in WORLD.sections() if tree.parent(section) is None]
        if not roots and not artificial:
            roots = [_nothing()]
        names = _unique([root.name() for root in roots])
        occupants = Occupants()
        self.trees = [Tree(root, name, occupants) for root, name in zip(roots, names, strict=True)]
        self.cells: list[Cell | ArtificialCell] = [t.cell for t in self.trees]
        self.cells += [ArtificialCell(**_declared(p)) for p in artificial]
        point_all(self.trees, self.cells[0])
        self.sections = [section for t in self.trees for section in t.sections]
        self.placed = [p for t in self.trees for p in t.processes]
        self.processes = self.placed + artificial
        self.voltage_sources = {source.label: source for t in self.trees for source in t.sources}
        self._homes = {source.label: t.cell.name for t in self.trees for source in t.sources}
        self.netcons = [netcon for netcon in WORLD.netcons() if netcon._target is not None]
        self._pointed = {p.variable.partition(".")[0] for t in self.trees for p in t.cell.pointers}
        self.cells[0].connections += [self._connection(netcon) for netcon in self.netcons]

    def _connection(self, netcon: NetCon) -> Connection:
        source = netcon._source
        name = None
        if isinstance(source, VoltageSource) and source.exists:
            name = source.label if len(self.trees) == 1 else f"{self._homes[source.label]}.{source.label}"
        elif isinstance(source, ProcessSource) and source.exists:
            name = source.process.hname()
        weights = tuple(netcon._weights.values())
        own = netcon.hname() if netcon.hname() in self._pointed else ""
        return Connection(netcon._target.hname(), name, weights, netcon.delay, (), name=own)


def _nothing() -> Section:
    """A section that no script sees: where there is nothing to simulate, time passes."""
    section = Section(name="nothing")
    WORLD.remove_section(section._number)
    return section


def _declared(process: MechanismObject) -> dict[str, Any]:
    """What the native declaration of a point process or artificial cell takes."""
    cls = process._mechanism
    parameters = {k: process._range[k].values()[..., 0] for k, p in cls.parameters.items() if p.scope == "range"}
    numbers = {k: float(x) if np.ndim(x) == 0 else x for k, x in parameters.items()}
    return (
        {"mechanism": cls, "name": process.hname(), "streams": process._streams, "vectors": process._vectors}
        | numbers
        | _globals(cls)
    )


def to_network() -> list[Cell | ArtificialCell]:
    """Everything that the script simulates as native cells: trees of sections, artificial cells, their connections.

    `braincell.run(to_network(), 100)` runs them; a result has the spike times of processes under their names, such as
    "NetStim[0]". Raises `InputError` if there is nothing to simulate.
    """
    return native_forest().cells


def native_forest() -> Forest:
    """Everything that a script simulates, if there is anything and all of it can become native."""
    if not WORLD.sections() and not WORLD.processes():
        raise InputError("there is no section to simulate; create one with `soma = h.Section(name='soma')`")
    forest = Forest()
    refuse_what_is_not_native(forest.sections)
    return forest


def refuse_what_is_not_native(sections: list[Section]) -> None:
    """Raise `UnsupportedError` for spines, rallbranch, ion styles that the script has set, and LinearMechanisms."""
    geometry.refuse_spines(sections)
    refuse_several(sections, "a native branch is one")
    ion_styles.refuse_chosen(sections)
    for mechanism in WORLD.linear_mechanisms():
        if not (places := mechanism.places()) or any(place.sec in sections for place in places):
            raise UnsupportedError(
                f"{mechanism} has no counterpart among native cells; leave it out, or run the script"
            )


def to_cell(section: Section) -> Cell:
    """The tree that a section is part of, as a native cell with everything that is inserted and placed."""
    own = Tree(tree.root(section), section.name() or "unnamed", Occupants())
    refuse_what_is_not_native(own.sections)
    point_all([own], None)
    return own.cell


def _globals(cls: type[Mechanism]) -> dict[str, Any]:
    """The values of a mechanism's GLOBAL parameters, options and function tables."""
    tables = {name: WORLD.function_tables[cls.name, name] for name in cls.function_tables
              if (cls.name, name) in WORLD.function_tables}  # fmt: skip
    return tables | {
        name: WORLD.option(cls.name, name)
        if name in cls.options
        else WORLD.mechanism_global(cls.name, name).read().tolist()
        for name in global_names(cls)
    }


def _unique(names: list[str]) -> list[str]:
    """The names, with `#2`, `#3`, … appended to repeated ones; `SectionRef.unname` leaves sections without one."""
    seen: dict[str, int] = {}
    result = []
    for name in (name or "unnamed" for name in names):
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return result


def end_nodes(forest: list[Tree], n_cv: int) -> list[tuple[int, int]]:
    """Nodes at x = 0 and x = 1 of every section, in the numbering of the lowered forest."""
    found, first_cv, first_zero = [], 0, n_cv
    for t in forest:
        cvs = t.cell.cvs()
        own = len(cvs.area)
        for k in range(len(t.sections)):
            nodes = (cvs.node(k, x) for x in (0.0, 1.0))
            found.append(tuple(n + first_cv if n < own else n - own + first_zero for n in nodes))
        first_cv += own
        first_zero += cvs.n_node - own
    return found
