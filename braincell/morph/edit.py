"""Change a tree of branches: take parts away, divide, scale."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from braincell.errors import MorphologyError
from braincell.morph.attachment import Attachment, Part
from braincell.morph.branch import Branch

_SLIVER = 1e-9  # a fraction of a branch: less is the rounding of where a region begins


def subtree(attachments: Sequence[Attachment], roots: Iterable[int]) -> list[int]:
    """The numbers of branches `roots` and of everything that hangs on them, parents first."""
    inside = set(roots)
    for k, at in enumerate(attachments):
        if at.parent in inside:
            inside.add(k)
    return sorted(inside)


def only(parts: Sequence[Part], kept: Sequence[int]) -> list[Part]:
    """The parts numbered `kept`, in ascending order; those whose parent is not among them become roots."""
    numbers = {k: new for new, k in enumerate(kept)}
    result = []
    for k in kept:
        name, branch, at = parts[k]
        attachment = replace(at, parent=numbers[at.parent]) if at.parent in numbers else Attachment(-1, 0.0, 0)
        result.append((name, branch, attachment))
    return result


def without(parts: Sequence[Part], intervals: Iterable[tuple[int, float, float]]) -> list[Part]:
    """The parts without the cable of `intervals` (branch number, x0, x1) and without all that it carries.

    A branch is cut where the removed cable begins, as seen from its attached end. Raises `MorphologyError` if that is
    the start of the root.
    """
    cuts: dict[int, float] = {}  # how much of a branch stays, as a fraction from its attached end
    for k, x0, x1 in intervals:
        near = x0 if parts[k][2].child_x == 0 else 1.0 - x1
        if x1 > x0:
            cuts[k] = min(cuts.get(k, 1.0), near if near > _SLIVER else 0.0)
    if cuts.get(0) == 0.0:
        raise MorphologyError(
            f"prune: what is to go includes the start of the root `{parts[0][0]}`, on which everything hangs; "
            "leave the root out, or take what you want to keep with `detach`"
        )
    gone, changed = set(), list(parts)
    for k, (name, branch, at) in enumerate(parts):
        if cuts.get(k) == 0.0 or at.parent in gone:
            gone.add(k)
            continue
        if at.parent in cuts:
            parent_end = parts[at.parent][2].child_x
            along, stays = abs(at.parent_x - parent_end), cuts[at.parent]
            if along > stays:
                gone.add(k)
                continue
            changed[k] = (name, branch, replace(at, parent_x=abs(along / stays - parent_end)))
        if k in cuts:
            ends = (0.0, cuts[k]) if at.child_x == 0 else (1.0 - cuts[k], 1.0)
            changed[k] = (name, stretch(branch, *ends), changed[k][2])
    return only(changed, [k for k in range(len(parts)) if k not in gone])


def short_twigs(parts: Sequence[Part], min_length: float) -> list[int]:
    """The numbers of branches shorter than `min_length` µm that carry nothing; never the root's."""
    carrying = {at.parent for _, _, at in parts}
    return [k for k, (_, branch, _) in enumerate(parts) if k and k not in carrying and branch.length < min_length]


def stretch(branch: Branch, x0: float, x1: float) -> Branch:
    """The cable between `x0` and `x1`, with a new point where it is cut."""
    low, high = x0 * branch.length, x1 * branch.length
    start, stop = branch.arc[:-1], branch.arc[1:]
    after = (start > low) | ((start == low) & (x0 == 0.0))
    before = (stop < high) | ((stop == high) & (x1 == 1.0))
    kept = np.flatnonzero((np.minimum(stop, high) > np.maximum(start, low)) | (after & before & (start == stop)))
    length = np.where(stop > start, stop - start, 1.0)
    begin = (np.maximum(start, low) - start)[kept] / length[kept]
    end = 1.0 - (stop - np.minimum(stop, high))[kept] / length[kept]
    return _divided(branch, kept, begin, end)


def resampled(branch: Branch, step: float) -> Branch:
    """The same cable with so many further points that none is more than `step` µm from the next; none is dropped."""
    pieces = np.maximum(1, np.ceil(branch.lengths / step - 1e-9)).astype(int)
    if pieces.max() == 1:
        return branch
    frustum = np.repeat(np.arange(len(pieces)), pieces)
    number = np.arange(len(frustum)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    n = pieces[frustum]
    return _divided(branch, frustum, number / n, (number + 1) / n)


def scaled(branch: Branch, length: float, diameter: float, centre: np.ndarray) -> Branch:
    """Lengths and diameters times a factor; `centre` [3] µm stays in place."""
    points = None
    if branch.points is not None:
        points = centre + (branch.points.astype(float) - centre) * length
    proximal, distal = branch.diameters_proximal * diameter, branch.diameters_distal * diameter
    return branch.with_frusta(proximal, distal, lengths=branch.lengths * length, points=points)


def _divided(branch: Branch, frustum: np.ndarray, begin: np.ndarray, end: np.ndarray) -> Branch:
    """Pieces of frusta, laid end to end: numbers [n] of the frusta, and the fractions [n] between which they lie."""
    first, last = branch.diameters_proximal[frustum], branch.diameters_distal[frustum]
    proximal, distal = (1.0 - begin) * first + begin * last, (1.0 - end) * first + end * last
    points = None
    if branch.points is not None:
        start, stop = (branch.points[frustum + i].astype(float) for i in (0, 1))
        points = (1.0 - begin)[:, None] * start + begin[:, None] * stop
        final = (1.0 - end[-1]) * start[-1] + end[-1] * stop[-1]
        points = np.concatenate([points, final[None]])
    lengths = branch.lengths[frustum] * (end - begin)
    return branch.with_frusta(proximal, distal, lengths=lengths, points=points)
