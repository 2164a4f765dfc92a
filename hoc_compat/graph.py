"""Graph: keeps the lines that NEURON's would show, for `getline`, for matplotlib and for comparisons."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.curve_numbers import CurveNumbers
from hoc_compat.curves import Axis, Curve, FollowingCurve, Label, RunCurve
from hoc_compat.hoc import program
from hoc_compat.hoc_object import HocObject
from hoc_compat.named_variables import Recording, Text, Variable
from hoc_compat.range_var_plot import RangeVarPlot
from hoc_compat.scene import Scene, _style
from hoc_compat.vector import Vector

_TO_EXPRESSIONS = "`addvar(label, reference)` or `addexpr(text)`"


class Graph(Scene, HocObject):
    """`h.Graph()`: `addvar` and `addexpr` name what a run plots once the graph is in one of `h.graphList`."""

    def __init__(self, show: Any = 1):
        self._show((0.0, 0.0, 300.0, 200.0), show)
        self._lines: list[RunCurve] = []
        self._x = CurveNumbers()
        self._x_source: Text | None = None
        self._keeps_lines = self._is_family = False
        self._family: Label | None = None
        self._n_family = 0

    def _resize(self, box: Any) -> None:
        super()._resize(box)
        left, bottom, right, top = box
        if self._fixtype == 1:
            self._place = right - 0.2 * (right - left), top - 0.1 * (top - bottom)
        elif self._fixtype == 2:
            self._place = 0.8, 0.9

    # what a run plots

    def addvar(self, label: Any, *arguments: Any) -> float:
        """`addvar("soma.v(.5)")`, `addvar(label, reference or name[, color, brush[, x, y, fixtype]])`."""
        given = list(arguments)
        named = given.pop(0) if given and not isinstance(given[0], (int, float)) else label
        reference = program.reference(named) if isinstance(named, str) else named
        if not hasattr(reference, "__getitem__"):
            raise InputError(f"{self}.addvar({named!r}): this is no variable; use {_TO_EXPRESSIONS}")
        return self._add(label if isinstance(label, str) else repr(label), Variable(reference), given)

    def addexpr(self, label: str, *arguments: Any) -> float:
        """`addexpr([label,] "v(.5) + 10"[, object][, color, brush[, x, y, fixtype]])`."""
        given = list(arguments)
        text = given.pop(0) if given and isinstance(given[0], str) else label
        context = given.pop(0) if given and not isinstance(given[0], (int, float)) else None
        return self._add(label, Text(text, context), given)

    def _add(self, label: str, source: Variable | Text, style: Any) -> float:
        color, brush = _style(tuple(style), (self._color, self._brush))
        # three numbers more are place and type of the label; two are of old files, whose labels are fixed
        fixtype = style[4] if len(style) > 4 else 1 if len(style) > 2 else None
        text = self._labelled(label, color, fixtype)
        curve = RunCurve(self._x, CurveNumbers(), color, brush, text, source, color, brush)
        self._items.append(curve)
        self._lines.append(curve)
        self._move(text, style)
        return 1.0

    def _move(self, label: Label, style: Any) -> None:
        if len(style) > 3:
            label.x, label.y = float(style[2]), float(style[3])

    def addobject(self, item: Any, *style: Any) -> float:
        """Add a RangeVarPlot."""
        if not isinstance(item, RangeVarPlot):
            raise InputError(f"{self}.addobject({item!r}): a RangeVarPlot is needed")

        def read() -> tuple[np.ndarray, np.ndarray]:
            values, positions = Vector(), Vector()
            item.to_vector(values, positions)
            return np.array(positions), np.array(values)

        curve = self._follow(read, style, is_path=True)
        curve.label = self._labelled(item.name, curve.color)
        self._move(curve.label, style)
        return 1.0

    def vector(self, n: Any, x: Any, y: Any, *style: Any) -> float:
        """Follow `n` numbers behind two references."""
        count = int(number(f"{self}.vector", "n", n))
        self._follow(lambda: (_behind(x, count), _behind(y, count)), style)
        return 1.0

    def _follow(self, read: Any, style: tuple[Any, ...] = (), is_path: bool = False) -> FollowingCurve:
        color, brush = _style(style, (self._color, self._brush))
        curve = FollowingCurve(CurveNumbers(), CurveNumbers(), color, brush, None, read, is_path)
        curve.refresh()
        self._items.append(curve)
        return curve

    def _show_vector(self, y: Vector, x: Any, style: tuple[Any, ...], follows: bool) -> None:
        """Add a Vector over its indices, over multiples of a number or over another Vector."""
        n = len(y) if not isinstance(x, Vector) else min(len(x), len(y))
        positions = np.array(x)[:n] if isinstance(x, Vector) else np.arange(n) * (1.0 if x is None else float(x))

        def read() -> tuple[np.ndarray, np.ndarray]:
            values = np.array(y)[:n]
            return positions[: len(values)], values

        if follows:
            label = self._labelled(y.label(), self._color) if y.label() else None
            self._follow(read, style).label = label
        else:
            curve = self._begin_line(y.label(), style)
            for numbers, values in zip((curve.x, curve.y), read(), strict=True):
                numbers.extend(values)
        self.flush()

    def xexpr(self, text: str, is_variable: Any = 0) -> float:
        """Plot over an expression instead of the time."""
        self._x_source = Text(text)
        return 1.0

    def begin(self) -> float:
        """Start the lines of variables and expressions anew; with Keep Lines, what they hold stays."""
        if self._keeps_lines:
            self._keep()
        for curve in self._lines:
            if self._is_family:
                curve.color, curve.brush = self._color, self._brush
            curve.begin()
        self._x.clear()
        return 1.0

    def plot(self, target: Any) -> Any:
        """Append the present values at an x; or draw all lines on matplotlib's pyplot or axes, and return its lines."""
        if isinstance(target, (int, float)):
            self._x.add(float(target) if self._x_source is None else float(self._x_source.value()))
            for curve in self._lines:
                curve.plot()
            return 1.0
        if not hasattr(target, "plot"):
            raise InputError(f"{self}.plot({target!r}): give matplotlib's pyplot or an axes")
        return [target.plot(x, y, label=label)[0] for _, label, x, y in self.lines()]

    def flush(self) -> float:
        """Read again what follows a Vector or a path."""
        for curve in self._curves():
            curve.refresh()
        return 1.0

    def simgraph(self) -> float:
        """Nothing: every method of integration plots the lines of runs."""
        return 1.0

    # a family of lines

    def family(self, what: Any) -> float:
        """1: lines stay, in the colours set when they begin; 0: they do not; a text: label them with its value."""
        if isinstance(what, str):
            self._family = self._labelled(what, self._color, 2, row=False) if len(what) > 1 else None
            if self._family is not None:
                self._family.x = self._family.y = 0.95
            return 1.0
        self._is_family = self._keeps_lines = bool(what)
        if self._is_family:
            self.erase()
        else:
            for curve in self._lines:
                curve.color, curve.brush = curve.own_color, curve.own_brush
        return 1.0

    def _keep(self) -> None:
        """Put copies of what the lines hold in front of them."""
        text = f"{Text(self._family.text).value():g}" if self._family else ""
        for i in reversed(range(len(self._items))):
            curve = self._items[i]
            if not isinstance(curve, (RunCurve, FollowingCurve)) or len(curve.y) < 2:
                continue
            x, y = curve.points()
            kept = Curve(CurveNumbers(x), CurveNumbers(y), curve.color, curve.brush, None)
            if self._family:
                kept.label = Label(text, self._family.x, self._family.y, 2, 1.0, (0.0, self._n_family), curve.color)
                self._n_family += 1
                self._items.append(kept.label)
            self._items.insert(i, kept)
            curve.y.clear()

    # the picture

    def erase(self) -> float:
        """Remove lines and marks; of variables and expressions what they hold."""
        super().erase()
        for curve in self._lines:
            curve.y.clear()
            self._items.append(curve)
        self._n_family = 0
        return 1.0

    def erase_all(self) -> float:
        """Remove everything, also variables and expressions."""
        self._lines.clear()
        return super().erase_all()

    def xaxis(self, *arguments: Any) -> float:
        """Keep an axis: `xaxis(start, stop, …)`; `xaxis()` and `xaxis(0…3)` are about those of the views."""
        return self._axis("x", arguments)

    def yaxis(self, *arguments: Any) -> float:
        """Keep an axis, as `xaxis`."""
        return self._axis("y", arguments)

    def _axis(self, dimension: str, arguments: tuple[Any, ...]) -> float:
        numbers = tuple(number(f"{self}.{dimension}axis", "argument", a) for a in arguments)
        if len(numbers) < 2:
            self._items = [item for item in self._items if not isinstance(item, Axis)]
            if numbers == (1.0,):
                self._items += [Axis("x", ()), Axis("y", ())]
        else:
            self._items.append(Axis(dimension, numbers))
        return 1.0

    def exec_menu(self, label: str) -> float:
        """Do what an entry of the menu does, where that changes what is kept."""
        if label == "Keep Lines":
            self._keeps_lines = not self._keeps_lines
            if not self._keeps_lines:
                self._keep()
        elif label == "Erase":
            self.erase()
        elif label in ("New Axis", "Erase Axis", "View Axis", "View Box"):
            self._axis("x", (1.0,) if label == "New Axis" else ())
        else:
            super().exec_menu(label)
        return 0.0

    def crosshair_action(self, *_: Any) -> float:
        """Nothing: there is no mouse."""
        return 0.0

    def printfile(self, name: str) -> float:
        """Write the picture with matplotlib; PostScript unless the name ends otherwise."""
        from hoc_compat.figures import write

        write(self, name)
        return 1.0

    # what is kept

    def getline(self, index: Any, x: Vector, y: Vector) -> float:
        """Fill x and y with the line behind item `index` (−1: the first), and y's label; returns its own, or −1."""
        found = self._next_line("getline", index)
        if found is None:
            return -1.0
        curve = self._items[found]
        values = curve.y.places(len(curve.x))  # as NEURON, which takes the number of points from x
        y.from_python(values)
        x.from_python(curve.x.values()[: len(values)])
        if self._items[found].label is not None:
            y.label(self._items[found].label.text)
        return float(found)

    def line_info(self, index: Any, result: Vector) -> float:
        """Color, brush, x, y and type of the label of the line behind item `index`; returns its own, or −1."""
        found = self._next_line("line_info", index)
        if found is None:
            return -1.0
        curve = self._items[found]
        result.resize(5)
        result[0], result[1] = curve.color, curve.brush
        if curve.label is not None:
            result[2], result[3], result[4] = np.float32(curve.label.x), np.float32(curve.label.y), curve.label.fixtype
            result.label(curve.label.text)
        return float(found)

    def _next_line(self, method: str, index: Any) -> int | None:
        start = int(number(f"{self}.{method}", "index", index))
        if not -1 <= start <= len(self._items):
            raise InputError(f"{self}.{method}: the index is {start}; it must be between -1 and {len(self._items)}")
        start = -1 if start >= len(self._items) else start
        return next((i for i in range(start + 1, len(self._items)) if isinstance(self._items[i], Curve)), None)

    def lines(self) -> Iterator[tuple[int, str, np.ndarray, np.ndarray]]:
        """Item, label, x and y of every line."""
        for i, item in enumerate(self._items):
            if isinstance(item, Curve):
                yield i, item.label.text if item.label else "", *item.points()

    # recorded in a run

    def _recordings(self, undisturbed: bool) -> list[Recording] | None:
        """How a run records all that `plot` reads, x first if it is not the time; None if some of it has no way."""
        wanted = [] if self._x_source is None else [self._x_source]
        wanted += [curve.source for curve in self._lines if curve.is_valid]
        found = [source.recording(undisturbed) for source in wanted]
        return None if None in found else found  # type: ignore[return-value]

    def _receive(self, x: np.ndarray, values: list[np.ndarray]) -> None:
        """Append what was recorded at the plotted moments."""
        if self._x_source is not None:
            x, *values = values
        self._x.extend(x)
        for curve, own in zip((c for c in self._lines if c.is_valid), values, strict=True):
            curve.y.extend(own)


def _behind(reference: Any, n: int) -> np.ndarray:
    elements = getattr(reference, "elements", None)
    return np.array([reference[k] for k in range(n)] if elements is None else elements[:n], float)
