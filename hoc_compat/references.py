"""Objects that hold references to variables: PtrVector and Pointer."""

from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.element_reference import ElementReference
from hoc_compat.hoc_object import HocObject
from hoc_compat.pointer import GlobalPointer, Pointer, ProcessPointer, Reference
from hoc_compat.vector import Vector

_REFERENCES = (Pointer, ProcessPointer, GlobalPointer, Reference, ElementReference)


def _checked(reference: Any, where: str) -> Any:
    if not isinstance(reference, _REFERENCES):
        raise InputError(f"{where}: {reference!r} is no reference to a variable; give one such as `soma(0.5)._ref_v`")
    return reference


class PtrVector(HocObject):
    """`h.PtrVector(n)`: n references, whose variables are read (`gather`) and set (`scatter`) together."""

    _unsupported = {"plot": "copy the numbers with `gather` and plot the Vector"}

    def __init__(self, size: Any):
        self._label = ""
        self._references: list[Any] = []
        self.resize(size)

    def size(self) -> int:
        """Number of references."""
        return len(self._references)

    def resize(self, size: Any) -> int:
        """Change the number of references; new ones refer to numbers of their own, 0."""
        if not (isinstance(size, (int, float)) and float(size).is_integer() and size >= 1):
            raise InputError(f"{self}: the size is {size!r}; a whole number of at least 1 is needed")
        kept = self._references[: int(size)]
        self._references = kept + [Reference(0.0) for _ in range(int(size) - len(kept))]
        return len(self._references)

    def pset(self, index: Any, reference: Any) -> float:
        """Let element `index` refer to a variable; returns what it holds."""
        self._references[self._index(index)] = _checked(reference, f"{self}.pset")
        return self.getval(index)

    def getval(self, index: Any) -> float:
        """The variable that element `index` refers to."""
        return float(self._references[self._index(index)][0])

    def setval(self, index: Any, value: Any) -> float:
        """Set the variable that element `index` refers to."""
        self._references[self._index(index)][0] = float(value)
        return self.getval(index)

    def gather(self, vector: Any) -> float:
        """Copy the variables into a Vector of the same size."""
        self._same_size("gather", vector)
        for i, reference in enumerate(self._references):
            vector[i] = reference[0]
        return 0.0

    def scatter(self, vector: Any) -> float:
        """Set the variables to the elements of a Vector of the same size."""
        self._same_size("scatter", vector)
        for reference, value in zip(self._references, np.asarray(vector).tolist(), strict=True):
            reference[0] = value
        return 0.0

    def label(self, text: str | None = None) -> str:
        """The label, after setting it if one is given."""
        if text is not None:
            self._label = text
        return self._label

    def _index(self, index: Any) -> int:
        if not 0 <= index < len(self._references):
            raise InputError(f"{self}: index {index} is out of range; it holds {len(self._references)} references")
        return int(index)

    def _same_size(self, method: str, vector: Any) -> None:
        if not isinstance(vector, Vector):
            raise InputError(f"{self}.{method}: {vector!r} is no Vector")
        if len(vector) != len(self._references):
            n = len(self._references)
            raise InputError(f"{self}.{method}: the vector has {len(vector)} elements; as many as references, {n}")


class HocPointer(HocObject):
    """`h.Pointer(reference)` or `h.Pointer("t")`: one variable, as `val`."""

    _template = "Pointer"

    def __init__(self, reference: Any, name: str = ""):
        self._reference, self._name = _checked(reference, "Pointer"), name

    @property
    def val(self) -> float:
        """The variable."""
        return self._reference[0]

    @val.setter
    def val(self, value: Any) -> None:
        self._reference[0] = value

    @property
    def s(self) -> str:
        """The name that it was made from."""
        return self._name

    def assign(self, value: Any) -> float:
        """Set the variable; returns what it holds then."""
        self._reference[0] = value
        return self.val
