"""Random: a generator together with a distribution, with NEURON's numbers."""

import math
from dataclasses import replace
from typing import Any

from braincell.errors import InputError, UnsupportedError
from braincell.mech.random_source import RandomSource
from braincell.random.hoc import DISTRIBUTIONS as STREAM_DISTRIBUTIONS
from braincell.random.shared import USES_RAN4
from hoc_compat.distributions import DISTRIBUTIONS, Normal
from hoc_compat.generators import WORD, Philox, Ran4, low_index, ran4_words
from hoc_compat.hoc_object import HocObject
from hoc_compat.random_play import PLAYS
from hoc_compat.world import WORLD

_GONE = "NEURON 9 no longer has this generator; use `Random123(id1, id2, id3)`"
_SIZE = 55


class Random(HocObject):
    """`h.Random()`, `h.Random(seed)`: a stream of Random123, until another generator is chosen.

    Every distribution draws a number at once, and is the one that `repick` draws from.
    """

    _unsupported = {
        "ACG": _GONE,
        "MLCG": _GONE,
        "Isaac64": _GONE,
    }

    def __init__(self, seed: Any = 0, size: Any = _SIZE):
        size = _number("Random", "size", size)
        if not 7 <= size <= 98:
            raise InputError(f"Random: `size` is {size:g}; it must be from 7 to 98")
        self._changes = 0  # so that mechanisms that draw from it notice
        self._generator: Philox | Ran4 = Philox(int(_number("Random", "seed", seed)) & WORD, int(size), 0)
        self._choose("normal", 0.0, 1.0)

    # generators

    def Random123(self, id1: Any = 0, id2: Any = 0, id3: Any = 0) -> float:
        """Draw from the Random123 stream of three ids, from its start; returns 0."""
        self._changes += 1
        self._generator = Philox(
            _word("Random123", "id1", id1), _word("Random123", "id2", id2), _word("Random123", "id3", id3)
        )
        return 0.0

    def Random123_globalindex(self, index: Any = None) -> float:
        """Random123's global index, after setting it if one is given; it changes the streams of all objects."""
        if index is not None:
            Philox.set_index(_word("Random123_globalindex", "index", index))
        return float(Philox.index)

    def MCellRan4(self, highindex: Any = 0, lowindex: Any = 0) -> float:
        """Draw from MCellRan4; without a high index the next unused one. Returns the high index."""
        high, low = _word("MCellRan4", "highindex", highindex), _word("MCellRan4", "lowindex", lowindex)
        self._changes += 1
        self._generator = generator = Ran4(high, low)
        return float(generator.start)

    def seq(self, position: Any = None) -> float:
        """The place in the stream, after moving there if one is given: 4 · block + word, or the high index."""
        if position is not None:
            value = _number("seq", "position", position)
            if isinstance(self._generator, Philox) and not 0 <= value < 2**34:
                raise InputError(f"Random.seq: the position is {value:g}; it must be from 0 to 2³⁴ − 1")
            self._changes += 1
            self._generator.sequence = int(value)
        return float(self._generator.sequence)

    # numbers

    def repick(self) -> float:
        """A number of the distribution used last; a normal one of mean 0 and variance 1 at first."""
        self._changes += 1
        return self._pick(self._generator.draw)

    def play(self, reference: Any) -> float:
        """Give a variable a number at initialisation and before every step; steps are made one by one then."""
        if not hasattr(type(reference), "__setitem__"):
            raise InputError(f"{self}.play: {reference!r} is no reference to a variable; write `clamp._ref_amp`")
        PLAYS.add(self, reference)
        return 0.0

    def uniform(self, low: Any, high: Any) -> float:
        """A number between `low` and `high`."""
        return self._first("uniform", low=low, high=high)

    def discunif(self, low: Any, high: Any) -> float:
        """A whole number from `low` to `high`."""
        return self._first("discunif", low=low, high=high)

    def normal(self, mean: Any, variance: Any) -> float:
        """A normally distributed number."""
        return self._first("normal", mean=mean, variance=variance)

    def lognormal(self, mean: Any, variance: Any) -> float:
        """A number whose logarithm is normally distributed; it has this mean and variance itself."""
        return self._first("lognormal", mean=mean, variance=variance)

    def poisson(self, mean: Any) -> float:
        """A Poisson distributed number."""
        return self._first("poisson", mean=mean)

    def binomial(self, n: Any, p: Any) -> float:
        """How many of `n` trials succeed, each with probability `p`."""
        return self._first("binomial", n=n, p=p)

    def geometric(self, mean: Any) -> float:
        """How many uniform numbers are drawn until one is `mean` or more."""
        return self._first("geometric", mean=mean)

    def hypergeo(self, mean: Any, variance: Any) -> float:
        """A number of NEURON's hypergeometric distribution."""
        return self._first("hypergeo", mean=mean, variance=variance)

    def negexp(self, mean: Any) -> float:
        """An exponentially distributed number."""
        return self._first("negexp", mean=mean)

    def erlang(self, mean: Any, variance: Any) -> float:
        """An Erlang distributed number."""
        return self._first("erlang", mean=mean, variance=variance)

    def weibull(self, alpha: Any, beta: Any) -> float:
        """A Weibull distributed number."""
        return self._first("weibull", alpha=alpha, beta=beta)

    def _first(self, distribution: str, **numbers: Any) -> float:
        self._choose(distribution, *(_number(distribution, name, value) for name, value in numbers.items()))
        return self.repick()

    def _choose(self, distribution: str, *numbers: float) -> None:
        self._changes += 1
        self._pick = DISTRIBUTIONS[distribution](*numbers)
        self._distribution = distribution, numbers

    # hand over to a mechanism

    def _version(self) -> tuple[int, int]:
        """Equal as long as a mechanism may go on with what it has taken over."""
        return self._changes, low_index()

    def _stream(self) -> RandomSource:
        """What a mechanism that draws from this object takes over: the stream where it is now, and the distribution."""
        distribution, numbers = self._distribution
        if distribution not in STREAM_DISTRIBUTIONS:
            raise UnsupportedError(
                f"{self}: a mechanism cannot draw from the distribution {distribution!r}; it can from "
                + ", ".join(STREAM_DISTRIBUTIONS)
            )
        source = getattr(self._generator.source(), distribution)(*numbers)
        if not (isinstance(self._pick, Normal) and self._pick.second is not None):
            return source
        first, second = (self._generator.word(number) for number in self._pick.pair)
        if first is None or second is None:
            raise UnsupportedError(
                f"{self}: a mechanism cannot go on between the two numbers of a normal pair that another generator "
                "gave; choose the distribution again, or draw once more, before handing it over"
            )
        return replace(source, pair=(first, second))


