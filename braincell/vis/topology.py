"""Draw which branch hangs on which, as a tree of names."""

from typing import TYPE_CHECKING

import numpy as np

from braincell.cell import Cell
from braincell.morph.morphology import Morphology
from braincell.vis.colours import type_colours, type_legend
from braincell.vis.figure import axes_for
from braincell.vis.shape import cell_of
from braincell.vis.tree import branch_types, levels, rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_NAMED = 60  # branches


def plot_topology(shape: Morphology | Cell, *, names: bool | None = None, ax: "Axes | None" = None) -> "Axes":
    """Draw branches as dots, coloured by type, each to the right of its parent; returns the axes.

    `names` says whether each dot has its branch's name; by default if there are at most 60. Lengths do not count:
    see `plot_dendrogram` for them. Raises `InputError`.
    """
    morphology = cell_of("plot_topology", shape).morphology
    level, row = levels(morphology), rows(morphology)
    is_named = len(row) <= _MOST_NAMED if names is None else bool(names)
    step = 0.35 if is_named else 0.15
    size = float(np.clip(1.6 + 1.0 * level.max(), 5.0, 14.0)), float(np.clip(1.0 + step * row.max(), 2.4, 14.0))
    ax = axes_for("plot_topology", ax, size)
    from matplotlib.collections import LineCollection

    parent = np.array([at.parent for at in morphology.attachments[1:]], int)
    here = np.stack([level, row], axis=1)
    edges = np.stack([here[parent], np.stack([level[parent], row[1:]], axis=1), here[1:]], axis=1)
    ax.add_collection(LineCollection(list(edges), colors="#999999", linewidths=0.8, zorder=1))
    types = branch_types(morphology)
    colours = type_colours(types)
    ax.scatter(level, row, c=[colours[t] for t in types], s=25 if is_named else 8, zorder=2)
    if is_named:
        for k, name in enumerate(morphology.branches):
            ax.annotate(name, here[k], (0, 4), textcoords="offset points", ha="center", va="bottom", fontsize="x-small")
    ax.set_xticks(np.arange(level.max() + 1))
    ax.set_xlabel("branches from the root")
    ax.set_yticks([])
    ax.set_xlim(-0.5, level.max() + 0.5)
    ax.set_ylim(-0.8, row.max() + 0.8)
    type_legend(ax, types)
    return ax
