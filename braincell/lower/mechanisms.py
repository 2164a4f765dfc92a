"""Concatenate the instances of each mechanism over all cells, in NEURON's order of execution."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.artificial import ArtificialCell
from braincell.discretize.paint import DiscretizedCell
from braincell.errors import InputError
from braincell.lower.diffusion import diffusion_parents
from braincell.lower.model import MechanismLayout
from braincell.mech import registry
from braincell.mech.connection import Connection
from braincell.mech.function_table import FunctionTable
from braincell.mech.mechanism import Mechanism, put_value


@dataclass(frozen=True)
class Forest:
    """Discretized cells side by side: where each one's nodes and control volumes went."""

    parts: list[DiscretizedCell]
    node_maps: list[np.ndarray]  # cell's node -> forest's node
    cv_start: np.ndarray
    n_cv: int
    n_node: int
    artificial: tuple[ArtificialCell, ...] = ()
    connections: tuple[tuple[str, list[Connection]], ...] = ()  # of each cell, by its name

    def wires(self) -> list[tuple[str, Connection]]:
        """All connections with the name of the cell that declares each, in the order in which they were made."""
        declared = [(owner, c) for owner, connections in self.connections for c in connections]
        return sorted(declared, key=lambda pair: pair[1].serial)


@dataclass
class _Group:
    cls: type[Mechanism]
    options: dict
    globals: dict[str, float]
    nodes: list[np.ndarray]
    cvs: list[np.ndarray]
    parameters: dict[str, list[np.ndarray]]
    labels: list[str]
    owners: list[str]
    function_tables: dict[str, FunctionTable]
    diffusion_parents: list[np.ndarray]


def lower_mechanisms(
    forest: Forest,
) -> tuple[tuple[MechanismLayout, ...], dict[str, dict[str, np.ndarray]], dict[str, dict[str, FunctionTable]]]:
    """Layouts in execution order, the parameter arrays per mechanism, and its function tables."""
    groups: dict[str, _Group] = {}
    for k, part in enumerate(forest.parts):
        for painted in part.mechanisms.values():
            group = _group(groups, painted.name, painted.cls, painted.options, painted.globals, painted.function_tables)
            chosen = np.flatnonzero(painted.present)
            if painted.cls.diffusion is not Mechanism.diffusion:
                toward = diffusion_parents(part, chosen)
                before = sum(len(nodes) for nodes in group.nodes)
                group.diffusion_parents.append(np.where(toward < 0, -1, toward + before))
            group.nodes.append(chosen + forest.cv_start[k])
            group.cvs.append(chosen + forest.cv_start[k])
            for key, values in painted.parameters.items():
                group.parameters.setdefault(key, []).append(values[..., chosen])
        for process in part.processes:
            ranged = {k: v for k, v in process.parameters.items() if process.cls.parameters[k].scope == "range"}
            shared = {k: v for k, v in process.parameters.items() if k not in ranged}
            group = _group(groups, process.cls.name, process.cls, process.options, shared, process.function_tables)
            group.nodes.append(forest.node_maps[k][[process.node]])
            group.cvs.append(np.array([process.cv + forest.cv_start[k]]))
            group.labels.append(process.label)
            group.owners.append(part.cell.name)
            for key, value in ranged.items():
                group.parameters.setdefault(key, []).append(np.array(value)[..., None])
    for cell in forest.artificial:
        _add_artificial(groups, cell)
    layouts = [_layout(name, group) for name, group in groups.items()]
    parameters = {}
    for name, group in groups.items():
        ranged = {k: np.concatenate(v, axis=-1).astype(float) for k, v in group.parameters.items()}
        check_tables(name, group.cls, group.options, ranged)
        parameters[name] = ranged | {k: np.asarray(v, float) for k, v in group.globals.items()}
    tables = {name: _function_tables(name, g) for name, g in groups.items() if g.cls.function_tables}
    return tuple(sorted(layouts, key=_execution_key)), parameters, tables


