"""Draw a morphology in a plane, true to scale, coloured by branch type or by any value."""

from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.cell import Cell
from braincell.errors import InputError
from braincell.morph.morphology import Morphology
from braincell.vis.colours import colormap, colour_bar, scale, type_colours, type_legend
from braincell.vis.figure import axes_for
from braincell.vis.shape import Pieces, cell_of, pieces
from braincell.vis.tree import branch_types
from braincell.vis.values import Values, cv_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyCollection

_PROJECTIONS = {"xy": (0, 1, 2), "xz": (0, 2, 1), "yz": (1, 2, 0)}  # across, up, depth
_ROUND = np.linspace(-np.pi / 2.0, np.pi / 2.0, 13)  # directions of the points of half a disc
NO_COORDINATES = "no coordinates: laid out by lengths"


def plot2d(
    shape: Morphology | Cell,
    values: Any = None,
    *,
    projection: str = "xy",
    ax: "Axes | None" = None,
    label: str = "",
    unit: str = "",
    cmap: Any = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
    legend: bool = True,
) -> "Axes":
    """Draw a morphology, or a cell's, in the plane "xy", "xz" or "yz"; returns the axes, in µm.

    Diameters are true to scale: a piece of cable is the shadow of its truncated cone. A fine edge keeps what is thinner
    than a point of the picture visible. Branches are coloured by type, or by `values`: an array with one per control
    volume (per branch for a `Morphology`), a function of the control volume's context, or a name such as "diam",
    "distance" or "hh.gnabar" (grey where the mechanism is absent). `label` and `unit` go to the colour bar, whose ends
    are `vmin` and `vmax`; `legend=False` leaves it, or the legend of the types, out.

    Branches that have lengths but no coordinates are laid out as a fan in "xy", which the picture says.
    Raises `InputError` for an unknown projection, values of a wrong shape or not finite, `UnknownNameError` for names.
    """
    cell = cell_of("plot2d", shape)
    if values is None:
        cut = projectable("plot2d", pieces(cell.morphology), projection)
        types = branch_types(cell.morphology)
        colours = type_colours(types)
        ax = axes_for("plot2d", ax)
        draw(ax, cut, projection).set_color([colours[types[k]] for k in cut.branch])
        if legend:
            type_legend(ax, types)
        return ax
    found, counts = cv_values("plot2d", cell, values, label, unit)
    cut = projectable("plot2d", pieces(cell.morphology, counts), projection)
    norm = scale("plot2d", found.numbers, vmin, vmax)
    colours = colormap("plot2d", cmap)
    ax = axes_for("plot2d", ax)
    drawn = draw_values(ax, cut, projection, found, norm, colours)
    if legend:
        colour_bar(ax, drawn, found)
    return ax


def projectable(owner: str, cut: Pieces, projection: str) -> Pieces:
    """The pieces, or `InputError` if there is no such projection of them."""
    if projection not in _PROJECTIONS:
        raise InputError(f"{owner}: `projection` is {projection!r}; it is 'xy', 'xz' or 'yz'")
    if cut.is_laid_out and projection != "xy":
        raise InputError(
            f"{owner}: `projection` is {projection!r}, but there are branches without coordinates, which are laid out "
            "in 'xy'; make them with `Branch.from_points`"
        )
    return cut


def draw(ax: "Axes", cut: Pieces, projection: str) -> "PolyCollection":
    """Add all pieces to the axes as one collection and name the axes; colours are left to the caller."""
    from matplotlib.collections import PolyCollection

    shadows: Any = outlines(cut, projection)  # an array is quicker than the sequence that is declared
    drawn = PolyCollection(shadows, linewidths=0.5, edgecolors="face")
    ax.add_collection(drawn)
    ax.set_aspect("equal")
    ax.autoscale_view()
    ax.set_xlabel(f"{projection[0]} [µm]" + (f" ({NO_COORDINATES})" if cut.is_laid_out else ""))
    ax.set_ylabel(f"{projection[1]} [µm]")
    return drawn


def draw_values(ax: "Axes", cut: Pieces, projection: str, values: Values, norm: Any, colours: Any) -> "PolyCollection":
    """Add all pieces, coloured by the values of their control volumes."""
    drawn = draw(ax, cut, projection)
    drawn.set(cmap=colours, norm=norm, array=np.ma.masked_invalid(values.numbers[cut.cv]))
    return drawn


def outlines(cut: Pieces, projection: str) -> np.ndarray:
    """Shadows of the pieces in a plane, as polygons [piece, 26, 2] µm.

    The end disc of a cone at an angle to the plane is an ellipse; one that hides the other end is the whole shadow.
    Where a branch bends, and where it is attached, half a disc fills the gap.
    """
    across, up, depth = _PROJECTIONS[projection]
    start, end = cut.start[:, [across, up]], cut.end[:, [across, up]]
    length = np.hypot(*(end - start).T)
    whole = np.linalg.norm(cut.end - cut.start, axis=1)
    tilt = np.abs(cut.end[:, depth] - cut.start[:, depth]) / whole
    is_on_end = length <= np.maximum(1e-9 * whole, np.abs(cut.diameter_end - cut.diameter_start) / 2.0 * tilt)
    is_wider_first = cut.diameter_start > cut.diameter_end
    along = np.where(length[:, None] > 0.0, (end - start) / np.where(length > 0.0, length, 1.0)[:, None], [1.0, 0.0])
    across_it = np.stack([-along[:, 1], along[:, 0]], axis=1)

    bulge_end = np.where(cut.bends_at_end() | cut.is_attached_end, 1.0, tilt)
    bulge_start = np.where(cut.is_attached_start, 1.0, np.where(cut.is_first | is_on_end, tilt, 0.0))
    diameters = cut.diameter_start, cut.diameter_end
    hides_end, hides_start = is_on_end & is_wider_first, is_on_end & ~is_wider_first
    end, start = np.where(hides_end[:, None], start, end), np.where(hides_start[:, None], end, start)
    wide_end, wide_start = np.where(hides_end, diameters[0], diameters[1]), np.where(hides_start, *diameters[::-1])

    def cap(place: np.ndarray, diameter: np.ndarray, bulge: np.ndarray, turn: float) -> np.ndarray:
        sides = np.sin(_ROUND)[:, None] * across_it[:, None, :]
        front = (bulge[:, None] * np.cos(_ROUND))[..., None] * along[:, None, :]
        return place[:, None, :] + turn * diameter[:, None, None] / 2.0 * (sides + front)

    return np.concatenate([cap(end, wide_end, bulge_end, 1.0), cap(start, wide_start, bulge_start, -1.0)], axis=1)
