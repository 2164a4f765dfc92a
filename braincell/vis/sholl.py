"""Draw how often a tree crosses spheres about its soma."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.cell import Cell
from braincell.morph.morphology import Morphology
from braincell.units import magnitude, positive
from braincell.vis.colours import side_legend
from braincell.vis.figure import axes_for
from braincell.vis.shape import cell_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_sholl(
    shape: Morphology | Cell,
    radii: Any = None,
    *,
    step: Any = 10.0,
    types: Sequence[str] | None = None,
    label: str = "",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw `metric.sholl`: how often branches cross spheres about the middle of the soma, against radius [µm].

    `radii` [µm], or every `step` µm as far as the branches reach. Branches of `types` count, all but the soma by
    default. `label` names the curve, so that several cells can share axes. Raises `InputError` for a morphology without
    coordinates, for radii that are not positive, and for types that no branch has.
    """
    metric = cell_of("plot_sholl", shape).morphology.metric
    if radii is None:
        by = positive(step, "um", "step", "plot_sholl")
        radii = by * np.arange(1, int(metric.max_euclidean_distance / by) + 2)
    spheres = np.sort(np.atleast_1d(magnitude(radii, "um", "radii")))
    counts = metric.sholl(spheres, types=types)
    ax = axes_for("plot_sholl", ax)
    ax.plot(spheres, counts, ".-", markersize=4, linewidth=1.0, label=label or "_")
    ax.set_xlabel("distance from the soma [µm]")
    ax.set_ylabel("intersections")
    ax.locator_params(axis="y", integer=True)
    ax.set_ylim(bottom=0, auto=True)
    if label:
        side_legend(ax)
    return ax
