"""Initialise and advance the world: NEURON's fadvance and finitialize."""

from typing import Any

import jax
import numpy as np

from braincell.drive import steps_until
from braincell.errors import InputError
from braincell.lower.model import CableModel, CableState
from braincell.quad.record import sample
from braincell.quad.scan import Samples, begin, finish, quickly, start
from braincell.quad.staggered import Staggered, detect_spikes, prepare, with_currents
from braincell.quad.walk import MOMENT, Trace
from braincell.result import SPIKE_DELAY, SentEvents
from braincell.run import check_start, read_log, run_steps
from hoc_compat import nonvint_block_supervisor
from hoc_compat.agenda import Agenda
from hoc_compat.arguments import number
from hoc_compat.finitialize_handler import run_handlers
from hoc_compat.host_plays import HOST_PLAYS
from hoc_compat.lower import Program
from hoc_compat.netcon import NetCon
from hoc_compat.pattern_stim import has_patterns, send_patterns
from hoc_compat.pointed_numbers import POINTED_NUMBERS
from hoc_compat.random_play import PLAYS
from hoc_compat.recorder import TimedRecorder
from hoc_compat.state_transition_event import WAITING, check_transitions, forget_transitions
from hoc_compat.variable_step import VariableStep, rows_for
from hoc_compat.world import WORLD


