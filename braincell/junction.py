"""Join places of cells by gap junctions: a process at each side, which points at the voltage of the other one."""

from typing import Any

import numpy as np

from braincell.cell import Cell
from braincell.errors import InputError
from braincell.filter.locset import Locset
from braincell.mech.declaration import PointProcess
from braincell.mech.junction import Junction
from braincell.units import magnitude


def join(cell: Cell, here: Locset, other: Cell, there: Locset, g: Any, name: str | None) -> None:
    """Join places `here` of `cell` with places `there` of `other`; see `Cell.junction`. Raises `InputError`."""
    n = _pairs(cell, here, other, there)
    conductances = np.asarray(magnitude(g, "uS", "g"), float)
    if conductances.shape not in ((), (n,)) or not np.isfinite(conductances).all() or (conductances < 0.0).any():
        raise InputError(f"junction: `g` is {g!r}; give a number from 0 µS on, or one for each of {n} pairs of places")
    value = conductances if conductances.ndim else float(conductances)
    taken = _names(cell) | _names(other)
    label = name or next(text for k in range(len(taken) + 1) if (text := f"junction{k}") not in taken)
    far_label = f"{label}_there" if other is cell else label
    for text, own in ((label, cell), (far_label, other)):
        if text in _names(own):
            raise InputError(f"junction: something in `{own.name}` is called `{text}` already; give another `name`")
    cell.place(here, PointProcess(Junction, name=label, g=value))
    other.place(there, PointProcess(Junction, name=far_label, g=value))
    cell.point(label, "vgap", "v", at=there, of=None if other is cell else other)
    other.point(far_label, "vgap", "v", at=here, of=None if other is cell else cell)


def _pairs(cell: Cell, here: Locset, other: Cell, there: Locset) -> int:
    """How many places are joined."""
    if not isinstance(other, Cell):
        raise InputError(f"junction: `of` is {other!r}; give the `Cell` at the other side")
    places = []
    for key, locset, owner in (("here", here, cell), ("there", there, other)):
        if not isinstance(locset, Locset):
            raise InputError(f"junction: `{key}` is {locset!r}, no locset; use for example `at('soma', 0.5)`")
        places.append(locset.locations(owner.morphology))
    if len(places[0]) != len(places[1]):
        raise InputError(f"junction: {len(places[0])} places here and {len(places[1])} there; they are joined in pairs")
    if other is cell and any(a == b for a, b in zip(*places, strict=True)):
        raise InputError(f"junction: {here!r} and {there!r} have a place in common, which cannot be joined with itself")
    return len(places[0])


def _names(cell: Cell) -> set[str | None]:
    return {thing.name for _, thing in cell.placed}
