"""Sets of places on a morphology, as expressions that any morphology can answer."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from braincell.errors import InputError
from braincell.filter.region import AllRegion, Region
from braincell.morph.morphology import Morphology
from braincell.units import finite, positive

Location = tuple[int, float]


class Locset(ABC):
    """Places of any morphology; combine with `|`, `&` and `-`.

    `&` and `-` take a region, too: the places inside it, or outside. Places are equal if branch and x are.
    """

    @abstractmethod
    def locations(self, morphology: Morphology) -> list[Location]:
        """Places (branch number, x)."""

    def __or__(self, other: "Locset") -> "Locset":
        return _Combined(self, other, "|")

    def __and__(self, other: "Locset | Region") -> "Locset":
        return _Combined(self, other, "&")

    def __sub__(self, other: "Locset | Region") -> "Locset":
        return _Combined(self, other, "-")


class at(Locset):
    """One place of one branch, or several. Raises `InputError` for x outside 0–1."""

    def __init__(self, branch: str | int, x: Any):
        self.branch = branch
        values = x if isinstance(x, Sequence | np.ndarray) else (x,)
        self.x = tuple(finite(value, "1", "x", f"at({branch!r})") for value in values)
        for value in self.x:
            if not 0.0 <= value <= 1.0:
                raise InputError(f"at({branch!r}, {value:g}): x must lie within 0–1")

    def locations(self, morphology: Morphology) -> list[Location]:
        return [(morphology.index(self.branch), x) for x in self.x]

    def __repr__(self) -> str:
        return f"at({self.branch!r}, {self.x[0] if len(self.x) == 1 else self.x})"


class RootLocation(Locset):
    """A place of the root branch."""

    def __init__(self, x: Any = 0.5):
        self.x = at(0, x).x

    def locations(self, morphology: Morphology) -> list[Location]:
        return [(0, x) for x in self.x]

    def __repr__(self) -> str:
        return f"RootLocation({self.x[0]:g})"


class Terminals(Locset):
    """The free ends of all branches that carry no child at their far end."""

    def locations(self, morphology: Morphology) -> list[Location]:
        taken = {(at.parent, at.parent_x) for at in morphology.attachments}
        ends = [(k, 1.0 - at.child_x) for k, at in enumerate(morphology.attachments)]
        return [end for end in ends if end not in taken]

    def __repr__(self) -> str:
        return "Terminals()"


class BranchPoints(Locset):
    """Every place at which at least one branch is attached."""

    def locations(self, morphology: Morphology) -> list[Location]:
        return sorted({(at.parent, at.parent_x) for at in morphology.attachments if at.parent >= 0})

    def __repr__(self) -> str:
        return "BranchPoints()"


class UniformSamples(Locset):
    """`n` places at equal steps of length over a region, first and last half a step from its ends."""

    def __init__(self, n: int, region: Region | None = None):
        self.n, self.region = _count(n, "UniformSamples"), region or AllRegion()

    def locations(self, morphology: Morphology) -> list[Location]:
        return _along(morphology, self.region, lambda total: (np.arange(self.n) + 0.5) / self.n * total)

    def __repr__(self) -> str:
        return f"UniformSamples({self.n}, {self.region!r})"


class RandomSamples(Locset):
    """`n` places drawn uniformly by length over a region, the same ones for the same `seed`."""

    def __init__(self, n: int, region: Region | None = None, seed: int = 0):
        self.n, self.region, self.seed = _count(n, "RandomSamples"), region or AllRegion(), seed

    def locations(self, morphology: Morphology) -> list[Location]:
        draws = np.random.default_rng(self.seed).uniform(size=self.n)
        return _along(morphology, self.region, lambda total: np.sort(draws) * total)

    def __repr__(self) -> str:
        return f"RandomSamples({self.n}, {self.region!r}, seed={self.seed})"


class StepSamples(Locset):
    """A place every `step` µm over a region, the first half a step from its start."""

    def __init__(self, step: Any, region: Region | None = None):
        self.step, self.region = positive(step, "um", "step", "StepSamples"), region or AllRegion()

    def locations(self, morphology: Morphology) -> list[Location]:
        return _along(morphology, self.region, lambda total: np.arange(0.5 * self.step, total, self.step))

    def __repr__(self) -> str:
        return f"StepSamples({self.step:g}, {self.region!r})"


class _Combined(Locset):
    def __init__(self, left: Locset, right: Locset | Region, operator: str):
        if not isinstance(right, Locset) and (operator == "|" or not isinstance(right, Region)):
            kinds = "locsets" if operator == "|" else "a locset and a locset or region"
            raise InputError(f"`{operator}` combines {kinds}; {right!r} is none")
        self.left, self.right, self.operator = left, right, operator

    def locations(self, morphology: Morphology) -> list[Location]:
        places = list(dict.fromkeys(self.left.locations(morphology)))
        if isinstance(self.right, Region):
            intervals = self.right.intervals(morphology)
            inside = {(k, x) for k, x in places if any(b == k and x0 <= x <= x1 for b, x0, x1 in intervals)}
        else:
            others = self.right.locations(morphology)
            if self.operator == "|":
                return list(dict.fromkeys(places + others))
            inside = set(others)
        return [place for place in places if (place in inside) == (self.operator == "&")]

    def __repr__(self) -> str:
        return f"({self.left!r} {self.operator} {self.right!r})"


def _along(morphology: Morphology, region: Region, choose: Any) -> list[Location]:
    """Places at chosen lengths along a region's intervals laid end to end."""
    intervals = region.intervals(morphology)
    if not intervals:
        return []
    lengths = np.array([(x1 - x0) * morphology.branch(k).length for k, x0, x1 in intervals])
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    result = []
    for position in choose(edges[-1]):
        i = min(int(np.searchsorted(edges, position, side="right")) - 1, len(intervals) - 1)
        k, x0, x1 = intervals[i]
        fraction = (position - edges[i]) / lengths[i] if lengths[i] else 0.0
        result.append((k, float(x0 + fraction * (x1 - x0))))
    return result


def _count(n: Any, owner: str) -> int:
    if not isinstance(n, int | np.integer) or n < 1:
        raise InputError(f"{owner}: {n!r} places; give a whole number of at least 1")
    return int(n)
