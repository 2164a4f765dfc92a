"""Lay out what pointers read and write: index arrays, and which instances of one mechanism see one another."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from braincell.errors import InputError
from braincell.lower.model import IonLayout, MechanismLayout, PointerLayout, PointersLayout, TargetLayout
from braincell.lower.pointers import Aim, Key, Pointed
from braincell.lower.probes import ION_VARIABLES
from braincell.mech.mechanism import split_element

Cells = dict[Key, int]  # the number of a variable's first place, counting the places of all that is pointed at


def pointer_layouts(
    pointed: Pointed, mechanisms: Sequence[MechanismLayout], ions: Sequence[IonLayout], places: Sequence[str]
) -> tuple[MechanismLayout, ...]:
    """The mechanisms with their pointers' layouts. Raises `InputError` for what would depend on NEURON's memory."""
    ion_nodes = {ion.name: ion.nodes for ion in ions}
    cells: Cells = {}
    for m in mechanisms:
        for name, aim in pointed.aims[m.name].items():
            for key in aim.keys:
                cells.setdefault(key, len(cells) << 32)
            _to_slots(f"point `{m.name}.{name}`", aim, ion_nodes, places)
    return tuple(
        replace(m, pointers=_layout(m, pointed.aims[m.name], cells)) if pointed.aims[m.name] else m for m in mechanisms
    )


def _to_slots(who: str, aim: Aim, ion_nodes: dict[str, np.ndarray], places: Sequence[str]) -> None:
    """Replace control volumes of ions by positions in the ion's arrays."""
    for number, (kind, ion, _) in enumerate(aim.keys):
        if kind != "ion":
            continue
        own = aim.key == number
        slots = np.searchsorted(ion_nodes[ion], aim.index[own])
        missing = np.append(ion_nodes[ion], -1)[slots] != aim.index[own]
        if missing.any():
            raise InputError(f"{who}: there is no `{ion}` ion at {places[aim.index[own][np.argmax(missing)]]}")
        aim.index[own] = slots


def _layout(m: MechanismLayout, aims: dict[str, Aim], cells: Cells) -> PointersLayout:
    ids = {name: _ids(aim, cells) for name, aim in aims.items()}
    written = [name for name in aims if m.cls.pointer(name).written]
    _check_own_writes(m, aims, written)
    rows = {name: ids[name] for name in written} | _own_rows(m, aims, cells)
    earlier = {name: _earlier(own, rows) for name, own in ids.items()}
    for name, own in ids.items():
        _check_aliases(m, name, own, rows, cells)
    depth = _depth(list(earlier.values()), len(m.nodes))
    return PointersLayout(
        pointers=tuple(_pointer(name, aim, earlier[name]) for name, aim in aims.items()),
        rows=tuple(rows) if depth else tuple(written),
        depth=depth,
        writes=_writes(aims, written, ids),
    )


def _ids(aim: Aim, cells: Cells) -> np.ndarray:
    """A number for the place that each instance points at; −1 if none."""
    starts = np.array([cells[key] for key in aim.keys] + [0])
    return np.where(aim.key < 0, -1, starts[aim.key] + aim.index)


def _own_rows(m: MechanismLayout, aims: dict[str, Aim], cells: Cells) -> dict[str, np.ndarray]:
    """Variables that the mechanism itself sets and its pointers read, with the place that each instance sets."""
    read = dict.fromkeys(key for aim in aims.values() for key in aim.keys)
    rows = {
        field: cells["mechanism", owner, field] + np.arange(len(m.nodes))
        for kind, owner, field in read
        if kind == "mechanism" and owner == m.name and split_element(field)[0] in m.carried
    }
    for use in m.cls.ions:
        for form, kind in ION_VARIABLES.items():
            variable, key = form.format(use.ion), ("ion", use.ion, kind)
            if variable in use.writes and kind != "i" and key in read:
                rows[variable] = cells[key] + m.ion_slots[use.ion]
    return rows


