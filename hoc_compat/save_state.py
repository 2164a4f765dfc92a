"""SaveState: keep the state of a simulation and come back to it."""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from braincell.errors import InputError
from braincell.lower.model import EventState
from hoc_compat.hoc_object import HocObject
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD

_FILES = "keep the object, or write the values that you need with `Vector.fwrite`"


@dataclass
class _Saved:
    """What a simulation held at one moment."""

    structure: int
    t: float
    values: dict[tuple[str, str], np.ndarray]
    above: Any
    events: EventState | None


class SaveState(HocObject):
    """`h.SaveState()`; `save()` keeps time, voltages, states, ions, all of point processes, and the events that wait.

    As in NEURON, parameters of sections and density mechanisms, random streams and Vectors are not part of it.
    """

    _unsupported = {"fwrite": _FILES, "fread": _FILES, "writehoc": _FILES, "readhoc": _FILES}

    def __init__(self) -> None:
        self._saved: _Saved | None = None

    def save(self) -> float:
        """Keep the present state."""
        program = SIMULATION.program()
        events = program.events.peek()
        self._saved = _Saved(
            WORLD.structure,
            float(WORLD.t.read()),
            {key: column.read().copy() for key, column in program.kept_columns().items()},
            np.asarray(program.state().above),
            jax.tree.map(np.asarray, events),
        )
        return 1.0

    def restore(self, without_events: Any = 0) -> float:
        """Come back to what was saved; `restore(1)` leaves the events as they are now.

        Raises `InputError` if nothing was saved, or sections, mechanisms or connections have changed since.
        """
        saved = self._saved
        if saved is None:
            raise InputError(f"{self}.restore: nothing is saved yet; call `save()` first")
        program = SIMULATION.program()
        if saved.structure != WORLD.structure:
            raise InputError(
                f"{self}.restore: the stored state is inconsistent with the current structure: sections, mechanisms or "
                "connections have changed since `save()`"
            )
        for key, column in program.kept_columns().items():
            column.edit()[...] = saved.values[key]
        WORLD.t.edit()[...] = saved.t
        program.restore(saved.above, None if without_events else saved.events)
        return 1.0
