"""Turn a cell's paints and placements into values per control volume and node."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.discretize.control_volume import ControlVolumes, control_volumes
from braincell.errors import InputError
from braincell.mech.cable import CableProperty, out_of_range, range_in_words
from braincell.mech.declaration import Channel, Ion, PointProcess, check_source
from braincell.mech.function_table import FunctionTable
from braincell.mech.mechanism import Mechanism, put_value, split_element
from braincell.mech.probe import CurrentProbe, MechanismProbe, SpikeDetector, StateProbe
from braincell.mech.random_source import RandomSource
from braincell.morph.morphology import Morphology

if TYPE_CHECKING:
    from braincell.cell import Cell

DEFAULT_AXIAL_RESISTIVITY = 35.4  # Ω·cm, NEURON's
DEFAULT_CAPACITANCE = 1.0  # µF/cm²


@dataclass(frozen=True)
class CVContext:
    """Where a parameter function is asked for a value: one control volume."""

    branch: str
    """Its name."""
    type: str
    """"soma", "axon", "dendrite", … of the branch."""
    index: int
    """Position in the branch, 0 at x = 0."""
    x: float
    """Of the centre, 0–1."""
    length: float
    """[µm]"""
    diam: float
    """[µm]"""
    area: float
    """[µm²]"""
    distance: float
    """Path length [µm] from the root's x = 0 to the centre."""
    morphology: Morphology = field(repr=False)
    """That of the cell, for what else the place depends on."""

    @property
    def radius(self) -> float:
        """[µm]"""
        return self.diam / 2.0

    @property
    def xyz(self) -> tuple[float, float, float]:
        """Coordinates [µm] of the centre; raises `MorphologyError` if the branch has none."""
        return self.morphology.position(self.branch, self.x)


@dataclass
class PaintedMechanism:
    """One density mechanism of a cell: its control volumes and its parameters there."""

    name: str
    cls: type[Mechanism]
    present: np.ndarray  # bool [cv]
    parameters: dict[str, np.ndarray]  # range: [cv], of an array [size, cv], with NaN where absent
    globals: dict[str, float | tuple[float, ...]]
    options: dict[str, Any]
    made: list[tuple[int, int]] = field(default_factory=list)  # (paint, cv) in NEURON's order of creation
    streams: dict[str, dict[int, RandomSource]] = field(default_factory=dict)  # stream -> cv -> what was given
    vectors: dict[str, np.ndarray] = field(default_factory=dict)  # the same for all control volumes
    function_tables: dict[str, FunctionTable] = field(default_factory=dict)


@dataclass
class PlacedProcess:
    """One point process: where it sits and its parameters."""

    label: str
    cls: type[Mechanism]
    node: int
    cv: int
    parameters: dict[str, float | tuple[float, ...]]
    options: dict[str, Any]
    streams: dict[str, RandomSource] = field(default_factory=dict)
    vectors: dict[str, np.ndarray] = field(default_factory=dict)
    function_tables: dict[str, FunctionTable] = field(default_factory=dict)


@dataclass
class PaintedIon:
    """Values of one ion: arrays [cv] with NaN where nothing was painted, and the cell-wide ci0, co0."""

    present: np.ndarray
    values: dict[str, np.ndarray] = field(default_factory=dict)
    globals: dict[str, float] = field(default_factory=dict)


@dataclass
class PlacedProbe:
    """A probe with the nodes and control volumes of its locations."""

    name: str
    probe: StateProbe | MechanismProbe | CurrentProbe | SpikeDetector
    nodes: np.ndarray
    cvs: np.ndarray


@dataclass
class DiscretizedCell:
    """A cell's control volumes with everything that is painted and placed on them."""

    cell: "Cell"
    cvs: ControlVolumes
    axial_resistivity: np.ndarray  # [cv] Ω·cm
    membrane_capacitance: np.ndarray  # [cv] µF/cm²
    mechanisms: dict[str, PaintedMechanism]
    ions: dict[str, PaintedIon]
    processes: list[PlacedProcess]
    probes: list[PlacedProbe]


def discretize(cell: "Cell") -> DiscretizedCell:
    """Choose the control volumes of a cell and evaluate every paint and placement on them.

    Raises `InputError` for regions that cover no control volume, arrays of a wrong length and parameter functions
    that return no finite number (naming the control volume).
    """
    cvs = _control_volumes(cell)
    n_cv = len(cvs.area)
    result = DiscretizedCell(
        cell,
        cvs,
        np.full(n_cv, DEFAULT_AXIAL_RESISTIVITY),
        np.full(n_cv, DEFAULT_CAPACITANCE),
        {},
        {},
        [],
        [],
    )
    for number, (region, thing) in enumerate(cell.painted):
        chosen = _covered(cvs, region.intervals(cell.morphology))
        if not len(chosen):
            raise InputError(
                f"paint: no control volume has its centre in {region!r} under {cell.cv_policy!r}; "
                "use more control volumes or a larger region"
            )
        if isinstance(thing, CableProperty):
            _paint_cable(result, chosen, thing)
        elif isinstance(thing, Ion):
            _paint_ion(result, chosen, thing)
        else:
            _paint_mechanism(result, chosen, thing, number)
    _place_all(result)
    return result


