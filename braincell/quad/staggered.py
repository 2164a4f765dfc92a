"""NEURON's staggered fixed step: voltage by a tree solve, then states at the new voltage."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from braincell.errors import InputError
from braincell.lower.events import empty_events
from braincell.lower.lower import empty_shared_random
from braincell.lower.model import CableModel, CableState, Layout
from braincell.quad.diffusion import diffuse
from braincell.quad.events import Wiring, post_of, wiring
from braincell.quad.gather import take
from braincell.quad.layers import NAME, Layers, inside, potential_changes, prepare_layers
from braincell.quad.linear import check_order, solve_with_linear, start_of
from braincell.quad.membrane import (
    MembraneCurrent,
    advance_states,
    initial_states,
    membrane_current,
    run_hook,
    watched_differences,
)
from braincell.quad.play import played
from braincell.quad.record import Passed
from braincell.quad.tables import MechanismStates, leave_traces, make_tables
from braincell.quad.tree_solver import Elimination, edge_currents, elimination, solve


@dataclass(frozen=True)
class Staggered:
    """The default method.

    `secondorder` as in NEURON: 0 backward Euler, 1 Crank–Nicolson, 2 the same with corrected ion currents.

    Hines (1984), Int. J. Biomed. Comput. 15:69; NEURON: src/nrnoc/fadvance.cpp.
    """

    secondorder: int = 0

    def __post_init__(self) -> None:
        if self.secondorder not in (0, 1, 2):
            raise InputError(f"`secondorder` is {self.secondorder!r}; it is 0, 1 or 2")


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Constants:
    """What a run computes once from the model."""

    coupling: Any  # [node] µS to the parent, of all equal branches together, 0 at roots
    capacitance: Any  # [cv] nF
    tables: dict[str, dict[str, Any]]
    wiring: Wiring | None
    layers: Layers | None


class Began(NamedTuple):
    """What happened at a step's start."""

    fired: Any  # bool [detector]: crossed the threshold
    halfway: Any = None  # what is read between events, after those of the first half: [value]; None: nothing is
    first: Any = None  # ms, when those last changed it


def prepare(model: CableModel, dt: Any, kept: MechanismStates | None = None) -> Constants:
    """Axial conductances, capacitances and tables of a model whose mechanisms hold `kept`."""
    layout = model.layout
    halves = jnp.concatenate(
        [
            model.resistance_proximal * model.axial_resistivity,
            model.resistance_distal * model.axial_resistivity,
            jnp.zeros(1, model.area.dtype),
        ]
    )
    n_cv = layout.n_cv

    def half(cv, side):
        return jnp.where(cv < 0, 0.0, halves[cv + side * n_cv])

    resistance = half(layout.edge_a, layout.edge_a_side) + half(layout.edge_b, layout.edge_b_side)  # MΩ
    is_root = layout.parent < 0
    coupling = of_all_branches(model, jnp.where(is_root, 0.0, 1.0 / jnp.where(is_root, 1.0, resistance)))
    # µF/cm² µm² = 1e-5 nF
    tables = make_tables(model, dt, kept)
    capacitance = 1e-5 * model.membrane_capacitance * model.area
    return Constants(coupling, capacitance, tables, wiring(model), prepare_layers(model))


def initialise(
    model: CableModel,
    constants: Constants,
    dt: Any,
    before: CableState | None = None,
    reversible: bool = False,
) -> CableState:
    """The state at t = 0: voltages, INITIAL blocks, and one evaluation of all currents (NEURON: finitialize).

    `before`, the end of an earlier run, holds what outlives one: ASSIGNED variables, which INITIAL sees, and random
    streams. `reversible`: see `step`.
    """
    return finish_initial(model, constants, begin_initial(model, constants, dt, before), dt, reversible)


