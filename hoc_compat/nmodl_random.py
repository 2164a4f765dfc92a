"""RANDOM variables of mechanisms as objects: `synapse.r.set_ids(1, 2, 3)`, `seg.noise.r.set_seq(0)`."""

import weakref
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from braincell.errors import InputError
from braincell.lower.streams import stream_of
from braincell.mech.mechanism import Mechanism
from braincell.mech.random_source import Random123, RandomSource, Reidentified
from braincell.random import stream as random_stream
from hoc_compat.arguments import number
from hoc_compat.held_streams import HeldStream, next_source
from hoc_compat.hoc_object import HocObject
from hoc_compat.vector import Vector

if TYPE_CHECKING:
    from hoc_compat.mechanism_object import MechanismObject
    from hoc_compat.section import Section

_IDS = [random_stream.ID1, random_stream.ID2, random_stream.ID3]
_LARGEST = 2**32 - 1
_draw = jax.jit(random_stream.uniform)
_at = jax.jit(random_stream.set_sequence)


def is_random_variable(cls: type[Mechanism], name: str) -> bool:
    """Whether a mechanism declares RANDOM `name`."""
    return name in cls.streams and not cls.streams[name].optional


class NMODLRandom(HocObject):
    """The stream of a RANDOM variable of one instance; drawing from it moves on what the mechanism draws.

    NEURON: `ivoc/nmodlrandom.cpp`. Ids are whole numbers 0 … 2³² − 1 and count from the next block of four numbers on,
    or after `set_seq`; `InputError` for others, and when the instance is gone.
    """

    _stream: "_Stream | None" = None

    def get_ids(self) -> Vector:
        """The three ids of the stream."""
        return Vector(self._read()[_IDS].astype(float))

    def set_ids(self, id1: Any, id2: Any, id3: Any, *_: Any) -> "NMODLRandom":
        """Draw from the stream of other ids."""
        ids = [number("set_ids", name, x) for name, x in (("id1", id1), ("id2", id2), ("id3", id3))]
        for x in ids:
            if not 0.0 <= x <= _LARGEST:
                raise InputError(f"{self}.set_ids: the id is {x:g}; it must be from 0 to 2³² − 1")
        first, second, third = (int(x) for x in ids)
        stream = self._checked()
        if (values := stream.values(edit=True)) is not None:
            values[_IDS] = first, second, third
        stream.change(_reidentified(stream.start(), (first, second, third)))
        return self

    def get_seq(self) -> float:
        """The place in the stream: 4 · block + word."""
        return float(random_stream.position(self._read()))

    def set_seq(self, position: Any) -> "NMODLRandom":
        """Go to a place of the stream, 0 … 2³⁴ − 1; those below 0 and above 2⁴⁰ − 1 are 0, as in NEURON."""
        stream, where = self._checked(), number("set_seq", "position", position)
        if (values := stream.values(edit=True)) is not None:
            values[:] = _at(np.array(values), where)
        stream.change(_at_position(stream.start(), where))
        return self

    def uniform(self) -> float:
        """The next number between 0 and 1."""
        values = self._checked().values(edit=True, lower=True)
        assert values is not None, "a stream that exists is in the lowered model"
        moved, drawn = _draw(np.array(values))
        values[:] = moved
        return float(drawn)

    def _checked(self) -> "_Stream":
        if self._stream is None:
            raise InputError(f"{self}: it is not the RANDOM variable of any mechanism; take it from one: `synapse.r`")
        self._stream.check()
        return self._stream

    def _read(self) -> np.ndarray:
        stream = self._checked()
        values = stream.values()
        return stream_of(stream.start()) if values is None else np.array(values)


def _reidentified(start: RandomSource, ids: tuple[int, int, int]) -> RandomSource:
    return Reidentified(start.base if isinstance(start, Reidentified) else start, ids)


def _at_position(start: RandomSource, where: float) -> RandomSource:
    position = int(where) % 2**34 if 0.0 <= where <= 2**40 - 1 else 0
    if isinstance(start, Reidentified):
        return Random123(*start.ids, position=position)
    assert isinstance(start, Random123)
    return replace(start, position=position)


