"""What Graph, Shape and PlotShape share: the things shown, and the views on them. There is no window."""

import math
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.curve_numbers import LARGEST, CurveNumbers
from hoc_compat.curves import Curve, Label, Mark
from hoc_compat.netcon import callback, calling_object

Box = tuple[float, float, float, float]
"""Left, bottom, right, top; single precision, as in NEURON."""
_MARGIN = 0.1


class Scene:
    """Items in the order of their creation; every view shows all of them, 10 % more than its size on each side."""

    def _show(self, box: Box, show: Any) -> None:
        self._items: list[Any] = []
        self._box = box
        self._views: list[Box] = []
        self._current: Curve | None = None
        self._color = self._brush = 1
        self._fixtype, self._scale, self._align = 2, 1.0, (0.0, 0.0)
        self._place, self._row = (0.0, 1.0), 0.0
        self._saved_name = ""
        self._menu: dict[str, Any] = {}
        if show is None or number(f"{self}", "show", show):
            self._views.append(box)

    # views

    def size(self, *arguments: Any) -> float:
        """`size(left, right, bottom, top)`, `size(1…4)` for one of these, `size(reference)` for what is drawn."""
        if len(arguments) >= 2:
            left, right, bottom, top = (number(f"{self}.size", "border", a) for a in arguments[:4])
            self._resize(_widened((left, bottom, right, top)))
        first = next(iter(arguments), None)
        if hasattr(first, "__setitem__"):
            left, bottom, right, top = self._drawn()
            for k, value in enumerate((left, right, bottom, top)):
                first[k] = value  # pyright: ignore[reportOptionalSubscript]
            return 0.0
        if not self._views:
            return 0.0
        if len(arguments) >= 2:
            return 1.0
        which = number(f"{self}.size", "which", first)
        if which not in (1, 2, 3, 4):
            raise InputError(f"{self}.size({which:g}): 1 is left, 2 right, 3 bottom, 4 top")
        left, bottom, right, top = _grown(self._views[0], -_MARGIN / 1.2)
        return (left, right, bottom, top)[int(which) - 1]

    def _resize(self, box: Box) -> None:
        self._box = box
        self._row = 0.0
        if self._views:
            self._views[0] = _grown(box, _MARGIN)

    def _drawn(self) -> Box:
        """The smallest box around lines and marks."""
        boxes = [(x.min(), y.min(), x.max(), y.max()) for x, y in (c.points() for c in self._curves()) if len(x) > 1]
        boxes += [(mark.x, mark.y, mark.x, mark.y) for mark in self._marks()]
        corners = np.array(boxes).reshape(-1, 4)
        low, high = corners[:, :2].min(0, initial=1e9), corners[:, 2:].max(0, initial=-1e9)
        empty = low >= high
        left, bottom, right, top = self._box
        low, high = np.where(empty, (left, bottom), low), np.where(empty, (right, top), high)
        return float(low[0]), float(low[1]), float(high[0]), min(float(high[1]), LARGEST)

    def view(self, *arguments: Any) -> float:
        """`view(left, bottom, width, height, …)` adds a view, `view(2)` one like the first."""
        if len(arguments) >= 8:
            left, bottom, width, height = (number(f"{self}.view", "place", a) for a in arguments[:4])
            self._views.append(_grown(_single((left, bottom, left + width, bottom + height)), _MARGIN))
        elif arguments and arguments[0] == 2:
            self._views.append(self._views[0] if self._views else self._box)
        return 1.0

    def view_count(self) -> int:
        """How many views there are; without any, the standard run system forgets a graph."""
        return len(self._views)

    def view_info(self, *arguments: Any) -> float:
        """`view_info(i, k)`: 1 width, 2 height, 5 left, 6 right, 7 bottom, 8 top, 11, 12 parts; else −1: no window."""
        if len(arguments) < 2:
            return -1.0
        left, bottom, right, top = self._view(arguments[0])
        width, height = right - left, top - bottom
        values = {1: width, 2: height, 5: left, 6: right, 7: bottom, 8: top}
        if len(arguments) > 2 and arguments[1] in (11, 12):
            low, span = (left, width) if arguments[1] == 11 else (bottom, height)
            return (number(f"{self}.view_info", "coordinate", arguments[2]) - low) / span
        return values.get(int(arguments[1]), -1.0)

    def view_size(self, view: Any, left: Any, right: Any, bottom: Any, top: Any) -> float:
        """What a view shows."""
        self._view(view)
        self._views[int(view)] = _single((float(left), float(bottom), float(right), float(top)))
        return 0.0

    def _view(self, index: Any) -> Box:
        if not 0 <= index < len(self._views):
            raise InputError(f"{self}: there is no view {index}; there are {len(self._views)}")
        return self._views[int(index)]

    def unmap(self) -> float:
        """Close all views."""
        self._views.clear()
        return 0.0

    def save_name(self, name: str, *_: Any) -> float:
        """The name in a session file."""
        self._saved_name = name
        return 1.0

    # menus

    def menu_action(self, label: str, action: Any, *_: Any) -> float:
        """Keep an entry of the menu, a function or a statement of hoc, for `exec_menu`."""
        self._menu[label] = callback(f"{self}.menu_action", action, calling_object())
        return 1.0

    menu_tool = menu_action

    def menu_remove(self, label: str) -> float:
        """Forget an entry of the menu."""
        self._menu.pop(label, None)
        return 0.0

    def exec_menu(self, label: str) -> float:
        """Do what an entry of the menu does, where that changes what is kept."""
        if label in self._menu:
            self._menu[label]()
        elif label == "View = plot" and self._views:
            self._views[0] = _grown(_rounded(self._drawn()), _MARGIN)
        elif label == "Whole Scene" and self._views:
            self._views[0] = _grown(self._box, _MARGIN)
        elif label in ("10% Zoom out", "10% Zoom in") and self._views:
            self._views[0] = _grown(self._views[0], _MARGIN if label == "10% Zoom out" else -_MARGIN)
        return 0.0

    # items

    def color(self, index: Any = 1, name: Any = None) -> float:
        """The colour of what is drawn next: 1 black, 2 red, 3 blue, 4 green, 5 orange, …"""
        if name is None:
            self._color = _palette(index, 100)
        return 1.0

    def brush(self, index: Any = 0, pattern: Any = None, width: Any = None) -> float:
        """The line style of what is drawn next."""
        if width is None:
            self._brush = _palette(index, 25)
        return 1.0

    def beginline(self, *arguments: Any) -> float:
        """Begin a line, that `line` continues: `beginline([label][, color, brush])`."""
        label = arguments[0] if arguments and isinstance(arguments[0], str) else ""
        self._begin_line(label, arguments[1:] if isinstance(next(iter(arguments), None), str) else arguments)
        return 1.0

    def _begin_line(self, label: str = "", style: tuple[Any, ...] = ()) -> Curve:
        color, brush = _style(style, (self._color, self._brush))
        self._current = Curve(CurveNumbers(), CurveNumbers(), color, brush, None)
        if label:
            self._current.label = self._labelled(label, color)
        self._items.append(self._current)
        return self._current

    def line(self, x: Any, y: Any) -> float:
        """Continue the line that was begun."""
        curve = self._current or self._begin_line()
        curve.x.add(number(f"{self}.line", "x", x))
        curve.y.add(number(f"{self}.line", "y", y))
        return 1.0

    def mark(self, x: Any, y: Any, style: Any = "+", size: Any = 12.0, *colors: Any) -> float:
        """Put a symbol somewhere."""
        place = number(f"{self}.mark", "x", x), number(f"{self}.mark", "y", y)
        self._items.append(Mark(*place, style, float(size), *_style(colors, (self._color, self._brush))))
        return 1.0

    def label(self, *arguments: Any) -> float:
        """`label(text)`, `label(x, y[, text])`, or with type, scale, alignment and colour."""
        if len(arguments) >= 8:
            x, y, text, fixtype, scale, x_align, y_align, color = arguments[:8]
            made = Label(
                text, float(x), float(y), int(fixtype), float(scale), (float(x_align), float(y_align)), int(color)
            )
            self._items.append(made)
        elif len(arguments) >= 2:
            self._place, self._row = (float(arguments[0]), float(arguments[1])), 0.0
            if len(arguments) > 2:
                self._labelled(arguments[2], self._color, row=False)
        elif arguments:
            self._labelled(arguments[0], self._color)
        return 1.0

    def _labelled(self, text: str, color: int, fixtype: Any = None, row: bool = True) -> Label:
        self._row += row
        kind = self._fixtype if fixtype is None else int(fixtype)
        align = (self._align[0], self._align[1] + self._row)
        made = Label(str(text), *self._place, kind, self._scale, align, color)
        self._items.append(made)
        return made

    def fixed(self, scale: Any = 1.0) -> float:
        """Labels made from now on keep their place on the axes, and their size."""
        return self._labels(1, scale)

    def vfixed(self, scale: Any = 1.0) -> float:
        """Labels made from now on keep their place in the view."""
        return self._labels(2, scale)

    def relative(self, scale: Any = 1.0) -> float:
        """Labels made from now on grow with the axes."""
        return self._labels(0, scale)

    def _labels(self, fixtype: int, scale: Any) -> float:
        self._fixtype, self._scale = fixtype, float(scale)
        return 1.0

    def align(self, x: Any = 0.0, y: Any = 0.0) -> float:
        """Which point of a label is at its place."""
        self._align = float(x), float(y)
        return 1.0

    def glyph(self, glyph: Any, *_: Any) -> float:
        """Keep a Glyph."""
        self._items.append(glyph)
        return 0.0

    def gif(self, *_: Any) -> float:
        """Nothing: there is no window that shows a picture."""
        return 0.0

    def erase(self) -> float:
        """Remove lines and marks."""
        gone = {id(c): c for c in self._curves() if c.erased_with_lines}
        gone |= {id(c.label): c.label for c in gone.values() if c.label and not c.keeps_label}
        gone |= {id(mark): mark for mark in self._marks()}
        self._items = [item for item in self._items if id(item) not in gone]
        return 1.0

    def erase_all(self) -> float:
        """Remove everything."""
        self._items.clear()
        self._row = 0.0
        return 1.0

    def begin(self) -> float:
        """Nothing, but of a Graph."""
        return 1.0

    flush = fastflush = begin

    def _marks(self) -> list[Mark]:
        return [item for item in self._items if isinstance(item, Mark)]

    def _curves(self) -> list[Curve]:
        return [item for item in self._items if isinstance(item, Curve)]


