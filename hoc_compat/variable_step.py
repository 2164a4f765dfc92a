"""Advance the world by steps of variable length: what `cvode.active(1)` asks for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from braincell.errors import SimulationError, UnsupportedError
from braincell.quad.adaptive import FIRST_STEP, Tolerance, advance_adaptively, check_adaptive
from braincell.quad.queue import FAULTS
from braincell.quad.scan import Samples
from braincell.run import read_log
from hoc_compat.host_plays import HOST_PLAYS
from hoc_compat.lower import Program
from hoc_compat.random_play import PLAYS
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.simulation import Simulation

_CHUNK = 512  # steps of one call
_MOST_MOMENTS = 4096  # times at which steps have to end, of one call


@dataclass
class VariableStep:
    """The settings of the variable step, and the length that is tried next."""

    active: bool = False
    atol: float = 1e-3
    rtol: float = 0.0
    max_step: float = 1e9  # ms
    min_step: float = 0.0  # ms
    length: float = FIRST_STEP  # ms
    checked: Program | None = None

    def restart(self) -> None:
        """Begin with a short step, after an initialisation."""
        self.length = FIRST_STEP

    def advance(self, simulation: "Simulation", stop: float, once: bool = False) -> None:
        """Advance to `stop` [ms], or by one step. Raises `SimulationError`."""
        while float(WORLD.t.read()) < stop:
            program = simulation.program()
            made = self._advance(simulation, program, stop, once or bool(WORLD.calling))
            simulation.agenda.run_due(float(WORLD.t.read()))
            if (once and made) or simulation.stoprun:
                return

    def _advance(self, simulation: "Simulation", program: Program, stop: float, single: bool) -> int:
        if PLAYS:
            raise UnsupportedError("Random.play needs the fixed time step: `cvode.active(0)`")
        if HOST_PLAYS:
            raise UnsupportedError("Vector.play into this variable needs the fixed time step: `cvode.active(0)`")
        model, state = program.model(), program.state()
        if self.checked is not program:
            check_adaptive(model)
            self.checked = program
        call = simulation.agenda.next_time
        moments = _moments(program, float(WORLD.t.read()), stop if call is None else min(stop, call))
        until = moments[np.isfinite(moments)].max(initial=0.0) or np.inf  # without end, single steps go on
        tolerance = Tolerance(*(np.asarray(x) for x in (self.atol, self.rtol, self.max_step, self.min_step)))
        state, length, samples, n, ok = advance_adaptively(
            model, state, np.asarray(self.length), np.asarray(until), moments, tolerance, 1 if single else _CHUNK
        )
        if not ok:
            raise SimulationError(_problem(state, float(length)), float(state.t), "v", "an unknown place")
        self.length = float(length)
        new, sent = read_log(model.layout, state)
        program.arrive(new)
        program.show_played(float(WORLD.t.read()))
        part = Samples(*(np.asarray(x)[: int(n)] for x in samples))
        if int(n):
            simulation.deliver(program, None, [part], sent)
            _call_back(program, part.fired[-1])
        return int(n)


def _call_back(program: Program, fired: np.ndarray) -> None:
    """Call the Python that waits for the thresholds passed in the last step."""
    for column in np.flatnonzero(fired).tolist():
        source = program.events.source(column)
        if source is not None and source.callback is not None:
            source.callback()


def _moments(program: Program, now: float, stop: float) -> np.ndarray:
    """When steps have to end, from now to `stop` or before, that itself last; padded with inf to a power of two."""
    found = [recorder.moments(stop) for _, recorder, _ in program.recorders]
    found += [player.times() for player in program.players]
    times = np.unique(np.concatenate([*found, [stop]]))
    times = times[(times > now) & (times <= stop)][:_MOST_MOMENTS]
    size = 1 << (len(times) - 1).bit_length()
    return np.append(times, np.full(size - len(times), np.inf))


def _problem(state: object, length: float) -> str:
    events = getattr(state, "events", None)
    if events is not None and int(events.queue.fault):
        return FAULTS[int(events.queue.fault)]
    return (
        f"at t = {float(getattr(state, 't')):g} ms no step of the variable step method is exact enough (the last was "
        f"{length:g} ms); check the parameters, loosen `cvode.atol`, or use the fixed step, `cvode.active(0)`"
    )
