"""The functions and variables of `h` that run a simulation: `h.run()`, `h.dt`, `h.celsius`, …"""

import math
from typing import Any

from braincell.errors import InputError
from hoc_compat import old_stimuli
from hoc_compat.arguments import number
from hoc_compat.cvode import CVode
from hoc_compat.run import SIMULATION
from hoc_compat.step_choice import STEP_CHOICE
from hoc_compat.world import WORLD


class RunFunctions:
    """The part of `h` that initialises and advances the world."""

    advance = staticmethod(SIMULATION.fadvance)
    fstim = staticmethod(old_stimuli.fstim)
    fstimi = staticmethod(old_stimuli.fstimi)
    prstim = staticmethod(old_stimuli.prstim)

    def cvode_active(self, on: Any = None) -> float:
        """Whether steps are of variable length; `on` chooses that, dt as it was and, if so, runs that end at tstop."""
        if on is not None:
            STEP_CHOICE.choose(bool(number("h", "cvode_active", on)))
        return float(SIMULATION.variable.active)

    @property
    def using_cvode_(self) -> float:
        """Whether runs end exactly at tstop: what the panel for numerical methods sets with the variable step."""
        return SIMULATION.using_cvode

    @using_cvode_.setter
    def using_cvode_(self, value: Any) -> None:
        SIMULATION.using_cvode = number("h", "using_cvode_", value)

    def cvode_local(self, on: Any = None) -> float:
        """Whether each cell was to have its own steps; 1 also chooses variable steps, 0 fixed ones."""
        if on is not None:
            local = number("h", "cvode_local", on) == 1.0
            STEP_CHOICE.choose(local, local)
        return float(CVode().use_local_dt())

    # globals

    def initnrn(self) -> float:
        """t, dt, celsius and secondorder as NEURON starts with them (src/nrnoc/init.cpp)."""
        self.t, self.dt, self.celsius, self.secondorder = 0.0, 0.025, 6.3, 0
        return 1.0

    @property
    def t(self) -> float:
        """Time [ms]."""
        return float(WORLD.t.read())

    @t.setter
    def t(self, value: Any) -> None:
        SIMULATION.variable.set_time()
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
    def steps_per_ms(self) -> float:
        """How many samples per ms the standard run system plots; `run` fits dt to it."""
        return SIMULATION.steps_per_ms

    @steps_per_ms.setter
    def steps_per_ms(self, value: Any) -> None:
        SIMULATION.steps_per_ms = _positive("steps_per_ms", value, "1/ms")


def _positive(name: str, value: Any, unit: str) -> float:
    result = number("h", name, value)
    if not (result > 0.0 and math.isfinite(result)):
        raise InputError(f"h.{name} is {result:g} {unit}; it must be positive and finite")
    return result


def _kept(name: str, doc: str, kind: type = float) -> property:
    """A number of the run system."""

    def write(self: Any, value: Any) -> None:
        setattr(SIMULATION, name, kind(number("h", name, value)))

    return property(lambda self: getattr(SIMULATION, name), write, doc=doc)


for _name, _doc in (
    ("tstop", "Where `run` ends [ms]."),
    ("v_init", "Voltage that `run` starts from [mV]."),
    ("runStopAt", "Where the button `Continue til` ends [ms]."),
    ("runStopIn", "For how long the button `Continue for` runs [ms]."),
    ("realtime", "How long the last run took [s]."),
    ("screen_update_invl", "How often a run calls `screen_update`, where the script has redefined it [s]."),
    ("eventcount", "0 at the begin of a run."),
    ("eventslow", "1 at the begin of a run."),
    ("global_ra", "What `set_ra` gives all sections [Ω·cm]."),
    ("stdrun_quiet", "Whether runs leave windows alone; there are none."),
    ("coreneuronrunning_", "0: simulations are compiled anyway."),
    ("n_graph_lists", "How many lists of graphs there are, 4."),
):
    setattr(RunFunctions, _name, _kept(_name, _doc))
RunFunctions.stoprun = _kept("stoprun", "Set to 1 by what is called in a run, it ends that run.", int)  # type: ignore
RunFunctions.running_ = _kept("running_", "1 once `run` was called.", int)  # type: ignore
RunFunctions.nstep_steprun = _kept("nstep_steprun", "Steps per `steprun`, as `setdt` chose them.", int)  # type: ignore
for _name in (
    "finitialize fadvance fcurrent frecord_init run init stdinit setdt step steprun continuerun cvode_simgraph "
    "initPlot Plot flushPlot fastflushPlot screen_update doEvents tstop_changed runbutton stoppedrun set_v_init set_ra"
).split():
    setattr(RunFunctions, _name, staticmethod(getattr(SIMULATION, _name)))
