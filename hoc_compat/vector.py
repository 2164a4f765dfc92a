"""NEURON's Vector: a growing list of numbers that can record a run."""

import operator
from collections.abc import Callable, Iterable, Iterator
from types import MethodType
from typing import Any, ClassVar

import numpy as np

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.element_reference import ElementReference, ElementReferences
from hoc_compat.hoc_object import HocObject
from hoc_compat.player import player
from hoc_compat.pointer import ElementPointer, GlobalPointer, Pointer, ProcessPointer
from hoc_compat.recorder import Recorder, TimedRecorder
from hoc_compat.unsupported import VECTOR_METHODS
from hoc_compat.vector_curves import VectorCurves
from hoc_compat.vector_elements import VectorElements
from hoc_compat.vector_file import VectorFile
from hoc_compat.vector_fit import VectorFit
from hoc_compat.vector_histograms import VectorHistograms
from hoc_compat.vector_math import VectorMath
from hoc_compat.vector_signal import VectorSignal
from hoc_compat.vector_statistics import VectorStatistics
from hoc_compat.world import WORLD

_RECORDABLE = (Pointer, ProcessPointer, GlobalPointer, ElementPointer, ElementReference)


class Vector(
    VectorMath,
    VectorStatistics,
    VectorElements,
    VectorSignal,
    VectorHistograms,
    VectorFit,
    VectorFile,
    VectorCurves,
    HocObject,
):
    """A list of numbers: `h.Vector()`, `h.Vector(n)`, `h.Vector(n, value)`, `h.Vector(iterable)`.

    `np.array(vector)` gives its numbers, `vector.as_numpy()` shares them; `vector.record(reference)` fills it in a run.
    """

    _template = "Vector"
    _unsupported = VECTOR_METHODS
    _installed: "ClassVar[dict[str, Callable[..., float]]]" = {}
    """Methods that C of .mod files has installed (`install_vector_method`)."""

    def __init__(self, values: Any = None, fill: float = 0.0):
        super().__init__(_initial(values, fill))
        self._recorder: Recorder | None = None

    def _new(self, values: np.ndarray) -> "Vector":
        return Vector(values)

    def __getattr__(self, name: str) -> Any:
        method = self._installed.get(name)
        return super().__getattr__(name) if method is None else MethodType(method, self)

    # as a sequence

    def __len__(self) -> int:
        return len(self._values())

    def __iter__(self) -> Iterator[float]:
        return iter(self._values().tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self._values(), dtype=dtype or float)

    def __reduce__(self) -> Any:
        return Vector, (self._values().copy(),)

    def __setstate__(self, state: tuple[int, bytes, int, bytes]) -> None:
        """Take over the numbers of a Vector that NEURON has pickled; `state` shows by a 2.0 in which byte order."""
        _, two, _, numbers = state
        order = next(order for order in "<>" if np.frombuffer(two, order + "f8")[0] == 2.0)
        self._replace(np.frombuffer(numbers, order + "f8"))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Vector(self._values()[index])
        return float(self._values()[self._checked(index)])

    def __setitem__(self, index: Any, value: Any) -> None:
        if not isinstance(index, slice):
            self._values()[self._checked(index)] = self._number("x", "value", value)
            return
        if not np.iterable(value):
            raise TypeError(f"{self}: {value!r} cannot become several elements; give as many numbers")
        replaced, values = self._values()[index], _numbers(value)
        if len(values) != len(replaced):
            raise IndexError(f"{self}: {len(replaced)} elements cannot become {len(values)}; give as many numbers")
        replaced[:] = values

    def _checked(self, index: Any, least: int | None = None) -> int:
        n = len(self)
        try:
            i = operator.index(index)
        except TypeError:
            raise TypeError(f"{self}: index {index!r} is no whole number") from None
        if not (-n if least is None else least) <= i < n:
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

    # from and to Python

    def as_numpy(self) -> np.ndarray:
        """The numbers themselves: writing to the array changes the vector, until its size changes."""
        return self._values()

    def to_python(self, target: Any = None) -> Any:
        """A list of the numbers, or `target` filled with them."""
        if target is None:
            return self._values().tolist()
        if not hasattr(target, "__setitem__") or not hasattr(target, "__len__"):
            raise InputError(f"{self}.to_python: {target!r} cannot be filled; give a list or an array")
        if len(target) != len(self):
            raise InputError(f"{self}.to_python: the target has {len(target)} elements, the vector {len(self)}")
        for i, value in enumerate(self):
            target[i] = value
        return target

    def from_python(self, values: Iterable[float]) -> "Vector":
        """Take over the numbers of a sequence; those of an iterator are appended, as in NEURON."""
        numbers = _numbers(values)
        return self._replace(numbers) if hasattr(values, "__len__") else self.append(Vector(numbers))

    def from_double(self, n: int, reference: Any) -> "Vector":
        """Take over `n` numbers from `vector._ref_x[i]` on, or the one of another reference."""
        count = self._integer("from_double", "n", n, 0)
        if not hasattr(reference, "__setitem__"):
            raise self._wrong("from_double", f"{reference!r} is no reference; give `vector._ref_x[0]`")
        behind = getattr(reference, "elements", None)  # a reference into a Vector or a numpy array
        found = np.array([reference[0]] if behind is None else behind, float)[:count]
        if len(found) < count:
            raise self._wrong("from_double", f"{count} numbers are asked for, {len(found)} are there")
        return self._replace(found)

    def label(self, text: str | None = None) -> str:
        """The label, after setting it if one is given."""
        if text is not None and not isinstance(text, str):
            raise self._wrong("label", f"{text!r} is no string")
        self._label = self._label if text is None else str(text)  # a variable of hoc would change
        return self._label

    # recording

    def record(self, reference: Any = None, *when: Any, **keywords: Any) -> "Vector":
        """Record a variable at initialisation and after every step: `vector.record(seg._ref_v)`.

        `record(reference, Dt)` records every Dt ms, `record(reference, times)` at the times of a Vector. It begins at
        the next initialisation.
        """
        if keywords.pop("sec", None) is None and keywords:
            raise InputError(f"{self}.record: unknown keyword {sorted(keywords)}; `sec` is allowed")
        if isinstance(reference, HocObject) and when and isinstance(when[0], _RECORDABLE):
            reference, when = when[0], when[1:]  # record(point_process, reference)
        if not isinstance(reference, _RECORDABLE):
            raise InputError(
                f"{self}.record({'' if reference is None else repr(reference)}): a reference to a variable is needed; "
                "write for example `soma(0.5)._ref_v`"
            )
        if isinstance(reference, GlobalPointer) and reference.name != "t" and reference.parameter is None:
            raise InputError(
                f"{self}.record: `{reference.name}` cannot be recorded; of the globals `t` and those of mechanisms can"
            )
        self._recorder = self._recorder_of(reference, when)
        WORLD.add_recorder(self)
        return self

    def _recorder_of(self, reference: Any, when: tuple[Any, ...]) -> Recorder:
        moments = when[0] if when else None
        if moments is None:
            return Recorder(reference)
        if isinstance(moments, Vector):
            return TimedRecorder(reference, None, moments)
        interval = number(f"{self}.record", "Dt", moments)
        if not (interval > 0.0 and np.isfinite(interval)):
            raise InputError(f"{self}.record: Dt is {interval:g} ms; it must be positive and finite")
        return TimedRecorder(reference, interval)

    def play(self, *arguments: Any) -> "Vector":
        """Play into a variable: `play(reference, times)`, `play(reference, times, True)`, `play(reference, Dt)`.

        In steps, or with True along lines between the points. A string is a statement of hoc, whose `$1` is the number.
        """
        WORLD.add_player(self, player(self, arguments))
        return self

    def play_remove(self) -> bool:
        """Stop recording and playing."""
        WORLD.remove_recorder(self)
        WORLD.remove_player(self)
        self._recorder = None
        return True

    def _receive(self, values: np.ndarray) -> None:
        self._arrived.append(values)


