"""Draw from hoc's Random objects: a generator together with a distribution.

The distribution's two numbers stand beside the stream. NEURON: src/gnu, src/ivoc/ivocrand.cpp.
"""

from typing import Any

import jax.numpy as jnp

from braincell.random.ran4 import ran4
from braincell.random.shared import products
from braincell.random.stream import (
    CACHED,
    DISTRIBUTION,
    FIRST,
    ID3,
    KIND,
    OBJECT,
    RAN4,
    SECOND,
    SEQUENCE,
    STREAM,
    UNSET,
    as_word,
    ipick,
    new_stream,
    polar,
    restarted,
)

DISTRIBUTIONS = {"uniform": 0, "discunif": 1, "negexp": 2, "normal": 3, "lognormal": 4, "poisson": 5}
"""Name in hoc -> what the row DISTRIBUTION holds."""
_UNIFORM, _DISCUNIF, _NEGEXP, _NORMAL, _LOGNORMAL, _POISSON = DISTRIBUTIONS.values()
_SHIFT = 1.0 / 4294967297.0


def new_random123(id1: Any, id2: Any, id3: Any, distribution: Any) -> Any:
    """The stream of a Random object on Random123."""
    stream = new_stream(id1, id2, id3, kind=OBJECT)
    return stream.at[DISTRIBUTION].set(as_word(jnp.asarray(distribution)))


def new_ran4(high: Any, low: Any, distribution: Any) -> Any:
    """The stream of a Random object on MCellRan4; neither index may be 0."""
    stream = new_stream(0, 0, low, kind=RAN4)
    return stream.at[SEQUENCE].set(as_word(jnp.asarray(high))).at[DISTRIBUTION].set(as_word(jnp.asarray(distribution)))


def unset(shape: tuple[int, ...] = ()) -> Any:
    """No stream."""
    return jnp.zeros_like(new_stream(jnp.zeros(shape, jnp.uint32)))


def unset_like(stream: Any) -> Any:
    """No stream, in place of one."""
    return jnp.zeros_like(stream)


def is_set(stream: Any) -> Any:
    """Whether there is a stream."""
    return stream[KIND] != UNSET


def kind(stream: Any) -> Any:
    """0: none, 1: a Random object, 2: a stream of Random123."""
    return jnp.where(stream[KIND] == RAN4, OBJECT, stream[KIND]).astype(float)


def pick(stream: Any, numbers: Any) -> tuple[Any, Any]:
    """The next number of the Random object's distribution; 1/2 if there is none (`nrn_random_pick`).

    `numbers` [2, …] are the distribution's: low and high, mean, mean and variance.
    """
    first, second = numbers
    code = stream[DISTRIBUTION]
    simple, u = _draw(stream)
    low = jnp.floor(jnp.minimum(first, second))
    values = [first + u * (second - first), low + jnp.floor((jnp.abs(second - first) + 1.0) * u), -first * jnp.log(u)]
    is_normal, is_poisson = (code == _NORMAL) | (code == _LOGNORMAL), code == _POISSON
    after_normal, deviate = _normal(stream, is_normal)
    after_poisson, count = products(_draw, stream, first, is_poisson)
    logarithmic = code == _LOGNORMAL
    mean = jnp.where(logarithmic, first, 1.0)
    variance = jnp.where(logarithmic, second, 1.0)
    sd = jnp.sqrt(jnp.log((variance + mean * mean) / (mean * mean)))
    log_value = jnp.exp(jnp.log(mean * mean / jnp.sqrt(variance + mean * mean)) + sd * deviate)
    spread = jnp.sqrt(jnp.where(code == _NORMAL, second, 1.0))
    values += [deviate * spread + first, log_value, count]
    value = values[0]
    for number, other in enumerate(values[1:], start=1):
        value = jnp.where(code == number, other, value)
    after = jnp.where(is_normal, after_normal, jnp.where(is_poisson, after_poisson, simple))
    given = is_set(stream)
    return jnp.where(given, after, stream), jnp.where(given, value, 0.5)


def negexp(stream: Any, numbers: Any) -> tuple[Any, Any]:
    """An exponentially distributed number, of mean 1 from a stream without distribution.

    `numbers` [2, …] are those of the Random object's distribution, which must be negexp.
    """
    stream, u = _draw(stream)
    return stream, -jnp.log(u) * jnp.where(stream[KIND] == STREAM, 1.0, numbers[0])


def reset(stream: Any, sequence: Any = 0, which: Any = 0) -> Any:
    """A Random123 stream, of a Random object or not, at a block and word; another generator stays as it is."""
    moved = restarted(stream, sequence, which)
    return jnp.where((stream[KIND] == OBJECT) | (stream[KIND] == STREAM), moved, stream)


def _normal(stream: Any, active: Any) -> tuple[Any, Any]:
    """A deviate by the polar method; the second number of a pair comes with the next call."""
    cached = stream[CACHED] != 0
    after, *_ = polar(_draw, stream, lambda w: w <= 1.0, active & ~cached)
    after = after.at[CACHED].set(jnp.where(active, ~cached, cached).astype(jnp.uint32))
    # the words of the accepted pair are the last two drawn, now or by the call before
    v1, v2 = (2.0 * _fraction(after, after[row]) - 1.0 for row in (FIRST, SECOND))
    w = v1 * v1 + v2 * v2
    w = jnp.where(active, w, 0.5)
    return after, jnp.where(cached, v2, v1) * jnp.sqrt(-2.0 * jnp.log(w) / w)


def _draw(stream: Any) -> tuple[Any, Any]:
    """A uniform number of the object's generator; the last two words drawn are kept."""
    after, word = ipick(stream)
    old = stream[KIND] == RAN4
    after = jnp.where(old, stream.at[SEQUENCE].add(jnp.uint32(1)), after)
    word = jnp.where(old, ran4(stream[SEQUENCE], stream[ID3]), word)
    after = after.at[FIRST].set(after[SECOND]).at[SECOND].set(word)
    return after, _fraction(stream, word)


def _fraction(stream: Any, word: Any) -> Any:
    x = word.astype(float)
    return jnp.where(stream[KIND] == RAN4, x / 4294967296.0, (x + 1.0) * _SHIFT)
