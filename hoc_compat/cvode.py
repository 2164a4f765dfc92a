"""CVode: settings of the integrator, and events that call Python."""

import math
from typing import Any

from braincell.errors import InputError
from braincell.mech import registry
from braincell.quad.bdf import HIGHEST
from hoc_compat.arguments import number
from hoc_compat.hoc_object import HocObject
from hoc_compat.list import List
from hoc_compat.netcon import callback, calling_object
from hoc_compat.pointer import GlobalPointer
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD

_INSIDE = "the equations are solved inside a compiled program and are not shown"


class CVode(HocObject):
    """`h.CVode()`: all objects stand for the one integrator of the world; `active(1)` makes its steps variable."""

    _unsupported = {
        "record_remove": "use `vector.play_remove()`",
        "debug_event": _INSIDE,
        "statename": _INSIDE,
        "states": _INSIDE,
        "dstates": _INSIDE,
        "f": _INSIDE,
        "yscatter": _INSIDE,
        "ygather": _INSIDE,
        "spike_stat": _INSIDE,
        "print_event_queue": _INSIDE,
        "event_queue_info": _INSIDE,
        "simgraph_remove": "there is no graphical interface",
        "structure_change_count": _INSIDE,
        "diam_change_count": _INSIDE,
        "extra_scatter_gather": "use `vector.play`, or `cvode.event` with a Python function",
        "extra_scatter_gather_remove": "use `vector.play`, or `cvode.event` with a Python function",
    }

    def active(self, on: Any = None) -> bool:
        """Whether steps are of variable length, after saying so if `on` is given."""
        if on is not None:
            SIMULATION.variable.active = bool(number("cvode", "active", on))
        return SIMULATION.variable.active

    def atol(self, value: Any = None) -> float:
        """Absolute tolerance of a step, in mV and the units of the states; see `atolscale`."""
        return _set("atol", value, above=0.0)

    def rtol(self, value: Any = None) -> float:
        """Relative tolerance of a step."""
        return _set("rtol", value)

    def maxstep(self, value: Any = None) -> float:
        """Longest step [ms]."""
        return _set("max_step", value, above=0.0)

    def minstep(self, value: Any = None) -> float:
        """Shortest step [ms]; where it is not exact enough, the run ends with an error."""
        return _set("min_step", value)

    def maxorder(self, value: Any = None) -> float:
        """Highest order of the method, 1 to 5."""
        if value is not None:
            order = int(number("cvode", "maxorder", value))
            if not 1 <= order <= HIGHEST:
                raise InputError(f"cvode.maxorder({value}): the order is 1 to {HIGHEST}")
            SIMULATION.variable.max_order = order
            SIMULATION.variable.restart()
        return float(SIMULATION.variable.max_order)

    def atolscale(self, variable: Any, scale: Any = None) -> float:
        """The factor of `atol` for a variable, by its name (`"v"`, `"m_hh"`, `"ExpSyn.g"`) or a reference to it."""
        name = variable if isinstance(variable, str) else _name_of(variable)
        places = _states_called(name)
        if scale is not None:
            new = number("cvode.atolscale", "scale", scale)
            if new <= 0.0:
                raise InputError(f"cvode.atolscale({name!r}): the scale is {new:g}; it must be positive")
            for mechanism, state in places:
                SIMULATION.variable.scales.setdefault(mechanism, {})[state] = new
            SIMULATION.variable.restart()
        mechanism, state = places[0]
        default = registry.find(mechanism).states[state].tolerance if mechanism else 1.0
        return SIMULATION.variable.scales.get(mechanism, {}).get(state, default)

    def record(self, reference: Any, values: Any, times: Any, given: Any = 0) -> float:
        """Record a variable and the times of its values into two Vectors, in the steps that are taken.

        With `given` it is recorded at the times [ms] that the second Vector holds.
        """
        if number("cvode.record", "given", given):
            values.record(reference, times)
            return 1.0
        values.record(reference)
        times.record(GlobalPointer("t", lambda: float(WORLD.t.read()), lambda value: None))
        return 1.0

    def event(self, time: Any, call: Any = None, *_: Any) -> float:
        """Run `call` at the end of the step that reaches `time` [ms].

        `call` is a function, (function, arguments) or a statement of hoc, which runs in the object whose proc calls.
        """
        when = number("cvode.event", "time", time)
        if when < float(WORLD.t.read()):
            raise InputError(f"cvode.event: {when:g} ms has passed; it is {float(WORLD.t.read()):g} ms now")
        if call is None:
            SIMULATION.agenda.stop(when)
        else:
            due = when if SIMULATION.variable.active else _off_the_step(when)
            SIMULATION.agenda.post(due, callback("cvode.event", call, calling_object()))
        return 0.0

    def re_init(self) -> float:
        """Compute all currents at the present voltages and states, as after a change of them, and go on from there."""
        SIMULATION.variable.restart()
        return SIMULATION.fcurrent()

    def solve(self, tout: Any = None) -> float:
        """One step, or steps until `tout` [ms]."""
        if SIMULATION.variable.active:
            stop = math.inf if tout is None else number("cvode.solve", "tout", tout)
            SIMULATION.variable.advance(SIMULATION, stop, once=tout is None)
        elif tout is None:
            SIMULATION.fadvance()
        else:
            SIMULATION.continuerun(tout)
        return 0.0

    def fixed_step(self) -> float:
        """One step."""
        return SIMULATION.fadvance()

    def netconlist(self, precell: Any = "", postcell: Any = "", target: Any = "", found: List | None = None) -> List:
        """The NetCons whose source's cell, target's cell and target are these; "" stands for any."""
        result = List() if found is None else found
        for netcon in (netcon for netcon in WORLD.netcons() if netcon._source is not None):
            source = netcon.precell() if netcon.pre() is None else netcon.pre()
            if all(
                _matches(*pair) for pair in ((precell, source), (postcell, netcon.postcell()), (target, netcon.syn()))
            ):
                result.append(netcon)
        return result

    def current_method(self) -> int:
        """Four digits, the last first: 1 differential equations, 2 algebraic ones too, 0 neither; 1 a general matrix;
        `secondorder`, or 3 the variable step; 1 the local one.
        """
        kind = min(1, len(WORLD.sections()))
        if WORLD.linear_mechanisms() or any(section.has_membrane("extracellular") for section in WORLD.sections()):
            kind = 2
        method = 3 if SIMULATION.variable.active else WORLD.secondorder
        local = SIMULATION.variable.active and bool(self.use_local_dt())
        return kind + 10 * (kind == 2) + 100 * method + 1000 * local

    def use_fast_imem(self, on: Any = None) -> bool:
        """Whether segments had `i_membrane_` [nA], their current but for that of electrodes, before `on` says so."""
        before = WORLD.fast_imem
        if on is not None and (new := bool(number("cvode", "use_fast_imem", on))) != before:
            WORLD.fast_imem = new
            WORLD.structure += 1
        return before

    def __setattr__(self, name: str, value: Any) -> None:
        raise self._no_such(name)


