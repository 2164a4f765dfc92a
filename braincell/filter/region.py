"""Sets of stretches of cable, as expressions that any morphology can answer."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.morph.branch import Branch
from braincell.morph.morphology import Morphology
from braincell.units import finite

Interval = tuple[int, float, float]


class Region(ABC):
    """A part of any morphology; combine with `|`, `&`, `-` and `complement()`."""

    @abstractmethod
    def intervals(self, morphology: Morphology) -> list[Interval]:
        """Disjoint closed intervals (branch number, x0, x1), by branch and x."""

    def __or__(self, other: "Region") -> "Region":
        return _Combined(self, other, "|")

    def __and__(self, other: "Region") -> "Region":
        return _Combined(self, other, "&")

    def __sub__(self, other: "Region") -> "Region":
        return _Combined(self, other, "-")

    def complement(self) -> "Region":
        """Everything else."""
        return AllRegion() - self


class AllRegion(Region):
    """The whole morphology."""

    def intervals(self, morphology: Morphology) -> list[Interval]:
        return [(k, 0.0, 1.0) for k in range(len(morphology.branches))]

    def __repr__(self) -> str:
        return "AllRegion()"


class EmptyRegion(Region):
    """Nothing."""

    def intervals(self, morphology: Morphology) -> list[Interval]:
        return []

    def __repr__(self) -> str:
        return "EmptyRegion()"


class BranchSlice(Region):
    """Part of one branch, from x0 to x1. Raises `InputError` unless 0 <= x0 <= x1 <= 1."""

    def __init__(self, branch: str | int, x0: Any = 0.0, x1: Any = 1.0):
        self.branch = branch
        self.x0, self.x1 = finite(x0, "1", "x0", "BranchSlice"), finite(x1, "1", "x1", "BranchSlice")
        if not 0.0 <= self.x0 <= self.x1 <= 1.0:
            raise InputError(
                f"BranchSlice({branch!r}): x0 = {self.x0:g}, x1 = {self.x1:g}; 0 <= x0 <= x1 <= 1 is needed"
            )

    def intervals(self, morphology: Morphology) -> list[Interval]:
        return [(morphology.index(self.branch), self.x0, self.x1)]

    def __repr__(self) -> str:
        whole = (self.x0, self.x1) == (0.0, 1.0)
        return f"BranchSlice({self.branch!r}{'' if whole else f', {self.x0:g}, {self.x1:g}'})"


class branch_in(Region):
    """Branches whose "name" or "type" is among `values`; the name "dend" also stands for dend[0], dend[1], …

    Raises `InputError` for another property, `UnknownNameError` where no branch has a value.
    """

    def __init__(self, prop: str, values: str | Iterable[str]):
        if prop not in ("name", "type"):
            raise unknown_name("property", prop, ("name", "type"), "branch_in")
        self.prop = prop
        self.values = (values,) if isinstance(values, str) else tuple(values)

    def intervals(self, morphology: Morphology) -> list[Interval]:
        labels = [_labels(morphology, name, self.prop) for name in morphology.branches]
        known = {label for found in labels for label in found}
        for value in self.values:
            if value not in known:
                raise unknown_name(f"branch {self.prop}", value, known, "the morphology")
        return [(k, 0.0, 1.0) for k, found in enumerate(labels) if found & set(self.values)]

    def __repr__(self) -> str:
        return f"branch_in({self.prop!r}, {self.values!r})"


def _labels(morphology: Morphology, name: str, prop: str) -> set[str]:
    return {morphology.branch(name).type} if prop == "type" else {name, name.split("[")[0]}


class branch_range(Region):
    """Branches whose "length" [µm], "order" (root 0) or "index" lies within `bounds` (both included)."""

    def __init__(self, prop: str, bounds: tuple[float, float]):
        if prop not in ("length", "order", "index"):
            raise unknown_name("property", prop, ("length", "order", "index"), "branch_range")
        self.prop, self.bounds = prop, _bounds(bounds, "branch_range")

    def intervals(self, morphology: Morphology) -> list[Interval]:
        low, high = self.bounds
        values = {"length": _length, "order": _order, "index": lambda m, k: float(k)}[self.prop]
        return [(k, 0.0, 1.0) for k in range(len(morphology.branches)) if low <= values(morphology, k) <= high]

    def __repr__(self) -> str:
        return f"branch_range({self.prop!r}, {self.bounds})"


def _length(morphology: Morphology, k: int) -> float:
    return morphology.branch(k).length


def _order(morphology: Morphology, k: int) -> float:
    order = 0
    while (k := morphology.attachments[k].parent) >= 0:
        order += 1
    return float(order)


class TreeDistanceRegion(Region):
    """Where the path length from the root's x = 0 lies within `low`–`high` [µm]."""

    def __init__(self, low: Any = 0.0, high: Any = np.inf):
        self.low, self.high = _bounds((low, high), "TreeDistanceRegion")

    def intervals(self, morphology: Morphology) -> list[Interval]:
        result = []
        for k in range(len(morphology.branches)):
            start, stop = morphology.distance(k, 0.0), morphology.distance(k, 1.0)
            xs = sorted((bound - start) / (stop - start) for bound in (self.low, self.high))
            x0, x1 = max(0.0, xs[0]), min(1.0, xs[1])
            if x0 <= x1:
                result.append((k, float(x0), float(x1)))
        return result

    def __repr__(self) -> str:
        return f"TreeDistanceRegion({self.low:g}, {self.high:g})"


