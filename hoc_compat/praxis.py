"""Minimise a function of several variables without derivatives: Brent's principal axis method, search by search.

R. Brent, Algorithms for Minimization without Derivatives, chapter 7, 1973. The order of operations is that of NEURON's
`fit_praxis`, so that the same function is evaluated at the same points.
"""

import math
from collections.abc import Callable

from hoc_compat.singular_values import principal_axes

PRECISION = 1e-11
_SMALL = PRECISION * PRECISION
_TINY = _SMALL * _SMALL
_ROOT = math.sqrt(PRECISION)
_FOURTH_ROOT = math.sqrt(_ROOT)
_ITERATIONS_WITHOUT_GAIN = 2
_SHRINKING = 0.01


class Praxis:
    """One minimisation. `axes[j][i]` is component j of direction i; `curvatures[i]` half the second derivative there.

    `function` gets a list and may change it, `random` gives numbers between 0 and 1, `after_cycle` says when to stop.
    """

    def __init__(
        self,
        function: Callable[[list[float]], float],
        x: list[float],
        tolerance: float,
        longest: float,
        random: Callable[[], float],
        after_cycle: Callable[["Praxis"], bool],
    ):
        n = len(x)
        self.function, self.random, self.after_cycle = function, random, after_cycle
        self.x = list(x)
        self.axes = [[float(i == j) for i in range(n)] for j in range(n)]
        self.curvatures = [0.0] * n
        self.tolerance = _SMALL + abs(tolerance)
        self.longest = max(longest, self.tolerance * 100.0)
        self.searches, self.evaluations = 0, 1
        self.value = function(self.x)
        self._travelled = self.longest  # about how far the last cycles went
        self._least_curvature = _SMALL
        self._last, self._last_value = list(self.x), self.value  # where the last cycle ended, and the one before
        self._before = list(self.x)
        self._to_before = self._to_last = 0.0
        self._ill_conditioned = False
        self._near = self.tolerance
        self._idle = 0

    def run(self) -> None:
        """Cycles of searches along all directions, until `x` does not move any more."""
        n = len(self.x)
        while n > 0:
            before = self.curvatures[0]
            self.curvatures[0] = 0.0
            moved = self._search(0, 2)
            if moved <= 0.0:
                self._flip(0)
            now = self.curvatures[0]
            if not (before > now * 0.9 and before * 0.9 < now):
                self.curvatures[1:] = [0.0] * (n - 1)
            if n == 1 and abs(moved) < self.tolerance:
                return
            if n > 1:
                for k in range(1, n):
                    if self._new_conjugate_direction(k):
                        return
                self._extrapolate()
                self._find_axes()
            if self.after_cycle(self):
                return

    def _new_conjugate_direction(self, k: int) -> bool:
        """Search along all directions; the way that this led replaces one of them. Says whether `x` has settled."""
        start, value = list(self.x), self.value
        if self._idle > 0:
            self._ill_conditioned = True
        best = self._search_others(k)
        for i in range(k):
            self._search(i, 2)
        reached, self.value = self.value, value
        way = [new - old for new, old in zip(self.x, start, strict=True)]
        self.x = start
        length = math.sqrt(_squares(way))
        if length > _SMALL:
            for i in range(best - 1, k - 1, -1):
                for row in self.axes:
                    row[i + 1] = row[i]
                self.curvatures[i + 1] = self.curvatures[i]
            self.curvatures[k] = 0.0
            for row, step in zip(self.axes, way, strict=True):
                row[k] = step / length
            length = self._search(k, 4, length, reached, known=True)
            if length <= 0.0:
                length = -length
                self._flip(k)
        self._travelled = max(_SHRINKING * self._travelled, length)
        self._near = _ROOT * math.sqrt(_squares(self.x)) + self.tolerance
        self._idle = 0 if self._travelled > self._near * 0.5 else self._idle + 1
        return self._idle > _ITERATIONS_WITHOUT_GAIN

    def _search_others(self, k: int) -> int:
        """Search along the directions from `k` on, after a random step if the last try gained little; the best one."""
        n = len(self.x)
        steps = [0.0] * n
        while True:
            best, most = k, 0.0
            if self._ill_conditioned:
                for i in range(n):
                    size = self._travelled * 0.1 + self._near * 10.0**self._idle
                    steps[i] = size * (self.random() - 0.5)
                    self._move(i, steps[i])
                self.value = self.function(self.x)
                self.evaluations += 1
            for i in range(k, n):
                value = self.value
                moved = self._search(i, 2)
                gain = value - self.value
                if self._ill_conditioned:
                    gain = self.curvatures[i] * ((moved + steps[i]) * (moved + steps[i]))
                if most <= gain:
                    best, most = i, gain
            if self._ill_conditioned or most >= abs(PRECISION * 100.0 * self.value):
                return best
            self._ill_conditioned = True

    def _find_axes(self) -> None:
        """Replace the directions by the principal axes of the quadratic form that the curvatures suggest."""
        n = len(self.x)
        widths = [1.0 / math.sqrt(c) for c in self.curvatures]
        widest = max(0.0, *widths)
        scales = [w / widest for w in widths]
        columns = [[scales[i] * self.axes[j][i] for j in range(n)] for i in range(n)]  # transposed
        values = [widest * value for value in principal_axes(columns, PRECISION, _TINY)]
        self.axes = columns
        self.curvatures = [_curvature(value) for value in values]
        for i in range(n - 1):
            k = max(range(i, n), key=self.curvatures.__getitem__)
            if k > i:
                for row in (self.curvatures, *self.axes):
                    row[i], row[k] = row[k], row[i]
        self._least_curvature = max(self.curvatures[-1], _SMALL)
        self._ill_conditioned = _ROOT * self.curvatures[0] > self._least_curvature

    def _flip(self, i: int) -> None:
        for row in self.axes:
            row[i] = -row[i]

    def _move(self, i: int, length: float) -> None:
        for j, row in enumerate(self.axes):
            self.x[j] += length * row[i]

    # searches along a line, or along the curve through the ends of the last cycles

    def _extrapolate(self) -> None:
        """Look for the minimum along a parabola through where the last cycles ended."""
        self.value, self._last_value = self._last_value, self.value
        self.x, self._last = self._last, self.x
        self._to_last = math.sqrt(_squares([a - b for a, b in zip(self._last, self.x, strict=True)]))
        length, n = self._to_last, len(self.x)
        if self._to_before > 0.0 and length > 0.0 and self.searches >= 3 * n * n:
            weights = self._weights(self._search(None, 2, length, self._last_value, known=True))
        else:
            self.value, weights = self._last_value, (0.0, 0.0, 1.0)
        before, self._before = self._before, list(self.x)
        self._to_before = self._to_last
        self.x = _mixed(weights, before, self.x, self._last)

    def _weights(self, length: float) -> tuple[float, float, float]:
        """How much of the ends of three cycles there is at a place of the parabola."""
        a, b = self._to_before, self._to_last
        return (
            length * (length - b) / (a * (a + b)),
            (length + a) * (b - length) / (a * b),
            length * (length + a) / (b * (a + b)),
        )

    def _along(self, direction: int | None, length: float) -> float:
        self.evaluations += 1
        if direction is None:
            return self.function(_mixed(self._weights(length), self._before, self.x, self._last))
        return self.function([x + length * row[direction] for x, row in zip(self.x, self.axes, strict=True)])

    def _search(
        self, direction: int | None, halvings: int, x1: float = 0.0, f1: float | None = None, known: bool = False
    ) -> float:
        """Search along a direction, or along the parabola; returns how far `x` was moved.

        `f1` is the value at `x1`, a guess of the place, if it is `known`; otherwise the least value to be kept.
        """
        curvature = 0.0 if direction is None else self.curvatures[direction]
        start = first = self.value
        f1 = start if f1 is None else f1
        given, given_value = x1, f1
        flat = curvature < PRECISION
        step = self._first_step(flat, curvature)
        best, least = (x1, f1) if known and f1 <= start else (0.0, start)
        if not known or abs(x1) < step:
            x1 = -step if x1 < 0.0 else step
            f1 = self._along(direction, x1)
        if f1 <= least:
            best, least = x1, f1
        tries = 0
        while True:
            if flat:
                x2 = x1 * 2.0 if first >= f1 else -x1
                f2 = self._along(direction, x2)
                if f2 <= least:
                    best, least = x2, f2
                curvature = (x2 * (f1 - first) - x1 * (f2 - first)) / (x1 * x2 * (x1 - x2))
            slope = (f1 - first) / x1 - x1 * curvature
            flat = True
            x2 = slope * -0.5 / curvature if curvature > _SMALL else math.copysign(self.longest, -slope or -1.0)
            x2 = x2 if abs(x2) <= self.longest else -self.longest if x2 <= 0.0 else self.longest
            f2 = self._along(direction, x2)
            again = False
            while tries < halvings and f2 > first and not again:
                tries += 1
                again = first < f1 and x1 * x2 > 0.0
                if not again:
                    x2 *= 0.5
                    f2 = self._along(direction, x2)
            if not again:
                break
        self.searches += 1
        x2, least = (best, least) if f2 > least else (x2, f2)
        if abs(x2 * (x2 - x1)) > _SMALL:
            curvature = (x2 * (f1 - first) - x1 * (least - first)) / (x1 * x2 * (x1 - x2))
        elif tries > 0:
            curvature = 0.0
        moved, self.value = (given, given_value) if given_value < least else (x2, least)
        if direction is not None:
            self.curvatures[direction] = max(curvature, _SMALL)
            self._move(direction, moved)
        return moved

    def _first_step(self, flat: bool, curvature: float) -> float:
        """How far to look first: by the curvature and how far the last cycles went."""
        size = math.sqrt(_squares(self.x))
        bend = self._least_curvature if flat else curvature
        step = _FOURTH_ROOT * math.sqrt(abs(self.value) / bend + size * self._travelled) + _ROOT * self._travelled
        if flat:
            step = min(step, _FOURTH_ROOT * size + self.tolerance)
        return min(max(step, _SMALL), self.longest * 0.01)


def _curvature(width: float) -> float:
    if width > 1.0 / _SMALL:
        return _TINY
    return 1.0 / _TINY if width < _SMALL else 1.0 / (width * width)


def _mixed(weights: tuple[float, float, float], a: list[float], b: list[float], c: list[float]) -> list[float]:
    return [weights[0] * x + weights[1] * y + weights[2] * z for x, y, z in zip(a, b, c, strict=True)]


def _squares(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value * value
    return total