def _earlier(own: np.ndarray, rows: dict[str, np.ndarray]) -> np.ndarray:
    """For each instance, where in the rows the last earlier instance is that sets the same place; −1: nowhere."""
    n = len(own)
    if not rows:
        return np.full(n, -1, np.int32)
    joined = np.concatenate(list(rows.values()))
    number = np.unique(np.append(joined, own), return_inverse=True)[1] * n  # of the place, times n
    key = number[: len(joined)] + np.tile(np.arange(n), len(rows))
    order = np.argsort(key, kind="stable")
    before = np.searchsorted(key[order], number[len(joined) :] + np.arange(n)) - 1
    found = order[np.maximum(before, 0)]
    same = (before >= 0) & (joined[found] == own) & (own >= 0)
    return np.where(same, found, -1).astype(np.int32)


def _depth(earlier: list[np.ndarray], n: int) -> int:
    """The number of instances, less one, in the longest chain in which each sees the one before."""
    depth = np.zeros(n, int)
    linked = np.flatnonzero(np.any([e >= 0 for e in earlier], axis=0)) if earlier else []
    for i in linked:
        depth[i] = 1 + max(depth[e[i] % n] for e in earlier if e[i] >= 0)
    return int(depth.max(initial=0))


def _check_own_writes(m: MechanismLayout, aims: dict[str, Aim], written: list[str]) -> None:
    """What is written must not be what other instances of the mechanism see without a pointer."""
    for name in written:
        aim = aims[name]
        for number, (kind, owner, variable) in enumerate(aim.keys):
            own = np.flatnonzero(aim.key == number)
            if kind == "mechanism" and owner == m.name:
                seen = np.ones(len(own), bool)
            elif variable == "v":
                seen = np.array([(np.delete(m.nodes, i) == aim.index[i]).any() for i in own])
            else:
                seen = np.isin(aim.index[own], m.ion_slots[owner]) if owner in m.ion_slots else np.zeros(len(own), bool)
            if seen.any():
                what = f"`{owner}.{variable}`" if kind == "mechanism" else f"`{variable}`"
                raise InputError(
                    f"point `{m.name}.{name}`: the mechanism sets it, and {what} there is seen by instances of "
                    f"`{m.name}` itself, so the result would depend on their order; point at another variable"
                )


def _check_aliases(m: MechanismLayout, name: str, own: np.ndarray, rows: dict[str, np.ndarray], cells: Cells) -> None:
    for row, places in rows.items():
        if row != name and ((own == places) & (own >= 0)).any():
            raise InputError(
                f"point `{m.name}.{name}`: it points at what the same instance sets as `{row}`; "
                "two names for one variable are not supported"
            )
    for use in m.cls.ions:
        current, total = use.variables[3], cells.get(("ion", use.ion, "i"))
        if current not in use.writes or total is None:
            continue
        if (_earlier(own, {current: total + m.ion_slots[use.ion]}) >= 0).any():
            raise InputError(
                f"point `{m.name}.{name}`: it points at the total `{current}`, to which other instances of `{m.name}` "
                "add; point at a mechanism's own variable"
            )


def _pointer(name: str, aim: Aim, earlier: np.ndarray) -> PointerLayout:
    targets, order, start = [], np.full(len(aim.key), -1, np.int32), 0
    for number, key in enumerate(aim.keys):
        own = np.flatnonzero(aim.key == number)
        if len(own):
            targets.append(TargetLayout(*key, aim.index[own].astype(np.int32)))
            order[own] = np.arange(start, start + len(own))
            start += len(own)
    return PointerLayout(name, tuple(targets), order, earlier)


def _writes(
    aims: dict[str, Aim], written: list[str], ids: dict[str, np.ndarray]
) -> tuple[tuple[TargetLayout, np.ndarray], ...]:
    """For each variable, the places that are set, and from where in the rows: the last instance's value stays."""
    found: dict[Key, dict[int, tuple[int, int, int]]] = {}  # place -> instance, position in the rows, index
    for row, name in enumerate(written):
        aim, n = aims[name], len(aims[name].key)
        for i in np.flatnonzero(aim.key >= 0):
            places = found.setdefault(aim.keys[aim.key[i]], {})
            new = (int(i), row * n + int(i), int(aim.index[i]))
            place = int(ids[name][i])
            places[place] = max(places.get(place, new), new)
    return tuple(
        (
            TargetLayout(*key, np.array([index for _, _, index in places.values()], np.int32)),
            np.array([position for _, position, _ in places.values()], np.int32),
        )
        for key, places in found.items()
    )