class Simulation:
    """Keeps the lowered program of the world up to date and steps it."""

    def __init__(self) -> None:
        self._program: Program | None = None
        self._structure = -1
        self.agenda = Agenda()
        self.variable = VariableStep()
        self.stoprun = 0

    @property
    def lowered(self) -> Program | None:
        """The program as it was lowered last, which a change of structure may have made stale."""
        return self._program

    def program(self) -> Program:
        """The program; lowered again after a change of structure."""
        if self._program is None or self._structure != WORLD.structure:
            self._program = Program(self._program)
            self._structure = WORLD.structure
        return self._program

    def finitialize(self, v: float | None = None) -> float:
        """Set t = 0 and, if given, all voltages [mV]; run every INITIAL; empty the recording vectors and sample."""
        nonvint_block_supervisor.refuse()
        run_handlers(3)
        self.agenda.clear()
        forget_transitions()
        PLAYS.play()
        WORLD.begin_recording()
        for ref, player in WORLD.playing:
            player.take(ref())
            if (slot := player.slot()) is not None:
                slot[0].column.edit()  # what was played last is what the variable holds
        HOST_PLAYS.begin()
        program = self.program()
        if v is not None:
            program.voltage().edit()[:] = number("finitialize", "v", v)
        program.events.drop_posted()
        run_handlers(0)
        self._take_given()  # handlers may have begun Random objects anew
        program = self.program()
        dt = np.asarray(WORLD.dt)
        model, before = program.model(initial=True), program.state(initial=True)
        if WORLD.handlers(1) or program.events.has_posted or has_patterns():
            program.arrive(begin(model, dt, before))
            POINTED_NUMBERS.fetch()
            send_patterns()
            structure = WORLD.structure  # what Python's garbage collector has deleted meanwhile is no mistake
            run_handlers(1)
            if structure != WORLD.structure:
                raise InputError("a FInitializeHandler of kind 1 changed what is simulated; use kind 3 for that")
            model = program.model()
            state, samples = finish(model, program.state(), dt)
        else:
            state, samples = start(model, dt, before)
        check_start(model, state)
        state, sent = read_log(model.layout, state)
        program.arrive(state)
        program.linear.show(program.voltage())
        program.linear.call(program.voltage())
        POINTED_NUMBERS.fetch()
        program.show_played(0.0, initial=True)
        program.clear_recordings()
        if self.variable.active:
            kind = np.full(len(samples.time), MOMENT, np.int32)  # every step records where it begins
            time, values, fired = (np.asarray(x) for x in samples)
            self.deliver_variable(program, Trace(time, values, fired, kind), sent)
        else:
            self.deliver(program, 0.0, [samples], sent)
        self.agenda.run_due(0.0)
        self.variable.restart()
        run_handlers(2)
        return 1.0

    def _take_given(self) -> None:
        """Bring streams and Vectors of processes up to date with the script's objects."""
        moved: dict[tuple[str, str], list[Any]] = {}
        for process in WORLD.processes():
            for name in process._take_given():
                moved.setdefault((process._mechanism.name, name), []).append(process)
        if self._program is not None and self._structure == WORLD.structure:
            for (mechanism, name), processes in moved.items():
                self._program.begin_streams(mechanism, name, processes)

    # steps

    def advance(self, n_steps: int, until_stopped: bool = True) -> int:
        """Make `n_steps` steps of `dt`, or fewer where `stoprun` is set; returns how many.

        Raises `SimulationError` if the simulation diverges.
        """
        made = 0
        while made < n_steps:
            HOST_PLAYS.before_step()
            program = self.program()
            n = 1 if n_steps == 1 else min(n_steps - made, self._until_next_call(), HOST_PLAYS.steps_ahead())
            if PLAYS:
                n = 1
                PLAYS.play()
            if WAITING:
                n = 1
                check_transitions()
            if WORLD.calling:
                n = 1
                self._call_back(program)
            if program.linear.is_calling:
                n = 1
                program.linear.call(program.voltage())
            self._advance(self.program(), n)
            made += n
            HOST_PLAYS.after_step()
            self.agenda.run_due(float(WORLD.t.read()))
            if self.stoprun and until_stopped:
                break
        return made

    def _until_next_call(self) -> int:
        """The number of steps to the next call of the agenda."""
        time = self.agenda.next_time
        return 1 << 62 if time is None else steps_until(float(WORLD.t.read()), time, WORLD.dt)

    def _advance(self, program: Program, n_steps: int) -> None:
        model = program.model()
        begin_time = float(WORLD.t.read())
        packed = program.advance_one(model, self._method()) if n_steps == 1 else None
        if packed is None:  # of a single step that goes wrong, this says why
            new, parts, sent = run_steps(model, program.state(), WORLD.dt, n_steps, self._method())
            program.arrive(new)
        else:
            values, fired = packed.recorded()
            parts = [Samples(np.array([WORLD.t.read()]), values[None].copy(), fired[None])]
            sent = program.take_log()
        program.linear.show(program.voltage())
        POINTED_NUMBERS.fetch()
        program.show_played(float(WORLD.t.read()))
        self.deliver(program, begin_time, parts, sent)

    def _call_back(self, program: Program) -> None:
        """Call the Python that waits for a threshold, where it is passed at this moment."""
        if not program.events.calls_at_thresholds():
            return
        fired = np.asarray(_crossed(program.model(), program.state()))
        now = float(WORLD.t.read())
        for column in np.flatnonzero(fired).tolist():
            source = program.events.source(column)
            if source is not None and source.callback is not None:
                WORLD.t.edit()[...] = now + SPIKE_DELAY
                source.callback()
                WORLD.t.edit()[...] = now

    def post(self, netcon: NetCon, time: float, flag: float) -> None:
        """Have an event delivered by a connection at `time` [ms]. Raises `InputError` if that has passed."""
        if time < float(WORLD.t.read()):
            raise InputError(f"{netcon}.event: {time:g} ms has passed; it is {float(WORLD.t.read()):g} ms now")
        self.program().events.post(netcon, time, flag)

    def fcurrent(self) -> float:
        """Compute all currents at the present voltages, states and time."""
        program = self.program()
        program.linear.call(program.voltage())
        model, state = program.model(initial=True), program.state()
        program.arrive(_with_currents(model, state, np.asarray(WORLD.dt)))
        POINTED_NUMBERS.fetch()
        return 1.0

    def frecord_init(self) -> float:
        """Empty the recording vectors; recordings of every step take the present values, others begin at this time."""
        program = self.program()
        t = float(WORLD.t.read())
        program.clear_recordings(t)
        values = np.asarray(_sampled(program.model(), program.state()))
        for ref, recorder, column in program.recorders:
            vector, value = ref(), t if recorder.is_time else values[column]
            if vector is None or vector._recorder is not recorder:
                continue
            if not self.variable.active:
                vector._receive(recorder.found(t, value))
            elif isinstance(recorder, TimedRecorder):  # for the others every step records where it begins
                vector._receive(recorder.taken(np.array([t]), np.array([value]), 0.0))
        return 1.0

    def _method(self) -> Staggered:
        return Staggered(WORLD.secondorder)

    def deliver(self, program: Program, begin: float, parts: list[Samples], sent: list[SentEvents]) -> None:
        """Append the samples of fixed steps, going on from `begin` [ms], to the recording vectors, events to theirs."""
        crossings = []
        for samples in parts if program.recorders or program.events.has_sources else ():
            time, values = np.asarray(samples.time), np.asarray(samples.values)
            for ref, recorder, column in program.recorders:
                vector = ref()
                if vector is not None and vector._recorder is recorder:
                    trace = time if recorder.is_time else values[:, column]
                    vector._receive(recorder.taken(time, trace, WORLD.dt))
            fired = np.asarray(samples.fired)
            if fired.any():
                crossings.append((fired, np.concatenate([[begin], time[:-1]])))
            begin = float(time[-1])
        if crossings or sent:
            program.events.happened(crossings, sent)
        if WORLD.calling:
            _call_senders(program, sent)

    def deliver_variable(self, program: Program, trace: Trace, sent: list[SentEvents]) -> None:
        """The same for the samples of steps of variable length."""
        for ref, recorder, column in program.recorders:
            vector, rows = ref(), rows_for(recorder, trace.kind)
            if vector is not None and vector._recorder is recorder and rows.any():
                time = trace.time[rows]
                values = time if recorder.is_time else trace.values[rows][:, column]
                vector._receive(recorder.taken(time, values, 0.0))
        crossings = [(trace.fired, trace.time - SPIKE_DELAY)] if trace.fired.any() else []
        if crossings or sent:
            program.events.happened(crossings, sent)
        if WORLD.calling:
            _call_senders(program, sent)
            for column in np.flatnonzero(trace.fired.any(0)).tolist():
                source = program.events.source(column)
                if source is not None and source.callback is not None:
                    source.callback()


def _call_senders(program: Program, sent: list[SentEvents]) -> None:
    """Call what waits for events that processes have sent, each at its time."""
    now = float(WORLD.t.read())
    for events in sent:
        for process, time in zip(np.asarray(events.process).tolist(), np.asarray(events.time).tolist(), strict=True):
            source = program.events.sender(process)
            if source is not None and source.callback is not None:
                WORLD.t.edit()[...] = time
                source.callback()
                WORLD.t.edit()[...] = now


@quickly
def _with_currents(model: CableModel, state: CableState, dt: Any) -> CableState:
    return with_currents(model, prepare(model, dt, state.mechanisms), state, dt)


@jax.jit
def _crossed(model: CableModel, state: CableState) -> Any:
    return detect_spikes(model, state)[1]


_sampled = jax.jit(sample)
