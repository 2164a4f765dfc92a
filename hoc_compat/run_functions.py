"""The functions and variables of `h` that run a simulation: `h.run()`, `h.dt`, `h.celsius`, …"""

import math
from typing import Any

from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD


class RunFunctions:
    """The part of `h` that initialises and advances the world."""

    finitialize = staticmethod(SIMULATION.finitialize)
    fadvance = staticmethod(SIMULATION.fadvance)
    advance = staticmethod(SIMULATION.fadvance)
    fcurrent = staticmethod(SIMULATION.fcurrent)
    frecord_init = staticmethod(SIMULATION.frecord_init)
    run = staticmethod(SIMULATION.run)
    init = staticmethod(SIMULATION.init)
    stdinit = staticmethod(SIMULATION.stdinit)
    setdt = staticmethod(SIMULATION.setdt)
    steprun = staticmethod(SIMULATION.steprun)
    continuerun = staticmethod(SIMULATION.continuerun)

    def cvode_active(self, on: Any = None) -> float:
        """Whether steps are of variable length, after saying so if `on` is given."""
        if on is not None:
            SIMULATION.variable.active = bool(number("h", "cvode_active", on))
        return float(SIMULATION.variable.active)

    @property
    def using_cvode_(self) -> float:
        """Whether steps are of variable length."""
        return self.cvode_active()

    # globals

    @property
    def t(self) -> float:
        """Time [ms]."""
        return float(WORLD.t.read())

    @t.setter
    def t(self, value: Any) -> None:
        WORLD.t.edit()[...] = number("h", "t", value)

    @property
    def dt(self) -> float:
        """Time step [ms]."""
        return WORLD.dt

    @dt.setter
    def dt(self, value: Any) -> None:
        WORLD.dt = _positive("dt", value, "ms")

    @property
    def celsius(self) -> float:
        """Temperature [°C]."""
        return float(WORLD.celsius.read())

    @celsius.setter
    def celsius(self, value: Any) -> None:
        WORLD.celsius.edit()[...] = number("h", "celsius", value)

    @property
    def secondorder(self) -> int:
        """0 backward Euler, 1 Crank–Nicolson, 2 with corrected ion currents."""
        return WORLD.secondorder

    @secondorder.setter
    def secondorder(self, value: Any) -> None:
        if value not in (0, 1, 2):
            raise InputError(f"h.secondorder is {value!r}; it is 0, 1 or 2")
        WORLD.secondorder = int(value)

    @property
    def tstop(self) -> float:
        """Where `run` ends [ms]."""
        return SIMULATION.tstop

    @tstop.setter
    def tstop(self, value: Any) -> None:
        SIMULATION.tstop = number("h", "tstop", value)

    @property
    def v_init(self) -> float:
        """Voltage that `run` starts from [mV]."""
        return SIMULATION.v_init

    @v_init.setter
    def v_init(self, value: Any) -> None:
        SIMULATION.v_init = number("h", "v_init", value)

    @property
    def steps_per_ms(self) -> float:
        """How many samples per ms the standard run system plots; `run` fits dt to it."""
        return SIMULATION.steps_per_ms

    @steps_per_ms.setter
    def steps_per_ms(self, value: Any) -> None:
        SIMULATION.steps_per_ms = _positive("steps_per_ms", value, "1/ms")

    @property
    def stoprun(self) -> int:
        """Set to 1 by Python that is called in a run, it ends that run; `continuerun` begins with 0."""
        return SIMULATION.stoprun

    @stoprun.setter
    def stoprun(self, value: Any) -> None:
        SIMULATION.stoprun = int(number("h", "stoprun", value))

    @property
    def nstep_steprun(self) -> int:
        """Steps per `steprun`, as `setdt` chose them."""
        return SIMULATION.nstep_steprun


def _positive(name: str, value: Any, unit: str) -> float:
    result = number("h", name, value)
    if not (result > 0.0 and math.isfinite(result)):
        raise InputError(f"h.{name} is {result:g} {unit}; it must be positive and finite")
    return result
