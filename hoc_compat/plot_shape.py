"""PlotShape and Shape: sections in space, for matplotlib to draw; there is no window."""

import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError, UnknownNameError, UnsupportedError, unknown_name
from braincell.mech import registry
from hoc_compat.define_shape import define_shape
from hoc_compat.hoc_object import HocObject
from hoc_compat.range_variables import owner_of, range_names
from hoc_compat.scene import Scene
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.world import WORLD

_OPEN: "weakref.WeakSet[Sections]" = weakref.WeakSet()


def notify() -> float:
    """What `doNotify` does: while there is a Shape or PlotShape, new sections without 3-d points get some."""
    if _OPEN and not all(len(section._points) for section in WORLD.sections()):
        define_shape()
    return 1.0


class Sections(Scene):
    """What Shape and PlotShape share: which sections are shown, and how.

    As in NEURON under a display, they give all sections without 3-d points some (`define_shape`), of single precision.
    """

    def _choose(self, sections: Any, show: Any) -> None:
        define_shape()
        _OPEN.add(self)
        given = not isinstance(sections, (int, float, type(None)))
        self._sections = list(sections) if given else None
        self._mode = 1
        self._show((-100.0, -100.0, 100.0, 100.0), show if given or sections is None else sections)

    def exec_menu(self, label: str) -> float:
        """Do what an entry of the menu does, where that changes what is kept."""
        self._mode = 0 if label == "Show Diam" else self._mode
        return super().exec_menu(label)

    def printfile(self, name: str) -> float:
        """Write the picture with matplotlib; PostScript unless the name ends otherwise."""
        from matplotlib.figure import Figure

        figure = Figure()
        self._draw(figure)
        figure.savefig(name, format=picture_format(name))
        return 1.0

    def _draw(self, figure: Any, cmap: Any = None, **style: Any) -> Any:
        """Draw all segments on new axes, as wide as their diameters after `show(0)`; returns the axes."""
        axes = _axes_class()(figure)
        figure.add_axes(axes)
        define_shape()
        width, color = style.pop("line_width", 2), style.get("color")
        for section in WORLD.sections() if self._sections is None else self._sections:
            for segment, points in zip(section, segment_points(section), strict=True):
                (line,) = axes.plot(*points, "-", linewidth=segment.diam if self._mode == 0 else width, **style)
                line.set_color(color or self._color_of(segment, cmap) or line.get_color())
        axes.equal_scales()
        return axes

    def _color_of(self, segment: Segment, cmap: Any) -> str | None:
        """What a segment is drawn in; None: what matplotlib draws the next line in."""
        return "black"


def picture_format(name: str) -> str | None:
    """PostScript for matplotlib, unless it knows the ending of a file's name."""
    return None if name.lower().rpartition(".")[2] in ("eps", "ps", "pdf", "png", "svg") else "ps"


def _mode(shape: HocObject, mode: Any) -> int:
    if mode not in (0, 1, 2):
        raise InputError(f"{shape}.show({mode!r}): the mode is 0, 1 or 2")
    return int(mode)


class Shape(Sections, HocObject):
    """`h.Shape()` or `h.Shape(sections)`; it has no window, and draws into files."""

    def __init__(self, sections: Any = None, show: Any = 1):
        self._choose(sections, show)

    def show(self, mode: Any) -> float:
        """0: lines as wide as the sections, 1 and 2: thin lines."""
        self._mode = _mode(self, mode)
        return 1.0


