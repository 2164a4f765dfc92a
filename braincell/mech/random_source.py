"""Say which random stream an instance draws from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from braincell.errors import InputError
from braincell.random.hoc import DISTRIBUTIONS

_LARGEST = 2**32 - 1


@dataclass(frozen=True)
class RandomSource:
    """A generator, and the distribution of what it gives if it is one of hoc's Random objects."""

    distribution: str | None = field(default=None, kw_only=True)
    numbers: tuple[float, ...] = field(default=(), kw_only=True)
    pair: tuple[int, int] | None = field(default=None, kw_only=True)
    """The words of the normal pair of which one number has been drawn; the other one comes next."""

    def uniform(self, low: Any = 0.0, high: Any = 1.0) -> Self:
        """A Random object: numbers between `low` and `high`."""
        return self._with("uniform", low, high)

    def discunif(self, low: Any, high: Any) -> Self:
        """A Random object: whole numbers from `low` to `high`."""
        return self._with("discunif", low, high)

    def negexp(self, mean: Any = 1.0) -> Self:
        """A Random object: exponentially distributed."""
        return self._with("negexp", mean)

    def normal(self, mean: Any = 0.0, variance: Any = 1.0) -> Self:
        """A Random object: normally distributed; the second number is the variance, as in hoc."""
        return self._with("normal", mean, variance)

    def lognormal(self, mean: Any, variance: Any) -> Self:
        """A Random object: the exponential of normally distributed numbers, of this mean and variance."""
        return self._with("lognormal", mean, variance)

    def poisson(self, mean: Any) -> Self:
        """A Random object: Poisson distributed."""
        return self._with("poisson", mean)

    def _with(self, distribution: str, *numbers: Any) -> Self:
        values = []
        for x in numbers:
            try:
                values.append(float(x))
            except (TypeError, ValueError):
                values.append(np.nan)
            if not np.isfinite(values[-1]):
                raise InputError(f"{type(self).__name__}: {distribution} got {x!r}; a finite number is needed")
        if distribution in ("normal", "lognormal") and values[1] < 0:
            raise InputError(f"{type(self).__name__}: the variance is {values[1]:g}; it must not be negative")
        return replace(self, distribution=distribution, numbers=tuple(values))

    @property
    def code(self) -> int:
        """The distribution's number, and the default one's without any."""
        return DISTRIBUTIONS[self.distribution or "normal"]


@dataclass(frozen=True)
class Random123(RandomSource):
    """The stream of three ids, each 0 … 2³² − 1; `Random123(1, 2, 3).negexp(1)` is a Random object as hoc makes it.

    `position` is where it starts, hoc's `seq`: 4 times the block, plus the word in it.
    """

    id1: int
    id2: int = 0
    id3: int = 0
    position: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        for name in ("id1", "id2", "id3"):
            _check_whole(getattr(self, name), name, 0, _LARGEST, "Random123")
        _check_whole(self.position, "position", 0, 4 * _LARGEST + 3, "Random123")


@dataclass(frozen=True)
class Reidentified(RandomSource):
    """The stream `base` with other ids, which as in NEURON count from its next block of four words on."""

    base: RandomSource
    ids: tuple[int, int, int]

    def __post_init__(self) -> None:
        for number in self.ids:
            _check_whole(number, "ids", 0, _LARGEST, "Reidentified")


@dataclass(frozen=True)
class SourcesByPlace:
    """The source of each control volume, by (branch, position in the branch): a function for `streams` of a Channel."""

    table: Mapping[tuple[str, int], RandomSource]

    def __call__(self, context: Any) -> RandomSource:
        return self.table[context.branch, context.index]


@dataclass(frozen=True)
class MCellRan4(RandomSource):
    """hoc's old generator, with a `high` and a `low` index, up to 2³² − 1; only as a Random object.

    NEURON's `Random.MCellRan4` takes a low index of 0 for that of `h.mcell_ran4_init`; here 0 is an index as any other.
    """

    high: int
    low: int

    def __post_init__(self) -> None:
        _check_whole(self.high, "high", 1, _LARGEST, "MCellRan4")
        _check_whole(self.low, "low", 0, _LARGEST, "MCellRan4")


def _check_whole(value: Any, name: str, least: int, largest: int, owner: str) -> None:
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and least <= value <= largest:
        return
    raise InputError(f"{owner}: `{name}` is {value!r}; a whole number from {least} to {largest} is needed")
