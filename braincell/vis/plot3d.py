"""Draw a morphology in space with plotly, as tubes true to scale."""

from typing import Any

import numpy as np

from braincell.cell import Cell
from braincell.errors import InputError
from braincell.morph.morphology import Morphology
from braincell.vis.colours import ABSENT, span, type_colours
from braincell.vis.figure import plotly_figure
from braincell.vis.plot2d import NO_COORDINATES
from braincell.vis.shape import Pieces, cell_of, pieces
from braincell.vis.tree import branch_types
from braincell.vis.values import cv_values


def plot3d(
    shape: Morphology | Cell,
    values: Any = None,
    *,
    label: str = "",
    unit: str = "",
    cmap: Any = "Viridis",
    vmin: float | None = None,
    vmax: float | None = None,
    sides: int = 8,
) -> Any:
    """Draw a morphology, or a cell's, in space; returns plotly's `Figure`: `.show()` it, or `.write_html(file)`.

    Tubes of `sides` sides have the true diameters: one mesh for each branch type, or one for all `values`, which are
    those of `plot2d`. Branches without coordinates are laid out in the plane z = 0, which the title says.
    Raises `InputError` for values of a wrong shape or not finite and for fewer than 3 sides, `UnknownNameError`.
    """
    go = plotly_figure()
    cell = cell_of("plot3d", shape)
    if not isinstance(sides, int) or sides < 3:
        raise InputError(f"plot3d: `sides` is {sides!r}; a whole number of at least 3 is needed")
    if values is None:
        cut = pieces(cell.morphology)
        types = np.array(branch_types(cell.morphology))
        figure = go.Figure(
            [
                go.Mesh3d(
                    **tubes(cut, types[cut.branch] == name, sides)[0],
                    color=colour,
                    name=name.replace("_", " "),
                    showlegend=True,
                    hoverinfo="name",
                )
                for name, colour in type_colours(types.tolist()).items()
            ]
        )
    else:
        found, counts = cv_values("plot3d", cell, values, label, unit)
        cut = pieces(cell.morphology, counts)
        numbers = found.numbers[cut.cv]
        is_there = np.isfinite(numbers)
        low, high = span("plot3d", numbers, vmin, vmax)
        mesh, of = tubes(cut, is_there, sides)
        colours = {"intensity": numbers[of], "intensitymode": "cell", "colorscale": _colourscale(cmap)}
        colours |= {"cmin": low, "cmax": high}
        figure = go.Figure([go.Mesh3d(**mesh, **colours, colorbar={"title": {"text": found.title}}, name=found.label)])
        if not is_there.all():
            absent = tubes(cut, ~is_there, sides)[0]
            figure.add_trace(go.Mesh3d(**absent, color=ABSENT, name="absent", showlegend=True, hoverinfo="name"))
            figure.update_layout(legend={"x": 0.0, "y": 1.0})
    axes = {f"{axis}axis": {"title": {"text": f"{axis} [µm]"}} for axis in "xyz"}
    figure.update_layout(scene={"aspectmode": "data", **axes}, margin={"l": 0, "r": 0, "b": 0, "t": 30})
    if cut.is_laid_out:
        figure.update_layout(title={"text": NO_COORDINATES})
    return figure


def tubes(cut: Pieces, chosen: np.ndarray, sides: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The chosen pieces (bool [piece]) as triangles of a mesh, x y z i j k, and which piece each triangle is of.

    A piece has a ring of `sides` points at each end, at right angles to it; the ends of branches are closed.
    """
    number = np.flatnonzero(chosen)
    step = cut.end[number] - cut.start[number]
    along = step / np.linalg.norm(step, axis=1, keepdims=True)
    least = np.eye(3)[np.argmin(np.abs(along), axis=1)]  # the axis farthest from the direction
    first = np.cross(along, least)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(along, first)
    angle = 2.0 * np.pi * np.arange(sides) / sides
    ring = np.cos(angle)[:, None] * first[:, None, :] + np.sin(angle)[:, None] * second[:, None, :]
    start = cut.start[number, None] + cut.diameter_start[number, None, None] / 2.0 * ring
    end = cut.end[number, None] + cut.diameter_end[number, None, None] / 2.0 * ring
    points = np.concatenate([start, end], axis=1).reshape(-1, 3)

    a = np.arange(sides)
    b = (a + 1) % sides
    wall = np.concatenate([np.stack([a, b, a + sides], 1), np.stack([b, b + sides, a + sides], 1)])
    lid = np.stack([np.zeros(sides - 2, int), a[1:-1], a[2:]], 1)
    base = 2 * sides * np.arange(len(number))
    of, corners = [], []
    for local, which in (
        (wall, np.arange(len(number))),
        (lid, np.flatnonzero(cut.is_first[number])),
        (lid + sides, np.flatnonzero(cut.is_last[number])),
    ):
        corners.append((base[which, None, None] + local).reshape(-1, 3))
        of.append(np.repeat(number[which], len(local)))
    triangles = np.concatenate(corners)
    mesh = dict(zip("xyzijk", (*points.T, *triangles.T), strict=True))
    return mesh, np.concatenate(of)


def _colourscale(name: Any) -> Any:
    """One of plotly's colour scales; `InputError` if it is none."""
    try:
        return plotly_figure().Mesh3d(colorscale=name).colorscale
    except ValueError:
        raise InputError(f"plot3d: `cmap` is {name!r}; a colour scale of plotly is needed, such as 'Viridis'") from None
