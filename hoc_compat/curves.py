"""The lines of a Graph: drawn point by point, of a variable or expression over a run, or following a Vector."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.errors import BraincellError
from hoc_compat.curve_numbers import CurveNumbers
from hoc_compat.named_variables import Text, Variable


@dataclass(eq=False)
class Label:
    """A text at a place: `fixtype` 2 in parts of the view, 1 and 0 in the units of the axes."""

    text: str
    x: float
    y: float
    fixtype: int
    scale: float = 1.0
    align: tuple[float, float] = (0.0, 0.0)
    color: int = 1


@dataclass(eq=False)
class Mark:
    """A symbol at a place."""

    x: float
    y: float
    style: Any
    size: float
    color: int
    brush: int


@dataclass(eq=False)
class Axis:
    """An axis that is part of the picture."""

    dimension: str
    arguments: tuple[float, ...]


@dataclass(eq=False)
class Curve:
    """Points to be joined."""

    x: CurveNumbers
    y: CurveNumbers
    color: int
    brush: int
    label: Label | None

    erased_with_lines = True
    keeps_label = False

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y, as many as there are of both."""
        n = min(len(self.x), len(self.y))
        return self.x.values()[:n], self.y.values()[:n]

    def refresh(self) -> None:
        """Bring what follows something else up to date."""


@dataclass(eq=False)
class RunCurve(Curve):
    """A variable or an expression, whose value every `plot` of the Graph appends; all of a Graph share their x."""

    source: Variable | Text
    own_color: int
    own_brush: int
    is_valid: bool = True

    keeps_label = True  # where lines are erased

    def begin(self) -> None:
        """Start anew; says so if there is no value at present."""
        self.y.clear()
        try:
            self.source.value()
            self.is_valid = True
        except BraincellError:
            print(f"Graph:: presently invalid expression: {self.label.text if self.label else ''}")
            self.is_valid = False

    def plot(self) -> None:
        """Append the present value."""
        if self.is_valid:
            self.y.add(float(self.source.value()))


@dataclass(eq=False)
class FollowingCurve(Curve):
    """Numbers read again whenever the Graph is flushed: those of a Vector, or a variable along a path."""

    read: Callable[[], tuple[np.ndarray, np.ndarray]]
    is_path: bool

    @property
    def erased_with_lines(self) -> bool:  # type: ignore[override]
        """Paths stay where a Graph's lines are erased, Vectors do not."""
        return not self.is_path

    def refresh(self) -> None:
        x, y = self.read()
        self.x.clear()
        self.y.clear()
        self.x.extend(np.asarray(x, float))
        self.y.extend(np.asarray(y, float))