class RadiusRangeRegion(Region):
    """Where the radius lies within `low`–`high` [µm]."""

    def __init__(self, low: Any = 0.0, high: Any = np.inf):
        self.low, self.high = _bounds((low, high), "RadiusRangeRegion")

    def intervals(self, morphology: Morphology) -> list[Interval]:
        result = []
        for k, (_, branch, _) in enumerate(morphology.parts()):
            first, last = branch.diameters_proximal / 2.0, branch.diameters_distal / 2.0
            pieces = [
                _between(a, b, self.low, self.high) if a != b else ((0.0, 1.0) if self.low <= a <= self.high else None)
                for a, b in zip(first.tolist(), last.tolist(), strict=True)
            ]
            result += _on_frusta(k, branch, [[piece] if piece else [] for piece in pieces])
        return result

    def __repr__(self) -> str:
        return f"RadiusRangeRegion({self.low:g}, {self.high:g})"


class EuclideanDistanceRegion(Region):
    """Where the straight distance from the root's x = 0 lies within `low`–`high` [µm]."""

    def __init__(self, low: Any = 0.0, high: Any = np.inf):
        self.low, self.high = _bounds((low, high), "EuclideanDistanceRegion")

    def intervals(self, morphology: Morphology) -> list[Interval]:
        origin, result = np.array(morphology.position(0, 0.0)), []
        for k, (_, branch, _) in enumerate(morphology.parts()):
            morphology.position(k, 0.0)  # an error of its own for a branch without coordinates
            assert branch.points is not None
            points = branch.points.astype(float) - origin
            pieces = [self._along(a, b) for a, b in zip(points[:-1], points[1:], strict=True)]
            result += _on_frusta(k, branch, pieces)
        return result

    def _along(self, start: np.ndarray, stop: np.ndarray) -> list[tuple[float, float]]:
        """Where a straight piece is inside, as fractions of it: inside the outer sphere, and outside the inner one."""
        outer, inner = (_in_sphere(start, stop, radius) for radius in (self.high, self.low))
        if outer is None:
            return []
        if inner is None or inner[1] <= inner[0]:
            return [outer]
        parts = [(outer[0], min(outer[1], inner[0])), (max(outer[0], inner[1]), outer[1])]
        return [(x0, x1) for x0, x1 in parts if x0 < x1]

    def __repr__(self) -> str:
        return f"EuclideanDistanceRegion({self.low:g}, {self.high:g})"


