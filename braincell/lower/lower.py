"""Lower declared cells to one forest of plain arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from braincell.artificial import ArtificialCell
from braincell.cell import Cell
from braincell.discretize.paint import DiscretizedCell, discretize, place_of
from braincell.errors import InputError
from braincell.lower.events import empty_events, lower_events
from braincell.lower.ions import lower_ions
from braincell.lower.layers import with_layers
from braincell.lower.mechanisms import Forest, lower_mechanisms
from braincell.lower.model import CableModel, CableState, Layout
from braincell.lower.neuron_order import with_visits
from braincell.lower.pointer_chain import pointer_layouts
from braincell.lower.pointers import check_weights, lower_pointers
from braincell.lower.probes import ion_slots, lower_probes
from braincell.lower.streams import lower_streams
from braincell.random.shared import START

_CELSIUS = 6.3  # °C, NEURON's default: what artificial cells without others see


def lower(
    cells: Cell | ArtificialCell | Sequence[Cell | ArtificialCell], *, keep: Mapping[str, tuple[str, ...]] = {}
) -> tuple[CableModel, CableState]:
    """The arrays of one cell or of several, and their state before initialisation (float64 numpy leaves).

    `keep` names, per mechanism, ASSIGNED variables that the state shall hold although nothing else needs them; the
    keys `"na_ion"`, … and `"capacitance"` ask for the ions' total currents and for `i_cap`, `"membrane"` for the total
    membrane current.
    Raises `InputError` where declarations contradict each other.
    """
    together = _all_of(cells)
    declared = [cell for cell in together if isinstance(cell, Cell)]
    parts = [discretize(cell) for cell in declared]
    _check_one_temperature(declared)
    forest = replace(
        _forest(parts),
        artificial=tuple(cell for cell in together if isinstance(cell, ArtificialCell)),
        connections=tuple((cell.name, cell.connections) for cell in together),
    )
    mechanisms, parameters, function_tables = lower_mechanisms(forest)
    mechanisms = with_visits(forest, mechanisms)
    streams, vectors = lower_streams(forest, mechanisms)
    found = lower_probes(forest, mechanisms, keep)
    pointed = lower_pointers(forest, found.mechanisms)
    currents = found.ion_currents | pointed.ion_currents
    ions, ion_values, mechanisms = lower_ions(forest, pointed.mechanisms, currents)
    events = lower_events(forest, mechanisms, found.detectors, _queue_capacity(together))
    check_weights(pointed, events.layout)
    places = _places(forest)
    mechanisms = pointer_layouts(pointed, mechanisms, ions, places)
    topology = _topology(forest)
    layers = with_layers(mechanisms, topology["parent"], forest.n_cv)
    layout = Layout(
        n_cv=forest.n_cv,
        n_node=forest.n_node,
        **topology,  # pyright: ignore
        mechanisms=mechanisms,
        ions=ions,
        probes=ion_slots(found.probes, ions, places),
        detectors=found.detectors + tuple((name, 1) for name in events.watched),
        detector_nodes=found.detector_nodes,
        places=places,
        keeps_i_cap=found.keeps_i_cap or "i_cap" in pointed.membrane,
        keeps_i_membrane=found.keeps_i_membrane or "i_membrane" in pointed.membrane or layers is not None,
        extracellular=layers,
        events=events.layout,
    )
    model = CableModel(
        **_cable_constants(parts),  # pyright: ignore
        celsius=np.asarray(declared[0].celsius if declared else _CELSIUS, float),
        V_init=_initial_voltage(forest),
        threshold=np.concatenate([found.thresholds, [*events.watched.values()]]),
        parameters=parameters,
        function_tables=function_tables,
        ions=ion_values,
        connections=events.values,
        layout=layout,
        streams=streams,
        vectors=vectors,
    )
    return model, empty_state(model)


def _all_of(cells: Cell | ArtificialCell | Sequence[Cell | ArtificialCell]) -> tuple[Cell | ArtificialCell, ...]:
    is_one = isinstance(cells, Cell | ArtificialCell) or not isinstance(cells, Iterable)
    together: tuple[Cell | ArtificialCell, ...] = (cells,) if is_one else tuple(cells)  # pyright: ignore
    if not together:
        raise InputError("lower: there is no cell; give at least one `Cell` or `ArtificialCell`")
    _check_names(together)
    return together


def empty_state(model: CableModel) -> CableState:
    """A state of the right shapes: `V_init` everywhere, states at their start values, t = 0."""
    layout = model.layout
    mechanisms = {}
    for m in layout.mechanisms:
        mechanisms[m.name] = {name: np.broadcast_to(m.cls.start(name), m.shape(name)) for name in m.carried}
        mechanisms[m.name] |= {name: model.streams[m.name][name] for name in m.cls.streams}
        mechanisms[m.name] |= {name: model.vectors[m.name][name] for name in m.cls.sets_vectors}
    ions = {}
    for ion in layout.ions:
        values = model.ions[ion.name]
        ions[ion.name] = {key: np.array(values[key], float) for key in ("e", "ci", "co")}
        if ion.needs_current:
            ions[ion.name]["i"] = np.zeros(len(ion.nodes))
    return CableState(
        t=np.zeros(()),
        v=np.array(model.V_init, float),
        mechanisms=mechanisms,
        ions=ions,
        i_cap=np.zeros(layout.n_cv if layout.keeps_i_cap else 0),
        above=np.zeros(len(model.threshold), bool),
        events=empty_events(layout, model.connections),
        shared_random=empty_shared_random(model),
        i_membrane=np.zeros(layout.n_node) if layout.keeps_i_membrane else None,
        vext=None if layout.extracellular is None else (np.zeros(layout.n_node), np.zeros(layout.n_node)),
    )


def empty_shared_random(model: CableModel) -> np.ndarray | None:
    """The generator that all mechanisms share as NEURON starts with it; None if none draws from it."""
    return np.array(START, np.uint32) if any(m.cls.shares for m in model.layout.mechanisms) else None


def _queue_capacity(cells: Sequence[Cell | ArtificialCell]) -> int | None:
    return next((cell.queue_capacity for cell in cells if cell.queue_capacity is not None), None)


def _check_names(cells: Sequence[Cell | ArtificialCell]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if not isinstance(cell, Cell | ArtificialCell):
            raise InputError(f"lower: {cell!r} is no cell; give a `Cell` or an `ArtificialCell`")
        if isinstance(cell, ArtificialCell) and cell.name in seen:
            raise InputError(f"lower: several cells are called `{cell.name}`; give the artificial cell its own `name`")
        seen.add(cell.name)


def _check_one_temperature(cells: Sequence[Cell]) -> None:
    for cell in cells[1:]:
        if cell.celsius != cells[0].celsius:
            raise InputError(
                f"`{cell.name}` is at {cell.celsius:g} °C but `{cells[0].name}` at {cells[0].celsius:g} °C; "
                "cells lowered together share one `celsius`"
            )


def _forest(parts: list[DiscretizedCell]) -> Forest:
    n_cv = [len(p.cvs.area) for p in parts]
    n_zero = [p.cvs.n_node - n for p, n in zip(parts, n_cv, strict=True)]
    cv_start = np.concatenate([[0], np.cumsum(n_cv)]).astype(int)
    zero_start = cv_start[-1] + np.concatenate([[0], np.cumsum(n_zero)]).astype(int)
    maps = [
        np.concatenate([np.arange(n) + cv_start[k], np.arange(z) + zero_start[k]])
        for k, (n, z) in enumerate(zip(n_cv, n_zero, strict=True))
    ]
    return Forest(parts, maps, cv_start[:-1], int(cv_start[-1]), int(zero_start[-1]))


def _topology(forest: Forest) -> dict[str, np.ndarray]:
    parent = np.full(forest.n_node, -1, np.int32)
    edges = {key: np.full(forest.n_node, -1, np.int32) for key in ("edge_a", "edge_b")}
    sides = {key: np.zeros(forest.n_node, np.int32) for key in ("edge_a_side", "edge_b_side")}
    for part, nodes, start in zip(forest.parts, forest.node_maps, forest.cv_start, strict=True):
        cvs = part.cvs
        parent[nodes] = np.where(cvs.parent < 0, -1, nodes[cvs.parent])
        for key in edges:
            edge = np.asarray(getattr(cvs, key))
            edges[key][nodes] = np.where(edge < 0, -1, edge + start)
            sides[f"{key}_side"][nodes] = getattr(cvs, f"{key}_side")
    return {"parent": parent, **edges, **sides}


def _joined(parts: list[DiscretizedCell], get) -> np.ndarray:
    return np.concatenate([np.zeros(0), *(np.asarray(get(part), float) for part in parts)])


def _cable_constants(parts: list[DiscretizedCell]) -> dict[str, np.ndarray]:
    of_cvs = ("area", "length", "diam", "resistance_proximal", "resistance_distal")
    return {name: _joined(parts, lambda p, name=name: getattr(p.cvs, name)) for name in of_cvs} | {
        "axial_resistivity": _joined(parts, lambda p: p.axial_resistivity),
        "membrane_capacitance": _joined(parts, lambda p: p.membrane_capacitance),
    }


def _initial_voltage(forest: Forest) -> np.ndarray:
    v = np.empty(forest.n_node)
    for part, nodes in zip(forest.parts, forest.node_maps, strict=True):
        v[nodes] = part.cell.V_init
    return v


def _places(forest: Forest) -> tuple[str, ...]:
    places = ["a branch's end"] * forest.n_node
    several = len(forest.parts) > 1
    for part, start in zip(forest.parts, forest.cv_start, strict=True):
        prefix = f"{part.cell.name}." if several else ""
        for i in range(len(part.cvs.area)):
            places[start + i] = prefix + place_of(part, i)
    return tuple(places)
