"""Where a run of steps of variable length is, and what it may do."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from braincell.errors import UnsupportedError
from braincell.lower.model import CableModel, CableState
from braincell.mech.discontinuity import discontinuities
from braincell.mech.mechanism import Mechanism
from braincell.mech.printing import silent
from braincell.quad import bdf
from braincell.quad.bdf import Coefficients, History
from braincell.quad.membrane import record
from braincell.quad.staggered import Constants, prepare

ARRIVED, FIRST, LENGTH, NEWTON, AGAIN = range(5)  # what an evaluation is for
ASK, RETREAT, BEGIN, STAY, PREDICT, STEP_ON = range(6)  # what precedes the next evaluation
STEP, MOMENT, KEPT = 1, 2, 4  # what a sample is: the end of a step, at a moment asked for, one that recordings keep
REFUSED, INEXACT = 1, 2  # faults: iterations that never converge, errors that never become small

ROUNDOFF = np.finfo(float).eps
FAR = 1e5  # ms, NEURON's end of time
DT = 0.025  # ms, for tables; none of them depends on it


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Tolerance:
    """How exact a step is: `atol` + `rtol` |y|, with atol multiplied for each state by its own factor."""

    atol: Any = 1e-3
    rtol: Any = 0.0
    max_step: Any = 1e9  # ms
    min_step: Any = 0.0  # ms
    max_order: Any = bdf.HIGHEST
    scales: dict[str, dict[str, Any]] | None = None


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Walk:
    """Where a run is, between two evaluations."""

    t: Any  # ms: the next evaluation
    y: Any  # [equation]
    phase: Any
    then: Any
    to: Any  # ms: where that leads
    now: Any  # ms: where the model is
    stop: Any  # ms: no step goes beyond
    history: History
    coefficients: Coefficients
    rows: Any  # the predicted ones
    correction: Any  # [equation]
    weight: Any  # [equation] one over the tolerance
    iterations: Any
    size: Any  # of the last correction
    rate: Any  # at which iterations converge
    is_current: Any  # whether the Jacobian was taken anew in this step
    failed_before: Any
    refusals: Any
    errors: Any
    setup_step: Any
    setup_gamma: Any
    guess: Any  # ms, of the first step
    bounds: Any  # [2] ms
    guesses: Any
    restart: Any  # whether the state has been changed
    is_start: Any  # whether this evaluation begins a new history
    can_retreat: Any
    noted: Any  # whether recordings have what preceded the change
    played: Any  # ms: what is played has been up to here
    asked: Any  # ms: the last moment that was sampled
    fault: Any


class Trace(NamedTuple):
    """What was sampled, in order; of what is equal in time, the later follows what happened then."""

    time: Any  # [sample] ms
    values: Any  # [sample, n_value]
    fired: Any  # bool [sample, detector]: passed the threshold
    kind: Any  # int [sample]: STEP, MOMENT, KEPT


def check_variable(model: CableModel) -> None:
    """Raise `UnsupportedError` for what has no steps of variable length."""
    if model.layout.extracellular is not None:
        raise UnsupportedError("`extracellular` has no steps of variable length; it needs the fixed one")
    if model.linear is not None:
        raise UnsupportedError(
            "linear equations beside the cables (LinearMechanism) have no steps of variable length, which NEURON makes "
            "with IDA; use the fixed step: `cvode.active(0)`"
        )
    if (bare := np.flatnonzero(np.asarray(model.membrane_capacitance) == 0)).size:
        raise UnsupportedError(
            f"the membrane at {model.layout.places[bare[0]]} has no capacitance (cm = 0); it needs the fixed step"
        )
    for m in model.layout.mechanisms:
        cls = m.cls
        if cls.needs_fixed_step(model.parameters[m.name]):
            raise UnsupportedError(f"the equations of `{m.name}` hold the length of the step; it needs the fixed one")
        if cls.solves_equations():
            if cls.flow() is None:
                raise UnsupportedError(
                    f"what `{m.name}` solves is not one block of differential equations, so that it needs the fixed "
                    "step (NEURON: cannot be used with CVODE); write DERIVATIVE or KINETIC, solved alone, or METHOD "
                    "after_cvode for a PROCEDURE; in a class of your own, `derivative`"
                )
        if cls.jumps:
            raise UnsupportedError(f"states of `{m.name}` jump (state_discontinuity); it needs the fixed time step")
        if cls.tables is not Mechanism.tables and _depends_on_dt(m.name, model):
            raise UnsupportedError(f"the table of `{m.name}` depends on dt; it needs the fixed time step")


def _depends_on_dt(name: str, model: CableModel) -> bool:
    a, b = (prepare(model, np.asarray(dt)).tables[name] for dt in (DT, 2 * DT))
    return any(not np.array_equal(a[key], b[key]) for key in a)


def ask(walk: Walk, phase: int, t: Any, y: Any) -> Walk:
    """The walk with its next evaluation."""
    return replace(walk, phase=whole(phase), t=t, y=y, is_start=no())


def whole(number: int) -> Any:
    return jnp.full((), number, jnp.int32)


def no() -> Any:
    return jnp.zeros((), bool)


def eps(t: Any) -> Any:
    return 100.0 * ROUNDOFF * jnp.abs(t)


def still_due(moments: np.ndarray, walk: "Walk", now: float) -> np.ndarray:
    """Which of `moments` [ms] are not sampled yet when a call begins at `now`; the one before may have ended at one.

    It may also have ended just beyond one, where equations that jump began anew.
    """
    return (moments >= now - 200.0 * ROUNDOFF * abs(now)) & (moments > float(walk.asked))


def next_stop(jumps: Any, t: Any) -> Any:
    """Where the next jump of the equations keeps a step from going on [ms]."""
    jump = jnp.minimum(jnp.min(jnp.where(jumps > t, jumps, jnp.inf), initial=jnp.inf), t + FAR)
    return jump - eps(jump)


def play_times(numbers: dict[str, Any]) -> Any:
    time = jnp.asarray(numbers["time"], jnp.float64)
    return jnp.where(jnp.arange(len(time)) < numbers["n"], time, jnp.inf)


def jumps_of(model: CableModel, constants: Constants, state: CableState) -> Any:
    """When the equations of mechanisms jump [n] ms."""
    dt = jnp.asarray(DT)
    with discontinuities() as found:
        for m in model.layout.mechanisms:
            if m.cls.kind != "artificial":
                s = silent(record(model, constants.tables, m, state, state.t, dt))
                s = m.cls.current(s) if m.cls.currents else s
                if m.cls.advance is not Mechanism.advance:
                    m.cls.advance(s)
    return jnp.concatenate([jnp.zeros(0), *(jnp.ravel(jnp.asarray(time, jnp.float64)) for time in found)])
