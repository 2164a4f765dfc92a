"""Steps of variable length: extrapolated implicit steps whose error is kept below a tolerance.

One step makes the implicit step of `Staggered` (secondorder 0) once, twice at half and three times at a third of the
length; Aitken–Neville extrapolation of these first-order results gives orders 2 and 3, whose difference estimates the
error. Deuflhard (1985), SIAM Review 27:505; Hairer & Wanner, Solving Ordinary Differential Equations II, IV.9.
Steps end at events, which are delivered at their exact times.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from braincell.errors import UnsupportedError
from braincell.lower.model import CableModel, CableState
from braincell.mech.discontinuity import discontinuities
from braincell.mech.mechanism import Mechanism
from braincell.quad.diffusion import diffuse
from braincell.quad.events import post_of
from braincell.quad.membrane import advance_states, membrane_current, record, run_hook
from braincell.quad.play import played
from braincell.quad.record import sample, sample_size
from braincell.quad.scan import Samples, sound
from braincell.quad.staggered import (
    Constants,
    Staggered,
    check_watches,
    detect_spikes,
    prepare,
    settle,
    voltage_change,
    with_currents,
)

FIRST_STEP = 1e-3  # ms, tried after an initialisation
_AFTER_JUMP = 1e-5  # ms, tried after a jump of mechanisms: what follows may be fast
_SHORTEST = 1e-8  # ms: a step of this length is taken as it comes, over a jump of the states themselves
_SHORT = 1e-6  # ms: of steps that are chosen as short as this …
_MOST_FORCED = 100  # … as many, one after the other, end the run
_SAFETY, _LEAST, _MOST = 0.9, 0.2, 4.0  # factors of the step length
_DT = 0.025  # ms, for tables; none of them depends on it


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Tolerance:
    """How exact a step is: `atol` + `rtol` |y| for voltages [mV] and states y, `atol` |y| for concentrations."""

    atol: Any = 1e-3
    rtol: Any = 0.0
    max_step: Any = 1e9  # ms
    min_step: Any = 0.0  # ms: steps this short are taken as they come


def check_adaptive(model: CableModel) -> None:
    """Raise `UnsupportedError` for mechanisms whose steps cannot be repeated at another length."""
    for m in model.layout.mechanisms:
        if m.cls.fixed_step_only:
            raise UnsupportedError(f"the equations of `{m.name}` hold the length of the step; it needs the fixed one")
        if m.cls.jumps:
            raise UnsupportedError(f"states of `{m.name}` jump (state_discontinuity); it needs the fixed time step")
        if m.cls.kind != "artificial" and (m.cls.streams or m.cls.shares):
            raise UnsupportedError(f"`{m.name}` draws random numbers; it needs the fixed time step")
        if m.cls.tables is not Mechanism.tables and _depends_on_dt(m.name, model):
            raise UnsupportedError(f"the table of `{m.name}` depends on dt; it needs the fixed time step")


def _depends_on_dt(name: str, model: CableModel) -> bool:
    a, b = (prepare(model, np.asarray(dt)).tables[name] for dt in (_DT, 2 * _DT))
    return any(not np.array_equal(a[key], b[key]) for key in a)


@partial(jax.jit, static_argnames="chunk")
def advance_adaptively(
    model: CableModel, state: CableState, length: Any, stop: Any, moments: Any, tolerance: Tolerance, chunk: int
) -> tuple[CableState, Any, Samples, Any, Any]:
    """Make up to `chunk` steps, to the time `stop` [ms] at most; `length` is tried first.

    Steps end at the `moments` [n], too, and where mechanisms jump. Returns the state, the length to try next, the
    samples at the ends of the steps, how many these are, and whether the state is sound. `fired` tells which detectors
    fired at a step's end.
    """
    constants = prepare(model, jnp.asarray(_DT), state.mechanisms)
    jumps = jnp.concatenate([jnp.zeros(0), *_jumps(model, constants, state)])
    moments = jnp.concatenate([jnp.asarray(moments, jnp.float64), jumps])
    empty = Samples(
        jnp.zeros(chunk), jnp.zeros((chunk, sample_size(model.layout)), state.v.dtype),
        jnp.zeros((chunk, state.above.shape[0]), bool),
    )  # fmt: skip

    def goes_on(carry: tuple) -> Any:
        k, state, _, _, forced = carry
        fine = jnp.array(True) if state.events is None else _has_room(state)
        return (k < chunk) & (state.t < stop) & (forced < _MOST_FORCED) & fine

    def body(carry: tuple) -> tuple:
        k, state, length, kept, forced = carry
        end = jnp.minimum(_next_end(state, moments, stop), state.t + jnp.minimum(length, tolerance.max_step))
        tried = end - state.t
        new, error = _extrapolated(model, constants, replace(state, t=state.t), tried, tolerance)
        factor = jnp.where(jnp.isfinite(error), _SAFETY * jnp.maximum(error, 1e-12) ** (-1.0 / 3.0), _LEAST)
        exact = error <= 1.0
        accepted = exact | (jnp.isfinite(error) & (tried <= jnp.maximum(tolerance.min_step, _SHORTEST)))
        following = tried * jnp.clip(factor, _LEAST, _MOST)
        following = jnp.where(accepted & (tried < length), jnp.maximum(following, length), following)
        following = jnp.where(accepted & jnp.any(jumps == end), jnp.minimum(following, _AFTER_JUMP), following)

        def accept() -> tuple:
            return k + 1, *_completed(model, constants, replace(new, t=end), tried, k, kept), following

        # a state that no implicit step can leave would be crept away from for ever; what is not even finite counts, too
        stuck = (tried <= _SHORT) & (tried >= length) & (accepted | (tried <= _SHORTEST))
        forced = jnp.where(accepted & (tried > _SHORT), 0, forced + stuck)
        k, state, kept, length = lax.cond(accepted, accept, lambda: (k, state, kept, following))
        return k, state, length, kept, forced

    zero = jnp.zeros((), jnp.int32)
    start = (zero, state, jnp.asarray(length, jnp.float64), empty, zero)
    k, state, length, samples, forced = lax.while_loop(goes_on, body, start)
    return state, length, samples, k, sound(state) & (forced < _MOST_FORCED)


def _jumps(model: CableModel, constants: Constants, state: CableState) -> list[Any]:
    """When the equations of mechanisms jump [ms]."""
    dt = jnp.asarray(_DT)
    with discontinuities() as found:
        for m in model.layout.mechanisms:
            if m.cls.kind != "artificial":
                s = record(model, constants.tables, m, state, state.t, dt)
                m.cls.advance(m.cls.current(s) if m.cls.currents else s)
    return [jnp.ravel(jnp.asarray(time, jnp.float64)) for time in found]


def _has_room(state: CableState) -> Any:
    events = state.events
    return (events.log.count <= events.log.time.shape[0] // 2) & (events.queue.fault == 0)


def _next_end(state: CableState, moments: Any, stop: Any) -> Any:
    """The next time at which a step has to end."""
    later = jnp.min(jnp.where(moments > state.t, moments, jnp.inf), initial=jnp.inf)
    end = jnp.minimum(later, stop)
    if state.events is not None:
        event = state.events.queue.least_time
        end = jnp.minimum(end, jnp.where(event > state.t, event, jnp.inf))
    return end


def _completed(
    model: CableModel, constants: Constants, state: CableState, dt: Any, k: Any, kept: Samples
) -> tuple[CableState, Samples]:
    """The state at the end of an accepted step: sampled, its events sent and delivered."""
    now, state = played(model, state, state.t)
    state = run_hook(now, constants.tables, state, "after_solve", state.t, dt)
    state = with_currents(now, constants, state, dt)
    state = run_hook(now, constants.tables, state, "before_step", state.t, dt)
    state, fired = detect_spikes(now, state)
    post = post_of(now, constants.wiring, constants.tables, dt)
    if post is not None:
        state, came_true = check_watches(now, constants, state, dt)
        state = post.send_watched(post.send_spikes(state, fired), came_true)
    settled = settle(model, constants, state, dt)
    values = kept.values.at[k].set(sample(now, state, settled))
    return settled, Samples(kept.time.at[k].set(state.t), values, kept.fired.at[k].set(fired))


def _extrapolated(
    model: CableModel, constants: Constants, state: CableState, length: Any, tolerance: Tolerance
) -> tuple[CableState, Any]:
    """The state after `length` ms by extrapolation, and its error in units of the tolerance."""

    def steps(n: int) -> CableState:
        dt = length / n
        return lax.fori_loop(0, n, lambda _, s: _implicit_step(model, constants, s, dt), state)

    once, twice, thrice = steps(1), steps(2), steps(3)
    states = _chosen(model)

    def combine(path: Any, a: Any, b: Any, c: Any) -> tuple[Any, Any]:
        kind = states(path)
        if kind is None:
            return c, jnp.zeros(())
        first, second = 2.0 * b - a, 3.0 * c - 2.0 * b
        third = second + (second - first) / 2.0
        size = jnp.abs(third)
        scale = tolerance.atol * size + 1e-15 if kind == "relative" else tolerance.atol + tolerance.rtol * size
        return third, jnp.max(jnp.abs(third - second) / scale, initial=0.0).astype(jnp.float64)

    pairs = jax.tree_util.tree_map_with_path(combine, once, twice, thrice)
    outer = jax.tree.structure(thrice)
    new, errors = jax.tree.transpose(outer, jax.tree.structure((0, 0)), pairs)
    return new, jnp.max(jnp.stack(jax.tree.leaves(errors)))


def _chosen(model: CableModel) -> Callable[[Any], str | None]:
    """Says of a leaf of the state how its error counts, or None if it is not extrapolated."""
    solved = {m.name: m.cls.states for m in model.layout.mechanisms if m.cls.kind != "artificial"}

    def kind(path: Any) -> str | None:
        names = [str(getattr(p, "name", getattr(p, "key", ""))) for p in path]
        if names[0] == "v":
            return "absolute"
        if names[0] == "ions" and names[-1] in ("ci", "co"):
            return "relative"
        if names[0] == "mechanisms" and names[2] in solved.get(names[1], ()):
            return "absolute"
        return None

    return kind


def _implicit_step(model: CableModel, constants: Constants, state: CableState, dt: Any) -> CableState:
    """One step of secondorder 0 without events."""
    middle = state.t + 0.5 * dt
    now, state = played(model, state, middle, only_lines=True)
    state = run_hook(now, constants.tables, state, "before_breakpoint", middle, dt)
    current = membrane_current(now, constants.tables, state, middle, dt)
    dv = voltage_change(now, constants, state.v, current, dt, Staggered(0))
    state = replace(current.state, t=state.t + dt, v=state.v + dv)
    return diffuse(now, constants.tables, advance_states(now, constants.tables, state, dt), dt)
