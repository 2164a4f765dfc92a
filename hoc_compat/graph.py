"""Graph: collects curves, for matplotlib to draw; there is no window."""

import re
from dataclasses import dataclass
from typing import Any

from braincell.errors import InputError, UnsupportedError
from hoc_compat.hoc_object import HocObject
from hoc_compat.pointer import GlobalPointer, Pointer, ProcessPointer
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_REFERENCES = (Pointer, ProcessPointer, GlobalPointer)


@dataclass(frozen=True)
class Curve:
    """Points to be joined: y over x."""

    label: str
    x: Vector
    y: Vector


class Graph(HocObject):
    """`h.Graph()`: `addvar` records variables of the next runs; `graph.plot(pyplot)` draws what was collected."""

    _unsupported = {
        "addexpr": "hoc expressions are not evaluated; use `addvar(label, reference)`",
        "getline": "read `graph.curves`",
        "printfile": "draw with `graph.plot(pyplot)` and save that figure",
        "gif": "show the picture with matplotlib",
    }

    def __init__(self, show: Any = 1):
        self.curves: list[Curve] = []
        self._new: Curve | None = None

    def addvar(self, *arguments: Any) -> float:
        """`addvar(label, reference)`, `addvar(reference)` or, of the current section, `addvar("v(0.5)")`."""
        references = [a for a in arguments if isinstance(a, _REFERENCES)]
        text = arguments[0] if arguments and isinstance(arguments[0], str) else ""
        reference = references[0] if references else _named(text)
        time = Vector().record(GlobalPointer("t", lambda: float(WORLD.t.read()), lambda value: None))
        self.curves.append(Curve(text or repr(reference), time, Vector().record(reference)))
        return 1.0

    def addobject(self, item: Any, *_: Any) -> float:
        """Add the curve of a RangeVarPlot, as it is now."""
        if not hasattr(item, "to_vector"):
            raise InputError(f"{self}.addobject({item!r}): a RangeVarPlot is needed")
        values, positions = Vector(), Vector()
        item.to_vector(values, positions)
        return self.add(str(item), positions, values)

    def add(self, label: str, x: Vector, y: Vector) -> float:
        """Add a curve."""
        self.curves.append(Curve(label, x, y))
        return 1.0

    def beginline(self, *arguments: Any) -> float:
        """Begin a curve, that `line` continues."""
        label = arguments[0] if arguments and isinstance(arguments[0], str) else ""
        self._new = Curve(label, Vector(), Vector())
        self.curves.append(self._new)
        return 1.0

    def line(self, x: Any, y: Any) -> float:
        """Continue the curve that was begun."""
        if self._new is None:
            self.beginline()
        assert self._new is not None
        self._new.x.append(float(x))
        self._new.y.append(float(y))
        return 1.0

    def erase(self) -> float:
        """Forget the curves that are not of variables."""
        self.curves = [c for c in self.curves if c.y._recorder is not None]
        self._new = None
        return 1.0

    def erase_all(self) -> float:
        """Forget all curves."""
        self.curves, self._new = [], None
        return 1.0

    def plot(self, target: Any) -> Any:
        """Draw on matplotlib's pyplot or axes, and return its lines; a number (a time) does nothing."""
        if isinstance(target, (int, float)):
            return 1.0
        if not hasattr(target, "plot"):
            raise InputError(f"{self}.plot({target!r}): give matplotlib's pyplot or an axes")
        return [target.plot(c.x.to_python(), c.y.to_python(), label=c.label)[0] for c in self.curves]


def _named(text: str) -> Any:
    found = re.fullmatch(r"\s*([A-Za-z]\w*)\(\s*([0-9.]+)\s*\)\s*", text)
    if found is None:
        raise UnsupportedError(f"Graph.addvar({text!r}): give a reference, as in `addvar('v', soma(0.5)._ref_v)`")
    return getattr(WORLD.current_section()(float(found[2])), f"_ref_{found[1]}")
