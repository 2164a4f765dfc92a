"""A model as y' = f(t, y): what the variable step integrates.

y holds the voltages of all control volumes, then the states that mechanisms give derivatives of. Nodes without
membrane have no capacitance; their voltages follow from their neighbours'. NEURON: src/nrncvode/occvode.cpp.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.lower.model import CableModel, CableState, MechanismLayout
from braincell.mech.mechanism import Instances, Mechanism
from braincell.quad.diffusion import diffusive_flow, diffusive_solution
from braincell.quad.in_order import called
from braincell.quad.membrane import MembraneCurrent, advance_one, membrane_current, record, run_hook, stored
from braincell.quad.play import played
from braincell.quad.staggered import Constants, axial_current, coupling_sum, elimination_of, of_all_branches
from braincell.quad.tree_solver import edge_currents, solve

FIRST_DT = 1e-8  # ms: the dt that mechanisms see before there is a step


@dataclass(frozen=True)
class Point:
    """The model at one t and y."""

    state: CableState
    slope: Any  # [equation]
    conductance: Any  # [node] µS


class Equations:
    """The right-hand side of a model and the approximate Newton step of its implicit solution."""

    def __init__(self, model: CableModel, constants: Constants, state: CableState):
        self.model, self.constants, self.layout = model, constants, model.layout
        self.flows: dict[str, Callable[[Instances], tuple[Instances, Any]]] = {}
        self._states: dict[str, tuple[str, ...]] = {}  # of each mechanism those that change by a derivative
        for m in model.layout.mechanisms:
            flow = m.cls.flow() if m.cls.kind != "artificial" else None
            if flow is not None:
                self.flows[m.name] = flow
                self._states[m.name] = self._integrated(m, state)
        self._first = {m.name: self._preceding(m) for m in self.mechanisms if _reads_own_current(m.cls)}

    @property
    def mechanisms(self) -> Iterator[MechanismLayout]:
        """Those that give derivatives."""
        return (m for m in self.layout.mechanisms if m.name in self.flows)

    def gather(self, state: CableState) -> Any:
        """y [equation] of a state."""
        parts = [state.v[: self.layout.n_cv]]
        for m in self.mechanisms:
            s = self._record(m, state, state.t, jnp.asarray(FIRST_DT))
            parts += [jnp.ravel(jnp.broadcast_to(s[name], m.shape(name))) for name in self._states[m.name]]
        return jnp.concatenate(parts)

    def scatter(self, state: CableState, y: Any) -> CableState:
        """The state with y [equation]."""
        n = self.layout.n_cv
        state = replace(state, v=state.v.at[:n].set(y[:n]))
        for m, values in self._parts(y):
            s = self._record(m, state, state.t, jnp.asarray(FIRST_DT))
            state = stored(self.model, m, s.replace(**values), state)
        return run_hook(self.model, self.constants.tables, state, "concentrations", state.t, jnp.asarray(FIRST_DT))

    def at(self, state: CableState, t: Any, y: Any, dt: Any, since: Any) -> Point:
        """The model at `t` [ms] and y [equation]; mechanisms go on from what `state` holds, and see a step `dt`.

        What is played later than `since` [ms] has no effect yet.
        """
        tables = self.constants.tables
        now, state = played(self.model, replace(state, t=t), t, since=since)
        state = self.scatter(state, y)
        state = self._with_ends(now, state, t, dt)
        state = run_hook(now, tables, state, "before_breakpoint", t, dt)
        current = membrane_current(now, tables, state, t, dt, first=self._first)
        axial = axial_current(now, self.constants, state.v)
        dv = (axial - current.current)[: self.layout.n_cv] / self.constants.capacitance
        state, slopes = self._with_totals(current, axial, dv), [dv]
        for m in self.mechanisms:
            state, values = self._slopes(now, m, state, t, dt)
            slopes += [jnp.ravel(jnp.broadcast_to(values[name], m.shape(name))) for name in self._states[m.name]]
        state = run_hook(now, tables, state, "after_solve", t, dt)
        return Point(state, jnp.concatenate(slopes), current.conductance)

    def solve(self, point: Point, right: Any, gamma: Any, since: Any) -> Any:
        """x with (1 − γ J) x = right [equation]; J couples voltages with each other, and states within an instance."""
        n, layout, plan = self.layout.n_cv, self.layout, elimination_of(self.layout)
        capacitive = self.constants.capacitance / gamma
        own = jnp.pad(capacitive, (0, layout.n_node - n)) + point.conductance
        diagonal = of_all_branches(self.model, own) + coupling_sum(plan, self.constants.coupling)
        rhs = of_all_branches(self.model, jnp.pad(capacitive * right[:n], (0, layout.n_node - n)))
        parts = [solve(plan, diagonal, self.constants.coupling, rhs)[:n]]
        now, _ = played(self.model, point.state, point.state.t, since=since)
        for m, values in self._parts(right):
            s = record(now, self.constants.tables, m, point.state, point.state.t, gamma)
            found = solved(m.cls, self.flows[m.name], s, values, gamma)
            if m.cls.diffusion is not Mechanism.diffusion:
                found = diffusive_solution(now, m, s, found, gamma)
            parts += [jnp.ravel(jnp.broadcast_to(found[name], m.shape(name))) for name in self._states[m.name]]
        return jnp.concatenate(parts)

    def diagonal(self, point: Point, since: Any) -> Any:
        """The diagonal of the Jacobian [equation], 1/ms."""
        parts = [-self._total_conductance(point)[: self.layout.n_cv] / self.constants.capacitance]
        now, _ = played(self.model, point.state, point.state.t, since=since)
        for m in self.mechanisms:
            s = record(now, self.constants.tables, m, point.state, point.state.t, jnp.asarray(FIRST_DT))
            for name in self._states[m.name]:
                parts.append(jnp.ravel(_own_slope(self.flows[m.name], s, name, m.shape(name))))
        return jnp.concatenate(parts)

    def _total_conductance(self, point: Point) -> Any:
        """What a change of one control volume's voltage changes its own current by [node] µS.

        Nodes without membrane follow: beyond one with couplings c and sum S only c − c²/S of each counts.
        """
        plan, n = elimination_of(self.layout), self.layout.n_cv
        own = of_all_branches(self.model, point.conductance)
        through = self.constants.coupling[plan.edge]
        follows = jnp.arange(self.layout.n_node) >= n
        back = jnp.where(follows, 1.0 / jnp.where(follows, own + coupling_sum(plan, self.constants.coupling), 1.0), 0.0)
        total = own.at[plan.order].add(through - through**2 * back[plan.target])
        total = total.at[plan.target].add(through - through**2 * back[plan.order])
        return total if self.model.branches is None else total / self.model.branches

    @cached_property
    def is_local(self) -> bool:
        """Whether every control volume is a cell of its own, and all have the same states: y is [row, cv]."""
        n, places = self.layout.n_cv, np.arange(self.layout.n_cv)
        alone = np.count_nonzero(self.layout.parent < 0) == n and self.model.linear is None
        return alone and all(
            np.array_equal(m.nodes, places) and not m.cls.sizes and m.pointers is None for m in self.mechanisms
        )

    def unsolved(self, state: CableState, dt: Any) -> CableState:
        """The state after what is no differential equation: SOLVEd PROCEDUREs, once before each step."""
        for m in self.layout.mechanisms:
            if m.name not in self.flows and m.cls.advance is not Mechanism.advance and m.cls.kind != "artificial":
                state = advance_one(self.model, self.constants.tables, m, state, dt)
        return state

    def tolerances(self, atol: Any, scales: dict[str, dict[str, float]]) -> Any:
        """atol [equation]; `scales` holds factors by mechanism ("" for v) and state."""
        factor = jnp.minimum(1.0, scales.get("", {}).get("v", 1.0))
        parts = [jnp.full(self.layout.n_cv, factor)]
        for m in self.mechanisms:
            own = scales.get(m.name, {})
            for name in self._states[m.name]:
                size = int(np.prod(m.shape(name)))
                parts.append(jnp.full(size, own.get(name, m.cls.states[name].tolerance)))
        return atol * jnp.concatenate(parts)

    # Parts

    def _with_totals(self, current: MembraneCurrent, axial: Any, dv: Any) -> CableState:
        """The state with the capacitive current [mA/cm²] and that of the whole membrane [nA], where they are kept."""
        state = current.state
        if len(state.i_cap):
            state = replace(state, i_cap=0.001 * self.model.membrane_capacitance * dv)
        if current.electrode is not None:
            state = replace(state, i_membrane=axial + current.electrode[0])
        return state

    def _parts(self, y: Any) -> Iterator[tuple[MechanismLayout, dict[str, Any]]]:
        """The states of each mechanism in y."""
        at = self.layout.n_cv
        for m in self.mechanisms:
            values = {}
            for name in self._states[m.name]:
                size = int(np.prod(m.shape(name)))
                values[name] = jnp.reshape(y[at : at + size], m.shape(name))
                at += size
            yield m, values

    def _integrated(self, m: MechanismLayout, state: CableState) -> tuple[str, ...]:
        """The states that a mechanism gives derivatives of, in the order of their declaration."""

        def slopes() -> dict[str, Any]:
            done, values = self.flows[m.name](self._record(m, state, state.t, jnp.asarray(FIRST_DT)))
            return slopes_of(values, done)

        found = jax.eval_shape(slopes)
        counts = m.cls.derivative_counts
        return tuple(name for name in m.cls.states if name in found for _ in range(counts.get(name, 1)))

    def _preceding(self, m: MechanismLayout) -> Callable[[Instances], Instances]:
        """What runs ahead of a mechanism's current: its equations may compute a part of it."""

        def run(s: Instances) -> Instances:
            return self.flows[m.name](s)[0].replace(**{name: s[name] for name in self._states[m.name]})

        return run

    def _record(self, m: MechanismLayout, state: CableState, t: Any, dt: Any) -> Instances:
        return record(self.model, self.constants.tables, m, state, t, dt)

    def _slopes(
        self, now: CableModel, m: MechanismLayout, state: CableState, t: Any, dt: Any
    ) -> tuple[CableState, dict[str, Any]]:
        """The state with what a mechanism computes on the way, and the derivatives of its states."""
        s = record(now, self.constants.tables, m, state, t, dt)
        done, values = called(m, "advance", self.flows[m.name], s)
        values = slopes_of(values, done)
        if m.cls.diffusion is not Mechanism.diffusion:
            values = diffusive_flow(now, m, done, values)
        kept = {name: s[name] for name in self._states[m.name]}  # a block may also set states
        return stored(now, m, done.replace(**kept), state), values

    def _with_ends(self, now: CableModel, state: CableState, t: Any, dt: Any) -> CableState:
        """The state with the voltages of nodes without membrane: no current may be left there."""
        n = self.layout.n_cv
        if self.layout.n_node == n:
            return state
        plan, coupling = elimination_of(self.layout), self.constants.coupling
        current = membrane_current(now, self.constants.tables, state, t, dt, only_ends=True, first=self._first)
        slope = of_all_branches(now, current.conductance) + coupling_sum(plan, coupling)
        v = state.v + (edge_currents(plan, coupling, state.v) - of_all_branches(now, current.current)) / slope
        return replace(current.state, v=state.v.at[n:].set(v[n:]))


