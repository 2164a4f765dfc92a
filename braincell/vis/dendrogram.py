"""Draw the branches of a morphology along their path distance from the root, a row for every tip."""

from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.cell import Cell
from braincell.morph.morphology import Morphology
from braincell.units import positive
from braincell.vis.colours import colormap, colour_bar, scale, type_colours, type_legend
from braincell.vis.figure import axes_for
from braincell.vis.shape import Pieces, cell_of, pieces
from braincell.vis.tree import branch_types, path_starts, rows
from braincell.vis.values import cv_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_THINNEST = 0.5  # points


def plot_dendrogram(
    shape: Morphology | Cell,
    values: Any = None,
    *,
    ax: "Axes | None" = None,
    width: float = 1.0,
    label: str = "",
    unit: str = "",
    cmap: Any = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
) -> "Axes":
    """Draw the tree with path distance [µm] from the root's x = 0 across and a row for every tip; returns the axes.

    Lines are `width` points wide for each µm of diameter, half a point at least; grey lines show what hangs where.
    Colours are those of the branch types, or of `values` as in `plot2d`. Raises `InputError` and `UnknownNameError`.
    """
    cell = cell_of("plot_dendrogram", shape)
    morphology, width = cell.morphology, positive(width, "1", "width", "plot_dendrogram")
    found = counts = None
    if values is not None:
        found, counts = cv_values("plot_dendrogram", cell, values, label, unit)
    cut, row = pieces(morphology, counts), rows(morphology)
    ax = axes_for("plot_dendrogram", ax, (6.4, float(np.clip(0.6 + 0.15 * row.max(), 3.0, 12.0))))
    from matplotlib.collections import LineCollection

    ax.add_collection(LineCollection(list(_joins(morphology, row)), colors="#999999", linewidths=0.5))
    widths = np.maximum(_THINNEST, width * (cut.diameter_start + cut.diameter_end) / 2.0)
    # not smoothed, so that no light shows between pieces
    lines = LineCollection(list(_lines(morphology, cut, row)), linewidths=widths, capstyle="butt", antialiaseds=False)
    ax.add_collection(lines)
    ax.autoscale_view(scaley=False)
    ax.set_ylim(-1.0, row.max() + 1.0)
    ax.set_xlabel("path distance [µm]")
    ax.set_yticks([])
    if found is None:
        types = branch_types(morphology)
        colours = type_colours(types)
        lines.set_color([colours[types[k]] for k in cut.branch])
        type_legend(ax, types)
    else:
        norm = scale("plot_dendrogram", found.numbers, vmin, vmax)
        array = np.ma.masked_invalid(found.numbers[cut.cv])
        lines.set(cmap=colormap("plot_dendrogram", cmap), norm=norm, array=array)
        colour_bar(ax, lines, found)
    return ax


def _lines(morphology: Morphology, cut: Pieces, row: np.ndarray) -> np.ndarray:
    """Ends [piece, 2, 2] of the pieces: (path distance, row)."""
    near = np.array([at.child_x for at in morphology.attachments])[cut.branch]
    length = np.array([morphology.branch(k).length for k in range(len(morphology.branches))])[cut.branch]
    start = path_starts(morphology)[cut.branch]
    ends = [start + np.where(near == 0, arc, length - arc) for arc in (cut.arc_start, cut.arc_end)]
    return np.stack([np.stack([end, row[cut.branch]], axis=1) for end in ends], axis=1)


def _joins(morphology: Morphology, row: np.ndarray) -> np.ndarray:
    """Upright lines [branch − 1, 2, 2] from each parent's row to that of the branch, where it is attached."""
    parent = np.array([at.parent for at in morphology.attachments[1:]], int)
    distance = path_starts(morphology)[1:]
    ends = [np.stack([distance, y], axis=1) for y in (row[parent], row[1:])]
    return np.stack(ends, axis=1)
