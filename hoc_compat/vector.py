"""NEURON's Vector: a growing list of numbers that can record a run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.hoc_object import HocObject
from hoc_compat.pointer import GlobalPointer, Pointer, ProcessPointer
from hoc_compat.unsupported import VECTOR_METHODS
from hoc_compat.vector_math import VectorMath
from hoc_compat.world import WORLD

_RECORDABLE = (Pointer, ProcessPointer, GlobalPointer)


class Vector(VectorMath, HocObject):
    """A list of numbers: `h.Vector()`, `h.Vector(n)`, `h.Vector(n, value)`, `h.Vector(iterable)`.

    `np.array(vector)` and `vector.as_numpy()` give its numbers; `vector.record(reference)` fills it in a run.
    """

    _template = "Vector"
    _unsupported = VECTOR_METHODS
    # an array on the left leaves `array + vector` to us
    __array_priority__ = 100

    def __init__(self, values: Any = None, fill: float = 0.0):
        self._data = _initial(values, fill)
        self._arrived: list[np.ndarray] = []  # recorded since _data was last asked for
        self._source: Pointer | ProcessPointer | GlobalPointer | None = None
        self._label = ""

    # storage

    def _values(self) -> np.ndarray:
        if self._arrived:
            self._data = np.concatenate([self._data, *self._arrived])
            self._arrived = []
        return self._data

    def _replace(self, values: Any) -> "Vector":
        self._arrived = []
        self._data = np.array(values, float)
        return self

    def __len__(self) -> int:
        return len(self._values())

    def __iter__(self) -> Iterator[float]:
        return iter(self._values().tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self._values(), dtype=dtype or float)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Vector(self._values()[index])
        return float(self._values()[self._checked(index)])

    def __setitem__(self, index: Any, value: Any) -> None:
        self._values()[index if isinstance(index, slice) else self._checked(index)] = value

    def _checked(self, index: Any) -> int:
        i, n = int(index), len(self)
        if not -n <= i < n:
            raise IndexError(f"{self}: index {i} is out of range; it has {n} elements")
        return i

    def __contains__(self, value: float) -> bool:
        return bool((self._values() == value).any())

    @property
    def x(self) -> "Elements":
        """The elements: `vector.x[i]`."""
        return Elements(self)

    @property
    def _ref_x(self) -> "ElementReferences":
        return ElementReferences(self)

    def size(self) -> int:
        """Number of elements."""
        return len(self)

    def buffer_size(self, size: int | None = None) -> int:
        """Room for elements; it grows by itself."""
        return len(self) if size is None else int(size)

    def as_numpy(self) -> np.ndarray:
        """The numbers themselves: writing to the array changes the vector, until its size changes."""
        return self._values()

    def to_python(self, target: Any = None) -> Any:
        """A list of the numbers, or `target` filled with them."""
        if target is None:
            return self._values().tolist()
        if len(target) != len(self):
            raise InputError(f"{self}.to_python: the target has {len(target)} elements, the vector {len(self)}")
        for i, value in enumerate(self):
            target[i] = value
        return target

    def from_python(self, values: Iterable[float]) -> "Vector":
        """Take over the numbers of a sequence."""
        return self._replace(_numbers(values))

    def label(self, text: str | None = None) -> str:
        """The label, after setting it if one is given."""
        if text is not None:
            self._label = text
        return self._label

    def get(self, index: int) -> float:
        """Element `index`."""
        return self[index]

    def set(self, index: int, value: float) -> "Vector":
        """Assign element `index`."""
        self[index] = value
        return self

    def resize(self, size: int) -> "Vector":
        """Cut off, or append zeros."""
        values = self._values()[: int(size)]
        return self._replace(np.concatenate([values, np.zeros(int(size) - len(values))]))

    def clear(self) -> "Vector":
        """Remove all elements."""
        return self._replace([])

    def append(self, *values: Any) -> "Vector":
        """Append numbers and vectors."""
        return self._replace(np.concatenate([self._values(), *(np.atleast_1d(_numbers(v)) for v in values)]))

    def insrt(self, index: int, *values: Any) -> "Vector":
        """Insert numbers and vectors before element `index`."""
        added = np.concatenate([np.atleast_1d(_numbers(v)) for v in values])
        return self._replace(np.insert(self._values(), int(index), added))

    def remove(self, start: int, end: int | None = None) -> "Vector":
        """Remove element `start`, or elements `start` to `end` inclusive."""
        last = self._checked(start if end is None else end)
        return self._replace(np.delete(self._values(), slice(self._checked(start), last + 1)))

    def c(self, start: int = 0, end: int | None = None) -> "Vector":
        """A copy, or one of elements `start` to `end` inclusive."""
        return Vector(self._values()[int(start) : None if end is None else int(end) + 1])

    at = c

    def cl(self, start: int = 0, end: int | None = None) -> "Vector":
        """A copy with its label."""
        copy = self.c(start, end)
        copy.label(self._label)
        return copy

    def copy(self, source: Any, *positions: int) -> "Vector":
        """Become a copy of `source`, or of its elements `start` to `end`; `copy(source, at)` overwrites from `at`."""
        values = np.asarray(_numbers(source))
        if not positions:
            return self._replace(values)
        if len(positions) == 2:
            return self._replace(values[int(positions[0]) : int(positions[1]) + 1])
        if len(positions) == 1:
            start = int(positions[0])
            if start + len(values) > len(self):
                self.resize(start + len(values))
            self._values()[start : start + len(values)] = values
            return self
        raise InputError(f"{self}.copy: takes source, source and position, or source, start and end")

    # recording

    def record(self, reference: Any = None, *when: Any, **keywords: Any) -> "Vector":
        """Record a variable at initialisation and after every step: `vector.record(seg._ref_v)`."""
        if keywords.pop("sec", None) is None and keywords:
            raise InputError(f"{self}.record: unknown keyword {sorted(keywords)}; `sec` is allowed")
        if isinstance(reference, HocObject) and when and isinstance(when[0], _RECORDABLE):
            reference, when = when[0], when[1:]  # record(point_process, reference)
        if not isinstance(reference, _RECORDABLE):
            raise InputError(
                f"{self}.record({'' if reference is None else repr(reference)}): a reference to a variable is needed; "
                "write for example `soma(0.5)._ref_v`"
            )
        if when:
            raise self._no_such("record at given times")
        if isinstance(reference, GlobalPointer) and reference.name != "t":
            raise InputError(f"{self}.record: `{reference.name}` cannot be recorded; of the globals only `t` can")
        self._source = reference
        WORLD.add_recorder(self)
        return self

    def play_remove(self) -> bool:
        """Stop recording."""
        WORLD.remove_recorder(self)
        self._source = None
        return True

    def _receive(self, values: np.ndarray) -> None:
        self._arrived.append(values)


@dataclass(frozen=True)
class ElementReference:
    """`vector._ref_x[i]`: where an element is."""

    vector: Vector
    index: int


@dataclass(frozen=True)
class ElementReferences:
    """`vector._ref_x`: references to elements by index."""

    vector: Vector

    def __getitem__(self, index: Any) -> ElementReference:
        return ElementReference(self.vector, self.vector._checked(index))


class Elements:
    """`vector.x`: the elements of a vector by index."""

    def __init__(self, vector: Vector):
        self._vector = vector

    def __getitem__(self, index: Any) -> Any:
        return self._vector[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        self._vector[index] = value

    def __len__(self) -> int:
        return len(self._vector)


def _initial(values: Any, fill: float) -> np.ndarray:
    if values is None:
        return np.zeros(0)
    if isinstance(values, (int, float, np.number)):
        if values < 0 or not float(values).is_integer():
            raise InputError(f"Vector({values!r}): the size must be a whole number of at least 0")
        return np.full(int(values), float(fill))
    return np.array(_numbers(values), float)


def _numbers(values: Any) -> Any:
    if isinstance(values, Vector):
        return values._values()
    if isinstance(values, (str, bytes)):
        raise InputError(f"a Vector holds numbers; {values!r} is none")
    try:
        return np.array(list(values) if not hasattr(values, "__array__") and np.iterable(values) else values, float)
    except (TypeError, ValueError):
        raise InputError(f"a Vector holds numbers; {values!r} cannot be converted to them") from None