def labelled_instances(
    forest: Forest, mechanisms: Iterable[MechanismLayout]
) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """The point processes of each label and cell: mechanism and instance, in order. Artificial cells are of cell −1."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for m in mechanisms:
        cells = np.searchsorted(forest.cv_start, m.cvs, side="right") - 1
        for i, (k, label) in enumerate(zip(cells.tolist(), m.labels, strict=False)):
            found.setdefault((label, k), []).append((m.name, i))
    return found


def _add_artificial(groups: dict[str, _Group], cell: ArtificialCell) -> None:
    cls = cell.mechanism
    values = {k: p.value for k, p in cls.parameters.items()}
    for key, value in cell.parameters.items():
        put_value(values, key, value)
    shared = {k: v for k, v in values.items() if cls.parameters[k].scope == "global"}
    group = _group(groups, cls.name, cls, cls.options | cell.options, shared, cell.function_tables)
    group.nodes.append(np.array([-1]))
    group.cvs.append(np.array([-1]))
    group.labels.append(cell.name)
    group.owners.append(cell.name)
    for key in values.keys() - shared.keys():
        group.parameters.setdefault(key, []).append(np.array(values[key])[..., None])


def check_tables(name: str, cls: type[Mechanism], options: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
    """Raise `InputError` if a table, which is one for all instances, depends on what differs between them."""
    for parameter in cls.table_parameters if options.get("usetable") else ():
        values = np.unique(np.atleast_2d(parameters[parameter]), axis=1).T
        if len(values) > 1:
            first, second = (" ".join(f"{x:g}" for x in one) for one in values[:2])
            raise InputError(
                f"{name}: a TABLE depends on `{parameter}`, which is {first} in one place and {second} in "
                "another; NEURON makes the table anew for each place, which is not supported. Give all places one "
                "value, or compute without table: `usetable=False`"
            )


def _group(
    groups: dict[str, _Group], name: str, cls: type[Mechanism], options: dict, shared: dict, function_tables: dict
) -> _Group:
    group = groups.get(name)
    if group is None:
        group = groups[name] = _Group(cls, options, dict(shared), [], [], {}, [], [], {}, [])
    if group.cls is not cls:
        raise InputError(
            f"two different mechanisms are called `{name}` ({group.cls!r}, {cls!r}); give one another `name`"
        )
    for what, old, new in (
        ("option", group.options, options),
        ("global parameter", group.globals, shared),
        ("function", group.function_tables, function_tables),
    ):
        for key, value in new.items():
            if old.setdefault(key, value) != value:
                raise InputError(
                    f"{name}: the {what} `{key}` is {old[key]!r} in one place and {value!r} in another; "
                    "it is one for the whole simulation"
                )
    return group


def _function_tables(name: str, group: _Group) -> dict[str, FunctionTable]:
    for function in group.cls.function_tables:
        if function not in {*group.function_tables, *group.cls.script_tables}:
            raise InputError(
                f"{name}: the function `{function}` has no table; give its values, as in "
                f"`Channel({name!r}, {function}=FunctionTable(values, (low, high)))`"
            )
    return group.function_tables


def _layout(name: str, group: _Group) -> MechanismLayout:
    ion_variables = {variable for use in group.cls.ions for variable in use.variables}
    cls = group.cls
    states = [state for state in cls.states if state not in ion_variables]
    return MechanismLayout(
        name=name,
        cls=group.cls,
        options=tuple(sorted(group.options.items())),
        nodes=np.concatenate(group.nodes).astype(np.int32),
        cvs=np.concatenate(group.cvs).astype(np.int32),
        ion_slots={},
        carried=tuple(dict.fromkeys([*states, *cls.carried])),
        labels=tuple(group.labels),
        owners=tuple(group.owners),
        diffusion_parent=np.concatenate([np.zeros(0), *group.diffusion_parents]).astype(np.int32),
    )


def _execution_key(layout: MechanismLayout) -> tuple:
    """Writers of a concentration first, last registered first; then by registration (NEURON: `nrn_mech_depend`).

    Artificial cells come last.
    """
    rank = registry.rank(layout.cls)
    if layout.cls.kind == "artificial":
        return (2, rank, layout.name)
    if any(use.writes_concentration for use in layout.cls.ions):
        return (0, -rank, layout.name)
    return (1, rank, layout.name)
