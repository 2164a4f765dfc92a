"""Draw from NEURON's random streams: pure functions from a stream to the stream after the draw and a number.

A stream is an array uint32 [row, …], one column per instance; the rows are named below. It carries no derivative.
NEURON: src/gnu/nrnran123.cpp.
"""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
from jax import lax

from braincell.random.philox import philox

SEQUENCE, ID3, ID1, ID2 = 0, 1, 2, 3  # the counter, lowest word first
WHICH = 4  # word of the block that comes next
BLOCK = 5  # and the three rows after it: the words of the current block
KEY = 9  # Random123's global index
KIND, DISTRIBUTION, CACHED, FIRST, SECOND = 10, 11, 12, 13, 14  # see braincell.random.hoc
ROWS = 15
UNSET, OBJECT, STREAM, RAN4 = 0, 1, 2, 3  # kinds: no stream, hoc's Random on Random123, Random123 itself, on MCellRan4

_SHIFT = 1.0 / 4294967297.0  # 1/(2³² + 1)


def new_stream(id1: Any, id2: Any = 0, id3: Any = 0, *, key: Any = 0, kind: int = STREAM) -> Any:
    """The Random123 stream of three ids, at its start."""
    shape = jnp.broadcast_shapes(jnp.shape(id1), jnp.shape(id2), jnp.shape(id3))
    rows = {ID1: id1, ID2: id2, ID3: id3, KEY: key, KIND: kind}
    columns = [jnp.broadcast_to(jnp.asarray(rows.get(row, 0)).astype(jnp.uint32), shape) for row in range(ROWS)]
    return restarted(jnp.stack(columns), 0, 0)


def replaced(stream: Any, id1: Any, id2: Any, id3: Any = 0) -> Any:
    """The stream of other ids, at its start, in place of one (`nrnran123_newstream`)."""
    ids = [jnp.broadcast_to(as_word(jnp.asarray(x)), stream.shape[1:]) for x in (id1, id2, id3)]
    return new_stream(*ids)


def restarted(stream: Any, sequence: Any, which: Any = 0) -> Any:
    """The stream at block `sequence`, word `which` (`nrnran123_setseq`)."""
    which = jnp.asarray(which, jnp.uint32)
    stream = _with(stream, {SEQUENCE: sequence, WHICH: jnp.where(which > 3, 0, which)})
    return _with_block(stream)


def set_sequence(stream: Any, position: Any) -> Any:
    """The stream at `position` = 4 · block + word, as NMODL's random_setseq takes it."""
    position = jnp.trunc(jnp.asarray(position, float))
    position = jnp.where((position < 0.0) | (position > float(0xFFFFFFFFFF)), 0.0, position)
    block = jnp.floor(position / 4.0)
    return restarted(stream, as_word(jnp.fmod(block, 4294967296.0)), (position - 4.0 * block).astype(jnp.uint32))


def set_ids(stream: Any, id1: Any, id2: Any, id3: Any) -> Any:
    """The stream with other ids: as in NEURON they count from the next block on, or after `set_sequence`."""
    return _with(stream, {ID1: as_word(id1), ID2: as_word(id2), ID3: as_word(id3)})


def position(stream: Any) -> Any:
    """4 · block + word, hoc's `seq()`."""
    return stream[SEQUENCE].astype(float) * 4.0 + stream[WHICH].astype(float)


def ipick(stream: Any) -> tuple[Any, Any]:
    """A whole number, 0 … 2³² − 1 (uint32)."""
    which = stream[WHICH]
    word = jnp.where(
        which < 2,
        jnp.where(which == 0, stream[BLOCK], stream[BLOCK + 1]),
        jnp.where(which == 2, stream[BLOCK + 2], stream[BLOCK + 3]),
    )
    ends = which == 3
    counter, carry = [], ends
    for row in (SEQUENCE, ID3, ID1, ID2):  # the counter is one number of four words
        counter.append(stream[row] + carry.astype(jnp.uint32))
        carry = carry & (counter[-1] == 0)
    moved = _with(stream, dict(zip((SEQUENCE, ID3, ID1, ID2), counter, strict=True)) | {WHICH: (which + 1) & 3})
    return jnp.where(ends, _with_block(moved), moved), word


def uniform(stream: Any, low: Any = 0.0, high: Any = 1.0) -> tuple[Any, Any]:
    """A number between `low` and `high`."""
    stream, word = ipick(stream)
    return stream, low + (word.astype(float) + 1.0) * _SHIFT * (high - low)


def negexp(stream: Any, mean: Any = 1.0) -> tuple[Any, Any]:
    """An exponentially distributed number."""
    stream, u = uniform(stream)
    return stream, -jnp.log(u) * mean


def normal(stream: Any, mean: Any = 0.0, deviation: Any = 1.0) -> tuple[Any, Any]:
    """A normally distributed number, by the polar method; the second number that it gives is not used."""
    stream, first, _, w = polar(uniform, stream, lambda w: w <= 1.0)
    return stream, mean + first * jnp.sqrt(-2.0 * jnp.log(w) / w) * deviation


def polar(
    draw: Callable[[Any], tuple[Any, Any]], state: Any, accepts: Callable[[Any], Any], active: Any = True
) -> tuple[Any, Any, Any, Any]:
    """Draw pairs from −1 … 1 until the sum w of their squares is accepted: the state after it, the pair and w.

    Only instances that are `active` draw; the others get 1/2, 1/2 and 1/2.
    """

    def turn(carry: Any) -> Any:
        state, first, second, w = carry
        after, u1 = draw(state)
        after, u2 = draw(after)
        v1, v2 = 2.0 * u1 - 1.0, 2.0 * u2 - 1.0
        again = ~accepts(w)
        new = (after, v1, v2, v1 * v1 + v2 * v2)
        return tuple(jnp.where(again, a, b) for a, b in zip(new, carry, strict=True))

    half = jnp.full(state.shape[1:], 0.5)
    start = (state, half, half, jnp.where(active, 2.0, half))
    return lax.while_loop(lambda carry: jnp.any(~accepts(carry[3])), turn, start)


def as_word(value: Any) -> Any:
    """A number as C converts it to an unsigned 32-bit word: without its fraction."""
    value = jnp.asarray(value)
    return value if value.dtype == jnp.uint32 else value.astype(jnp.uint32)


def _with(stream: Any, rows: dict[int, Any]) -> Any:
    shape = stream.shape[1:]
    columns = [jnp.broadcast_to(as_word(rows[r]), shape) if r in rows else stream[r] for r in range(stream.shape[0])]
    return jnp.stack(columns)


def _with_block(stream: Any) -> Any:
    words = philox((stream[SEQUENCE], stream[ID3], stream[ID1], stream[ID2]), stream[KEY])
    return _with(stream, {BLOCK + i: word for i, word in enumerate(words)})
