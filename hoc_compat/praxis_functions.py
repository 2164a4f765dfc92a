"""`h.fit_praxis` and what belongs to it: minimise a Python function of a Vector."""

from collections.abc import Callable
from typing import Any

from braincell.errors import InputError, UnsupportedError
from hoc_compat.praxis import Praxis
from hoc_compat.random import mcell_ran4
from hoc_compat.run import number
from hoc_compat.vector import Vector

_WORSE = 1e9
"""Only smaller values count as a minimum."""


class PraxisFunctions:
    """The functions of `h`, and what they keep between calls."""

    def __init__(self) -> None:
        self._tolerance = self._longest = 0.0
        self._prints = 0
        self._random_index = [0.0]
        self._cycles_left = 0
        self._last: Praxis | None = None

    def attr_praxis(self, *attributes: Any) -> float:
        """`attr_praxis(tolerance, max_step, print_mode)`; `attr_praxis([index])`: the index of the random numbers."""
        values = [number("h.attr_praxis", "attribute", a) for a in attributes]
        if len(values) == 3:
            self._tolerance, self._longest, self._prints = values[0], values[1], int(values[2])
            return 0.0
        if len(values) > 1:
            raise InputError("h.attr_praxis: give tolerance, longest step and print mode, or an index, or nothing")
        before = self._random_index[0]
        if values:
            self._random_index = [float(int(values[0]))]
        return before

    def stop_praxis(self, cycles: int = 1) -> float:
        """Let `fit_praxis` return after so many cycles; returns the number before."""
        before, self._cycles_left = self._cycles_left, int(number("h.stop_praxis", "cycles", cycles))
        return float(before)

    def fit_praxis(self, function: Callable[[Vector], float], vector: Vector, *wrong: Any) -> float:
        """Minimise `function(vector)`: the least value, whose place `vector` then holds."""
        if wrong or not callable(function):
            raise UnsupportedError(
                "h.fit_praxis: a function written in hoc cannot be minimised; give a Python function and a Vector"
            )
        if not isinstance(vector, Vector):
            raise InputError(f"h.fit_praxis: {vector!r} is no Vector; it holds where the search begins")
        if self._longest == 0.0:
            raise InputError("h.fit_praxis: tolerance and longest step are not set; call `h.attr_praxis` first")
        least = _Least(function, vector)
        start = vector.to_python()
        praxis = Praxis(least.value_at, start, self._tolerance, self._longest, self._random, self._after_cycle)
        praxis.run()
        self._last = praxis
        self._print(praxis)
        vector._replace(least.place)
        return least.value

    def pval_praxis(self, index: int, axis: Any = None) -> float:
        """Principal value `index` of the quadratic form at the minimum; `axis`, a Vector, becomes the axis of it."""
        if self._last is None:
            raise InputError("h.pval_praxis: `h.fit_praxis` has not been called")
        i, n = int(number("h.pval_praxis", "index", index)), len(self._last.curvatures)
        if not 0 <= i < n:
            raise InputError(f"h.pval_praxis: `index` is {i}; it must be between 0 and {n - 1}")
        if axis is not None:
            axis._replace([row[i] for row in self._last.axes])
        return self._last.curvatures[i]

    def _random(self) -> float:
        return mcell_ran4(self._random_index)

    def _after_cycle(self, praxis: Praxis) -> bool:
        self._print(praxis)
        self._cycles_left -= 1
        return self._cycles_left == 0

    def _print(self, praxis: Praxis) -> None:
        if self._prints:
            print(f"{praxis.searches} searches, {praxis.evaluations} evaluations: f({praxis.x}) = {praxis.value:g}")


class _Least:
    """A function of a Vector as one of a list; remembers the least value and where it was."""

    def __init__(self, function: Callable[[Vector], float], vector: Vector):
        self._function, self._vector = function, vector
        self.value, self.place = _WORSE, [0.0] * len(vector)

    def value_at(self, x: list[float]) -> float:
        """The value at `x`, which the function may change."""
        value = number("h.fit_praxis", "the function's value", self._function(self._vector._replace(x)))
        x[:] = self._vector.to_python()
        if value < self.value:
            self.value, self.place = value, list(x)
        return value


PRAXIS = PraxisFunctions()
"""The one set of attributes: NEURON's are global to the process."""
