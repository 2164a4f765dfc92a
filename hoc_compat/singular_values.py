"""Principal axes of a small square matrix, by Golub and Reinsch's method in a fixed order of operations.

G. Golub, C. Reinsch, Numer. Math. 14:403, 1970: reflections make the matrix bidiagonal, rotations make it diagonal.
"""

import math
from collections.abc import Iterable

Rows = list[list[float]]
_MOST_STEPS = 30


def principal_axes(a: Rows, precision: float, tiny: float) -> list[float]:
    """The singular values of `a`, not sorted; `a` becomes V, with U·diagonal = a·V."""
    n = len(a)
    if n == 1:
        (value,) = a[0]
        a[0][0] = 1.0
        return [value]
    diagonal, above, largest = _bidiagonal(a, tiny)
    _accumulate(a, above)
    for k in range(n - 1, -1, -1):
        _diagonalise(a, diagonal, above, k, precision * largest)
    return diagonal


def _bidiagonal(a: Rows, tiny: float) -> tuple[list[float], list[float], float]:
    """Reflect columns and rows in turn; the diagonal, what is above it, and the largest sum of the two."""
    n = len(a)
    diagonal, above = [0.0] * n, [0.0] * n
    g = largest = 0.0
    for i in range(n):
        above[i] = g
        rest = range(i + 1, n)
        g = 0.0
        square = _sum(a[k][i] * a[k][i] for k in range(i, n))
        if square >= tiny:
            f = a[i][i]
            g = _opposite(math.sqrt(square), f)
            h = f * g - square
            a[i][i] = f - g
            for j in rest:
                factor = _sum(a[k][i] * a[k][j] for k in range(i, n)) / h
                for k in range(i, n):
                    a[k][j] += factor * a[k][i]
        diagonal[i] = g
        g = 0.0
        square = _sum(a[i][j] * a[i][j] for j in rest)
        if square >= tiny:
            f = a[i][i + 1]
            g = _opposite(math.sqrt(square), f)
            h = f * g - square
            a[i][i + 1] = f - g
            for j in rest:
                above[j] = a[i][j] / h
            for j in rest:
                factor = _sum(a[j][k] * a[i][k] for k in rest)
                for k in rest:
                    a[j][k] += factor * above[k]
        largest = max(largest, abs(diagonal[i]) + abs(above[i]))
    return diagonal, above, largest


def _accumulate(a: Rows, above: list[float]) -> None:
    """The product of the reflections of rows, in place of them."""
    n = len(a)
    a[-1][-1] = 1.0
    for i in range(n - 2, -1, -1):
        done, g = range(i + 1, n), above[i + 1]
        if g != 0.0:
            h = a[i][i + 1] * g
            for j in done:
                a[j][i] = a[i][j] / h
            for j in done:
                factor = _sum(a[i][k] * a[k][j] for k in done)
                for k in done:
                    a[k][j] += factor * a[k][i]
        for j in done:
            a[i][j] = a[j][i] = 0.0
        a[i][i] = 1.0


def _diagonalise(v: Rows, diagonal: list[float], above: list[float], k: int, small: float) -> None:
    """QR steps until what is above the diagonal in column `k` is negligible; then its value is made positive."""
    steps = 0
    while (begin := _block(diagonal, above, k, small)) != k:
        _rotate(v, diagonal, above, begin, k)
        steps += 1
        if steps >= _MOST_STEPS:
            above[k] = 0.0
    if diagonal[k] < 0.0:
        diagonal[k] = -diagonal[k]
        for row in v:
            row[k] = -row[k]


def _block(diagonal: list[float], above: list[float], k: int, small: float) -> int:
    """Where the block that ends at `k` begins; a negligible value before it is taken out."""
    for begin in range(k, -1, -1):
        if abs(above[begin]) <= small:
            return begin
        if abs(diagonal[begin - 1]) <= small:
            cosine, sine = 0.0, 1.0
            for i in range(begin, k + 1):
                f = sine * above[i]
                above[i] = cosine * above[i]
                if abs(f) <= small:
                    break
                g = diagonal[i]
                h = diagonal[i] = _length(f, g)
                if h == 0.0:
                    g = h = 1.0
                cosine, sine = g / h, -f / h
            return begin
    raise AssertionError("the first value above the diagonal is 0")


def _rotate(v: Rows, diagonal: list[float], above: list[float], begin: int, k: int) -> None:
    """One QR step from `begin` to `k`, with the shift of the lowest 2 × 2 minor."""
    x, y, z, g, h = diagonal[begin], diagonal[k - 1], diagonal[k], above[k - 1], above[k]
    f = ((y - z) * (y + z) + (g - h) * (g + h)) / (h * 2.0 * y)
    g = math.sqrt(f * f + 1.0)
    f = ((x - z) * (x + z) + h * (y / (f + g if f >= 0.0 else f - g) - h)) / x
    cosine = sine = 1.0
    for i in range(begin + 1, k + 1):
        g, y = above[i], diagonal[i]
        h = sine * g
        g *= cosine
        z = above[i - 1] = _length(f, h)
        if z == 0.0:
            f = z = 1.0
        cosine, sine = f / z, h / z
        f = x * cosine + g * sine
        g = -x * sine + g * cosine
        h = y * sine
        y *= cosine
        for row in v:
            left, right = row[i - 1], row[i]
            row[i - 1], row[i] = left * cosine + right * sine, -left * sine + right * cosine
        z = diagonal[i - 1] = _length(f, h)
        if z == 0.0:
            f = z = 1.0
        cosine, sine = f / z, h / z
        f, x = cosine * g + sine * y, -sine * g + cosine * y
    above[begin], above[k], diagonal[k] = 0.0, f, x


def _opposite(size: float, sign: float) -> float:
    return -size if sign >= 0.0 else size


def _length(f: float, h: float) -> float:
    """√(f² + h²) without overflow."""
    if abs(f) < abs(h):
        return abs(h) * math.sqrt((f / h) * (f / h) + 1.0)
    return abs(f) * math.sqrt((h / f) * (h / f) + 1.0) if f != 0.0 else 0.0


def _sum(terms: Iterable[float]) -> float:
    total = 0.0  # the built-in `sum` compensates for rounding
    for term in terms:
        total += term
    return total
