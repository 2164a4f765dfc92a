"""Hold the numbers of a Vector in a buffer that grows, and check the arguments of its methods."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np

from braincell.errors import InputError


class Storage:
    """The numbers of a Vector; arrays from `_values` share them until the size changes.

    The buffer grows as a C++ vector does, so that `append` in a loop is cheap and `buffer_size` is NEURON's.
    """

    def __init__(self, values: np.ndarray):
        self._buffer = values
        self._size = len(values)
        self._label = ""
        self._arrived: list[np.ndarray] = []  # recorded since the numbers were last asked for

    def _new(self, values: np.ndarray) -> Any:
        """A new Vector; not one of a class that a script derives from it."""
        raise NotImplementedError

    def _values(self) -> np.ndarray:
        if self._arrived:
            arrived, self._arrived = np.concatenate(self._arrived), []
            self._append(arrived)
        return self._buffer[: self._size]

    def _item(self, i: int) -> float:
        if self._arrived:
            self._values()
        if not 0 <= i < self._size:
            raise InputError(f"{self}: index {i} is out of range; it has {self._size} elements")
        return self._buffer.item(i)

    def _put(self, i: int, value: float) -> None:
        self._item(i)  # an error now if there is no such element
        self._buffer[i] = value

    def _reserve(self, size: int) -> None:
        if size > len(self._buffer):
            grown = np.zeros(size)
            grown[: self._size] = self._buffer[: self._size]
            self._buffer = grown

    def _resize(self, size: int) -> np.ndarray:
        n = len(self._values())
        if size > len(self._buffer):
            self._reserve(max(2 * n, size))
        self._buffer[n:size] = 0.0
        self._size = size
        return self._buffer[:size]

    def _replace(self, values: Any) -> Self:
        new = np.asarray(values, float)
        self._arrived = []
        self._resize(len(new))[:] = new
        return self

    def _append(self, values: np.ndarray) -> None:
        n = self._size
        self._resize(n + len(values))[n:] = values

    # arguments

    def _wrong(self, method: str, text: str) -> InputError:
        return InputError(f"{self}.{method}: {text}")

    def _number(self, method: str, name: str, value: Any) -> float:
        if isinstance(value, (str, bytes)):
            raise self._wrong(method, f"`{name}` is {value!r}; a number is needed")
        try:
            return float(value)
        except (TypeError, ValueError):
            raise self._wrong(method, f"`{name}` is {value!r}; a number is needed") from None

    def _integer(self, method: str, name: str, value: Any, low: float, high: float = 2.0**53) -> int:
        """A whole number (the fraction is cut off) between `low` and `high`."""
        number = self._number(method, name, value)
        if not low <= number <= high:
            allowed = f"between {low:g} and {high:g}" if high < 2.0**53 else f"at least {low:g}"
            raise self._wrong(method, f"`{name}` is {number:g}; it must be {allowed}")
        return int(number)

    def _vector(self, method: str, name: str, value: Any) -> np.ndarray:
        if not isinstance(value, Storage):
            raise self._wrong(method, f"`{name}` is {value!r}; a Vector is needed: h.Vector([…])")
        return value._values()

    def _span(self, method: str, span: tuple[Any, ...], values: np.ndarray | None = None) -> slice:
        """The elements from `start` to `end`, both inclusive; all of them if neither is given."""
        n = len(self._values() if values is None else values)
        if not span:
            return slice(0, n)
        if len(span) != 2:
            raise self._wrong(method, f"{len(span)} arguments for a range of elements; give `start` and `end`")
        start = self._integer(method, "start", span[0], 0, n - 1)
        return slice(start, self._integer(method, "end", span[1], start, n - 1) + 1)

    def _given(self, method: str, arguments: tuple[Any, ...], most: int) -> tuple[np.ndarray, list[Any]]:
        """The numbers to work on and the other arguments: those of a Vector that comes first, else our own."""
        source, given = self._values(), list(arguments)
        if given and isinstance(given[0], Storage):
            source = given.pop(0)._values()
        if len(given) > most:
            raise self._wrong(method, f"{len(arguments)} arguments; after a source at most {most} are allowed")
        return source, given

    def _least(self, n: int, method: str) -> np.ndarray:
        values = self._values()
        if len(values) < n:
            raise self._wrong(method, f"the vector has {len(values)} elements; at least {n} are needed")
        return values

    def _hoc_function(self, method: str, name: Any) -> Callable[[float], Any]:
        from hoc_compat.interpreter import h  # `h` knows Vector: an import at the top would be circular

        if not isinstance(name, str):
            raise self._wrong(method, f"`function` is {name!r}; give the name of a function of `h`")
        function = getattr(h, name)
        if not callable(function):
            raise self._wrong(method, f"`{name}` is no function")

        def called(*values: float) -> Any:
            try:
                return function(*values)
            except ValueError as error:
                raise self._wrong(method, f"{name}{values} cannot be computed: {error}") from None

        return called