def mcell_ran4(index: Any) -> float:
    """A number between 0 and 1 of MCellRan4; `index` is a reference to the high index, which is counted up."""
    try:
        high = int(_number("mcell_ran4", "index", index[0])) & WORD
    except (TypeError, IndexError):
        raise InputError(f"h.mcell_ran4({index!r}): a reference to the index is needed, such as `h.ref(1)`") from None
    word = int(ran4_words(high, low_index())[0])
    index[0] = float((high + 1) & WORD)
    return word / 4294967296.0


def mcell_ran4_init(low: Any = None) -> float:
    """Set MCellRan4's shared low index; returns the one before."""
    before = float(low_index())
    if low is not None:
        Ran4.set_low_index(_word("mcell_ran4_init", "lowindex", low))
    return before


def use_mcell_ran4(on: Any = None) -> float:
    """Whether `exprand` and the other old functions of .mod files draw from MCellRan4; returns what was before."""
    before = float(WORLD.shared_random.read()[USES_RAN4])
    if on is not None:
        if on not in (0, 1):
            raise InputError(f"h.use_mcell_ran4({on!r}): 0 or 1 is needed")
        WORLD.shared_random.edit()[USES_RAN4] = on
    return before


def _number(owner: str, name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"Random.{owner}: `{name}` is {value!r}; a finite number is needed")
    return number


def _word(owner: str, name: str, value: Any) -> int:
    number = _number(owner, name, value)
    if not 0.0 <= number <= WORD:
        raise InputError(f"Random.{owner}: `{name}` is {number:g}; it must be from 0 to 2³² − 1")
    return int(number)