def _palette(index: Any, size: int) -> int:
    value = int(number("color or brush", "index", index))
    return 1 if value < 0 else value % size


def _style(given: tuple[Any, ...], default: tuple[int, int]) -> tuple[int, int]:
    """Colour and brush, where both are given."""
    return (_palette(given[0], 100), _palette(given[1], 25)) if len(given) >= 2 else default


def _single(box: Box) -> Box:
    left, bottom, right, top = (float(np.float32(value)) for value in box)
    return left, bottom, right, top


def _grown(box: Box, share: float) -> Box:
    """A box with a share of its size more on each side."""
    left, bottom, right, top = box
    dx, dy = np.float32(share * (right - left)), np.float32(share * (top - bottom))
    return _single((float(left - dx), float(bottom - dy), float(right + dx), float(top + dy)))


def _widened(box: Box) -> Box:
    """A box that is not empty."""
    left, bottom, right, top = box
    x, y = float(left == right), float(bottom == top)
    return _single((left - x, bottom - y, right + x, top + y))


def _rounded(box: Box) -> Box:
    """The next larger box whose borders have two digits of its size."""
    left, bottom, right, top = box
    ranges = []
    for low, high in ((left, right), (bottom, top)):
        unit = 10.0 ** (math.floor(math.log10(high - low if high > low else abs(low))) - 1)
        ranges.append((unit * math.floor(low / unit), unit * math.ceil(high / unit)))
    return _single((ranges[0][0], ranges[1][0], ranges[0][1], ranges[1][1]))