def _control_volumes(cell: "Cell") -> ControlVolumes:
    morphology = cell.morphology
    n_branch = len(morphology.branches)
    resistivity = np.full(n_branch, DEFAULT_AXIAL_RESISTIVITY)
    capacitance = np.full(n_branch, DEFAULT_CAPACITANCE)
    for region, thing in cell.painted:
        if not isinstance(thing, CableProperty):
            continue
        middle = [b for b, x0, x1 in region.intervals(morphology) if x0 <= 0.5 <= x1]
        for target, value in ((resistivity, thing.axial_resistivity), (capacitance, thing.membrane_capacitance)):
            if value is not None and np.ndim(value) == 0 and not callable(value):
                target[middle] = value
    return control_volumes(morphology, cell.cv_policy.counts(morphology, resistivity, capacitance))


def _covered(cvs: ControlVolumes, intervals: Sequence[tuple[int, float, float]]) -> np.ndarray:
    first = np.searchsorted(cvs.branch, np.arange(cvs.branch[-1] + 2))
    chosen = []
    for branch, x0, x1 in intervals:
        x = cvs.x[first[branch] : first[branch + 1]]
        chosen.append(first[branch] + np.flatnonzero((x >= x0 - 1e-12) & (x <= x1 + 1e-12)))
    return np.unique(np.concatenate(chosen)) if chosen else np.zeros(0, int)


def _paint_cable(result: DiscretizedCell, chosen: np.ndarray, thing: CableProperty) -> None:
    for target, value, name in (
        (result.axial_resistivity, thing.axial_resistivity, "axial_resistivity"),
        (result.membrane_capacitance, thing.membrane_capacitance, "membrane_capacitance"),
    ):
        if value is None:
            continue
        target[chosen] = _values(result, chosen, value, name, "CableProperty")
        if (found := out_of_range(name, target[chosen])).any():
            bad = chosen[np.argmax(found)]
            raise InputError(
                f"CableProperty: `{name}` is {target[bad]:g} at {place_of(result, bad)}; {range_in_words(name)}"
            )


def _paint_ion(result: DiscretizedCell, chosen: np.ndarray, thing: Ion) -> None:
    n_cv = len(result.cvs.area)
    ion = result.ions.setdefault(thing.ion, PaintedIon(np.zeros(n_cv, bool)))
    ion.present[chosen] = True
    for name, value in thing.values.items():
        if name in ("ci0", "co0"):
            _set_global(ion.globals, name, value, f'Ion("{thing.ion}")')
        else:
            array = ion.values.setdefault(name, np.full(n_cv, np.nan))
            array[chosen] = _values(result, chosen, value, name, f'Ion("{thing.ion}")')


def _paint_mechanism(result: DiscretizedCell, chosen: np.ndarray, thing: Channel, number: int) -> None:
    cls, n_cv = thing.mechanism, len(result.cvs.area)
    painted = result.mechanisms.get(thing.name)
    if painted is None:
        painted = PaintedMechanism(thing.name, cls, np.zeros(n_cv, bool), {}, {}, dict(cls.options))
        result.mechanisms[thing.name] = painted
        painted.globals |= {k: p.value for k, p in cls.parameters.items() if p.scope == "global"}
        ranged = {k: np.shape(p.value) for k, p in cls.parameters.items() if p.scope == "range"}
        painted.parameters |= {k: np.full((*size, n_cv), np.nan) for k, size in ranged.items()}
    elif painted.cls is not cls:
        raise InputError(
            f"two mechanism classes are painted as `{thing.name}`; give one of them another `name` in `Channel(…)`"
        )
    new = chosen[~painted.present[chosen]]
    painted.present[chosen] = True
    painted.made += [(number, cv) for cv in _as_inserted(result, new)]
    for key, array in painted.parameters.items():
        array[..., new] = cls.parameters[key].default
    for key, value in thing.options.items():
        painted.options[key] = value
    painted.function_tables |= thing.function_tables
    for key, value in thing.parameters.items():
        array, element = split_element(key)
        if array in painted.parameters:
            values = painted.parameters[array]
            (values if element is None else values[element])[chosen] = _values(result, chosen, value, key, thing.name)
        else:
            put_value(painted.globals, key, _single(value, key, thing.name))
    painted.vectors |= thing.vectors
    for key, source in thing.streams.items():
        given = painted.streams.setdefault(key, {})
        for cv in chosen.tolist():
            given[cv] = check_source(cls, key, source(context(result, cv)) if callable(source) else source)


