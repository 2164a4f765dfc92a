"""Sets of places on a morphology."""

from abc import ABC, abstractmethod

from braincell.errors import InputError
from braincell.morph.morphology import Morphology

Location = tuple[int, float]


class Locset(ABC):
    """Places of any morphology, as an expression."""

    @abstractmethod
    def locations(self, morphology: Morphology) -> list[Location]:
        """Places (branch number, x)."""


class at(Locset):
    """One place of one branch."""

    def __init__(self, branch: str | int, x: float):
        if not 0.0 <= x <= 1.0:
            raise InputError(f"at({branch!r}, {x!r}): x must lie within 0–1")
        self.branch, self.x = branch, float(x)

    def locations(self, morphology: Morphology) -> list[Location]:
        return [(morphology.index(self.branch), self.x)]

    def __repr__(self) -> str:
        return f"at({self.branch!r}, {self.x:g})"
