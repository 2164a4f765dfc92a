"""The lines of graphs, as numbers and as matplotlib's figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hoc_compat.graph import Graph
from hoc_compat.plot_shape import picture_format

_COLORS = ("white", "black", "red", "blue", "green", "orange", "brown", "violet", "yellow", "gray")


@dataclass(frozen=True)
class Line:
    """One line of a Graph."""

    graph: str  # such as "Graph[0]"
    item: int  # as `getline` counts
    label: str
    x: np.ndarray
    y: np.ndarray


def lines() -> Iterator[Line]:
    """Every line of every Graph, in the order of their creation."""
    for graph in Graph._instances():
        for item, label, x, y in graph.lines():
            yield Line(graph.hname(), item, label, x, y)


def write(graph: Graph, name: str | Path) -> None:
    """Draw a Graph into a file; PostScript unless its name ends otherwise."""
    _figure(graph).savefig(name, format=picture_format(str(name)))


def write_all(folder: str | Path) -> list[Path]:
    """Draw every Graph that has a line with more than one point into a folder; returns the files."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    written = []
    for graph in Graph._instances():
        if any(len(x) > 1 for _, _, x, _ in graph.lines()):
            path = Path(folder) / f"{graph.hname().replace('[', '_').rstrip(']')}.png"
            write(graph, path)
            written.append(path)
    return written


def _figure(graph: Graph) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.add_subplot()
    for curve in graph._curves():
        x, y = curve.points()
        color = _COLORS[curve.color % 10] if curve.color % 10 else "black"
        axes.plot(x, y, color=color, linewidth=max(1, curve.brush % 5), label=curve.label.text if curve.label else None)
    for mark in graph._marks():
        axes.plot([mark.x], [mark.y], "+", color=_COLORS[mark.color % 10])
    if len(graph._views):
        left, bottom, right, top = graph._views[0]
        axes.set_xlim(left, right)
        axes.set_ylim(bottom, top)
    if any(curve.label for curve in graph._curves()):
        axes.legend(fontsize="small")
    axes.set_title(graph.hname())
    return figure