def _as_inserted(result: DiscretizedCell, cvs: np.ndarray) -> list[int]:
    """Control volumes in the order in which NEURON's `insert` makes instances: in each branch, the farthest first."""
    farthest = [1 if at.child_x == 0 else -1 for at in result.cell.morphology.attachments]
    return sorted(cvs.tolist(), key=lambda cv: (result.cvs.branch[cv], -cv * farthest[result.cvs.branch[cv]]))


def _set_global(target: dict[str, float], key: str, value: Any, owner: str) -> None:
    target[key] = _single(value, key, owner)


def _single(value: Any, key: str, owner: str) -> float:
    if callable(value) or np.ndim(value):
        raise InputError(f"{owner}: `{key}` is one number for the whole cell; {value!r} is none")
    return float(value)


def _values(result: DiscretizedCell, chosen: np.ndarray, value: Any, name: str, owner: str) -> Any:
    if callable(value):
        array = np.array([_called(value, context(result, i), name, owner) for i in chosen])
    else:
        array = np.asarray(value, float)
        if array.ndim and array.shape != (len(chosen),):
            raise InputError(
                f"{owner}: `{name}` has shape {array.shape}; the painted region has {len(chosen)} control volumes"
            )
    return array


def _called(function: Any, where: CVContext, name: str, owner: str) -> float:
    value = function(where)
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if not np.isfinite(number):
        raise InputError(
            f"{owner}: the function for `{name}` returned {value!r} at {where.branch}({where.x:g}); "
            "it must return a finite number"
        )
    return number


def context(result: DiscretizedCell, cv: int) -> CVContext:
    """What a parameter function sees of control volume `cv`."""
    cvs, morphology = result.cvs, result.cell.morphology
    branch = int(cvs.branch[cv])
    name = morphology.branches[branch]
    return CVContext(
        branch=name,
        type=morphology.branch(name).type,
        index=int(cvs.index[cv]),
        x=float(cvs.x[cv]),
        length=float(cvs.length[cv]),
        diam=float(cvs.diam[cv]),
        area=float(cvs.area[cv]),
        distance=float(morphology.distance(name, float(cvs.x[cv]))),
        morphology=morphology,
    )


def place_of(result: DiscretizedCell, cv: int) -> str:
    """`branch(x)` of a control volume, for messages and names."""
    return f"{result.cell.morphology.branches[int(result.cvs.branch[cv])]}({result.cvs.x[cv]:g})"


def _place_all(result: DiscretizedCell) -> None:
    cell, cvs = result.cell, result.cvs
    names = cell.morphology.branches
    has_detector = False
    for locset, thing in cell.placed:
        locations = locset.locations(cell.morphology)
        nodes = np.array([cvs.node(b, x) for b, x in locations])
        where = np.array([cvs.cv(b, x) for b, x in locations])
        if isinstance(thing, PointProcess):
            result.processes += [
                _process(result, thing, int(node), int(cv), i, len(nodes))
                for i, (node, cv) in enumerate(zip(nodes, where, strict=True))
            ]
            continue
        has_detector |= isinstance(thing, SpikeDetector)
        label = ",".join(f"{names[b]}({x:g})" for b, x in locations)
        result.probes.append(PlacedProbe(thing.name or _probe_name(thing, label), thing, nodes, where))
    if not has_detector:
        middle = np.array([cvs.node(0, 0.5)])
        result.probes.append(PlacedProbe(f"{names[0]}(0.5)", SpikeDetector(), middle, middle))


def _probe_name(probe: StateProbe | MechanismProbe | CurrentProbe | SpikeDetector, label: str) -> str:
    if isinstance(probe, StateProbe):
        return f"{label}.{probe.variable}"
    if isinstance(probe, MechanismProbe):
        return f"{label}.{probe.mechanism}.{probe.field}"
    if isinstance(probe, CurrentProbe):
        return ".".join(text for text in (label, probe.mechanism, f"i{probe.ion or ''}") if text)
    return label


def _process(result: DiscretizedCell, thing: PointProcess, node: int, cv: int, i: int, n: int) -> PlacedProcess:
    parameters = {k: p.value for k, p in thing.mechanism.parameters.items()}
    for key, value in thing.parameters.items():
        if callable(value):
            number = _called(value, context(result, cv), key, thing.name)
        elif np.ndim(value) and np.shape(value) != (n,):
            raise InputError(f"{thing.name}: `{key}` has shape {np.shape(value)}; the locset has {n} locations")
        else:
            number = float(value[i] if np.ndim(value) else value)
        put_value(parameters, key, number)
    for key, source in thing.streams.items():
        if callable(source):
            raise InputError(f"{thing.name}: the stream `{key}` is a function; place each process with its own stream")
        if n > 1:
            raise InputError(f"{thing.name}: {n} locations would share the stream `{key}`; place each with its own")
    options = thing.mechanism.options | thing.options
    given = (thing.streams, thing.vectors, thing.function_tables)
    return PlacedProcess(thing.name, thing.mechanism, node, cv, parameters, options, *given)
