"""Cut a morphology into pieces to draw: truncated cones, each within one frustum and one control volume."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from braincell.cell import Cell
from braincell.errors import InputError
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology
from braincell.vis.layout import laid_out

_SLIVER = 1e-9  # of a branch's length: shorter pieces come from rounding
_STRAIGHT = 1.0 - 1e-6  # cosine of an angle that is no bend


@dataclass(frozen=True)
class Pieces:
    """Pieces in branch order, x ascending; arrays [piece, …]."""

    start: np.ndarray  # [piece, 3] µm
    end: np.ndarray  # [piece, 3] µm
    diameter_start: np.ndarray  # µm
    diameter_end: np.ndarray  # µm
    arc_start: np.ndarray  # µm from x = 0 of the branch
    arc_end: np.ndarray  # µm
    branch: np.ndarray  # number of the branch
    cv: np.ndarray  # number of the control volume
    is_first: np.ndarray  # of its branch
    is_last: np.ndarray
    is_attached_start: np.ndarray  # whether the start is where the branch hangs on its parent
    is_attached_end: np.ndarray
    is_laid_out: bool  # the branches have no coordinates, their places are made up

    def root_middle(self) -> np.ndarray:
        """The place [3] µm half way along the root branch."""
        root = self.branch == 0
        arc = np.append(self.arc_start[root], self.arc_end[root][-1])
        place = np.append(self.start[root], self.end[root][-1:], axis=0)
        return np.array([np.interp(arc[-1] / 2.0, arc, axis) for axis in place.T])

    def moved(self, by: np.ndarray) -> "Pieces":
        """The pieces elsewhere, by [3] µm."""
        return replace(self, start=self.start + by, end=self.end + by)

    def bends_at_end(self) -> np.ndarray:
        """Whether the next piece of the branch goes on in another direction, bool [piece]."""
        step = self.end - self.start
        unit = step / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-300)
        cosine = np.append(np.sum(unit[:-1] * unit[1:], axis=1), 1.0)
        return (cosine < _STRAIGHT) & ~self.is_last


def cell_of(owner: str, shape: Any) -> Cell:
    """A `Cell` as it is, a `Morphology` as a cell of one control volume a branch; `InputError` for all else."""
    if isinstance(shape, Morphology):
        return Cell(shape)
    if not isinstance(shape, Cell):
        raise InputError(f"{owner}: {shape!r} has no shape to draw; give a `Morphology` or a `Cell`")
    return shape


def pieces(morphology: Morphology, counts: np.ndarray | None = None) -> Pieces:
    """The pieces of all branches, cut into `counts` [branch] control volumes of equal length, one by default.

    Branches without coordinates make the whole morphology be laid out by lengths.
    """
    branches = [morphology.branch(k) for k in range(len(morphology.branches))]
    counts = np.ones(len(branches), int) if counts is None else counts
    known = [branch.points for branch in branches if branch.points is not None]
    is_laid_out = len(known) < len(branches)
    points = laid_out(morphology) if is_laid_out else known
    parts = [_cut(b, p.astype(float), int(n)) for b, p, n in zip(branches, points, counts, strict=True)]
    n_piece = np.array([len(part[0]) for part in parts])
    last = np.cumsum(n_piece) - 1
    first = last - n_piece + 1
    start, end, diameter_start, diameter_end, arc_start, arc_end, cv = (
        np.concatenate(x) for x in zip(*parts, strict=True)
    )
    number = np.arange(last[-1] + 1)
    near = np.array([at.child_x if at.parent >= 0 else -1 for at in morphology.attachments])  # −1: the root
    first_cv = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return Pieces(
        start=start,
        end=end,
        diameter_start=diameter_start,
        diameter_end=diameter_end,
        arc_start=arc_start,
        arc_end=arc_end,
        branch=np.repeat(np.arange(len(branches)), n_piece),
        cv=cv + np.repeat(first_cv, n_piece),
        is_first=np.isin(number, first),
        is_last=np.isin(number, last),
        is_attached_start=np.isin(number, first[near == 0]),
        is_attached_end=np.isin(number, last[near == 1]),
        is_laid_out=is_laid_out,
    )


def _cut(branch: Branch, points: np.ndarray, n: int) -> tuple[np.ndarray, ...]:
    """Pieces of one branch between all its points and the borders of `n` control volumes."""
    arc, length = branch.arc, branch.length
    cuts = np.unique(np.concatenate([arc, np.arange(1, n) / n * length]))
    cuts = cuts[np.append(True, np.diff(cuts) > _SLIVER * length)]
    cuts[-1] = length
    low, high = cuts[:-1], cuts[1:]
    middle = (low + high) / 2.0
    k = np.minimum(np.searchsorted(arc, middle, side="right") - 1, len(branch.lengths) - 1)
    span = arc[k + 1] - arc[k]
    found = []
    for side in (low, high):
        fraction = np.clip((side - arc[k]) / span, 0.0, 1.0)
        place = points[k] + fraction[:, None] * (points[k + 1] - points[k])
        proximal, distal = branch.diameters_proximal[k], branch.diameters_distal[k]
        found.append((place, proximal + fraction * (distal - proximal)))
    cv = np.minimum((middle / length * n).astype(int), n - 1)
    return found[0][0], found[1][0], found[0][1], found[1][1], low, high, cv
