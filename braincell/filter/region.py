"""Sets of stretches of cable."""

from abc import ABC, abstractmethod

from braincell.morph.morphology import Morphology

Interval = tuple[int, float, float]


class Region(ABC):
    """A part of any morphology, as an expression."""

    @abstractmethod
    def intervals(self, morphology: Morphology) -> list[Interval]:
        """Closed intervals (branch number, x0, x1)."""


class AllRegion(Region):
    """The whole morphology."""

    def intervals(self, morphology: Morphology) -> list[Interval]:
        return [(k, 0.0, 1.0) for k in range(len(morphology.branches))]

    def __repr__(self) -> str:
        return "AllRegion()"


class BranchSlice(Region):
    """Part of one branch, from x0 to x1."""

    def __init__(self, branch: str | int, x0: float = 0.0, x1: float = 1.0):
        self.branch, self.x0, self.x1 = branch, x0, x1

    def intervals(self, morphology: Morphology) -> list[Interval]:
        return [(morphology.index(self.branch), self.x0, self.x1)]

    def __repr__(self) -> str:
        return f"BranchSlice({self.branch!r}, {self.x0:g}, {self.x1:g})"