class PlotShape(Sections, HocObject):
    """`h.PlotShape(False)`: `ps.variable("v")`, `ps.scale(-80, 40)`, then `ps.plot(pyplot)` draws in colour."""

    def __init__(self, sections: Any = None, show: Any = 1):
        self._choose(sections, show)
        self._variable = ""
        self._low, self._high = -80.0, 40.0

    def show(self, mode: Any = None) -> int:
        """The mode, before it is set: 0 lines as wide as the sections, 1 and 2 thin lines."""
        before = self._mode
        if mode is not None:
            self._mode = _mode(self, mode)
        return before

    def variable(self, name: Any, *rest: Any) -> float:
        """The range variable that the colours show, from −80 to 40 until `scale` is called.

        NEURON ignores what follows, and a name that is no range variable's; here that alone is an error.
        """
        if not isinstance(name, str):
            raise UnsupportedError(f"{self}.variable({name!r}): give a range variable's name, such as 'v'")
        if name not in ("v", "diam", "cm", "i_cap") and owner_of(name) is None:
            if rest:
                return 1.0
            raise unknown_name("range variable", name, range_names(registry.names()), f"{self}.variable")
        self._variable = name
        return self.scale(-80.0, 40.0)

    def scale(self, low: Any, high: Any) -> float:
        """The values at the ends of the colour map."""
        self._low, self._high = float(low), float(high)
        return 1.0

    def plot(self, graph: Any, cmap: Any = None, **keywords: Any) -> Any:
        """Draw on a new figure of pyplot, or on a figure; returns its three-dimensional axes, with `mark(segment)`.

        A segment's line is as wide as its diameter after `show(0)`; it is black where the variable is missing.
        """
        from matplotlib.figure import Figure

        if not isinstance(graph, Figure) and getattr(graph, "__name__", "") != "matplotlib.pyplot":
            raise InputError(f"{self}.plot({graph!r}): give matplotlib's pyplot or a figure")
        figure = graph if isinstance(graph, Figure) else graph.figure()
        keywords.setdefault("picker", 2)
        return self._draw(figure, cmap, **keywords)

    def _color_of(self, segment: Segment, cmap: Any) -> str | None:
        if self._high == self._low:
            return None
        value = _value(segment, self._variable)
        return "black" if value is None else self._shade(value, cmap)

    def _shade(self, value: float, cmap: Any) -> str:
        from matplotlib import colormaps

        span = self._high - self._low
        index = int(255 * (min(max(value, self._low), self._high) - self._low) / span)
        parts = (cmap or colormaps["cool"])(index)
        return "#" + "".join(f"{int(255 * part):02x}" for part in parts[:3])


def segment_points(section: Section) -> list[np.ndarray]:
    """x, y, z [3, point] of each segment's stretch of the 3-d points."""
    points, n = section._points, section.nseg
    arc, xyz = np.array(points.arc), np.array(points.xyz, float)
    result = []
    for i in range(n):
        low, high = i * (section.L / n), (i + 1) * (section.L / n)
        at = [low, *arc[(arc > low) & (arc < high)], high]
        result.append(np.array([np.interp(at, arc, axis) for axis in xyz.T]))
    return result


def _value(segment: Segment, name: str) -> float | None:
    try:
        return getattr(segment, name) if name else None
    except UnknownNameError:
        return None


def _axes_class() -> Any:
    """Axes that can mark a segment; made when matplotlib is needed."""
    from mpl_toolkits.mplot3d import Axes3D

    class ShapeAxes(Axes3D):
        def mark(self, segment: Segment, marker: str = "or", **keywords: Any) -> Any:
            """Put a marker on a segment."""
            points = segment.sec._points
            at = np.interp(segment.sec.L * segment.x, points.arc, np.arange(len(points.arc)))
            x, y, z = (np.interp(at, np.arange(len(points.arc)), axis) for axis in np.array(points.xyz, float).T)
            self.plot([x], [y], [z], marker, **keywords)
            return self

        def equal_scales(self) -> None:
            """The same range of x, y and z."""
            bounds = np.array([self.get_xlim(), self.get_ylim(), self.get_zlim()])
            half = np.diff(bounds).max() / 2.0
            middle = bounds.mean(axis=1)
            self.auto_scale_xyz(*((m - half, m + half) for m in middle))

    return ShapeAxes