def _set(name: str, value: Any, above: float | None = None) -> float:
    """A setting of the variable step, after changing it if a value is given."""
    if value is not None:
        new = number("cvode", name, value)
        if new < 0.0 or new == above:
            raise InputError(f"cvode: `{name}` is {new:g}; it must be positive")
        setattr(SIMULATION.variable, name, new)
    return getattr(SIMULATION.variable, name)


def _name_of(reference: Any) -> str:
    """The name of what a reference points at, as `atolscale` takes it."""
    variable, mechanism = getattr(reference, "variable", ""), getattr(reference, "mechanism", None)
    owner = getattr(reference, "process", None)
    if owner is not None:
        return f"{owner._template}.{variable}"
    return f"{variable}_{mechanism}" if mechanism in registry.names() else str(variable)


def _states_called(name: str) -> list[tuple[str, str]]:
    """The (mechanism, state) of a name; ("", "v") for the voltage. Raises `InputError` if there is none."""
    if name == "v":
        return [("", "v")]
    found = []
    for mechanism in registry.names():
        cls = registry.find(mechanism)
        for state in cls.states:
            ions = {variable for use in cls.ions for variable in use.variables}
            full = f"{mechanism}.{state}" if cls.kind == "point" else f"{state}_{mechanism}"
            if name == (state if state in ions else full):
                found.append((mechanism, state))
    if not found:
        raise InputError(f"cvode.atolscale: `{name}` is no state; name one as `m_hh`, `ExpSyn.g`, `cai` or `v`")
    return found


def _off_the_step(time: float) -> float:
    """Where a time is that of a step but for rounding: a quarter of a step before it (NEURON: cvodeobj.cpp)."""
    steps = time / WORLD.dt
    return time - WORLD.dt / 4.0 if steps > 1.0 and abs(math.floor(steps + 1e-6) - steps) < 1e-6 else time


def _matches(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, str):
        return not wanted or (found is not None and str(found).split("[")[0] in (wanted, wanted.split("[")[0]))
    return wanted is found


def _setting(name: str, default: float, doc: str) -> Any:
    """A number that matters to the variable step only: it is kept."""

    def method(self: CVode, *value: Any) -> float:
        if value:
            _SETTINGS[name] = number("cvode", name, value[0])
        return _SETTINGS.get(name, default)

    method.__name__, method.__doc__ = name, doc
    return method


_SETTINGS: dict[str, float] = {}
for _name, _default, _doc in (
    ("jacobian", 0.0, "How the variable step's Jacobian is made."),
    ("stiff", 2.0, "How stiff the variable step takes the equations to be."),
    ("condition_order", 1.0, "How the variable step finds threshold crossings."),
    ("use_local_dt", 0.0, "Whether each cell has a variable step of its own."),
    ("use_daspk", 0.0, "Whether the variable step solves differential-algebraic equations."),
    ("cache_efficient", 1.0, "Has no effect: arrays are contiguous anyway."),
    ("queue_mode", 0.0, "Has no effect: there is one queue."),
    ("store_events", 0.0, "Has no effect."),
    ("use_long_double", 0.0, "Has no effect."),
    ("use_mxb", 0.0, "Has no effect."),
    ("use_parallel", 0.0, "Has no effect: there is one process."),
    ("debug_event", 0.0, "Has no effect."),
    ("poolshrink", 0.0, "Has no effect."),
    ("free_event_queues", 0.0, "Has no effect."),
):
    setattr(CVode, _name, _setting(_name, _default, _doc))
