"""Resolve probes and spike detectors to positions in the lowered arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from braincell.discretize.paint import DiscretizedCell, PlacedProbe, place_of
from braincell.errors import InputError, unknown_name
from braincell.lower.mechanisms import Forest
from braincell.lower.model import IonLayout, MechanismLayout, ProbeLayout
from braincell.mech.mechanism import split_element
from braincell.mech.probe import MechanismProbe, SpikeDetector, StateProbe, check_field, check_probe_name

MEMBRANE_VARIABLES = ("v", "i_cap", "i_membrane_")
_OUTSIDE = ("vext[0]", "vext[1]")
ION_VARIABLES = {"e{}": "e", "{}i": "ci", "{}o": "co", "i{}": "i"}


@dataclass
class Probes:
    """What the probes of a forest became."""

    probes: tuple[ProbeLayout, ...]
    detectors: tuple[tuple[str, int], ...]
    detector_nodes: np.ndarray
    thresholds: np.ndarray
    ion_currents: set[str]  # ions whose total current a probe reads
    mechanisms: tuple[MechanismLayout, ...]  # with the probed variables carried
    keeps_i_cap: bool
    keeps_i_membrane: bool


def lower_probes(forest: Forest, mechanisms: tuple[MechanismLayout, ...], keep: Mapping[str, Sequence[str]]) -> Probes:
    """Positions of all probes; ion probes hold control volumes until `ion_slots` resolves them."""
    by_name = {m.name: m for m in mechanisms}
    carried = {name: dict.fromkeys(m.carried) for name, m in by_name.items()}
    for name, variables in keep.items():
        if name in carried:
            carried[name] |= dict.fromkeys(v for v in variables if by_name[name].cls.changes(v))
    probes: dict[str, ProbeLayout] = {}
    detectors: dict[str, tuple[np.ndarray, float]] = {}
    several = len(forest.parts) > 1
    for k, part in enumerate(forest.parts):
        for placed in part.probes:
            name = f"{part.cell.name}.{placed.name}" if several else placed.name
            if isinstance(placed.probe, SpikeDetector):
                check_probe_name(name, detectors)
                given = placed.probe.threshold
                detectors[name] = (
                    forest.node_maps[k][placed.nodes],
                    part.cell.V_th if given is None else given,
                )
                continue
            check_probe_name(name, probes)
            probe = _probe(name, placed, forest, k, by_name)
            probes[name] = probe
            if probe.kind == "mechanism" and by_name[probe.owner].cls.changes(probe.variable):
                carried[probe.owner][split_element(probe.variable)[0]] = None
    for cell in forest.artificial:
        owner = by_name[cell.mechanism.name]
        index = np.array([owner.labels.index(cell.name)], np.int32)
        for variable in cell.recorded:
            name = f"{cell.name}.{variable}"
            check_probe_name(name, probes)
            probes[name] = ProbeLayout(name, "mechanism", owner.name, variable, index, True)
            if owner.cls.changes(variable):
                carried[owner.name][split_element(variable)[0]] = None
    nodes = [nodes for nodes, _ in detectors.values()]
    return Probes(
        probes=tuple(probes.values()),
        detectors=tuple((name, len(where)) for name, (where, _) in detectors.items()),
        detector_nodes=np.concatenate(nodes).astype(np.int32) if nodes else np.zeros(0, np.int32),
        thresholds=np.concatenate([np.full(len(n), th) for n, th in detectors.values()] or [np.zeros(0)]),
        ion_currents={p.owner for p in probes.values() if p.kind == "ion" and p.variable == "i"}
        | {name[: -len("_ion")] for name in keep if name.endswith("_ion")},
        mechanisms=tuple(replace(m, carried=tuple(carried[m.name])) for m in mechanisms),
        keeps_i_cap="capacitance" in keep
        or any(p.kind == "membrane" and p.variable == "i_cap" for p in probes.values()),
        keeps_i_membrane="membrane" in keep
        or any(p.kind == "membrane" and p.variable == "i_membrane" for p in probes.values()),
    )


def ion_slots(probes: tuple[ProbeLayout, ...], ions: tuple[IonLayout, ...], places) -> tuple[ProbeLayout, ...]:
    """Ion probes with their control volumes replaced by positions in the ion's arrays."""
    by_name = {ion.name: ion for ion in ions}
    resolved = []
    for probe in probes:
        if probe.kind == "ion":
            slots = np.searchsorted(by_name[probe.owner].nodes, probe.index)
            padded = np.append(by_name[probe.owner].nodes, -1)
            missing = padded[np.minimum(slots, len(padded) - 1)] != probe.index
            if missing.any():
                where = places[probe.index[np.argmax(missing)]]
                raise InputError(f"probe `{probe.name}`: there is no `{probe.owner}` ion at {where}")
            probe = replace(probe, index=slots.astype(np.int32))
        resolved.append(probe)
    return tuple(resolved)


