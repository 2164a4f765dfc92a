"""Advance the world by steps of variable length: what `cvode.active(1)` asks for."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from braincell.errors import UnsupportedError
from braincell.quad.variable import advance_walk, start_walk
from braincell.quad.walk import KEPT, MOMENT, STEP, Tolerance, Trace, Walk, check_variable, still_due
from braincell.run import read_log
from braincell.run_variable import walk_error
from hoc_compat.host_plays import HOST_PLAYS
from hoc_compat.lower import Program
from hoc_compat.pointed_numbers import POINTED_NUMBERS
from hoc_compat.recorder import Recorder, TimedRecorder
from hoc_compat.state_transition_event import refuse_waiting
from hoc_compat.taps import PlottedRecorder
from hoc_compat.world import WORLD

if TYPE_CHECKING:
    from hoc_compat.simulation import Simulation

_CHUNK = 64  # samples of one call
_MOST_MOMENTS = 4096  # times at which samples are taken, of one call
_AHEAD = 1000.0  # ms: how far ahead these are looked for


@dataclass
class VariableStep:
    """The settings of the variable step, and where it is."""

    active: bool = False
    atol: float = 1e-3
    rtol: float = 0.0
    max_step: float = 1e9  # ms
    min_step: float = 0.0  # ms
    max_order: int = 5
    scales: dict[str, dict[str, float]] = field(default_factory=dict)  # of atol: mechanism ("" for v), state
    walk: Walk | None = None
    program: Program | None = None
    clock: float | None = None  # ms: the time before the script set `h.t`, which goes on unless steps begin anew

    def restart(self) -> None:
        """Begin anew at the present state and time."""
        self.walk = self.clock = None

    def set_time(self) -> None:
        """The script is about to set `h.t`, which the method's own time does not follow."""
        if self.active and self.clock is None:
            self.clock = float(WORLD.t.read())

    def advance(self, simulation: "Simulation", stop: float, once: bool = False, exactly: bool = True) -> int:
        """Advance to `stop` [ms], by one step at most if `once`; returns how many steps that took.

        If `exactly`, the end is an interpolated one, which Vectors record; otherwise that of the step that reaches it.
        Raises `SimulationError`.
        """
        made, agenda = 0, simulation.agenda
        if self.clock is not None:
            WORLD.t.edit()[...] = self.clock
            self.clock = None
        while float(WORLD.t.read()) < stop:
            program = simulation.program()
            call = agenda.next_time
            moment = min(stop if exactly else np.inf, np.inf if call is None else call)
            made += self._advance(simulation, program, stop, moment, once or bool(WORLD.calling))
            agenda.run_due(float(WORLD.t.read()), anew=False)
            if once or simulation.stoprun:
                break
        return made

    def tolerance(self) -> Tolerance:
        """What is asked for, as the device sees it."""
        numbers = (np.asarray(x, float) for x in (self.atol, self.rtol, self.max_step, self.min_step))
        return Tolerance(*numbers, max_order=np.asarray(self.max_order, np.int32), scales=self.scales or None)

    def _advance(self, simulation: "Simulation", program: Program, stop: float, moment: float, single: bool) -> int:
        refuse_waiting()
        if HOST_PLAYS:
            raise UnsupportedError("Vector.play into this variable needs the fixed time step: `cvode.active(0)`")
        model, state, tolerance = program.model(), program.state(), self.tolerance()
        if self.program is not program:
            check_variable(model)
            self.program, self.walk = program, None
        walk = start_walk(model, state, tolerance) if self.walk is None else self.walk
        moments = _moments(program, float(WORLD.t.read()), walk, moment)
        until = min(stop, float(moments[-1]))
        state, walk, trace, n, ok = advance_walk(
            model, state, walk, np.asarray(until), moments, tolerance, _CHUNK, np.asarray(single)
        )
        if not ok:
            raise walk_error(model, state, walk, "loosen `cvode.atol`, or use the fixed step, `cvode.active(0)`")
        self.walk = walk
        new, sent = read_log(model.layout, state)
        program.arrive(new)
        POINTED_NUMBERS.fetch()
        program.show_played(float(WORLD.t.read()))
        WORLD.dt = float(walk.history.h) or WORLD.dt
        trace = Trace(*(np.array(x)[: int(n)] for x in trace))
        if float(state.t) >= moment and (moment == stop or simulation.agenda.only_stops):
            trace.kind[-1] |= KEPT
        simulation.deliver_variable(program, trace, sent)
        return int(np.sum(trace.kind & STEP > 0))


def rows_for(recorder: Recorder, kind: np.ndarray) -> np.ndarray:
    """Which samples a recorder sees: of every step, of those that are plotted, or of its own moments."""
    if isinstance(recorder, TimedRecorder):
        return kind & MOMENT > 0
    return kind & (STEP if isinstance(recorder, PlottedRecorder) else KEPT) > 0


def _moments(program: Program, now: float, walk: Walk, moment: float) -> np.ndarray:
    """When samples are taken, up to `moment`; if these are too many, only to an earlier one.

    Their number is a power of two; they end with `inf` if nothing keeps the run from going on.
    """
    found = [recorder.moments(min(moment, now + _AHEAD)) for _, recorder, _ in program.recorders]
    times = np.unique(np.concatenate([*found, [moment]]))
    times = times[still_due(times, walk, now) & (times <= moment)]
    if len(times) > _MOST_MOMENTS:
        return times[:_MOST_MOMENTS]
    size = 1 << (len(times) - 1).bit_length() if len(times) else 1
    end = times[-1] if len(times) else np.inf
    return np.append(times, np.full(size - len(times), end))
