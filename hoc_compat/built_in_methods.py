"""Methods that NEURON's own point processes and artificial cells have besides their variables."""

from typing import Any

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.pattern_stim import PatternStimMethods
from hoc_compat.pointer import ProcessPointer
from hoc_compat.recorder import ChangeRecorder
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD


class APCountMethods:
    """What `h.APCount` has besides its variables."""

    def record(self, vector: Any = None) -> float:
        """Record the times of action potentials into a Vector, from the next initialisation on; `record()` stops."""
        before = self.__dict__.pop("_recorded", None)
        if before is not None:
            before.play_remove()
        if vector is not None:
            if not isinstance(vector, Vector):
                raise InputError(f"{self}.record({vector!r}): a Vector is needed")
            self.__dict__["_recorded"] = vector
            vector._recorder = ChangeRecorder(ProcessPointer(self, "time"))
            WORLD.add_recorder(vector)
        return 1.0


class NetStimMethods:
    """What `h.NetStim` has besides its variables."""

    def seed(self, value: Any) -> float:
        """Set the place in the random stream; as in NEURON the next initialisation sets it to 0 again."""
        number(f"{self}.seed", "value", value)
        return 1.0


METHODS: dict[str, type] = {"APCount": APCountMethods, "NetStim": NetStimMethods, "PatternStim": PatternStimMethods}
"""By the name of the mechanism."""


def bases_for(name: str, base: type) -> tuple[type, ...]:
    """The bases of the class of a mechanism's objects."""
    return (METHODS[name], base) if name in METHODS else (base,)
