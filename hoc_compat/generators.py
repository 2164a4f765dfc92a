"""The generators behind hoc's Random objects, drawn on the host.

Words are made in blocks by the compiled functions of `braincell.random` and handed out one by one.
NEURON: src/gnu/NrnRandom123RNG.cpp, src/gnu/MCellRan4RNG.cpp.
"""

import weakref
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np

from braincell.mech import random_source
from braincell.random.philox import philox
from braincell.random.ran4 import ran4
from braincell.random.shared import LOW
from hoc_compat.world import WORLD

WORD = 0xFFFFFFFF
_BLOCKS = 64  # of four words


class Generator:
    """Hands out uniform numbers, (word + `_shift`) `_scale`; `_ahead` holds those not drawn yet, the next one last."""

    _shift: ClassVar[float]
    _scale: ClassVar[float]

    def __init__(self) -> None:
        self._ahead: list[float] = []

    def draw(self) -> float:
        """A uniform number between 0 and 1."""
        if not self._ahead:
            self._ahead = self._made()[::-1]
        return self._ahead.pop()

    def word(self, number: float) -> int | None:
        """The word of which a uniform number was made; None if this generator makes no such number."""
        word = round(number / self._scale - self._shift)
        return word if (word + self._shift) * self._scale == number else None

    def _made(self) -> list[float]:
        raise NotImplementedError


class Philox(Generator):
    """NEURON's Random123: three ids, and a counter that goes through their stream."""

    _shift, _scale = 1.0, 1.0 / 4294967297.0  # 1/(2³² + 1)
    index: ClassVar[int] = 0
    """Random123's global index, part of the key of every stream."""
    _alive: "ClassVar[weakref.WeakSet[Philox]]" = weakref.WeakSet()

    def __init__(self, id1: int, id2: int, id3: int):
        super().__init__()
        self._counter = id3 << 32 | id1 << 64 | id2 << 96  # one number of four words: sequence, id3, id1, id2
        self._end = 0  # how many words of the stream, counted from `_counter`, have been made
        Philox._alive.add(self)

    @classmethod
    def set_index(cls, index: int) -> None:
        """Change the global index; as in NEURON each stream keeps the block of four words it is in."""
        for stream in cls._alive:
            stream._keep_block()
        cls.index = index

    @property
    def _position(self) -> int:
        return self._end - len(self._ahead)

    @property
    def sequence(self) -> int:
        """4 · block + word of what is drawn next."""
        block, word = divmod(self._position, 4)
        return ((self._counter + block) & WORD) * 4 + word

    @sequence.setter
    def sequence(self, value: int) -> None:
        counter = self._counter + self._position // 4
        self._counter = counter & ~WORD | (value // 4) & WORD
        self._end, self._ahead = value % 4, []
        self._keep_block()

    def source(self) -> random_source.Random123:
        """The stream as native mechanisms take it."""
        counter = self._counter + self._position // 4
        id3, id1, id2 = (counter >> shift & WORD for shift in (32, 64, 96))
        return random_source.Random123(id1, id2, id3, position=self.sequence)

    def _keep_block(self) -> None:
        """Make the present block if it is not, and forget those after it."""
        if not self._ahead:
            self._ahead = self._made()[::-1]
        here = 4 - self._position % 4
        self._end -= len(self._ahead) - here
        self._ahead = self._ahead[-here:]

    def _made(self) -> list[float]:
        block, skipped = divmod(self._end, 4)
        first = self._counter + block
        high = [np.uint32(first >> shift & WORD) for shift in (32, 64, 96)]
        n = min(_BLOCKS, WORD + 1 - (first & WORD))  # up to where the sequence carries over into the ids
        sequence = np.arange(first & WORD, (first & WORD) + _BLOCKS).astype(np.uint32)
        words = np.asarray(_philox_words(sequence, *high, np.uint32(Philox.index)))
        self._end = 4 * (block + n)
        return ((words.astype(float) + self._shift) * self._scale)[skipped : 4 * n].tolist()


class Ran4(Generator):
    """MCellRan4: a high index that counts, and a low one; 0 stands for the low index that all share."""

    _shift, _scale = 0.0, 1.0 / 4294967296.0
    _count: ClassVar[int] = 0
    _alive: "ClassVar[weakref.WeakSet[Ran4]]" = weakref.WeakSet()

    def __init__(self, high: int, low: int):
        super().__init__()
        Ran4._count += 1
        self._low = low
        self._end = high or int(ran4_words(Ran4._count, self._used_low())[0])
        self.start = self._end
        Ran4._alive.add(self)

    @classmethod
    def set_low_index(cls, low: int) -> None:
        """Change the shared low index, `h.mcell_ran4_init`, which counts from the next number on."""
        WORLD.shared_random.edit()[LOW] = low
        for generator in cls._alive:
            if generator._low == 0:
                generator.sequence = generator.sequence

    @property
    def sequence(self) -> int:
        """The high index that is used next."""
        return (self._end - len(self._ahead)) & WORD

    @sequence.setter
    def sequence(self, value: int) -> None:
        self._end, self._ahead = value & WORD, []

    def source(self) -> random_source.MCellRan4:
        """The generator as native mechanisms take it."""
        return random_source.MCellRan4(self.sequence, self._used_low())

    def _used_low(self) -> int:
        return self._low or low_index()

    def _made(self) -> list[float]:
        words = ran4_words(self._end, self._used_low())
        self._end += len(words)
        return ((words + self._shift) * self._scale).tolist()


def low_index() -> int:
    """MCellRan4's shared low index."""
    return int(WORLD.shared_random.read()[LOW])


def ran4_words(high: int, low: int) -> np.ndarray:
    """The words that MCellRan4 makes from a high index on."""
    indices = (np.arange(high, high + 4 * _BLOCKS) & WORD).astype(np.uint32)
    return np.asarray(_ran4(indices, np.uint32(low)))


@jax.jit
def _philox_words(sequence: Any, id3: Any, id1: Any, id2: Any, key: Any) -> Any:
    return jnp.stack(philox((sequence, id3, id1, id2), key), axis=-1).reshape(-1)


_ran4 = jax.jit(ran4)
