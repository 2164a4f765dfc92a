"""The arithmetic of NEURON's Vector; methods change the vector in place and return it, as NEURON's do."""

import numbers
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from hoc_compat.vector_storage import Storage


class VectorMath(Storage):
    """Arithmetic and functions, element by element."""

    def _operand(self, method: str, other: Any) -> Any:
        if not isinstance(other, Storage):
            return self._number(method, "operand", other)
        values = other._values()
        if len(values) != len(self._values()):
            raise self._wrong(method, f"the other vector has {len(values)} elements, this one {len(self._values())}")
        return values

    def _combined(self, method: str, operation: Callable[[Any, Any], Any], other: Any) -> Self:
        operand = self._operand(method, other)
        with np.errstate(all="ignore"):  # as in NEURON, what overflows becomes infinite
            return self._replace(operation(self._values(), operand))

    def add(self, other: Any) -> Self:
        """Add a number or a vector."""
        return self._combined("add", np.add, other)

    def sub(self, other: Any) -> Self:
        """Subtract a number or a vector."""
        return self._combined("sub", np.subtract, other)

    def mul(self, other: Any) -> Self:
        """Multiply by a number or, element by element, by a vector."""
        return self._combined("mul", np.multiply, other)

    def div(self, other: Any) -> Self:
        """Divide by a number other than 0 or, element by element, by a vector."""
        if not isinstance(other, Storage) and self._number("div", "operand", other) == 0.0:
            raise self._wrong("div", "division by 0; give another number")
        return self._combined("div", np.divide, other)

    def pow(self, *arguments: Any) -> Self:
        """`pow(p)`: raise to a power; `pow(source, p)`: become `source` to the power."""
        source, given = self._given("pow", arguments, 1)
        exponent = self._number("pow", "p", given[0] if given else None)
        if exponent == 0.5:
            return self._replace(self._root("pow", source))
        if exponent == -1.0 and (source == 0.0).any():
            raise self._wrong("pow", "an element is 0, and 1/0 is not defined")
        with np.errstate(all="ignore"):
            return self._replace(1.0 / source if exponent == -1.0 else source**exponent)

    def scale(self, low: float, high: float) -> float:
        """Stretch the numbers to reach from `low` to `high`; returns the factor, 0 if all are equal."""
        values = self._least(1, "scale")
        begin, end = self._number("scale", "low", low), self._number("scale", "high", high)
        least, span = values.min(), values.max() - values.min()
        if not span > 0.0:
            return 0.0
        factor = (end - begin) / span
        self._replace((values - least) * factor + begin)
        return float(factor)

    # functions

    def _mapped(self, method: str, function: Callable[[Any], Any], arguments: tuple[Any, ...]) -> Self:
        source, _ = self._given(method, arguments, 0)
        with np.errstate(all="ignore"):  # log(0) is −inf, as in NEURON
            return self._replace(function(source))

    def _root(self, method: str, values: np.ndarray) -> np.ndarray:
        if (values < 0.0).any():
            raise self._wrong(method, f"{values[values < 0.0][0]:g} is negative and has no square root")
        return np.sqrt(values)

    def abs(self, *source: Any) -> Self:
        """Absolute values, of `source` if given."""
        return self._mapped("abs", np.abs, source)

    def sqrt(self, *source: Any) -> Self:
        """Square roots, of `source` if given."""
        return self._mapped("sqrt", lambda values: self._root("sqrt", values), source)

    def log(self, *source: Any) -> Self:
        """Natural logarithms, of `source` if given."""
        return self._mapped("log", np.log, source)

    def log10(self, *source: Any) -> Self:
        """Decimal logarithms, of `source` if given."""
        return self._mapped("log10", np.log10, source)

    def tanh(self, *source: Any) -> Self:
        """Hyperbolic tangents, of `source` if given."""
        return self._mapped("tanh", np.tanh, source)

    def floor(self, *source: Any) -> Self:
        """Round down, `source` if given."""
        return self._mapped("floor", np.floor, source)

    def sin(self, frequency: float, phase: float, dx: float = 1.0) -> Self:
        """A sine of `frequency` [Hz] from `phase` [rad] on, sampled every `dx` [ms]."""
        f, p, d = (
            self._number("sin", name, x) for name, x in zip(("frequency", "phase", "dx"), (frequency, phase, dx))
        )
        return self._replace(np.sin(2.0 * np.pi / 1000.0 * f * d * np.arange(len(self._values())) + p))

    def apply(self, function: Any, *span: Any) -> Self:
        """Replace elements (`start` to `end`, else all) by a function of them: a name of `h`, or a callable."""
        values, where = self._values(), self._span("apply", span)
        called = function if callable(function) else self._hoc_function("apply", function)
        results = [self._number("apply", "result", called(value)) for value in values[where].tolist()]
        values[where] = results
        return self

    def reduce(self, function: str, base: float = 0.0, *span: Any) -> float:
        """`base` plus the sum of a function, named as in `h`, of the elements (`start` to `end`, else all)."""
        called = self._hoc_function("reduce", function)
        total = self._number("reduce", "base", base)
        for value in self._values()[self._span("reduce", span)].tolist():
            total += self._number("reduce", "result", called(value))
        return total

    def setrand(self, random: Any, *span: Any) -> Self:
        """Draw elements (`start` to `end`, else all) from a Random."""
        values, where = self._values(), self._span("setrand", span)
        values[where] = self._draws("setrand", random, where)
        return self

    def addrand(self, random: Any, *span: Any) -> Self:
        """Add draws from a Random to elements (`start` to `end`, else all)."""
        values, where = self._values(), self._span("addrand", span)
        values[where] += self._draws("addrand", random, where)
        return self

    def _draws(self, method: str, random: Any, where: slice) -> list[float]:
        if not hasattr(type(random), "repick"):
            raise self._wrong(method, f"`random` is {random!r}; a Random is needed: h.Random()")
        return [random.repick() for _ in range(where.start, where.stop)]

    # operators

    def _copied(self) -> Any:
        return self._new(self._values())

    def __add__(self, other: Any) -> Any:
        return self._copied().add(other) if _is_operand(other) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        return self._copied().sub(other) if _is_operand(other) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return self._copied().mul(-1.0).add(other) if _is_operand(other) else NotImplemented

    def __mul__(self, other: Any) -> Any:
        return self._copied().mul(other) if _is_operand(other) else NotImplemented

    def __truediv__(self, other: Any) -> Any:
        return self._copied().div(other) if _is_operand(other) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return self._copied().pow(-1.0).mul(other) if _is_operand(other) else NotImplemented

    def __neg__(self) -> Any:
        return self._copied().mul(-1.0)

    def __pos__(self) -> Any:
        return self._copied()

    def __abs__(self) -> Any:
        return self._copied().abs()

    __radd__ = __add__
    __rmul__ = __mul__


def _is_operand(other: Any) -> bool:
    return isinstance(other, (numbers.Real, Storage))
