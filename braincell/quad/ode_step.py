"""One step of a model by a method for y' = f(t, y)."""

from dataclasses import replace
from typing import Any

from braincell.errors import UnsupportedError
from braincell.lower.model import CableModel, CableState
from braincell.quad.membrane import run_hook
from braincell.quad.method import Method, OdeMethod, Variable
from braincell.quad.ode import Equations
from braincell.quad.play import played
from braincell.quad.staggered import Began, Constants, Staggered, begin_step
from braincell.quad.staggered import step as staggered_step
from braincell.quad.system import System
from braincell.quad.walk import check_variable


def step(
    model: CableModel, constants: Constants, state: CableState, dt: Any, method: Method, reversible: bool = False
) -> tuple[CableState, Began, CableModel]:
    """One step of `dt` [ms] by any method; see `staggered.step`, whose rules for events hold for all."""
    if isinstance(method, Staggered):
        return staggered_step(model, constants, state, dt, method, reversible)
    assert isinstance(method, OdeMethod)  # see `check_method`
    return _ode_step(model, constants, state, dt, method, reversible)


def _ode_step(
    model: CableModel, constants: Constants, state: CableState, dt: Any, method: OdeMethod, reversible: bool
) -> tuple[CableState, Began, CableModel]:
    unplayed = model
    model, state, began = begin_step(model, constants, state, dt, reversible)
    t, half = state.t, 0.5 * dt
    state = Equations(model, constants, state).unsolved(state, dt)
    system = System(unplayed, constants, state, dt)
    y = method.step(system, t, system.gather(), dt.astype(state.v.dtype))
    later = (t + half) + half  # as NEURON's t is accumulated
    state = replace(system.point(later, y).state, t=later)
    model, state = played(unplayed, state, later)
    return run_hook(model, constants.tables, state, "before_step", later, dt), began, model


def check_method(model: CableModel, method: Method) -> None:
    """Raise `UnsupportedError` for a model whose equations are not all of the form that a method of steps needs."""
    if isinstance(method, Variable):
        raise UnsupportedError("steps of variable length are made by `run` of cells, not here; use a fixed step")
    if isinstance(method, Staggered):
        return
    try:
        check_variable(model)
    except UnsupportedError as error:
        raise UnsupportedError(f"integrator {method.name!r}: {error}; 'staggered' takes every model") from None
