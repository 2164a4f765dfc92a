"""References to elements of a Vector: `vector._ref_x[i]`, in hoc `&vector.x[i]`."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class ElementReference:
    """`vector._ref_x[i]`: where an element is."""

    vector: Any
    index: int

    @property
    def elements(self) -> np.ndarray:
        """This element and those behind it."""
        return self.vector._values()[self.index :]

    def __getitem__(self, index: int) -> float:
        return self.vector[self.index + index]

    def __setitem__(self, index: int, value: Any) -> None:
        self.vector[self.index + index] = value


@dataclass(frozen=True)
class ElementReferences:
    """`vector._ref_x`: references to elements by index."""

    vector: Any

    def __getitem__(self, index: Any) -> ElementReference:
        return ElementReference(self.vector, self.vector._checked(index, least=0))
