"""Collect the ions that mechanisms use or that were painted, with NEURON's ion style per place."""

from dataclasses import replace

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.ion.pool import declared_ions, ion_defaults, ion_style
from braincell.lower.mechanisms import Forest
from braincell.lower.model import IonLayout, MechanismLayout
from braincell.mech import registry
from braincell.mech.mechanism import UseIon

_VALUES = ("e", "ci", "co")


def lower_ions(
    forest: Forest, mechanisms: tuple[MechanismLayout, ...], probed_currents: set[str]
) -> tuple[tuple[IonLayout, ...], dict[str, dict[str, np.ndarray]], tuple[MechanismLayout, ...]]:
    """Ion layouts, their values, and the mechanisms with their positions in the ion arrays filled in.

    `probed_currents` names the ions whose total current a probe reads.
    """
    names_used = list(dict.fromkeys(use.ion for m in mechanisms for use in m.cls.ions))
    names = names_used + [ion for part in forest.parts for ion in part.ions if ion not in names_used]
    layouts, values, slots = [], {}, {}
    for ion in dict.fromkeys(names):
        _check_known(ion, names_used)
        users = [(m, use) for m in mechanisms for use in m.cls.ions if use.ion == ion]
        present = _presence(forest, ion, users)
        nodes = np.flatnonzero(present).astype(np.int32)
        slots[ion] = np.cumsum(present) - 1
        layouts.append(_layout(ion, nodes, users, ion in probed_currents))
        values[ion] = _ion_values(forest, ion, nodes)
    placed = tuple(
        replace(m, ion_slots={use.ion: slots[use.ion][m.nodes].astype(np.int32) for use in m.cls.ions})
        for m in mechanisms
    )
    return tuple(layouts), values, placed


def _check_known(ion: str, used: list[str]) -> None:
    """Raise `UnknownNameError` for a painted ion that no mechanism uses, here or among the registered ones."""
    known = {*used, *declared_ions(), *(use.ion for name in registry.names() for use in registry.find(name).ions)}
    if ion not in known:
        raise unknown_name("ion", ion, known)


def _presence(forest: Forest, ion: str, users: list[tuple[MechanismLayout, UseIon]]) -> np.ndarray:
    present = np.zeros(forest.n_cv, bool)
    for m, _ in users:
        if (m.nodes >= forest.n_cv).any():
            raise InputError(
                f"`{m.name}` uses the ion `{ion}` but sits at a branch's end, which has no membrane; "
                "place it at 0 < x < 1"
            )
        present[m.nodes] = True
    for part, start in zip(forest.parts, forest.cv_start, strict=True):
        if ion in part.ions:
            present[start + np.flatnonzero(part.ions[ion].present)] = True
    return present


def _layout(ion: str, nodes: np.ndarray, users: list, probed: bool) -> IonLayout:
    combination = np.zeros(len(nodes), dtype=object)
    for bit, (m, _) in enumerate(users):
        combination[np.isin(nodes, m.nodes)] += 1 << bit
    styles = {key: ion_style(use for bit, (_, use) in enumerate(users) if key >> bit & 1) for key in set(combination)}
    flags = {
        name: np.array([getattr(styles[key], name) for key in combination], bool)
        for name in ("resets", "nernst_initial", "nernst_step")
    }
    current_readers = any(f"i{ion}" in use.reads for _, use in users)
    return IonLayout(ion, _valence(ion, users), nodes, **flags, needs_current=current_readers or probed)


_UNDECLARED = -10000.0  # what NEURON computes with (src/nrnoc/eion.cpp, VAL_SENTINAL)


def _valence(ion: str, users: list[tuple[MechanismLayout, UseIon]]) -> float:
    declared = {m.name: use.valence for m, use in users if use.valence is not None}
    known = ion_defaults(ion).valence
    values = set(declared.values()) | ({known} if known is not None else set())
    if len(values) > 1:
        raise InputError(
            f"ion `{ion}` has valence {known} by default and {declared} by its mechanisms; they must agree"
        )
    return float(values.pop()) if values else _UNDECLARED


def _ion_values(forest: Forest, ion: str, nodes: np.ndarray) -> dict[str, np.ndarray]:
    defaults = ion_defaults(ion)
    values = {key: np.full(forest.n_cv, float(getattr(defaults, key))) for key in _VALUES}
    shared = {"ci0": defaults.ci, "co0": defaults.co}
    for part, start in zip(forest.parts, forest.cv_start, strict=True):
        if ion not in part.ions:
            continue
        painted = part.ions[ion]
        shared |= painted.globals
        for key, array in painted.values.items():
            chosen = np.flatnonzero(~np.isnan(array))
            values[key][start + chosen] = array[chosen]
    return {key: array[nodes] for key, array in values.items()} | {k: np.asarray(v, float) for k, v in shared.items()}
