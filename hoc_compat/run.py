"""The standard run system of NEURON (stdrun.hoc): `h.run()`, `h.continuerun(t)`, …

Whatever a script redefines in hoc is called where NEURON calls it; where nothing is redefined and no graph needs to be
evaluated step by step, runs are made as a whole.
"""

import time
from typing import Any

import numpy as np

from braincell.drive import HOC_EPSILON, count_steps
from braincell.errors import InputError
from hoc_compat.arguments import number
from hoc_compat.host_plays import HOST_PLAYS
from hoc_compat.plot_lists import PLOTS
from hoc_compat.plot_shape import notify
from hoc_compat.random_play import PLAYS
from hoc_compat.simulation import Simulation
from hoc_compat.state_transition_event import WAITING
from hoc_compat.world import WORLD

_IN_A_RUN = ("step", "advance", "Plot", "screen_update", "fastflushPlot")  # what `continuerun` calls step by step


class StandardRun(Simulation):
    """Runs from an initialisation to `tstop`."""

    def __init__(self) -> None:
        super().__init__()
        self.tstop = 5.0
        self.v_init = -65.0
        self.steps_per_ms = 40.0
        self.nstep_steprun = 1
        self.realtime = 0.0
        self.screen_update_invl = 0.05
        self.running_ = 0
        self.eventcount, self.eventslow = 0.0, 1.0
        self.runStopAt, self.runStopIn = 5.0, 1.0
        self.global_ra = 35.4
        self.stdrun_quiet = self.coreneuronrunning_ = 0.0
        self.n_graph_lists = 4.0
        self.redefined: dict[str, Any] = {}
        self._limit = np.inf
        self.using_cvode = 0.0

    def _call(self, name: str, *arguments: Any) -> Any:
        """A procedure of the run system, the script's own if it has redefined it."""
        return self.redefined.get(name, getattr(self, name))(*arguments)

    def setdt(self) -> float:
        """Fit dt to steps_per_ms: a whole number of steps makes 1/steps_per_ms; else dt is replaced.

        With `using_cvode_` it is left as it is.
        """
        if self.using_cvode:
            return 0.0
        spacing = 1.0 / self.steps_per_ms
        self.nstep_steprun = max(1, int(spacing / WORLD.dt + HOC_EPSILON))
        if abs(WORLD.dt * self.nstep_steprun * self.steps_per_ms - 1.0) > 1e-6:
            print("Changed dt")
            WORLD.dt = spacing / self.nstep_steprun
        return 0.0

    # initialisation

    def set_v_init(self, value: Any = None) -> float:
        """v_init before it is set."""
        before = self.v_init
        self.v_init = before if value is None else number("set_v_init", "value", value)
        return before

    def set_ra(self, value: Any = None) -> float:
        """Give all sections the same axial resistivity [Ω·cm], global_ra."""
        self.global_ra = self.global_ra if value is None else number("set_ra", "value", value)
        for section in WORLD.sections():
            section.Ra = self.global_ra
        return 0.0

    def init(self) -> float:
        """Initialise to v_init."""
        self.finitialize(self.v_init)
        return 0.0

    def stdinit(self) -> float:
        """Fit dt, initialise, and begin all plots."""
        self._call("cvode_simgraph")
        self.realtime = 0.0
        self._call("setdt")
        self._call("init")
        self._call("initPlot")
        return 0.0

    def finitialize(self, v: float | None = None) -> float:
        if not self._steps_alone():
            PLOTS.record(undisturbed=True)
        return super().finitialize(v)

    def cvode_simgraph(self) -> float:
        """Nothing: plots are the same for all methods of integration."""
        return 0.0

    def initPlot(self) -> float:
        """Forget graphs without a view, begin the others, and plot the initial values."""
        PLOTS.forget_closed(PLOTS.graphs)
        PLOTS.each("begin")
        PLOTS.forget_closed([PLOTS.flushed, PLOTS.fast_flushed])
        self._call("Plot")
        self._call("flushPlot")
        return 0.0

    # runs

    def run(self) -> float:
        """Initialise, and advance to tstop."""
        self.running_ = 1
        self._call("stdinit")
        self._call("continuerun", self.tstop)
        return 0.0

    def runbutton(self) -> float:
        """What the button of a RunControl does: run, or stop."""
        if not self.running_:
            self.stoprun = 1
            return 0.0
        self._call("run")
        self.running_ = self.stoprun = 0
        return 0.0

    def stoppedrun(self) -> float:
        """Whether the run was told to stop."""
        return float(self.stoprun)

    def continuerun(self, tstop: float) -> float:
        """Advance while t < tstop − dt/2, or exactly to tstop with `using_cvode_`."""
        stop = number("continuerun", "tstop", tstop)
        if np.isinf(stop):
            raise InputError(f"continuerun: `tstop` is {stop} ms; it must be finite")
        started = time.perf_counter()
        self.realtime = self.eventcount = 0.0
        self.eventslow = 1.0
        self.stoprun = 0
        self._limit = stop if self._ends_exactly else np.inf
        try:
            if self._steps_alone() or not PLOTS.record(self._is_undisturbed()):
                self._run_by_steps(stop, started)
            else:
                self._run_whole(stop)
        finally:
            self._limit = np.inf
        self._call("flushPlot")
        self.realtime = time.perf_counter() - started
        return 0.0

    def _steps_alone(self) -> bool:
        """Whether each step is one of its own.

        The script has redefined what is called in every step, `advance` other than as `fadvance()`, or random numbers
        are played before steps of variable length.
        """
        if self.variable.active and PLAYS:
            return True
        own = [self.redefined[name] for name in _IN_A_RUN if name in self.redefined]
        return any(getattr(procedure, "sole_call", "") != "fadvance" for procedure in own)

    def _is_undisturbed(self) -> bool:
        """Whether no function of the script waits for a time or a threshold, nor a Vector plays into what it sees."""
        return self.agenda.next_time is None and not (WORLD.calling or WAITING or HOST_PLAYS)

    def _run_whole(self, stop: float) -> None:
        if self.variable.active:
            PLOTS.take(lambda: self._run_variably(stop), 1 if self.using_cvode else self.nstep_steprun, 0.0)
            if self.using_cvode:
                self._call("Plot")  # NEURON has the last values twice
            return

        def run() -> None:
            n = count_steps(float(WORLD.t.read()), stop, WORLD.dt)
            made = self.advance(-(-n // self.nstep_steprun) * self.nstep_steprun)
            self.advance(-made % self.nstep_steprun, until_stopped=False)

        PLOTS.take(run, self.nstep_steprun, WORLD.dt)

    @property
    def _ends_exactly(self) -> bool:
        return self.variable.active and bool(self.using_cvode)

    def _run_variably(self, stop: float) -> None:
        """To `stop` and no further, or until a step has passed it by half of dt."""
        if self.using_cvode:
            self.variable.advance(self, stop)
            return
        end = stop - WORLD.dt / 2.0 - HOC_EPSILON
        made = self.variable.advance(self, end, exactly=False)
        for _ in range(-made % self.nstep_steprun):
            self.variable.advance(self, np.inf, once=True, exactly=False)

    def _run_by_steps(self, stop: float, started: float) -> None:
        end = stop if self._ends_exactly else stop - WORLD.dt / 2.0
        redraw = self.screen_update_invl
        while float(WORLD.t.read()) < end - HOC_EPSILON and not self.stoprun:
            self._call("step")
            self.realtime = time.perf_counter() - started
            if self.realtime >= redraw:
                self._call("screen_update")
                self.realtime = time.perf_counter() - started
                redraw = self.realtime + self.screen_update_invl
        if self._ends_exactly and not self.stoprun:
            self._call("step")  # moves nothing, but what the script does in each step is done once more

    def steprun(self) -> float:
        """Advance by 1/steps_per_ms, or by one step of variable length, and plot."""
        self._call("step")
        self._call("flushPlot")
        return 0.0

    def step(self) -> float:
        """Advance by 1/steps_per_ms, or by one step of variable length."""
        n = 1 if self.using_cvode else self.nstep_steprun
        if "advance" in self.redefined:
            for _ in range(n):
                self.redefined["advance"]()
        elif self.variable.active:
            for _ in range(n):
                self.fadvance()
        else:
            self.advance(n, until_stopped=False)
        self._call("Plot")
        return 0.0

    def fadvance(self) -> float:
        """One step."""
        if self.variable.active:
            PLAYS.play()  # NEURON: `cvode_fadvance`, but not `cvode.solve`
            self.variable.advance(self, self._limit, once=True, exactly=np.isfinite(self._limit))
        else:
            self.advance(1)
        return 1.0

    # plots

    def Plot(self) -> float:
        """Let all graphs of `graphList` append their present values."""
        PLOTS.plot(float(WORLD.t.read()), 0.0 if self.variable.active else WORLD.dt)
        return 0.0

    def screen_update(self) -> float:
        """Bring graphs that follow Vectors and paths up to date, and shapes; nothing with `stdrun_quiet`."""
        if self.stdrun_quiet:
            return 0.0
        PLOTS.each("begin", PLOTS.flushed)
        PLOTS.each("flush", PLOTS.flushed)
        PLOTS.each("fastflush", PLOTS.fast_flushed)
        self._call("fastflushPlot")
        notify()
        return 0.0

    def flushPlot(self) -> float:
        """Bring all graphs up to date."""
        self._call("screen_update")
        PLOTS.each("flush")
        PLOTS.each("flush", PLOTS.flushed, PLOTS.fast_flushed)
        self._call("doEvents")
        return 0.0

    def fastflushPlot(self) -> float:
        """Tell all graphs that they may show what is new."""
        PLOTS.each("fastflush")
        return 0.0

    def doEvents(self) -> float:
        """Nothing: there are no windows."""
        return 1.0

    def tstop_changed(self) -> float:
        """Let the graphs of the first three lists show the times up to tstop."""
        for graphs in PLOTS.graphs[:3]:
            for graph in graphs:
                graph.size(0.0, self.tstop, graph.size(3), graph.size(4))
        return 0.0


SIMULATION = StandardRun()
"""The one simulation of the one world."""
