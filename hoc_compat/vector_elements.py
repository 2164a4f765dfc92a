"""Choose, order, copy, add and remove elements of a Vector."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np

from braincell.drive import HOC_EPSILON
from hoc_compat.vector_statistics import equal
from hoc_compat.vector_storage import Storage

_ABOVE: dict[str, Callable[..., Any]] = {
    ">": lambda v, a: v > a + HOC_EPSILON,
    ">=": lambda v, a: v >= a - HOC_EPSILON,
}
_BELOW: dict[str, Callable[..., Any]] = {
    "<": lambda v, a: v < a - HOC_EPSILON,
    "<=": lambda v, a: v <= a + HOC_EPSILON,
}
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "==": equal,
    "!=": lambda v, a: ~equal(v, a),
    **_ABOVE,
    **_BELOW,
    "()": lambda v, a, b: _ABOVE[">"](v, a) & _BELOW["<"](v, b),
    "[]": lambda v, a, b: _ABOVE[">="](v, a) & _BELOW["<="](v, b),
    "[)": lambda v, a, b: _ABOVE[">="](v, a) & _BELOW["<"](v, b),
    "(]": lambda v, a, b: _ABOVE[">"](v, a) & _BELOW["<="](v, b),
}


class VectorElements(Storage):
    """Methods that move elements about, and those that say where they are."""

    # one element

    def get(self, index: int) -> float:
        """Element `index`."""
        return float(self._values()[self._integer("get", "index", index, 0, len(self._values()) - 1)])

    def set(self, index: int, value: float) -> Self:
        """Assign element `index`."""
        where = self._integer("set", "index", index, 0, len(self._values()) - 1)
        self._values()[where] = self._number("set", "value", value)
        return self

    # size

    def size(self) -> int:
        """Number of elements."""
        return len(self._values())

    def buffer_size(self, size: int | None = None) -> int:
        """For how many elements there is room; with `size`, make room."""
        n = len(self._values())
        if size is not None:
            self._reserve(self._integer("buffer_size", "size", size, n))
        return len(self._buffer)

    def resize(self, size: int) -> Self:
        """Cut off, or append zeros."""
        new = self._integer("resize", "size", size, 0)
        self._values()
        self._resize(new)
        return self

    def clear(self) -> Self:
        """Remove all elements."""
        return self._replace([])

    def append(self, *values: Any) -> Self:
        """Append numbers and vectors."""
        added = self._added("append", values)
        self._values()
        self._append(added)
        return self

    def insrt(self, index: int, *values: Any) -> Self:
        """Insert numbers and vectors before element `index`."""
        where = self._integer("insrt", "index", index, 0, len(self._values()))
        return self._replace(np.insert(self._values(), where, self._added("insrt", values)))

    def _added(self, method: str, values: tuple[Any, ...]) -> np.ndarray:
        if any(value is self for value in values):
            raise self._wrong(method, "the vector cannot be added to itself; give a copy: `vector.c()`")
        parts = [v._values() if isinstance(v, Storage) else [self._number(method, "value", v)] for v in values]
        return np.concatenate([np.zeros(0), *parts])

    def remove(self, start: int, end: int | None = None) -> Self:
        """Remove element `start`, or elements `start` to `end` inclusive."""
        where = self._span("remove", (start, start if end is None else end))
        return self._replace(np.delete(self._values(), where))

    # copies

    def c(self, start: int | None = None, end: int | None = None) -> Any:
        """A copy, or one of elements `start` to `end` inclusive."""
        values = self._values()
        if start is None:
            return self._new(values)
        return self._new(values[self._span("c", (start, len(values) - 1 if end is None else end))])

    at = c

    def cl(self, start: int | None = None, end: int | None = None) -> Any:
        """A copy with its label."""
        copy = self.c(start, end)
        copy._label = self._label
        return copy

    def copy(self, source: Any, *places: Any) -> Self:
        """Become a copy of `source`, or take over some of its elements.

        `copy(source, at)` writes from element `at` on, `copy(source, start, end)` takes elements `start` to `end` (−1:
        the last) and `copy(source, at, start, end[, step, source_step])` does both. `copy(source, indices)` copies
        these elements to the same places, `copy(source, source_indices, indices)` to others. Only a plain copy
        shortens the vector.
        """
        values = self._vector("copy", "source", source)
        if places and isinstance(places[0], Storage):
            return self._copy_indices(values, *places)
        forms = {0: (0, 0, -1, 1, 1), 1: (*places, 0, -1, 1, 1), 2: (0, *places, 1, 1), 3: (*places, 1, 1), 5: places}
        if len(places) not in forms:
            raise self._wrong(
                "copy", f"{len(places)} numbers; give place, or start and end, or both, or both and steps"
            )
        at, start, end, step, source_step = forms[len(places)]
        last = len(values) - 1
        at, first = self._integer("copy", "at", at, 0), self._integer("copy", "start", start, 0, max(last, 0))
        stop = self._integer("copy", "end", end, -1, last)
        if stop != -1 and stop < first:
            raise self._wrong("copy", f"`end` is {stop} and `start` is {first}; give an end behind the start, or −1")
        step, source_step = self._integer("copy", "step", step, 1), self._integer("copy", "step", source_step, 1)
        taken = values[first : (last if stop == -1 else stop) + 1 : source_step].copy()
        size = max(0, at + step * (len(taken) - 1) + 1)
        own = self._values()
        if size > len(own) or not places:
            own = self._resize(size)
        own[at:size:step] = taken
        return self

    def _copy_indices(self, values: np.ndarray, source_indices: Any, indices: Any = None) -> Self:
        own = self._values()
        source = (self._vector("copy", "source_indices", source_indices) + HOC_EPSILON).astype(int)
        target = source if indices is None else (self._vector("copy", "indices", indices) + HOC_EPSILON).astype(int)
        n = min(len(source), len(target))
        source, target = source[:n], target[:n]
        there = (source >= 0) & (target >= 0) & (source < len(values)) & (target < len(own))
        own[target[there]] = values[source[there]]
        return self

    # order

    def fill(self, value: float, *span: Any) -> Self:
        """Set all elements, or `start` to `end` inclusive."""
        self._values()[self._span("fill", span)] = self._number("fill", "value", value)
        return self

    def indgen(self, *arguments: Any) -> Self:
        """`indgen()`, `(step)`, `(start, step)`: fill; `(start, stop, step)`: become start … stop."""
        given = [self._number("indgen", "argument", a) for a in arguments]
        if len(given) > 3:
            raise self._wrong("indgen", f"{len(given)} arguments; give start, stop and step, or fewer")
        if len(given) < 3:
            start, step = [(0.0, 1.0), (0.0, *given), given][len(given)]
            return self._replace(start + step * np.arange(len(self._values())))
        start, stop, step = given
        if step == 0.0 or abs(step) > abs(stop - start) or (stop - start) / step < 0.0:
            raise self._wrong("indgen", f"a step of {step:g} does not lead from {start:g} to {stop:g}")
        return self._replace(start + step * np.arange(int(np.floor((stop - start) / step + 1e-9)) + 1))

    def reverse(self) -> Self:
        """Turn the order around."""
        return self._replace(self._values()[::-1].copy())

    def sort(self) -> Self:
        """Sort, ascending."""
        return self._replace(np.sort(self._values()))

    def sortindex(self, target: Any = None) -> Any:
        """The indices that sort this vector, in `target` if given, else in a new vector."""
        order = np.argsort(self._values(), kind="stable")
        if target is None:
            return self._new(order.astype(float))
        self._vector("sortindex", "target", target)
        return target._replace(order)

    # by index and by condition

    def index(self, *arguments: Any) -> Self:
        """`index(source, indices)`: become `source` at `indices`, 0 where it has none; without source, itself."""
        if len(arguments) not in (1, 2):
            raise self._wrong("index", "give a vector of indices, or a source and a vector of indices")
        source = self._vector("index", "source", arguments[0]) if len(arguments) == 2 else self._values()
        indices = self._vector("index", "indices", arguments[-1]).astype(int)
        there = (indices >= 0) & (indices < len(source))
        result = np.zeros(len(indices))
        result[there] = source[indices[there]]
        return self._replace(result)

    def ind(self, indices: Any) -> Any:
        """A new vector: the elements at `indices`, without those that do not exist."""
        wanted = self._vector("ind", "indices", indices).astype(int)
        return self._new(self._values()[wanted[(wanted >= 0) & (wanted < len(self._values()))]])

    def where(self, *arguments: Any) -> Self:
        """Keep the elements that fulfil a condition: `where(">", 3)`, `where("[]", 2, 5)`; of a source if given."""
        source, test = self._condition("where", arguments)
        return self._replace(source[test])

    def indvwhere(self, *arguments: Any) -> Self:
        """Become the indices of the elements (of a source if given) that fulfil a condition."""
        return self._replace(np.flatnonzero(self._condition("indvwhere", arguments)[1]))

    def indwhere(self, *arguments: Any) -> int:
        """Index of the first element that fulfils a condition, or −1."""
        found = np.flatnonzero(self._condition("indwhere", arguments)[1])
        return int(found[0]) if len(found) else -1

    def _condition(self, method: str, arguments: tuple[Any, ...]) -> tuple[np.ndarray, np.ndarray]:
        source, given = self._given(method, arguments, 3)
        wanted = 3 if given and given[0] in ("()", "[]", "[)", "(]") else 2
        if not given or given[0] not in _COMPARISONS or len(given) < wanted:
            raise self._wrong(method, f"{arguments}: give a comparison ({', '.join(_COMPARISONS)}) and its bounds")
        bounds = [self._number(method, "bound", bound) for bound in given[1:wanted]]
        return source, _COMPARISONS[given[0]](source, *bounds)
