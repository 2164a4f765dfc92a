"""Lay branches that have lengths but no coordinates out in a plane, as a fan without crossings."""

import numpy as np

from braincell.morph.morphology import Morphology

_WIDEST = np.radians(150.0)  # of the sector at one side of the root


def laid_out(morphology: Morphology) -> list[np.ndarray]:
    """Points [k + 1, 3] µm of every branch, straight and of true length, in the plane z = 0; x = 0 first.

    The root lies along x about the origin. Every subtree gets a sector of directions in proportion to its tips. A
    branch points to the middle of the sector of what is attached at its far end; what is attached on the way lies
    outside of that sector, nearer ones further out. A cone holds every cone that starts within it with directions of
    its own, so no two subtrees meet.
    """
    attachments = morphology.attachments
    children: list[list[int]] = [[] for _ in attachments]
    for k, at in enumerate(attachments[1:], 1):
        children[at.parent].append(k)
    tips = np.zeros(len(attachments))
    for k in reversed(range(len(attachments))):
        tips[k] = max(1.0, sum(tips[child] for child in children[k]))
    sectors: dict[int, tuple[float, float]] = _about_root(morphology, children[0], tips)
    points: list[np.ndarray] = []
    for k, at in enumerate(attachments):
        arc = morphology.branch(k).arc
        if k == 0:
            points.append(np.stack([arc - arc[-1] / 2.0, 0.0 * arc, 0.0 * arc], axis=1))
            continue
        own = [(child, abs(attachments[child].parent_x - at.child_x)) for child in children[k]]
        angle = _divide(sectors[k], own, tips, sectors)
        parent = points[at.parent]
        origin = parent[0] + at.parent_x * (parent[-1] - parent[0])
        along = arc if at.child_x == 0 else arc[-1] - arc
        points.append(origin + along[:, None] * np.array([np.cos(angle), np.sin(angle), 0.0]))
    return points


def _about_root(morphology: Morphology, children: list[int], tips: np.ndarray) -> dict[int, tuple[float, float]]:
    """Sectors of the root's children: at x = 1 to the right, at 0 to the left, between by turns above and below."""
    right, above, left, below = [], [], [], []
    for child in children:
        x = morphology.attachments[child].parent_x
        if x in (0.0, 1.0):
            (right if x else left).append(child)
        else:
            (above if tips[above].sum() <= tips[below].sum() else below).append(child)
    total = tips[children].sum()
    width = [min(_WIDEST, 2.0 * np.pi * tips[side].sum() / total) if side else 0.0 for side in (right, left)]
    free = width[0] / 2.0, np.pi - width[1] / 2.0  # directions above that neither side takes
    between, middle = min(_WIDEST, free[1] - free[0]), sum(free) / 2.0

    def place(child: int) -> float:
        return morphology.attachments[child].parent_x

    sectors: dict[int, tuple[float, float]] = {}
    for side, along, wide in (
        (right, 0.0, width[0]),
        (sorted(above, key=place, reverse=True), middle, between),
        (left, np.pi, width[1]),
        (sorted(below, key=place), 2.0 * np.pi - middle, between),
    ):
        _share((along - wide / 2.0, along + wide / 2.0), side, tips, sectors)
    return sectors


def _divide(sector: tuple[float, float], children: list[tuple[int, float]], tips: np.ndarray, sectors: dict) -> float:
    """Give every child (number, distance 0–1 from the attached end) its sector; returns the branch's direction."""
    at_end = [child for child, x in children if x == 1.0]
    on_the_way = sorted((x, child) for child, x in children if x < 1.0)
    low, high = sector
    each = (high - low) / (max(1.0, tips[at_end].sum()) + sum(tips[child] for _, child in on_the_way))
    for turn, (_, child) in enumerate(on_the_way):
        wide = each * tips[child]
        sectors[child] = (high - wide, high) if turn % 2 == 0 else (low, low + wide)
        low, high = (low, high - wide) if turn % 2 == 0 else (low + wide, high)
    _share((low, high), at_end, tips, sectors)
    return (low + high) / 2.0


def _share(sector: tuple[float, float], children: list[int], tips: np.ndarray, sectors: dict) -> None:
    """Divide a sector among children that start at one place."""
    edges = sector[0] + np.cumsum([0.0, *tips[children]]) / max(1.0, tips[children].sum()) * (sector[1] - sector[0])
    sectors |= {child: (float(edges[i]), float(edges[i + 1])) for i, child in enumerate(children)}