def begin_initial(model: CableModel, constants: Constants, dt: Any, before: CableState | None = None) -> CableState:
    """`initialise` up to the INITIAL blocks and those after them; no event is delivered yet."""
    v = jnp.asarray(model.V_init)
    dt = jnp.asarray(dt, jnp.float64)
    n_cap = model.layout.n_cv if model.layout.keeps_i_cap else 0
    state = CableState(
        t=jnp.zeros((), jnp.float64),
        v=v,
        mechanisms={},
        ions={},
        i_cap=jnp.zeros(n_cap, v.dtype),
        above=jnp.zeros(len(model.threshold), bool),
        events=jax.tree.map(jnp.asarray, empty_events(model.layout, model.connections)),
        shared_random=jax.tree.map(jnp.asarray, before.shared_random if before else empty_shared_random(model)),
        i_membrane=jnp.zeros_like(v) if model.layout.keeps_i_membrane else None,
        vext=None if model.layout.extracellular is None else (jnp.zeros_like(v), jnp.zeros_like(v)),
        extra=start_of(model),
    )
    model, state = played(model, state, state.t, initial=True)
    state, sent = initial_states(model, constants.tables, state, dt, before.mechanisms if before else {})
    post = post_of(model, constants.wiring, constants.tables, dt)
    if post is not None:
        state = post.start(state, sent)
    return run_hook(model, constants.tables, state, "after_initial", state.t, dt)


def finish_initial(
    model: CableModel, constants: Constants, state: CableState, dt: Any, reversible: bool = False
) -> CableState:
    """The rest of `initialise`: events at t <= 0, and one evaluation of all currents."""
    dt = jnp.asarray(dt, jnp.float64)
    model, state = played(model, state, state.t, initial=True)
    state = settle(model, constants, state, dt, reversible)
    state = run_hook(model, constants.tables, state, "before_breakpoint", state.t, dt)
    state = with_currents(model, constants, state, dt)
    state = replace(state, mechanisms=leave_traces(model, state.mechanisms, dt, again=True))
    return run_hook(model, constants.tables, state, "before_step", state.t, dt)


def step(
    model: CableModel, constants: Constants, state: CableState, dt: Any, method: Staggered, reversible: bool = False
) -> tuple[CableState, Began, CableModel]:
    """One step of `dt` [ms]; returns the new state, what happened at the step's start, and the model with what was
    played into it.

    The events of the step's second half are delivered by `settle`, once the new state has been recorded.
    `reversible` bounds the number of events per half step, for differentiation in reverse.
    """
    unplayed = model
    model, state, began = begin_step(model, constants, state, dt, reversible)
    half = 0.5 * dt
    t_mid = state.t + half
    model, state = played(unplayed, state, t_mid)
    state = run_hook(model, constants.tables, state, "before_breakpoint", t_mid, dt)
    now = membrane_current(model, constants.tables, state, t_mid, dt)
    state = now.state
    within, layers, extra = _changes(model, constants, state, now, dt, method)
    dv = within if layers is None else within - layers[0]
    ions = _correct_ion_currents(model, now, within) if method.secondorder == 2 else state.ions
    i_cap = state.i_cap
    if len(i_cap):
        rate = (2.0 if method.secondorder else 1.0) / dt.astype(dv.dtype)
        i_cap = 0.001 * model.membrane_capacitance * rate * dv[: model.layout.n_cv]
    state = replace(
        state,
        t=t_mid + half,  # two half additions: NEURON's t is accumulated
        v=state.v + (within + dv if method.secondorder else dv),  # NEURON does not double changes outside
        vext=None if layers is None else tuple(x + change for x, change in zip(state.vext, layers, strict=True)),
        extra=None if extra is None else state.extra + extra,
        ions=ions,
        i_cap=i_cap,
        i_membrane=_total_current(model, constants, now, dv, dt, method),
    )
    state = _with_density(model, state)
    model, state = played(model, state, state.t, only_lines=True)
    state = advance_states(model, constants.tables, state, dt, method.secondorder)
    state = diffuse(model, constants.tables, state, dt)
    for hook in ("after_solve", "before_step"):
        state = run_hook(model, constants.tables, state, hook, state.t, dt)
    return state, began, model


