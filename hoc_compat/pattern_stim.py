"""PatternStim: spikes of cells that other processes would have, as recorded before."""

import weakref
from typing import Any

import numpy as np

from braincell.errors import InputError
from braincell.mech.mechanism import ArtificialMechanism, Parameter
from braincell.mech.registry import register
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD


@register
class PatternStimMechanism(ArtificialMechanism):
    """The mechanism of `h.PatternStim`; as in NEURON `fake_output` has no effect."""

    name = "PatternStim"
    parameters = {"fake_output": Parameter(0.0)}


class PatternStimMethods:
    """What `h.PatternStim` has besides its variables."""

    def play(self, times: Any = None, gids: Any = None) -> float:
        """Send, from the next initialisation on, spikes at `times` [ms] to all that `gid_connect` has tied to `gids`.

        Both Vectors are copied. Only gids that are not on this process count. `play()` stops.
        """
        _PLAYED.pop(self, None)
        if times is None:
            return 1.0
        if not isinstance(times, Vector) or not isinstance(gids, Vector) or len(times) != len(gids):
            raise InputError(f"{self}.play: give two Vectors of the same length, the times and the gids")
        _PLAYED[self] = np.array(times), np.array(gids, int)
        return 1.0


_PLAYED: "weakref.WeakKeyDictionary[Any, tuple[np.ndarray, np.ndarray]]" = weakref.WeakKeyDictionary()


def has_patterns() -> bool:
    """Whether any PatternStim plays."""
    return bool(_PLAYED)


def send_patterns() -> None:
    """Put the spikes of all PatternStims into the queue, at initialisation."""
    from hoc_compat.gids import GIDS
    from hoc_compat.run import SIMULATION

    inputs: dict[int, list[Any]] = {}
    for netcon in WORLD.netcons():
        source = netcon._source
        if source is not None and GIDS.inputs.get(source.gid) is source:
            inputs.setdefault(source.gid, []).append(netcon)
    for times, gids in list(_PLAYED.values()):
        for time, gid in zip(times.tolist(), gids.tolist(), strict=True):
            for netcon in inputs.get(gid, ()):
                if netcon.active() and time + netcon.delay >= 0.0:
                    SIMULATION.post(netcon, time + netcon.delay, 0.0)
