"""Resolve probes and spike detectors to positions in the lowered arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from braincell.discretize.paint import PlacedProbe, place_of
from braincell.errors import InputError, unknown_name
from braincell.lower.mechanisms import Forest, labelled_instances
from braincell.lower.model import IonLayout, MechanismLayout, ProbeLayout
from braincell.mech.mechanism import split_element
from braincell.mech.probe import (
    CurrentProbe,
    MechanismProbe,
    SpikeDetector,
    StateProbe,
    check_field,
    check_probe_name,
)

MEMBRANE_VARIABLES = ("v", "i_cap", "i_membrane_")
_OUTSIDE = ("vext[0]", "vext[1]")
ION_VARIABLES = {"e{}": "e", "{}i": "ci", "{}o": "co", "i{}": "i"}
Labelled = Mapping[tuple[str, int], list[tuple[str, int]]]  # label and cell -> mechanisms and instances


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
    labelled = labelled_instances(forest, mechanisms)
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
            probe = _probe(name, placed, forest, k, by_name, labelled)
            probes[name] = probe
            for variable in (probe.variable, *probe.added) if probe.kind == "mechanism" else ():
                if by_name[probe.owner].cls.changes(variable):
                    carried[probe.owner][split_element(variable)[0]] = None
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
    name: str,
    placed: PlacedProbe,
    forest: Forest,
    k: int,
    mechanisms: dict[str, MechanismLayout],
    labelled: Labelled,
) -> ProbeLayout:
    single = len(placed.nodes) == 1
    cvs = (placed.cvs + forest.cv_start[k]).astype(np.int32)
    probe = placed.probe
    ions = {use.ion for m in mechanisms.values() for use in m.cls.ions} | {i for p in forest.parts for i in p.ions}
    if isinstance(probe, CurrentProbe) and probe.ion is not None and probe.ion not in ions:
        raise unknown_name("ion", probe.ion, ions, f"probe `{name}`")
    if isinstance(probe, CurrentProbe) and probe.mechanism is None:
        assert probe.ion is not None
        return ProbeLayout(name, "ion", probe.ion, "i", cvs, single)
    if isinstance(probe, (MechanismProbe, CurrentProbe)):
        assert probe.mechanism is not None
        owner, index = _instances(name, probe.mechanism, forest, k, placed, mechanisms, labelled)
        if isinstance(probe, CurrentProbe):
            first, *added = probe.variables(mechanisms[owner].cls)
            return ProbeLayout(name, "mechanism", owner, first, index, single, added=tuple(added))
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
    variables = {form.format(ion): (ion, kind) for ion in ions for form, kind in ION_VARIABLES.items()}
    if probe.variable not in variables:
        raise unknown_name("variable", probe.variable, [*MEMBRANE_VARIABLES, *variables], f"probe `{name}`")
    owner, variable = variables[probe.variable]
    return ProbeLayout(name, "ion", owner, variable, cvs, single)


def _instances(
    name: str,
    wanted: str,
    forest: Forest,
    k: int,
    placed: PlacedProbe,
    mechanisms: dict[str, MechanismLayout],
    labelled: Labelled,
) -> tuple[str, np.ndarray]:
    """The mechanism that is called `wanted` in cell `k`, and its instances where the probe is.

    A label that only one process has is found wherever that is, in the cell or else among artificial cells.
    """
    part, start = forest.parts[k], int(forest.cv_start[k])
    own = labelled.get((wanted, k)) or labelled.get((wanted, -1), [])
    if wanted not in mechanisms and len(own) == 1:
        return own[0][0], np.array([own[0][1]], np.int32)
    if wanted not in mechanisms and not own:
        known = [*mechanisms, *(label for label, cell in labelled if cell == k)]
        raise unknown_name("mechanism", wanted, known, f"probe `{name}`")
    found: list[tuple[str, int]] = []
    for local in placed.cvs.tolist():
        cv = local + start
        here = [(owner, i) for owner, i in own if mechanisms[owner].cvs[i] == cv]
        if not own:
            here = [(wanted, int(i)) for i in np.flatnonzero(mechanisms[wanted].cvs == cv)]
        if len(here) != 1:
            problem = "is not" if not here else f"is {len(here)} times"
            remedy = "paint it there" if not here else "give each a `name` and probe that"
            raise InputError(f"probe `{name}`: `{wanted}` {problem} at {place_of(part, local)}; {remedy}")
        found += here
    owners = sorted({owner for owner, _ in found})
    if len(owners) > 1:
        raise InputError(f"probe `{name}`: `{wanted}` is {owners[0]} at one place and {owners[1]} at another; use two")
    return owners[0], np.array([i for _, i in found], np.int32)