def begin_step(
    model: CableModel, constants: Constants, state: CableState, dt: Any, reversible: bool
) -> tuple[CableModel, CableState, Began]:
    """What precedes the equations: thresholds are tested, and the events of the step's first half are delivered.

    Returns the model with what is played at its start, the state, and what happened.
    """
    model, state = played(model, state, state.t)
    post = post_of(model, constants.wiring, constants.tables, dt)
    state, fired = detect_spikes(model, state)
    if post is None:
        return model, state, Began(fired)
    state, came_true = check_watches(model, constants, state, dt)
    state = post.send_watched(post.send_spikes(state, fired), came_true)
    if reversible:
        return model, post.deliver(state, state.t + 0.5 * dt, reversible), Began(fired)
    state, halfway, first = post.deliver_watching(state, state.t + 0.5 * dt)
    return model, state, Began(fired, halfway, first)


def settle(model: CableModel, constants: Constants, state: CableState, dt: Any, reversible: bool = False) -> CableState:
    """Deliver the events up to the state's time: after its recording, before the next threshold test."""
    model, state = played(model, state, state.t)
    post = post_of(model, constants.wiring, constants.tables, dt)
    return state if post is None else post.deliver(state, state.t, reversible)


def settle_watching(
    model: CableModel, constants: Constants, state: CableState, dt: Any, began: Began
) -> tuple[CableState, Passed | None]:
    """`settle` at the end of a step, and what all its events did to the values that are read between them."""
    if began.halfway is None:
        return settle(model, constants, state, dt), None
    model, state = played(model, state, state.t)
    post = post_of(model, constants.wiring, constants.tables, dt)
    assert post is not None  # as at the start of the step
    state, _, second = post.deliver_watching(state, state.t)
    return state, Passed(began.halfway, began.first, second)


def voltage_change(
    model: CableModel, constants: Constants, state: CableState, now: Any, dt: Any, method: Staggered
) -> tuple[Any, Any]:
    """Solve (C/dt + G + L) dv = −I + axial current for dv [node] mV; C counts double if `secondorder`.

    Also the changes of the unknowns of linear equations beside the cables; None if there are none.
    """
    plan = elimination_of(model.layout)
    own = of_all_branches(model, _capacitive(model, constants, dt, method) + now.conductance)
    diagonal = own + coupling_sum(plan, constants.coupling)
    rhs = edge_currents(plan, constants.coupling, state.v) - of_all_branches(model, now.current)
    if model.linear is None:
        return solve(plan, diagonal, constants.coupling, rhs), None
    check_order(model, method.secondorder)
    return solve_with_linear(model, diagonal, constants.coupling, rhs, state, dt)


def with_currents(model: CableModel, constants: Constants, state: CableState, dt: Any) -> CableState:
    """The state with all currents at its voltage and time.

    The membrane's is what flows in along the branches and from electrodes.
    """
    now = membrane_current(model, constants.tables, state, state.t, dt, jumps=False)
    if now.electrode is None:
        return now.state
    axial = axial_current(model, constants, inside(state.v, state.vext))
    return replace(now.state, i_membrane=axial + now.electrode[0])


def _total_current(
    model: CableModel, constants: Constants, now: MembraneCurrent, dv: Any, dt: Any, method: Staggered
) -> Any:
    """The membrane current [node] nA outward in the middle of the step, the capacitive one included.

    NEURON: `nrn_calc_fast_imem`.
    """
    if now.electrode is None:
        return None
    current, conductance = now.current + now.electrode[0], now.conductance + now.electrode[1]
    return current + (conductance + _capacitive(model, constants, dt, method)) * dv


def _capacitive(model: CableModel, constants: Constants, dt: Any, method: Staggered) -> Any:
    """C/dt, or twice that, of every node [µS]."""
    rate = (2.0 if method.secondorder else 1.0) / dt
    capacitance = constants.capacitance
    return jnp.pad(capacitance * rate.astype(capacitance.dtype), (0, model.layout.n_node - model.layout.n_cv))


