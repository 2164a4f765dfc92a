"""Give sections without 3-d points a drawable shape, as NEURON's `define_shape` does."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from hoc_compat import geometry, tree
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.section import Section

single = np.float32  # NEURON computes positions in single precision, and angles too
_PER_SECTION = 100.0  # µm along z between trees, for each section of the tree before


def define_shape() -> None:
    """Lay sections without points out in a plane; move those with points to where they are connected.

    Only trees in which something may move are walked: scripts call this for every section that they move. As in
    NEURON nothing happens unless a shape or a connection has changed since the last call.
    """
    if not WORLD.unplaced:
        return
    for section in _in_order(WORLD.stale_geometry):
        geometry.refresh(section)
    unplaced = {tree.root(section) for section in _in_order(WORLD.unplaced | WORLD.placed_again)}
    WORLD.placed_again.clear()
    roots = _in_order(unplaced)
    if any(not len(root._points) for root in roots):  # where it begins depends on all trees before it
        roots = [section for section in WORLD.sections() if tree.parent(section) is None]
    before = 0  # sections of the trees already laid out
    for root in roots:
        sections = tree.breadth_first(root)
        if root in unplaced:
            _place_tree(sections, np.array([0.0, 0.0, before * _PER_SECTION], single))
        before += len(sections)
    WORLD.placed_again.update(unplaced if WORLD.points_are_constant else WORLD.unplaced)
    WORLD.unplaced.clear()


def _in_order(sections: "Iterable[Section]") -> "list[Section]":
    """Those that exist, in order of creation."""
    return sorted((s for s in sections if not s._deleted), key=lambda s: s._number)


def _place_tree(sections: "list[Section]", start: np.ndarray) -> None:
    """Place the sections of a tree, parents first; those that change are then in `WORLD.unplaced`."""
    WORLD.unplaced.difference_update(sections)
    for section in sections:
        above = tree.parent(section)
        place = start if above is None else _connection(section, above)
        if not len(section._points):
            _lay_out(section, place, _angle(section, above))
            section._reshaped()
        elif above is not None and _move(section, place):
            section._reshaped()


def _along(section: "Section", above: "Section") -> float:
    """Where a section is connected, as a fraction of the way along the parent's points."""
    return 1.0 - section._parent_x if above._own_end else section._parent_x


def _connection(section: "Section", above: "Section") -> np.ndarray:
    first, last = above._points.xyz[0].astype(float), above._points.xyz[-1].astype(float)
    x = _along(section, above)
    return (last * x + first * (1.0 - x)).astype(single)


def _move(section: "Section", place: np.ndarray) -> bool:
    """Move a section to a place; whether it was not there."""
    if WORLD.points_are_constant:
        return False
    if section._logical is None:
        shift = place - section._points.xyz[0]
    else:
        shift = place - section._logical
        section._logical = place
    if not shift.any():
        return False
    section._points.move(shift)
    return True


def _angle(section: "Section", above: "Section | None") -> float:
    """Direction in the plane: on from the parent's end, off to the side elsewhere, siblings fanned out.

    A root that has been cut off remembers, as in NEURON, that it went off to the side.
    """
    dx, dy = single(1.0), single(0.0)
    if above is not None:
        dx, dy, _ = above._points.xyz[-1] - above._points.xyz[0]
        if _along(section, above) < 0.5:
            dx, dy = -dx, -dy
    angle = single(0.0) if abs(dx) < 1e-6 and abs(dy) < 1e-6 else single(math.atan2(dy, dx))
    if 0.0 < section._parent_x < 1.0:
        angle = single(float(angle) + math.pi / 2.0)
    siblings = [s for s in tree.children(above) if s._parent_x == section._parent_x] if above is not None else []
    if len(siblings) > 1:
        angle = single(float(angle) + siblings.index(section) / (len(siblings) - 1.0) * 0.8 - 0.4)
    return float(angle)


def _lay_out(section: "Section", place: np.ndarray, angle: float) -> None:
    """Points at the ends and at the segments' centres; the length stays what it is to the last bit."""
    n, length = section._nseg, section.L
    diameters = section._range["morphology"]["diam"].values()
    if section._own_end:
        diameters = diameters[::-1]
    x, y, z = (float(u) for u in place)
    end_x = float(single(x + length * float(single(math.cos(angle)))))
    end_y = float(single(y + length * float(single(math.sin(angle)))))
    points = section._points
    fractions = [0.0, *((j + 0.5) / n for j in range(n)), 1.0]
    for fraction, d in zip(fractions, [diameters[0], *diameters, diameters[-1]], strict=True):
        points.insert(len(points), x * (1 - fraction) + end_x * fraction, y * (1 - fraction) + end_y * fraction, z, d)
    points.arc[-1] = length
