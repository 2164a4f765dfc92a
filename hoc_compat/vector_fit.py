"""Fit the parameters of a function to a Vector: NEURON's simplex search, move by move."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from hoc_compat.vector_statistics import in_order
from hoc_compat.vector_storage import Storage

Model = Callable[[Sequence[float], list[float]], list[float]]
"""Parameters and x in, y out."""

_MOVES = (2.0, 1.4, 0.7, 0.3)
"""How far the worst corner is moved through the centre of the others: reflected, less far, drawn in, drawn in more."""

_MOST_PARAMETERS = 16


def _exp(x: float) -> float:
    return 0.0 if x < -700.0 else math.exp(min(x, 700.0))


def _exp1(p: Sequence[float], xs: list[float]) -> list[float]:
    return [p[0] * _exp(-x / p[1]) for x in xs]


def _exp2(p: Sequence[float], xs: list[float]) -> list[float]:
    return [p[0] * _exp(-x / p[1]) + p[2] * _exp(-x / p[3]) for x in xs]


def _charging(p: Sequence[float], xs: list[float]) -> list[float]:
    return [p[0] * (1.0 - _exp(-x / p[1])) + p[2] * (1.0 - _exp(-x / p[3])) for x in xs]


def _line(p: Sequence[float], xs: list[float]) -> list[float]:
    return [p[0] * x + p[1] for x in xs]


def _quad(p: Sequence[float], xs: list[float]) -> list[float]:
    return [p[0] * x * x + p[1] * x + p[2] for x in xs]


_NAMED: dict[str, tuple[Model, int]] = {
    "exp1": (_exp1, 2),
    "exp2": (_exp2, 4),
    "charging": (_charging, 4),
    "line": (_line, 2),
    "quad": (_quad, 3),
}


class VectorFit(Storage):
    """`fit` of Vector."""

    def fit(self, fitted: Any, function: str, x: Any, *parameters: Any) -> float:
        """Fit `function(x, *parameters)` to this vector; returns the mean squared error.

        `function` is "exp1", "exp2", "charging", "line", "quad" or the name of a function of `h`; parameters are
        references such as `h.ref(1.0)`: they start the search and hold its result. `fitted` becomes the fitted curve.
        """
        self._vector("fit", "fitted", fitted)
        xs, ys = self._vector("fit", "x", x), self._values()
        if len(xs) != len(ys) or not len(xs):
            raise self._wrong("fit", f"`x` has {len(xs)} elements, the vector {len(ys)}; give one x for every element")
        if not 0 < len(parameters) <= _MOST_PARAMETERS:
            raise self._wrong("fit", f"{len(parameters)} parameters; 1 to {_MOST_PARAMETERS} are allowed")
        for parameter in parameters:
            if not hasattr(parameter, "__setitem__"):
                raise self._wrong("fit", f"parameter {parameter!r} is no reference; give `h.ref(value)`")
        model = self._model(function, len(parameters))
        search = _Search(model, xs.tolist(), ys.copy())
        found, error = search.run([self._number("fit", "parameter", p[0]) for p in parameters])
        for parameter, value in zip(parameters, found, strict=True):
            parameter[0] = value
        fitted._replace(model(found, search.xs))
        return error

    def _model(self, name: Any, n: int) -> Model:
        if name in _NAMED:
            model, needed = _NAMED[name]
            if n < needed:
                raise self._wrong("fit", f"`{name}` has {needed} parameters, {n} are given")
            return model
        function = self._hoc_function("fit", name)
        return lambda p, xs: [self._number("fit", "result", function(x, *p)) for x in xs]


class _Search:
    """One search; `best` is the least error so far and `repeats` how often a move reached just that."""

    def __init__(self, model: Model, xs: list[float], ys: np.ndarray):
        self.model, self.xs, self.ys = model, xs, ys
        self.best, self.repeats = math.inf, 0

    def run(self, start: list[float]) -> tuple[list[float], float]:
        """Simplex searches, each from where the last one ended, until one does not improve the best."""
        corner = start
        while True:
            self.best, self.repeats = 1e300, 0
            corner, error = self._simplex(corner)
            if not self.repeats or self.best <= error:
                return corner, error

    def _error(self, p: list[float]) -> float:
        guess = np.array(self.model(p, self.xs)) - self.ys
        error = in_order(guess * guess) / len(self.ys)
        if self.repeats > 3 * (len(p) + 1):  # enough moves: only the best itself is still accepted
            return self.best if error == self.best else 1e300
        self.best = min(self.best, error)
        return error

    def _simplex(self, start: list[float]) -> tuple[list[float], float]:
        n = len(start)
        corners = [[1.2 * p if i == j else p for j, p in enumerate(start)] for i in range(n + 1)]
        errors = [self._error(c) for c in corners]
        while True:
            worst = max(range(n + 1), key=errors.__getitem__)
            centre = [(_sum(c[j] for c in corners) - corners[worst][j]) / n for j in range(n)]
            for move in _MOVES:
                moved = [(1.0 - move) * w + move * c for w, c in zip(corners[worst], centre, strict=True)]
                error = self._error(moved)
                if error < errors[worst]:
                    break
            else:
                least = min(range(n + 1), key=errors.__getitem__)
                return corners[least], errors[least]
            self.repeats += error == self.best
            corners[worst], errors[worst] = moved, error


def _sum(values: Any) -> float:
    total = 0.0  # the built-in `sum` compensates for rounding
    for value in values:
        total += value
    return total
