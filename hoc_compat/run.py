"""The standard run system of NEURON (stdrun.hoc): `h.run()`, `h.continuerun(t)`, …"""

import numpy as np

from braincell.errors import InputError
from braincell.run import HOC_EPSILON, count_steps
from hoc_compat.arguments import number
from hoc_compat.simulation import Simulation
from hoc_compat.world import WORLD


class StandardRun(Simulation):
    """Runs from an initialisation to `tstop`."""

    def __init__(self) -> None:
        super().__init__()
        self.tstop = 5.0
        self.v_init = -65.0
        self.steps_per_ms = 40.0
        self.nstep_steprun = 1

    def setdt(self) -> float:
        """Fit dt to steps_per_ms: a whole number of steps makes 1/steps_per_ms; else dt is replaced.

        The variable step leaves it as it is.
        """
        if self.variable.active:
            return 0.0
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
        """Advance by 1/steps_per_ms, or by one step of variable length."""
        if self.variable.active:
            self.fadvance()
        else:
            self.advance(self.nstep_steprun)
        return 0.0

    def continuerun(self, tstop: float) -> float:
        """Advance while t < tstop − dt/2, or to tstop by steps of variable length."""
        stop = number("continuerun", "tstop", tstop)
        if np.isinf(stop):
            raise InputError(f"continuerun: `tstop` is {stop} ms; it must be finite")
        self.stoprun = 0
        if self.variable.active:
            self.variable.advance(self, stop)
            return 0.0
        n = count_steps(float(WORLD.t.read()), stop, WORLD.dt)
        self.advance(-(-n // self.nstep_steprun) * self.nstep_steprun)
        return 0.0

    def run(self) -> float:
        """Initialise, and advance to tstop."""
        self.stdinit()
        return self.continuerun(self.tstop)


SIMULATION = StandardRun()
"""The one simulation of the one world."""
