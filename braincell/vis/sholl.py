"""Count how often a tree crosses spheres about its root, and draw the counts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.cell import Cell
from braincell.errors import InputError
from braincell.morph.morphology import Morphology
from braincell.units import magnitude, positive
from braincell.vis.colours import side_legend
from braincell.vis.figure import axes_for
from braincell.vis.shape import cell_of, pieces
from braincell.vis.tree import branch_types

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def crossings(start: np.ndarray, end: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """How often straight lines from `start` to `end` [n, 3] cross each sphere of `radii` [m] about the origin, int [m].

    Along a line the distance from the origin falls to that of its nearest point, then rises; each of the two parts,
    from the nearest distance (with it) to that of an end (without it), crosses once the spheres in between. So a path
    of several lines crosses a sphere through one of its points once, and a touch from outside counts as two crossings.
    """
    step = end - start
    square = np.sum(step * step, axis=1)
    along = np.clip(-np.sum(start * step, axis=1) / np.where(square == 0.0, 1.0, square), 0.0, 1.0)
    first, last = np.linalg.norm(start, axis=1), np.linalg.norm(end, axis=1)
    nearest = np.minimum(np.linalg.norm(start + along[:, None] * step, axis=1), np.minimum(first, last))
    entered = 2 * np.searchsorted(np.sort(nearest), radii, side="right")
    left = np.searchsorted(np.sort(np.concatenate([first, last])), radii, side="right")
    return entered - left


def plot_sholl(
    shape: Morphology | Cell,
    radii: Any = None,
    *,
    step: Any = 10.0,
    types: Sequence[str] | None = None,
    label: str = "",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw how often the branches cross spheres about the middle of the root branch, against radius [µm].

    `radii` [µm], or every `step` µm as far as the branches reach. Branches of `types` count, all but the soma by
    default. `label` names the curve, so that several cells can share axes. After Sholl (1953), J. Anat. 87:387.
    Raises `InputError` for a morphology without coordinates, for radii that are not finite or negative, and for types
    that no branch has.
    """
    morphology = cell_of("plot_sholl", shape).morphology
    start, end = _neurites(morphology, types)
    if radii is None:
        by = positive(step, "um", "step", "plot_sholl")
        reach = np.linalg.norm(np.concatenate([start, end]), axis=1).max()
        spheres = by * np.arange(1, int(reach / by) + 2)
    else:
        spheres = np.atleast_1d(np.asarray(magnitude(radii, "um", "radii"), float))
        if spheres.ndim != 1 or not len(spheres) or not (np.isfinite(spheres) & (spheres >= 0)).all():
            raise InputError(f"plot_sholl: `radii` is {radii!r}; finite numbers of µm, none negative, are needed")
        spheres = np.sort(spheres)
    ax = axes_for("plot_sholl", ax)
    ax.plot(spheres, crossings(start, end, spheres), ".-", markersize=4, linewidth=1.0, label=label or "_")
    ax.set_xlabel("distance from the root [µm]")
    ax.set_ylabel("intersections")
    ax.locator_params(axis="y", integer=True)
    ax.set_ylim(bottom=0, auto=True)
    if label:
        side_legend(ax)
    return ax


def _neurites(morphology: Morphology, types: Sequence[str] | None) -> tuple[np.ndarray, np.ndarray]:
    """Ends [piece, 3] µm, from the middle of the root branch, of the pieces of the branches that count."""
    cut = pieces(morphology)
    if cut.is_laid_out:
        raise InputError(
            "plot_sholl: there are branches without coordinates, so nothing is at a distance from the root; make them "
            "with `Branch.from_points`, or read a file"
        )
    of = np.array(branch_types(morphology))
    wanted = set(of) - {"soma"} if types is None else {types} if isinstance(types, str) else set(types)
    if not wanted or not wanted <= set(of):
        missing = sorted(wanted - set(of)) or "nothing but a soma"
        raise InputError(f"plot_sholl: `types` is {types!r}; the morphology has {sorted(set(of))}, not {missing}")
    counts = np.isin(of, list(wanted))[cut.branch]
    middle = cut.root_middle()
    return cut.start[counts] - middle, cut.end[counts] - middle
