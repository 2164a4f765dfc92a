"""Initialise and advance the world: NEURON's fadvance, finitialize, and the loops of its standard run system."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.errors import InputError
from braincell.lower.model import CableModel, CableState
from braincell.quad.membrane import membrane_current
from braincell.quad.record import sample, split
from braincell.quad.scan import Samples, advance_chunk, start
from braincell.quad.staggered import Staggered
from braincell.quad.tables import make_tables
from braincell.result import SPIKE_DELAY
from braincell.run import HOC_EPSILON, check_start, count_steps, run_steps
from hoc_compat.lower import Program
from hoc_compat.world import WORLD


class Simulation:
    """Keeps the lowered program of the world up to date and steps it."""

    def __init__(self) -> None:
        self._program: Program | None = None
        self._structure = -1
        self.tstop = 5.0
        self.v_init = -65.0
        self.steps_per_ms = 40.0
        self.nstep_steprun = 1

    def program(self) -> Program:
        """The program; lowered again after a change of structure."""
        if self._program is None or self._structure != WORLD.structure:
            structure = WORLD.structure
            self._program = Program()
            self._structure = structure
        return self._program

    # steps

    def finitialize(self, v: float | None = None) -> float:
        """Set t = 0 and, if given, all voltages [mV]; run every INITIAL; empty the recording vectors and sample."""
        program = self.program()
        if v is not None:
            program.voltage().edit()[:] = number("finitialize", "v", v)
        model = program.model(initial=True)
        state, samples = start(model, np.asarray(WORLD.dt), self._method(), program.state())
        check_start(model, state)
        program.arrive(state)
        program.clear_recordings()
        self._deliver(program, model, 0.0, samples)
        return 1.0

    def advance(self, n_steps: int) -> None:
        """Make `n_steps` steps of `dt`. Raises `SimulationError` if the simulation diverges."""
        if n_steps < 1:
            return
        program = self.program()
        model, state = program.model(), program.state()
        begin = float(WORLD.t.read())
        if n_steps == 1:
            new, samples, _, ok = advance_chunk(model, state, np.asarray(WORLD.dt), np.int32(1), self._method(), 1)
            if not ok:
                run_steps(model, state, WORLD.dt, 1, self._method())  # names what went wrong
            parts = [samples]
        else:
            new, parts, _ = run_steps(model, state, WORLD.dt, n_steps, self._method())
        program.arrive(new)
        for samples in parts:
            begin = self._deliver(program, model, begin, samples)

    def fadvance(self) -> float:
        """One step."""
        self.advance(1)
        return 1.0

    def fcurrent(self) -> float:
        """Compute all currents at the present voltages, states and time."""
        program = self.program()
        model, state = program.model(initial=True), program.state()
        program.arrive(_with_currents(model, state, np.asarray(WORLD.dt)))
        return 1.0

    def frecord_init(self) -> float:
        """Empty the recording vectors and sample the present values."""
        program = self.program()
        model, state = program.model(), program.state()
        program.clear_recordings()
        values = _sampled(model, state)
        samples = Samples(jnp.atleast_1d(state.t), values[None], jnp.zeros((1, len(program.sources)), bool))
        self._deliver(program, model, float(WORLD.t.read()), samples)
        return 1.0

    def _method(self) -> Staggered:
        return Staggered(WORLD.secondorder)

    def _deliver(self, program: Program, model: CableModel, begin: float, samples: Samples) -> float:
        """Append samples to the recording vectors and spikes to the spike vectors; returns the last time."""
        if not (program.recorders or program.sources):
            return begin
        time = np.asarray(samples.time)
        traces = split(model.layout, np.asarray(samples.values))
        for ref, probe, column in program.recorders:
            if (vector := ref()) is not None:
                vector._receive(time if probe == "//t" else traces[probe][:, column])
        if program.sources:
            fired = np.asarray(samples.fired)
            starts = np.concatenate([[begin], time[:-1]])
            for k in np.flatnonzero(fired.any(axis=0)):
                program.sources[k].fired(starts[fired[:, k]] + SPIKE_DELAY)
        return float(time[-1])

    # the standard run system (stdrun.hoc)

    def setdt(self) -> float:
        """Fit dt to steps_per_ms: a whole number of steps makes 1/steps_per_ms; else dt is replaced."""
        spacing = 1.0 / self.steps_per_ms
        self.nstep_steprun = max(1, int(spacing / WORLD.dt + HOC_EPSILON))
        if abs(WORLD.dt * self.nstep_steprun * self.steps_per_ms - 1.0) > 1e-6:
            print("Changed dt")
            WORLD.dt = spacing / self.nstep_steprun
        return 0.0

    def init(self) -> float:
        """Initialise to v_init."""
        self.finitialize(self.v_init)
        return 0.0

    def stdinit(self) -> float:
        """Fit dt and initialise."""
        self.setdt()
        return self.init()

    def steprun(self) -> float:
        """Advance by 1/steps_per_ms."""
        self.advance(self.nstep_steprun)
        return 0.0

    def continuerun(self, tstop: float) -> float:
        """Advance while t < tstop − dt/2."""
        stop = number("continuerun", "tstop", tstop)
        if np.isinf(stop):
            raise InputError(f"continuerun: `tstop` is {stop} ms; it must be finite")
        n = count_steps(float(WORLD.t.read()), stop, WORLD.dt)
        self.advance(-(-n // self.nstep_steprun) * self.nstep_steprun)
        return 0.0

    def run(self) -> float:
        """Initialise, and advance to tstop."""
        self.stdinit()
        return self.continuerun(self.tstop)


@jax.jit
def _with_currents(model: CableModel, state: CableState, dt: Any) -> CableState:
    return membrane_current(model, make_tables(model, dt, state.mechanisms), state, state.t, dt).state


_sampled = jax.jit(sample)


def number(owner: str, name: str, value: Any) -> float:
    """`value` as a float, or `InputError` if it is none or NaN."""
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{owner}: `{name}` is {value!r}; a number is needed") from None
    if np.isnan(result):
        raise InputError(f"{owner}: `{name}` is NaN; give a number")
    return result


SIMULATION = Simulation()
"""The one simulation of the one world."""
