"""What point processes and artificial cells share: an object with the variables of one mechanism instance."""

import math
from functools import partial
from typing import Any, ClassVar

import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError, UnsupportedError
from braincell.mech.mechanism import Mechanism
from braincell.mech.random_source import Random123, RandomSource
from hoc_compat import mechanism_calls, nmodl_random
from hoc_compat.column import slot_of
from hoc_compat.held_streams import next_source
from hoc_compat.hoc_object import HocObject
from hoc_compat.mechanism_functions import function_of_table
from hoc_compat.pointer import ArrayReference, ProcessPointer
from hoc_compat.random import Random
from hoc_compat.range_variables import slots_of
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_ALIASES = {"del": "delay"}


class MechanismObject(HocObject):
    """One instance of a mechanism; its parameters, states and currents are attributes."""

    _mechanism: ClassVar[type[Mechanism]]

    def _begin(self) -> None:
        """Take the values that an instance starts with, and be known to the world."""
        self._range = slots_of(self._mechanism, 1)
        self._pointers: dict[str, Any] = {}
        self._streams: dict[str, RandomSource] = {}
        self._vectors: dict[str, np.ndarray] = {}
        self._given: dict[str, Random | Vector] = {}  # objects of the script that these come from
        self._seen: dict[str, tuple[int, int]] = {}  # stream -> version of its Random object when it was taken
        WORLD.add_process(self)

    def _begin_streams(self) -> None:
        """Take random streams, as NEURON's instance does when it is made in its place."""
        self._streams |= {name: next_source() for name, s in self._mechanism.streams.items() if not s.optional}

    def _is_simulated(self) -> bool:
        """Whether it takes part in a run."""
        return True

    def _keep_segment(self, section: Any, n: int) -> bool:
        """Stay where it is when `section` is divided into `n` segments; whether NEURON makes it anew there."""
        return False

    def _check_usable(self) -> None:
        """Raise `InputError` if the instance cannot be read or set now."""

    def _hand_over(self, procedure: str, *arguments: Any) -> float:
        """Take a Random object, the ids of a stream, or a Vector; without arguments have none."""
        cls, first = self._mechanism, arguments[0] if arguments else None
        slot = cls.hands_over[procedure]
        names = [slot] if slot and first is None else list(cls.vectors if isinstance(first, Vector) else cls.streams)
        names = [slot] if slot in names else names if not slot else []
        if len(names) != 1:
            raise UnsupportedError(
                f"{self}.{procedure}: the mechanism takes {len(cls.streams)} random streams and {len(cls.vectors)} "
                "Vectors, and C code says which one this is for; use the native interface"
            )
        name = names[0]
        for holder in (self._streams, self._vectors, self._given, self._seen):
            holder.pop(name, None)
        source = first._stream() if isinstance(first, Random) and cls.streams[name].ids_only else None
        if isinstance(source, Random123):
            self._streams[name] = Random123(source.id1, source.id2, source.id3)
        elif isinstance(first, Random | Vector):
            self._given[name] = first
        elif arguments:
            ids = [int(_number(f"{self}.{procedure}", x)) for x in arguments]
            self._streams[name] = Random123(*ids)
        self._take_given()
        WORLD.structure += 1  # of moved streams, too
        return mechanism_calls.ProcessCall(self, procedure).after(len(arguments)) if slot else 1.0  # a PROCEDURE

    def _take_given(self) -> list[str]:
        """Bring streams and vectors up to date with the script's objects.

        Returns the streams of which only the place is another one, so that the lowered model remains right but for it.
        """
        moved = []
        for name, given in self._given.items():
            if isinstance(given, Random):
                version = given._version()
                if self._seen.get(name) == version:
                    continue
                before, after = self._streams.get(name), given._stream()
                self._streams[name], self._seen[name] = after, version
                if before is not None and (before.distribution, before.numbers) == (after.distribution, after.numbers):
                    moved.append(name)
                else:
                    WORLD.structure += 1
            else:
                values = np.array(given)
                changed = not np.array_equal(values, self._vectors.get(name, np.zeros(0)))
                self._vectors[name] = values
                WORLD.structure += changed
        return moved

    def _vector_values(self) -> dict[str, Any]:
        """The Vectors that it has, as a mechanism sees them: `x`, and `x.size`, which is −1 if there is none."""
        values: dict[str, Any] = {}
        for name in self._mechanism.vectors:
            given = self._vectors.get(name)
            size = -1.0 if given is None else float(len(given))
            values |= {name: jnp.zeros(1) if given is None else jnp.asarray(given), f"{name}.size": size}
        return values

    def _fill(self, name: str, values: Any, in_run: bool = False) -> None:
        """Keep what the mechanism has set in a Vector, which the script's object shows; a run knows it already."""
        if name not in self._vectors:
            return
        kept = np.array(values)[: len(self._vectors[name])]
        WORLD.structure += not in_run and not np.array_equal(kept, self._vectors[name])
        self._vectors[name] = kept
        given = self._given[name]
        if isinstance(given, Vector):
            given.as_numpy()[...] = kept

    def _known(self, name: str) -> str:
        name = name if name in self._range else _ALIASES.get(name, name)
        if name not in self._range:
            raise self._no_such(name, self._range)
        return name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            variable = self._known(name[5:])
            if self._range[variable].size is not None:
                return ArrayReference(variable, lambda element: ProcessPointer(self, element))
            return ProcessPointer(self, variable)
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._mechanism.hands_over:
            return partial(self._hand_over, name)
        if name in mechanism_calls.functions(self._mechanism):
            return mechanism_calls.ProcessCall(self, name)
        if name in self._mechanism.pointers:
            return self._pointee(name)[0]
        if (table := function_of_table(self._mechanism, name)) is not None:
            return table
        if nmodl_random.is_random_variable(self._mechanism, name):
            return nmodl_random.of_process(self, name)
        return self._get(self._known(name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_ref_"):
            from hoc_compat.setpointer import setpointer

            setpointer(value, name[5:], self)
            return
        derived = type(self) is not self._hoc_class  # by a script: it may have attributes of its own
        if name.startswith("_") or (derived and not {name, _ALIASES.get(name, name)} & set(self._range)):
            object.__setattr__(self, name, value)
            return
        if name in self._mechanism.pointers:
            self._pointee(name)[0] = value
            return
        if nmodl_random.is_random_variable(self._mechanism, name):
            raise nmodl_random.assigned(f"{self}.{name}")
        self._set(self._known(name), value)

    def _pointee(self, pointer: str) -> Any:
        if pointer not in self._pointers:
            raise InputError(f"{self}.{pointer}: the POINTER points at nothing; assign to `{self}._ref_{pointer}`")
        return self._pointers[pointer]

    def _get(self, variable: str) -> Any:
        """A variable, an element `x[3]` of an array variable, or the array variable."""
        slot = slot_of(self._range, variable)
        self._check_usable()
        followed = self._pointers.get(variable)
        return slot[0] if followed is None else followed[0]

    def _set(self, variable: str, value: Any) -> None:
        self._check_usable()
        slot_of(self._range, variable)[0] = _number(f"{self}.{variable}", value)

    def __dir__(self) -> list[str]:
        own = (n for n in dir(type(self)) if not n.startswith("_"))
        return sorted([*own, *self._range, *mechanism_calls.functions(self._mechanism)])


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"`{name}` is {value!r}; a number is needed") from None
    if math.isnan(number):
        raise InputError(f"`{name}` is NaN; give a number")
    return number
