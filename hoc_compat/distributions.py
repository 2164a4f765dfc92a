"""The distributions of hoc's Random objects, as functions of a uniform draw.

Each makes, from its numbers, a function that draws one number. NEURON: src/gnu, derived from libg++.
The C library's functions are used, not numpy's, whose last digits differ.
"""

import math
from collections.abc import Callable

from braincell.errors import InputError

Draw = Callable[[], float]
Pick = Callable[[Draw], float]
_LARGEST_POISSON = 745.0  # exp(-746) is 0


class Normal:
    """The polar method, which gives numbers in pairs: the second one comes with the next call."""

    def __init__(self, mean: float, variance: float):
        _demand(variance >= 0.0, "normal", "variance", variance, "at least 0")
        self._mean, self._deviation = mean, math.sqrt(variance)
        self.second: float | None = None
        self.pair = (0.5, 0.5)  # the uniform numbers of which `second` is made

    def __call__(self, draw: Draw) -> float:
        if self.second is not None:
            deviate, self.second = self.second, None
            return deviate * self._deviation + self._mean
        while True:
            u1, u2 = draw(), draw()
            v1, v2 = 2.0 * u1 - 1.0, 2.0 * u2 - 1.0
            w = v1 * v1 + v2 * v2
            if w <= 1.0:
                y = math.sqrt(-2.0 * math.log(w) / w)
                self.second, self.pair = v2 * y, (u1, u2)
                return v1 * y * self._deviation + self._mean


class LogNormal(Normal):
    """e to the power of normally distributed numbers, of this mean and variance."""

    def __init__(self, mean: float, variance: float):
        _demand(mean != 0.0, "lognormal", "mean", mean, "a number other than 0")
        _demand(variance >= 0.0, "lognormal", "variance", variance, "at least 0")
        square = mean * mean
        super().__init__(0.0, 1.0)
        self._mean = math.log(square / math.sqrt(variance + square))
        self._deviation = math.sqrt(math.log((variance + square) / square))

    def __call__(self, draw: Draw) -> float:
        return _power(math.e, super().__call__(draw))


def uniform(low: float, high: float) -> Pick:
    """Between two numbers."""
    low, high = min(low, high), max(low, high)
    width = high - low
    return lambda draw: low + width * draw()


def discunif(low: float, high: float) -> Pick:
    """Whole numbers from one to the other, both included."""
    first, last = sorted((int(low), int(high)))
    count = float(last - first + 1)
    return lambda draw: float(first + math.floor(count * draw()))


def negexp(mean: float) -> Pick:
    """Exponentially distributed."""
    return lambda draw: -mean * _log(draw())


def poisson(mean: float) -> Pick:
    """Poisson distributed."""
    _demand(mean <= _LARGEST_POISSON, "poisson", "mean", mean, f"at most {_LARGEST_POISSON:g}")
    bound = math.exp(-mean) if mean > -700.0 else math.inf

    def pick(draw: Draw) -> float:
        count, product = 0, 1.0
        while product >= bound:
            count += 1
            product *= draw()
        return float(count - 1)

    return pick


def binomial(n: float, p: float) -> Pick:
    """How many of `n` trials succeed, each with probability `p`."""
    _demand(n >= 0.0, "binomial", "n", n, "at least 0")
    _demand(0.0 <= p <= 1.0, "binomial", "p", p, "from 0 to 1")
    trials = range(int(n))
    return lambda draw: float(sum([draw() < p for _ in trials]))


def geometric(mean: float) -> Pick:
    """How many numbers are drawn until one is `mean` or more."""
    _demand(0.0 <= mean < 1.0, "geometric", "mean", mean, "at least 0 and below 1")

    def pick(draw: Draw) -> float:
        count = 1
        while draw() < mean:
            count += 1
        return float(count)

    return pick


def hypergeo(mean: float, variance: float) -> Pick:
    """NEURON's hypergeometric distribution, of continuous numbers."""
    _demand(mean != 0.0, "hypergeo", "mean", mean, "a number other than 0")
    z = variance / (mean * mean)
    _demand(z >= 1.0, "hypergeo", "variance", variance, f"at least mean² = {mean * mean:g}")
    p = 0.5 * (1.0 - math.sqrt((z - 1.0) / (z + 1.0)))

    def pick(draw: Draw) -> float:
        d = 1.0 - p if draw() > p else p
        return -mean * _log(draw()) / (2.0 * d)

    return pick


def erlang(mean: float, variance: float) -> Pick:
    """Erlang distributed."""
    _demand(variance != 0.0, "erlang", "variance", variance, "a number other than 0")
    k = max(int(mean * mean / variance + 0.5), 1)
    rate = k / mean if mean else math.inf

    def pick(draw: Draw) -> float:
        product = 1.0
        for _ in range(k):
            product *= draw()
        return -_log(product) / rate

    return pick


def weibull(alpha: float, beta: float) -> Pick:
    """Weibull distributed."""
    _demand(alpha != 0.0, "weibull", "alpha", alpha, "a number other than 0")
    power = 1.0 / alpha
    _demand(beta >= 0.0 or power.is_integer(), "weibull", "beta", beta, "at least 0")
    return lambda draw: _power(beta * -_log(1.0 - draw()), power)


DISTRIBUTIONS: dict[str, Callable[..., Pick]] = {
    "uniform": uniform,
    "discunif": discunif,
    "normal": Normal,
    "lognormal": LogNormal,
    "poisson": poisson,
    "binomial": binomial,
    "geometric": geometric,
    "hypergeo": hypergeo,
    "negexp": negexp,
    "erlang": erlang,
    "weibull": weibull,
}


def _demand(allowed: bool, distribution: str, name: str, value: float, rule: str) -> None:
    if not allowed:
        raise InputError(f"Random.{distribution}: `{name}` is {value:g}; it must be {rule}")


def _log(x: float) -> float:
    return math.log(x) if x > 0.0 else -math.inf


def _power(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except (OverflowError, ValueError):
        return math.inf
