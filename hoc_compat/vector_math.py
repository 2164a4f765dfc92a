"""The arithmetic of NEURON's Vector; methods change the vector in place and return it, as NEURON's do."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np

from braincell.errors import InputError

_COMPARISONS: dict[str, Callable[..., Any]] = {
    "==": lambda v, a: np.isclose(v, a, rtol=0.0, atol=1e-11),  # hoc_epsilon
    "!=": lambda v, a: ~np.isclose(v, a, rtol=0.0, atol=1e-11),
    ">": lambda v, a: v > a + 1e-11,
    "<": lambda v, a: v < a - 1e-11,
    ">=": lambda v, a: v >= a - 1e-11,
    "<=": lambda v, a: v <= a + 1e-11,
    "()": lambda v, a, b: (v > a) & (v < b),
    "[]": lambda v, a, b: (v >= a) & (v <= b),
    "[)": lambda v, a, b: (v >= a) & (v < b),
    "(]": lambda v, a, b: (v > a) & (v <= b),
}


class VectorMath:
    """Methods of Vector that only need its numbers."""

    def __init__(self, values: Any = None, fill: float = 0.0):
        raise NotImplementedError

    def _values(self) -> np.ndarray:
        raise NotImplementedError

    def _replace(self, values: Any) -> Self:
        raise NotImplementedError

    def _operand(self, other: Any) -> Any:
        values = np.asarray(other, float)
        if values.ndim and values.shape != self._values().shape:
            raise InputError(f"{self}: the other vector has {len(values)} elements, this one {len(self._values())}")
        return values

    def _least(self, n: int, method: str) -> np.ndarray:
        values = self._values()
        if len(values) < n:
            raise InputError(f"{self}.{method}: the vector has {len(values)} elements; at least {n} are needed")
        return values

    # in place

    def add(self, other: Any) -> Self:
        """Add a number or a vector."""
        return self._replace(self._values() + self._operand(other))

    def sub(self, other: Any) -> Self:
        """Subtract a number or a vector."""
        return self._replace(self._values() - self._operand(other))

    def mul(self, other: Any) -> Self:
        """Multiply by a number or, element by element, by a vector."""
        return self._replace(self._values() * self._operand(other))

    def div(self, other: Any) -> Self:
        """Divide by a number or, element by element, by a vector."""
        return self._replace(self._values() / self._operand(other))

    def pow(self, *arguments: Any) -> Self:
        """`pow(p)`: raise to a power; `pow(source, p)`: become `source` to the power."""
        source = self._values() if len(arguments) == 1 else np.asarray(arguments[0], float)
        return self._replace(source ** float(arguments[-1]))

    def _mapped(self, function: Callable[[Any], Any], source: tuple[Any, ...]) -> Self:
        return self._replace(function(np.asarray(source[0], float) if source else self._values()))

    def abs(self, *source: Any) -> Self:
        """Absolute values, of `source` if given."""
        return self._mapped(np.abs, source)

    def sqrt(self, *source: Any) -> Self:
        """Square roots, of `source` if given."""
        return self._mapped(np.sqrt, source)

    def log(self, *source: Any) -> Self:
        """Natural logarithms, of `source` if given."""
        return self._mapped(np.log, source)

    def log10(self, *source: Any) -> Self:
        """Decimal logarithms, of `source` if given."""
        return self._mapped(np.log10, source)

    def tanh(self, *source: Any) -> Self:
        """Hyperbolic tangents, of `source` if given."""
        return self._mapped(np.tanh, source)

    def floor(self, *source: Any) -> Self:
        """Round down, `source` if given."""
        return self._mapped(np.floor, source)

    def fill(self, value: float, start: int = 0, end: int | None = None) -> Self:
        """Set all elements, or `start` to `end` inclusive."""
        self._values()[int(start) : None if end is None else int(end) + 1] = value
        return self

    def indgen(self, *arguments: float) -> Self:
        """`indgen()`, `(step)`, `(start, step)`: fill; `(start, stop, step)`: become start … stop."""
        if len(arguments) == 3:
            start, stop, step = arguments
            return self._replace(start + step * np.arange(int(np.floor((stop - start) / step + 1e-9)) + 1))
        start, step = ((0.0, 1.0), (0.0, *arguments), arguments)[len(arguments)]
        return self._replace(start + step * np.arange(len(self._values())))

    def reverse(self) -> Self:
        """Turn the order around."""
        return self._replace(self._values()[::-1])

    def sort(self) -> Self:
        """Sort, ascending."""
        return self._replace(np.sort(self._values()))

    def sortindex(self) -> Any:
        """A new vector: the indices that sort this one."""
        return type(self)(np.argsort(self._values(), kind="stable"))

    def index(self, source: Any, indices: Any) -> Self:
        """Become `source` at `indices`."""
        return self._replace(np.asarray(source, float)[np.asarray(indices, int)])

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

    def ind(self, indices: Any) -> Any:
        """A new vector: the elements at `indices`."""
        return type(self)(self._values()[np.asarray(indices, int)])

    def _condition(self, method: str, arguments: tuple[Any, ...]) -> tuple[np.ndarray, np.ndarray]:
        given = arguments if arguments and isinstance(arguments[0], str) else arguments[1:]
        source = self._values() if given is arguments else np.asarray(arguments[0], float)
        bounds = given[1:]
        wanted = 2 if given and given[0] in ("()", "[]", "[)", "(]") else 1
        if not given or given[0] not in _COMPARISONS or len(bounds) != wanted:
            raise InputError(
                f"{self}.{method}{arguments}: give a comparison ({', '.join(_COMPARISONS)}) and its bounds"
            )
        return source, _COMPARISONS[given[0]](source, *bounds)

    def deriv(self, *arguments: Any) -> Self:
        """Become the derivative of `source` (itself if none): `deriv([source,] dx=1, method=2)`.

        Method 2: central differences, one-sided at the ends; method 1: forward differences, one element fewer.
        """
        given = arguments[1:] if arguments and np.ndim(arguments[0]) else arguments
        source = np.asarray(arguments[0], float) if given is not arguments else self._values()
        dx, method = (*given, *(1.0, 2)[len(given) :])
        if method == 1:
            return self._replace(np.diff(source) / dx)
        return self._replace(np.gradient(source, dx))

    def integral(self, *arguments: Any) -> Self:
        """Become the running sum times `dx`, of `source` if given: `integral([source,] dx=1)`."""
        given = arguments[1:] if arguments and np.ndim(arguments[0]) else arguments
        source = np.asarray(arguments[0], float) if given is not arguments else self._values()
        dx = given[0] if given else 1.0
        return self._replace(np.concatenate([source[:1], source[:1] + np.cumsum(source[1:] * dx)]))

    def interpolate(self, *arguments: Any) -> Self:
        """`interpolate(x, x_source[, y_source])`: linear, constant outside; without y_source this vector is it."""
        x, x_source, y_source = (*arguments, self._values())[:3]
        return self._replace(np.interp(np.asarray(x, float), np.asarray(x_source, float), np.asarray(y_source, float)))

    # numbers

    def min(self) -> float:
        """The smallest element."""
        return float(self._least(1, "min").min())

    def max(self) -> float:
        """The largest element."""
        return float(self._least(1, "max").max())

    def min_ind(self) -> int:
        """Index of the smallest element."""
        return int(self._least(1, "min_ind").argmin())

    def max_ind(self) -> int:
        """Index of the largest element."""
        return int(self._least(1, "max_ind").argmax())

    def sum(self) -> float:
        """Sum of the elements."""
        return float(self._values().sum())

    def sumsq(self) -> float:
        """Sum of the squares."""
        return float((self._values() ** 2).sum())

    def mean(self) -> float:
        """Mean of the elements."""
        return float(self._least(1, "mean").mean())

    def median(self) -> float:
        """Median of the elements."""
        return float(np.median(self._least(1, "median")))

    def var(self) -> float:
        """Variance (n − 1 in the denominator)."""
        return float(self._least(2, "var").var(ddof=1))

    def stdev(self) -> float:
        """Standard deviation (n − 1 in the denominator)."""
        return float(self._least(2, "stdev").std(ddof=1))

    def stderr(self) -> float:
        """Standard error of the mean."""
        return self.stdev() / float(np.sqrt(len(self._values())))

    def dot(self, other: Any) -> float:
        """Scalar product."""
        return float(self._values() @ self._operand(other))

    def mag(self) -> float:
        """Euclidean length."""
        return float(np.sqrt(self.sumsq()))

    def meansqerr(self, other: Any) -> float:
        """Mean of the squared differences."""
        return float(((self._values() - self._operand(other)) ** 2).mean())

    def eq(self, other: Any) -> float:
        """1 if all elements are equal, else 0."""
        return float(np.array_equal(self._values(), np.asarray(other, float)))

    def contains(self, value: float) -> bool:
        """Whether some element equals `value` (to 1e-11)."""
        return bool(_COMPARISONS["=="](self._values(), value).any())

    def printf(self, form: str | None = None, start: int = 0, end: int | None = None) -> int:
        """Print the elements, tab-separated, five in a row, or by a C format; returns their number."""
        values = self._values()[int(start) : None if end is None else int(end) + 1].tolist()
        if form is not None:
            print("".join(form % value for value in values), end="")
            return len(values)
        for i in range(0, len(values), 5):
            print("".join(f"{value:g}\t" for value in values[i : i + 5]))
        print(end="" if len(values) % 5 else "\n" if values else "")
        return len(values)

    # operators

    def __add__(self, other: Any) -> Any:
        return type(self)(self._values() + self._operand(other))

    def __sub__(self, other: Any) -> Any:
        return type(self)(self._values() - self._operand(other))

    def __rsub__(self, other: Any) -> Any:
        return type(self)(self._operand(other) - self._values())

    def __mul__(self, other: Any) -> Any:
        return type(self)(self._values() * self._operand(other))

    def __truediv__(self, other: Any) -> Any:
        return type(self)(self._values() / self._operand(other))

    def __neg__(self) -> Any:
        return type(self)(-self._values())

    __radd__ = __add__
    __rmul__ = __mul__