def _probe(
    name: str, placed: PlacedProbe, forest: Forest, k: int, mechanisms: dict[str, MechanismLayout]
) -> ProbeLayout:
    part, single = forest.parts[k], len(placed.nodes) == 1
    cvs = (placed.cvs + forest.cv_start[k]).astype(np.int32)
    probe = placed.probe
    if isinstance(probe, MechanismProbe):
        owner, index = _instances(name, probe, part, placed, cvs, mechanisms)
        check_field(mechanisms[owner].cls, probe.field)
        return ProbeLayout(name, "mechanism", owner, probe.field, index, single)
    assert isinstance(probe, StateProbe)
    if probe.variable in ("v", "i_membrane_"):
        nodes = forest.node_maps[k][placed.nodes].astype(np.int32)
        return ProbeLayout(name, "membrane", "", probe.variable.rstrip("_"), nodes, single)
    if probe.variable in _OUTSIDE:
        if "extracellular" not in mechanisms:
            raise InputError(f"probe `{name}`: `{probe.variable}` needs `extracellular`; paint it")
        return ProbeLayout(
            name, "membrane", "", probe.variable, forest.node_maps[k][placed.nodes].astype(np.int32), single
        )
    if probe.variable == "i_cap":
        return ProbeLayout(name, "membrane", "", "i_cap", cvs, single)
    ions = {use.ion for m in mechanisms.values() for use in m.cls.ions} | {i for p in forest.parts for i in p.ions}
    variables = {form.format(ion): (ion, kind) for ion in ions for form, kind in ION_VARIABLES.items()}
    if probe.variable not in variables:
        raise unknown_name("variable", probe.variable, [*MEMBRANE_VARIABLES, *variables], f"probe `{name}`")
    owner, variable = variables[probe.variable]
    return ProbeLayout(name, "ion", owner, variable, cvs, single)


def _instances(
    name: str,
    probe: MechanismProbe,
    part: DiscretizedCell,
    placed: PlacedProbe,
    cvs: np.ndarray,
    mechanisms: dict[str, MechanismLayout],
) -> tuple[str, np.ndarray]:
    labelled = [(m.name, i) for m in mechanisms.values() for i, text in enumerate(m.labels) if text == probe.mechanism]
    if probe.mechanism not in mechanisms and len(labelled) == 1:
        return labelled[0][0], np.array([labelled[0][1]], np.int32)
    if probe.mechanism not in mechanisms and not labelled:
        known = [*mechanisms, *(text for m in mechanisms.values() for text in m.labels)]
        raise unknown_name("mechanism", probe.mechanism, known, f"probe `{name}`")
    owner = labelled[0][0] if labelled else probe.mechanism
    index = []
    for cv, local in zip(cvs, placed.cvs, strict=True):
        found = np.flatnonzero(mechanisms[owner].cvs == cv)
        if labelled:
            found = [i for i in found if mechanisms[owner].labels[i] == probe.mechanism]
        if len(found) != 1:
            problem = "is not" if not len(found) else f"is {len(found)} times"
            remedy = "paint it there" if not len(found) else "give each a `name` and probe that"
            raise InputError(f"probe `{name}`: `{probe.mechanism}` {problem} at {place_of(part, int(local))}; {remedy}")
        index.append(found[0])
    return owner, np.array(index, np.int32)