def _reads_own_current(cls: type[Mechanism]) -> bool:
    """Whether a mechanism reads and writes an ion's current (nocmodl: `cvode_rw_cur`)."""
    return any(use.variables[3] in use.reads and use.variables[3] in use.writes for use in cls.ions)


def slopes_of(values: Any, s: Instances) -> dict[str, Any]:
    """Derivatives by state, from what a flow returns: these, or something with `slopes(s)` (a kinetic scheme)."""
    return values if isinstance(values, dict) else values.slopes(s)


def solved(
    cls: type[Mechanism],
    flow: Callable[[Instances], tuple[Instances, Any]],
    s: Instances,
    right: dict[str, Any],
    gamma: Any,
) -> dict[str, Any]:
    """x with (1 − γ J) x = right for the states of one mechanism.

    J is the full one of kinetic schemes, and the diagonal of other equations (NEURON: `ode_matsol`).
    """
    done, values = flow(s)
    if not isinstance(values, dict):
        return values.solve(done, right, gamma)
    if cls.own_slopes is not None:
        slopes = cls.own_slopes(s)[1]
        return {name: b / (1.0 - gamma * slopes[name]) for name, b in right.items()}
    return {name: b / (1.0 - gamma * _own_slope(flow, s, name, jnp.shape(b))) for name, b in right.items()}


def _own_slope(
    flow: Callable[[Instances], tuple[Instances, Any]], s: Instances, name: str, shape: tuple[int, ...]
) -> Any:
    """How a state's derivative depends on the state itself, 1/ms."""

    def own(x: Any) -> Any:
        done, values = flow(s.replace(**{name: x}))
        return jnp.broadcast_to(slopes_of(values, done)[name], shape)

    return jax.jvp(own, (jnp.broadcast_to(s[name], shape),), (jnp.ones_like(s[name], shape=shape),))[1]
