"""Draw two morphologies, or two sets of values on one, so that they can be compared."""

from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.cell import Cell
from braincell.errors import InputError
from braincell.morph.morphology import Morphology
from braincell.vis.colours import (
    CURVES,
    colormap,
    colour_bar,
    difference_map,
    scale,
    side_legend,
    type_colours,
    type_legend,
)
from braincell.vis.figure import axes_for, panels_for
from braincell.vis.plot2d import draw, draw_values, projectable
from braincell.vis.shape import cell_of, pieces
from braincell.vis.tree import branch_types
from braincell.vis.values import Values, cv_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def compare_morphologies(
    a: Morphology | Cell,
    b: Morphology | Cell,
    *,
    overlay: bool = False,
    projection: str = "xy",
    labels: tuple[str, str] = ("a", "b"),
    ax: Any = None,
) -> "Axes | list[Axes]":
    """Draw two morphologies side by side at one scale, coloured by type, or over one another in two colours.

    An overlay has the middles of both root branches at 0. Returns the two axes in a list, or the one of an `overlay`;
    `ax` gives as many. Raises `InputError`.
    """
    _check_labels("compare_morphologies", labels)
    both = [cell_of("compare_morphologies", shape).morphology for shape in (a, b)]
    cuts = [projectable("compare_morphologies", pieces(m), projection) for m in both]
    if overlay:
        one = axes_for("compare_morphologies", ax)
        from matplotlib.patches import Patch

        for cut, colour in zip(cuts, CURVES, strict=False):
            drawn = draw(one, cut.moved(-cut.root_middle()), projection)
            drawn.set_color(colour)
            drawn.set_alpha(0.6)
        side_legend(one, handles=[Patch(color=c, label=text) for c, text in zip(CURVES, labels, strict=False)])
        return one
    panels = panels_for("compare_morphologies", ax, 2, (9.0, 4.8))
    types = [branch_types(m) for m in both]
    colours = type_colours(types[0] + types[1])
    for panel, cut, own, text in zip(panels, cuts, types, labels, strict=True):
        draw(panel, cut, projection).set_color([colours[own[k]] for k in cut.branch])
        panel.set_title(text)
    _same_span(panels)
    type_legend(panels[1], types[0] + types[1])
    return panels


def compare_values(
    shape: Morphology | Cell,
    a: Any,
    b: Any,
    *,
    projection: str = "xy",
    labels: tuple[str, str] = ("a", "b"),
    unit: str = "",
    cmap: Any = "viridis",
    ax: Any = None,
) -> "list[Axes]":
    """Draw two sets of values, and a − b, on one morphology in three panels; returns their axes.

    `a` and `b` are `values` of `plot2d` and share a colour scale; that of the difference is symmetric about 0: blue
    below, black at 0, orange above. Raises `InputError`, and `UnknownNameError` for names.
    """
    _check_labels("compare_values", labels)
    cell = cell_of("compare_values", shape)
    (first, counts), (second, _) = (
        cv_values("compare_values", cell, values, text, unit) for values, text in ((a, labels[0]), (b, labels[1]))
    )
    difference = Values(first.numbers - second.numbers, f"{labels[0]} − {labels[1]}", first.unit)
    cut = projectable("compare_values", pieces(cell.morphology, counts), projection)
    norm = scale("compare_values", np.concatenate([first.numbers, second.numbers]), None, None)
    scale("compare_values", difference.numbers, None, None)  # there is something to compare
    most = float(np.nanmax(np.abs(difference.numbers))) or 1.0
    shared, diverging = colormap("compare_values", cmap), colormap("compare_values", difference_map())
    panels = panels_for("compare_values", ax, 3, (13.0, 4.8))
    drawn = [draw_values(p, cut, projection, v, norm, shared) for p, v in zip(panels, (first, second), strict=False)]
    apart = scale("compare_values", difference.numbers, -most, most)
    drawn.append(draw_values(panels[2], cut, projection, difference, apart, diverging))
    for panel, collection, values in zip(panels, drawn, (first, second, difference), strict=True):
        colour_bar(panel, collection, Values(values.numbers, "", values.unit))
        panel.set_title(values.label)
    return panels


def _check_labels(owner: str, labels: Any) -> None:
    if not isinstance(labels, tuple | list) or len(labels) != 2:
        raise InputError(f"{owner}: `labels` is {labels!r}; two texts are needed")


def _same_span(panels: "list[Axes]") -> None:
    """Give all axes the greatest width and height of any, about their own middles, so that they share a scale."""
    for limits, setter in (("get_xlim", "set_xlim"), ("get_ylim", "set_ylim")):
        spans = [getattr(panel, limits)() for panel in panels]
        half = max(high - low for low, high in spans) / 2.0
        for panel, (low, high) in zip(panels, spans, strict=True):
            getattr(panel, setter)((low + high) / 2.0 - half, (low + high) / 2.0 + half)