class Elements:
    """`vector.x`: the elements of a vector by index, which counts from the front only."""

    def __init__(self, vector: Vector):
        self._vector = vector

    def __getitem__(self, index: int) -> float:
        return self._vector[self._vector._checked(index, least=0)]

    def __setitem__(self, index: int, value: Any) -> None:
        self._vector[self._vector._checked(index, least=0)] = value

    def __len__(self) -> int:
        return len(self._vector)


def _initial(values: Any, fill: float) -> np.ndarray:
    if values is None:
        return np.zeros(0)
    if isinstance(values, (int, float, np.number)):
        if not 0 <= values <= 1e10:
            raise InputError(f"Vector({values!r}): the size must be a whole number of at least 0")
        return np.full(int(values), _numbers([fill])[0])
    return np.array(_numbers(values))


def _numbers(values: Any) -> np.ndarray:
    if isinstance(values, Vector):
        return values._values()
    if isinstance(values, (str, bytes, dict, set)) or not np.iterable(values):
        raise InputError(f"a Vector holds numbers; {values!r} is none")
    try:
        found = np.array(values if hasattr(values, "__array__") else list(values))
    except ValueError:
        found = np.array(None)
    if found.size and found.dtype.kind not in "biuf":
        raise InputError(f"a Vector holds numbers; {values!r} cannot be converted to them")
    if found.ndim != 1:
        raise InputError(f"a Vector is a list of numbers; {values!r} has {found.ndim} dimensions")
    return found.astype(float)