class SubtreeRegion(Region):
    """A branch and everything that hangs on it."""

    def __init__(self, branch: str | int):
        self.branch = branch

    def intervals(self, morphology: Morphology) -> list[Interval]:
        import networkx

        name = morphology.branches[morphology.index(self.branch)]
        below = {name} | networkx.descendants(morphology.graph, name)
        return [(k, 0.0, 1.0) for k, other in enumerate(morphology.branches) if other in below]

    def __repr__(self) -> str:
        return f"SubtreeRegion({self.branch!r})"


class _Combined(Region):
    def __init__(self, left: Region, right: Region, operator: str):
        for region in (left, right):
            if not isinstance(region, Region):
                raise InputError(f"`{operator}` combines regions; {region!r} is none")
        self.left, self.right, self.operator = left, right, operator

    def intervals(self, morphology: Morphology) -> list[Interval]:
        parts = [self.left.intervals(morphology), self.right.intervals(morphology)]
        keep = {"|": lambda a, b: a or b, "&": lambda a, b: a and b, "-": lambda a, b: a and not b}[self.operator]
        result = []
        for k in range(len(morphology.branches)):
            own = [[(x0, x1) for b, x0, x1 in part if b == k] for part in parts]
            result += [(k, x0, x1) for x0, x1 in _sweep(own, keep)]
        return result

    def __repr__(self) -> str:
        return f"({self.left!r} {self.operator} {self.right!r})"


def _sweep(parts: list[list[tuple[float, float]]], keep: Callable[[bool, bool], bool]) -> list[tuple[float, float]]:
    """Intervals between the borders of both parts at whose middle `keep` holds, joined where they touch."""
    borders = sorted({x for part in parts for interval in part for x in interval} | {0.0, 1.0})
    result: list[tuple[float, float]] = []
    for x0, x1 in zip(borders, borders[1:], strict=False):
        middle = 0.5 * (x0 + x1)
        inside = [any(low <= middle <= high for low, high in part) for part in parts]
        if not keep(*inside):
            continue
        if result and result[-1][1] == x0:
            result[-1] = (result[-1][0], x1)
        else:
            result.append((x0, x1))
    return result


def _between(start: float, stop: float, low: float, high: float) -> tuple[float, float] | None:
    """The fractions between which a value that goes evenly from `start` to `stop` lies within `low`–`high`."""
    x0, x1 = sorted((bound - start) / (stop - start) for bound in (low, high))
    x0, x1 = max(0.0, x0), min(1.0, x1)
    return (x0, x1) if x0 < x1 else None


def _in_sphere(start: np.ndarray, stop: np.ndarray, radius: float) -> tuple[float, float] | None:
    """The fractions of a straight piece between which it is within `radius` of the origin: |start + x step|² <= r²."""
    if not np.isfinite(radius):
        return 0.0, 1.0
    step = stop - start
    a, b, c = float(step @ step), float(start @ step), float(start @ start) - radius**2
    if a == 0.0:
        return (0.0, 1.0) if c <= 0.0 else None
    discriminant = b * b - a * c
    if discriminant <= 0.0:
        return None
    root = np.sqrt(discriminant)
    x0, x1 = max(0.0, (-b - root) / a), min(1.0, (-b + root) / a)
    return (float(x0), float(x1)) if x0 < x1 else None


def _on_frusta(k: int, branch: Branch, pieces: list[list[tuple[float, float]]]) -> list[Interval]:
    """Intervals of a branch from fractions of each of its frusta; frusta without length have none."""
    arc, lengths = branch.arc / branch.length, np.diff(branch.arc) / branch.length
    inside = []
    for i, fractions in enumerate(pieces):
        ends = [(float(arc[i] + x0 * lengths[i]), float(arc[i + 1] - (1.0 - x1) * lengths[i])) for x0, x1 in fractions]
        inside += [(x0, x1) for x0, x1 in ends if x0 < x1]
    return [(k, x0, x1) for x0, x1 in _sweep([inside, []], lambda a, b: a)]


def _bounds(bounds: tuple[Any, Any], owner: str) -> tuple[float, float]:
    low, high = float(bounds[0]), float(bounds[1])
    if not low <= high:
        raise InputError(f"{owner}: the bounds {low:g}–{high:g} hold nothing; give low <= high")
    return low, high
