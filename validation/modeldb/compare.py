"""Compare the lines of two runs.

NEURON's graphs keep points in single precision, so both sides are rounded to it first.

Where both lines have the same abscissae, a line is close if no point differs by more than 1e-6 of the line's range, or
by what single precision rounds. Where they have not, or NEURON chose the length of its steps, a line is close if each
curve runs within a tube around the other, 0.1 ms and a thousandth of the range wide, and wider where the other's points
leave open how it runs between them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from validation.modeldb.lines import Line

RELATIVE = 1e-6
"""Of a line's range, for lines with the same abscissae."""

TUBE = 0.1, 1e-3
"""In x [ms] and of the line's range, for other lines and those of variable steps."""


@dataclass
class Comparison:
    """One line of NEURON's, and how braincell's differs."""

    name: str
    verdict: str  # "identical", "close", "sensitive", "differs", "missing", "extra"
    points: int = 0
    relative: float | None = None  # largest difference, relative to the line's range
    first: float | None = None  # x from where on the line is not close
    moves: float | None = None  # how far NEURON's own line moves under a perturbation, relative to the range
    text: str = ""

    @property
    def good(self) -> bool:
        return self.verdict in ("identical", "close")


def compare(theirs: list[Line], ours: list[Line]) -> list[Comparison]:
    """A row for each line of NEURON's, then for each that only braincell has."""
    known = {line.name: line for line in ours}
    rows = []
    for line in theirs:
        other = known.pop(line.name, None)
        if other is None:
            rows.append(Comparison(line.name, "missing", len(line.x)))
        else:
            rows.append(_compare(line, other))
    return rows + [Comparison(line.name, "extra", len(line.x)) for line in known.values()]


def _compare(theirs: Line, ours: Line) -> Comparison:
    x, y, u, v = (np.asarray(a, np.float32).astype(float) for a in (theirs.x, theirs.y, ours.x, ours.y))
    row = Comparison(theirs.name, "identical", len(x))
    if np.array_equal(x, u) and np.array_equal(y, v, equal_nan=True):
        row.relative = 0.0
        return row
    finite = np.isfinite(y)
    span = float(np.ptp(y[finite])) if finite.any() else 0.0
    span = span or float(np.abs(y[finite]).max(initial=0.0)) or 1.0
    same = len(x) == len(u) and bool(np.all(np.abs(x - u) <= np.spacing(np.abs(x.astype(np.float32))) * 2))
    if not same:
        row.text = f"{len(u)} points, not {len(x)}" if len(u) != len(x) else "other x"
    if not (len(x) and len(u)):
        row.verdict = "differs"
        return row
    off, bad = np.empty(0), np.full(1, True)
    if same:
        off = _differences(y, v)
        bad = off > RELATIVE * span + np.spacing(np.abs(y.astype(np.float32)))
    if not same or (theirs.variable and bad.any()):
        off, bad, x = _tube(x, y, u, v, TUBE[1] * span)
    largest = float(off.max(initial=0.0)) / span
    row.relative = largest if np.isfinite(largest) else None
    row.verdict = "differs" if bad.any() else "close"
    row.first = float(x[np.argmax(bad)]) if bad.any() else None
    return row


def _differences(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """|y - v|; infinite where only one of them is a number."""
    with np.errstate(invalid="ignore"):
        off = np.abs(y - v)
    off[(y == v) | (np.isnan(y) & np.isnan(v))] = 0.0
    off[np.isnan(off)] = np.inf
    return off


def _tube(x: Any, y: Any, u: Any, v: Any, height: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far each curve's points are from the other within the tube's width, which are too far, and their x."""
    if np.any(np.diff(x) < 0) or np.any(np.diff(u) < 0):  # no functions of x
        return np.full(1, np.inf), np.full(1, True), x[:1]
    parts = [(_outside(x, y, u, v), x), (_outside(u, v, x, y), u)]
    off = np.concatenate([part for part, _ in parts])
    at = np.concatenate([where for _, where in parts])
    order = np.argsort(at, kind="stable")
    off, at = off[order], at[order]
    return off, off > height, at


def _outside(x: np.ndarray, y: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """How far each point (x, y) is from what the curve (u, v) may be over x - width … x + width."""
    ends = np.interp(x - TUBE[0], u, v), np.interp(x + TUBE[0], u, v)
    first = np.searchsorted(u, x - TUBE[0], side="left")
    last = np.searchsorted(u, x + TUBE[0], side="right")
    open_to = _between(u, v)
    off = np.empty_like(y)
    for k in range(len(x)):
        a, b = first[k], last[k]
        low = min(ends[0][k], ends[1][k], v[a:b].min(initial=np.inf))
        high = max(ends[0][k], ends[1][k], v[a:b].max(initial=-np.inf))
        off[k] = max(0.0, y[k] - high, low - y[k]) - open_to[max(a - 1, 0) : b].max(initial=0.0)
    off[np.isnan(off)] = np.inf
    return np.maximum(off, 0.0)


def _between(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """How far a curve may be from the straight line between two of its points, by its curvature: h² |v''| / 8."""
    steps = np.diff(u)
    with np.errstate(invalid="ignore", divide="ignore"):
        bend = np.abs(np.diff(np.diff(v) / steps)) * 2.0 / (steps[1:] + steps[:-1])
    bend = np.concatenate([[0.0], np.where(np.isfinite(bend), bend, 0.0), [0.0]])
    return steps**2 / 8.0 * np.maximum(bend[:-1], bend[1:]) if len(steps) else np.zeros(1)
