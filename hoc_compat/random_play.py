"""`random.play(reference)`: variables that get a number of a Random before every step."""

import weakref
from typing import TYPE_CHECKING, Any

from hoc_compat.pointer import Pointer, ProcessPointer

if TYPE_CHECKING:
    from hoc_compat.random import Random


class RandomPlays:
    """What is played, in the order of the calls; it ends when the Random or the variable is gone."""

    def __init__(self) -> None:
        self._played: list[tuple[weakref.ref[Random], Any]] = []

    def add(self, random: "Random", reference: Any) -> None:
        """Play numbers into a variable from now on."""
        self._played.append((weakref.ref(random), reference))

    def __bool__(self) -> bool:
        self._played = [(random, to) for random, to in self._played if random() is not None and _exists(to)]
        return bool(self._played)

    def play(self) -> None:
        """Give every variable its next number."""
        for random, reference in self._played if self else ():
            found = random()
            if found is not None:
                reference[0] = found.repick()


PLAYS = RandomPlays()
"""One per process, as in NEURON."""


def _exists(reference: Any) -> bool:
    if isinstance(reference, Pointer):
        return reference.section is not None
    return not isinstance(reference, ProcessPointer) or reference.process is not None