def of_process(process: "MechanismObject", name: str) -> NMODLRandom:
    """The RANDOM variable of a point process or artificial cell; `InputError` if it does not sit anywhere."""
    return _object(_OfProcess(process, name))


def of_segment(section: "Section", mechanism: str, name: str, index: int) -> NMODLRandom:
    """The RANDOM variable of a density mechanism in one segment."""
    return _object(_OfSegment(section, mechanism, name, section._streams[mechanism][name][index]))


def assigned(what: str) -> InputError:
    """The error for an assignment to a RANDOM variable."""
    return InputError(f"{what}: a RANDOM variable cannot be assigned; call its `set_ids` and `set_seq`")


def _object(stream: "_Stream") -> NMODLRandom:
    stream.check()
    made = NMODLRandom()
    made._stream = stream
    return made


class _Stream(ABC):
    """A stream of an instance that need not live on: where it starts, and where it is in the lowered model."""

    mechanism: str
    name: str
    owner: Any  # by which the lowered model knows it

    @abstractmethod
    def check(self) -> None:
        """Raise `InputError` if there is no such stream now."""

    @abstractmethod
    def start(self) -> RandomSource:
        """Where it starts when the model is lowered, unless it is in the model lowered before and goes on."""

    @abstractmethod
    def keep(self, start: RandomSource) -> None:
        """Start there from now on."""

    def values(self, edit: bool = False, lower: bool = False) -> np.ndarray | None:
        """The stream in the lowered model, brought up to date, for `edit` in place; None if it has not come there."""
        from hoc_compat.run import SIMULATION  # which knows all objects

        known = SIMULATION.lowered
        if not lower and (known is None or known.moving.place(self.mechanism, self.name, self.owner) is None):
            return None
        program = SIMULATION.program()
        place = program.moving.place(self.mechanism, self.name, self.owner)
        if place is None:
            return None
        held = program.edit_stream if edit else lambda m, name: program.streams(m)[name]
        return np.asarray(held(self.mechanism, self.name))[..., place]

    def change(self, start: RandomSource) -> None:
        """Start elsewhere; the lowered model, if it is there, has been told."""
        from hoc_compat.run import SIMULATION

        self.keep(start)
        program = SIMULATION.lowered
        if program is not None and program.moving.place(self.mechanism, self.name, self.owner) is not None:
            program.moving.start_is(self.mechanism, self.name, self.owner, (start, None))


class _OfProcess(_Stream):
    """The stream of a point process or artificial cell."""

    def __init__(self, process: "MechanismObject", name: str):
        self._process, self._what = weakref.ref(process), f"{process}.{name}"
        self.mechanism, self.name, self.owner = process._mechanism.name, name, self._process

    def check(self) -> None:
        process = self._process()
        if process is None:
            raise InputError(f"{self._what}: the object is gone")
        if not process._is_simulated():
            raise InputError(f"{self._what}: point process not located in a section")

    def start(self) -> RandomSource:
        streams = self._found._streams
        if self.name not in streams:  # the script has taken away what it had given
            streams[self.name] = next_source()
        return streams[self.name]

    def keep(self, start: RandomSource) -> None:
        process = self._found
        process._streams[self.name] = start
        process._given.pop(self.name, None)
        process._seen.pop(self.name, None)

    @property
    def _found(self) -> "MechanismObject":
        process = self._process()
        assert process is not None, "`check` has been called"
        return process


class _OfSegment(_Stream):
    """The stream of one segment."""

    def __init__(self, section: "Section", mechanism: str, name: str, held: HeldStream):
        self._section, self._what = weakref.ref(section), f"{section}.{name}_{mechanism}"
        self.mechanism, self.name, self.owner = mechanism, name, held

    def check(self) -> None:
        section = self._section()
        streams = {} if section is None or section._deleted else section._streams.get(self.mechanism, {})
        if self.owner not in streams.get(self.name, []):
            raise InputError(f"{self._what}: the segment, or the mechanism in it, is gone")

    def start(self) -> RandomSource:
        return self.owner.source

    def keep(self, start: RandomSource) -> None:
        self.owner.source = start
