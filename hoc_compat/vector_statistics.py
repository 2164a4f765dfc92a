"""The numbers that describe a Vector. Sums run from the first element to the last, one by one, as NEURON's do."""

import math
from typing import Any

import numpy as np

from braincell.drive import HOC_EPSILON
from hoc_compat.vector_storage import Storage


class VectorStatistics(Storage):
    """Methods that return one number; `span` is `start, end`, both inclusive."""

    def min(self, *span: Any) -> float:
        """The smallest element; 0 if there is none."""
        values = self._values()
        return float(values[self._span("min", span)].min()) if len(values) else 0.0

    def max(self, *span: Any) -> float:
        """The largest element; 0 if there is none."""
        values = self._values()
        return float(values[self._span("max", span)].max()) if len(values) else 0.0

    def min_ind(self, *span: Any) -> float:
        """Index of the smallest element; −1 if there is none."""
        if len(self._values()) == 0:
            return -1.0
        where = self._span("min_ind", span)
        return where.start + int(self._values()[where].argmin())

    def max_ind(self, *span: Any) -> float:
        """Index of the largest element; −1 if there is none."""
        if len(self._values()) == 0:
            return -1.0
        where = self._span("max_ind", span)
        return where.start + int(self._values()[where].argmax())

    def sum(self, *span: Any) -> float:
        """Sum of the elements."""
        return in_order(self._values()[self._span("sum", span)])

    def sumsq(self, *span: Any) -> float:
        """Sum of the squares."""
        values = self._values()[self._span("sumsq", span)]
        return _products(values, values)

    def mean(self, *span: Any) -> float:
        """Mean of the elements. With `start, end` it is NEURON's sum / end − start + 1, which is not the mean."""
        values, where = self._least(1, "mean"), self._span("mean", span)
        if not span:
            return in_order(values) / len(values)
        self._several("mean", where)
        end = where.stop - 1
        return in_order(values[where]) / end - where.start + 1.0

    def median(self) -> float:
        """Median of the elements."""
        values = np.sort(self._least(1, "median"))
        half = len(values) // 2
        return float(values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2.0)

    def var(self, *span: Any) -> float:
        """Variance (n − 1 in the denominator)."""
        return self._variance("var", span)[0]

    def stdev(self, *span: Any) -> float:
        """Standard deviation (n − 1 in the denominator)."""
        return math.sqrt(self._variance("stdev", span)[0])

    def stderr(self, *span: Any) -> float:
        """Standard error of the mean."""
        variance, n = self._variance("stderr", span)
        return math.sqrt(variance) / math.sqrt(n)

    def _variance(self, method: str, span: tuple[Any, ...]) -> tuple[float, int]:
        values = self._least(2, method)
        where = self._span(method, span)
        self._several(method, where)
        chosen = values[where]
        with np.errstate(all="ignore"):
            distances = chosen - in_order(chosen) / len(chosen)
            return in_order(distances * distances) / (len(chosen) - 1), len(chosen)

    def _several(self, method: str, where: slice) -> None:
        if where.stop - where.start < 2:
            raise self._wrong(method, f"`start` and `end` are both {where.start}; at least 2 elements are needed")

    def dot(self, other: Any) -> float:
        """Scalar product with as many elements of another vector."""
        return _products(self._values(), self._as_long("dot", "other", other))

    def mag(self) -> float:
        """Euclidean length."""
        return math.sqrt(self.sumsq())

    def meansqerr(self, other: Any, weights: Any = None) -> float:
        """Mean of the squared differences, multiplied by `weights` if given."""
        values = self._least(1, "meansqerr")
        factors = 1.0 if weights is None else self._as_long("meansqerr", "weights", weights)
        with np.errstate(all="ignore"):
            difference = values - self._as_long("meansqerr", "other", other)
            return _products(difference * difference, factors) / len(values)

    def _as_long(self, method: str, name: str, other: Any) -> np.ndarray:
        values, n = self._vector(method, name, other), len(self._values())
        if len(values) < n:
            raise self._wrong(method, f"`{name}` has {len(values)} elements; at least {n} are needed")
        return values[:n]

    def eq(self, other: Any) -> float:
        """1 if all elements are equal (to 1e-11), else 0."""
        values, others = self._values(), self._vector("eq", "other", other)
        return float(len(values) == len(others) and bool(equal(values, others).all()))

    def contains(self, value: float) -> bool:
        """Whether some element equals `value` (to 1e-11)."""
        return bool(equal(self._values(), self._number("contains", "value", value)).any())


def in_order(values: np.ndarray) -> float:
    """The sum, from the first element to the last; numpy's own `sum` adds in pairs."""
    with np.errstate(all="ignore"):
        return float(np.cumsum(values)[-1]) if len(values) else 0.0


def _products(a: np.ndarray, b: Any) -> float:
    with np.errstate(all="ignore"):
        return in_order(a * b)


def equal(a: Any, b: Any) -> Any:
    """Equality in hoc: closer than its epsilon."""
    with np.errstate(invalid="ignore"):
        return (a - b < HOC_EPSILON) & (b - a < HOC_EPSILON)