def _changes(
    model: CableModel, constants: Constants, state: CableState, now: MembraneCurrent, dt: Any, method: Staggered
) -> tuple[Any, Any, Any]:
    """Changes [node] mV of the potentials inside, of those of the layers outside, and of the unknowns of linear
    equations; None where there are no such.
    """
    if constants.layers is None:
        within, extra = voltage_change(model, constants, state, now, dt, method)
        return within, None, extra
    rate = ((2.0 if method.secondorder else 1.0) / dt).astype(state.v.dtype)
    capacitive, plan = _capacitive(model, constants, dt, method), elimination_of(model.layout)
    changes = potential_changes(model, constants.layers, plan, constants.coupling, capacitive, now, state, rate)
    return changes[:, 0], (changes[:, 1], changes[:, 2]), None


def _with_density(model: CableModel, state: CableState) -> CableState:
    """The state with `i_membrane` [mA/cm²] of `extracellular`, where it is kept."""
    kept = state.mechanisms.get(NAME, {})
    if "i_membrane" not in kept:
        return state
    nodes = model.layout.mechanism(NAME).nodes
    density = state.i_membrane[nodes] / (0.01 * model.area[nodes])
    return replace(state, mechanisms=state.mechanisms | {NAME: kept | {"i_membrane": density}})


def detect_spikes(model: CableModel, state: CableState) -> tuple[CableState, Any]:
    """Which detectors are newly above threshold at t_n (NEURON: `NetCvode::check_thresh`)."""
    if not len(state.above):
        return state, state.above
    above = above_threshold(model, state) > 0.0
    return replace(state, above=above), above & ~state.above


def above_threshold(model: CableModel, state: CableState) -> Any:
    """How far [detector] what is watched, voltages [mV] and then the `x` of processes, is above its threshold."""
    layout = model.layout
    values = take(state.v, layout.detector_nodes) if len(layout.detector_nodes) else state.v[:0]
    watched = layout.events.watched if layout.events else ()
    if watched:
        values = jnp.concatenate([values, jnp.stack([_x(model, state, name, i) for name, i in watched])])
    return values - model.threshold


def _x(model: CableModel, state: CableState, name: str, i: int) -> Any:
    """The `x` of a process."""
    kept = state.mechanisms[name]
    return kept["x"][i] if "x" in kept else jnp.asarray(model.parameters[name]["x"], state.v.dtype)[i]


def check_watches(
    model: CableModel, constants: Constants, state: CableState, dt: Any
) -> tuple[CableState, dict[str, Any]]:
    """Which conditions that processes wait for came true at t_n: bool [watch, instance] per mechanism."""
    if state.events is None or not state.events.watches:
        return state, {}
    watches, fired = dict(state.events.watches), {}
    for name, differences in watched_differences(model, constants.tables, state, dt).items():
        own = watches[name]
        holds = differences > 0.0
        fired[name] = own["active"] & holds & ~own["above"]
        watches[name] = own | {"above": jnp.where(own["active"], holds, own["above"])}
    return replace(state, events=replace(state.events, watches=watches)), fired


@lru_cache(maxsize=64)
def elimination_of(layout: Layout) -> Elimination:
    """The elimination order of a layout."""
    return elimination(layout.parent)


def of_all_branches(model: CableModel, values: Any) -> Any:
    """What is true of one branch [node], of all that are equal to it: the matrix of their sums is symmetric."""
    return values if model.branches is None else model.branches * values


def axial_current(model: CableModel, constants: Constants, v: Any) -> Any:
    """Net axial current [node] nA into each node of one branch."""
    total = edge_currents(elimination_of(model.layout), constants.coupling, v)
    return total if model.branches is None else total / model.branches


def coupling_sum(plan: Elimination, coupling: Any) -> Any:
    """Of each node, the sum [µS] of the conductances to its neighbours."""
    edge_coupling = coupling[plan.edge]
    return jnp.zeros_like(coupling).at[plan.order].add(edge_coupling).at[plan.target].add(edge_coupling)


def _correct_ion_currents(model: CableModel, now: Any, dv: Any) -> dict:
    ions = dict(now.state.ions)
    for ion in model.layout.ions:
        if ion.needs_current:
            corrected = ions[ion.name]["i"] + now.ion_slopes[ion.name] * take(dv, ion.nodes)
            ions[ion.name] = ions[ion.name] | {"i": corrected}
    return ions
