"""Windows, panels, boxes and the like: what has data keeps it; there is no display."""

import math
from collections.abc import Callable
from typing import Any

from braincell.errors import InputError
from hoc_compat.c_format import assign
from hoc_compat.hoc_object import HocObject
from hoc_compat.plot_shape import Shape

OPEN_BOXES: "list[VBox]" = []
"""They live, and what they refer to, until they are closed."""


class VBox(HocObject):
    """A box of a window, which lives with the object that it refers to until it is closed; nothing is shown."""

    def __init__(self, *_: Any):
        self._object: Any = None

    def ref(self, item: Any) -> float:
        """Keep an object as long as the box."""
        self._object = item
        return 0.0

    def map(self, *_: Any) -> float:
        """Open the window."""
        if self not in OPEN_BOXES:
            OPEN_BOXES.append(self)
        return 1.0

    def unmap(self) -> float:
        """Close the window."""
        if self in OPEN_BOXES:
            OPEN_BOXES.remove(self)
        self._object = None
        return 0.0

    def ismapped(self) -> bool:
        """Whether the window is open."""
        return self in OPEN_BOXES


class HBox(VBox):
    """A box of a window; does nothing."""


class Deck(VBox):
    """Boxes on top of each other; does nothing."""


class PWManager(HocObject):
    """The manager of windows; there are none."""


class WindowMenu(HocObject):
    """The menu of windows; there are none."""

    def __init__(self) -> None:
        self.pwm = PWManager()


class Timer(HocObject):
    """Calls an action at intervals of real time, while the script waits for the mouse: never."""

    def __init__(self, action: Any = None, *_: Any):
        self._interval = 0.1

    def seconds(self, interval: Any = None) -> float:
        """The interval [s], after setting it if one is given."""
        self._interval = self._interval if interval is None else float(interval)
        return self._interval


class TextEditor(HocObject):
    """A window with a text; keeps the text."""

    def __init__(self, text: str = "", *_: Any):
        self._text, self._fixed = str(text), False

    def text(self, target: Any = None) -> float:
        """Put the text into a reference to a string, or take that of a string."""
        if isinstance(target, str) and not hasattr(target, "assign"):
            self._text = target
        elif target is not None:
            assign(target, self._text, f"{self}.text")
        return 1.0

    def readonly(self, on: Any = None) -> bool:
        """Whether the text cannot be edited, after setting it if it is given."""
        self._fixed = self._fixed if on is None else bool(on)
        return self._fixed


class SymChooser(HocObject):
    """A window in which to choose a variable; nothing is ever chosen."""

    def __init__(self, *_: Any):
        pass

    def run(self) -> float:
        """0: nothing was chosen."""
        return 0.0

    def text(self, target: Any) -> float:
        """The name that was chosen, none."""
        assign(target, "", f"{self}.text")
        return 0.0


class ValueFieldEditor(HocObject):
    """A field of a panel."""

    def __init__(self, *_: Any):
        pass


class SectionBrowser(HocObject):
    """A window with a list of sections."""

    def __init__(self, *_: Any):
        pass


class PPShape(HocObject):
    """A picture of point processes; keeps them."""

    def __init__(self, *_: Any):
        self._items: list[Any] = []

    def append(self, item: Any) -> float:
        """Add a point process."""
        self._items.append(item)
        return 1.0


class Glyph(HocObject):
    """A drawing; keeps its strokes, and all methods return it."""

    def __init__(self) -> None:
        self.strokes: list[tuple[Any, ...]] = []

    def erase(self) -> "Glyph":
        """Begin anew."""
        self.strokes.clear()
        return self


def _stroke(name: str) -> Callable[..., Glyph]:
    def call(self: Glyph, *arguments: Any) -> Glyph:
        self.strokes.append((name, *arguments))
        return self

    call.__name__, call.__doc__ = name, "Add to the drawing."
    return call


for _name in ("path", "m", "l", "s", "close", "fill", "curve", "cpt", "circle", "gif"):
    setattr(Glyph, _name, _stroke(_name))


class GUIMath(HocObject):
    """Distances in the plane."""

    def d2line(self, x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
        """Distance of a point to the line through two others."""
        dx, dy = x2 - x1, y2 - y1
        length = math.hypot(dx, dy)
        return math.hypot(x - x1, y - y1) if length == 0.0 else abs((x - x1) * dy - (y - y1) * dx) / length

    def d2line_seg(self, x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
        """Distance of a point to the stretch between two others."""
        dx, dy = x2 - x1, y2 - y1
        along = (x - x1) * dx + (y - y1) * dy
        if along <= 0.0:
            return math.hypot(x - x1, y - y1)
        return math.hypot(x - x2, y - y2) if along >= dx * dx + dy * dy else self.d2line(x, y, x1, y1, x2, y2)

    def inside(self, x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Whether a point is in a box."""
        return x1 <= x <= x2 and y1 <= y <= y2

    def feround(self, mode: Any = None) -> int:
        """How numbers are rounded: 0, to the nearest; another way is refused."""
        if mode not in (None, 0):
            raise InputError(f"{self}.feround({mode!r}): numbers are rounded to the nearest, 0")
        return 0


class _Tool(VBox):
    """A window of NEURON's hoc library; shows nothing."""

    def __init__(self, *_: Any):
        super().__init__()
        self.s = self.st = Shape()

    @property
    def v1(self) -> VBox:
        """Its box: itself."""
        return self

    b = box = hbox = v1


class MenuExplore(_Tool):
    """A window with the variables of a section; shows nothing."""


class PointProcessLocator(_Tool):
    """A window in which to move a point process; shows nothing."""


class PointBrowser(_Tool):
    """A window with the point processes of a class; shows nothing."""


class ShapeBrowser(_Tool):
    """A window with a shape; shows nothing."""


class Family(_Tool):
    """A window that runs for several values; runs nothing."""


class ExecCommand(_Tool):
    """A window with a statement; runs nothing."""


TOOLS = (MenuExplore, PointProcessLocator, PointBrowser, ShapeBrowser, Family, ExecCommand)
