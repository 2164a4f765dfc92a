"""Repeat the step: compiled chunks for the host, and a checkpointed scan for gradients."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from braincell.lower.model import CableModel, CableState, Layout
from braincell.quad.method import Method
from braincell.quad.ode_step import step
from braincell.quad.play import played
from braincell.quad.record import sample, sample_size
from braincell.quad.staggered import (
    above_threshold,
    begin_initial,
    finish_initial,
    initialise,
    prepare,
    settle,
    settle_watching,
)
from braincell.quad.surrogate import Slope, spike

V_LIMIT = 1e9  # mV: beyond it v + 0.001 mV, from which di/dv is taken, loses its digits


class Samples(NamedTuple):
    """What was recorded, step by step."""

    time: Any  # [step] ms
    values: Any  # [step, n_value]
    fired: Any  # bool [step, detector]: crossed the threshold at the step's start


_QUICK = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}


def quickly(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """`jax.jit` for what runs once where steps run thousands of times: on CPUs, compiling takes half as long.

    Not to be called within another program, which has the compiler's options. `options` are those of `jax.jit`.
    """

    @cache
    def compiled() -> Callable[..., Any]:  # the backend is known at the first call
        return jax.jit(function, compiler_options=_QUICK if jax.default_backend() == "cpu" else None, **options)

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        return compiled()(*arguments, **named)

    return call


def start_one(
    model: CableModel, dt: Any, before: CableState | None = None, reversible: bool = False
) -> tuple[CableState, Samples]:
    """Initialise; the samples hold the one taken at t = 0. `before`, `reversible`: see `initialise`."""
    constants = prepare(model, dt, before.mechanisms if before else None)
    state = initialise(model, constants, dt, before, reversible)
    return state, _first(model, state)


start = quickly(start_one, static_argnames="reversible")
start_within = jax.jit(start_one, static_argnames="reversible")  # in another program


@quickly
def begin(model: CableModel, dt: Any, before: CableState | None = None) -> CableState:
    """`start` up to the end of the INITIAL blocks; `finish` does the rest."""
    return begin_initial(model, prepare(model, dt, before.mechanisms if before else None), dt, before)


@quickly
def finish(model: CableModel, state: CableState, dt: Any) -> tuple[CableState, Samples]:
    """The rest of `start`: events at t = 0, and all currents."""
    state = finish_initial(model, prepare(model, dt, state.mechanisms), state, dt)
    return state, _first(model, state)


def advance_some(
    model: CableModel,
    state: CableState,
    dt: Any,
    n: Any,
    method: Method,
    chunk: int,
    together: Callable[[Any], Any] = lambda holds: holds,
) -> tuple[CableState, Samples, Any, Any]:
    """Make `n` <= `chunk` steps (`n` traced: another length does not recompile).

    They are less if the event log fills or an event goes wrong; `together` says whether none of several models that go
    together has come to that, from whether this one has not.
    Returns the state, samples [chunk, …] of which the first rows count, how many, and whether the state is `sound`.
    """
    constants = prepare(model, dt, state.mechanisms)
    empty = Samples(
        jnp.zeros(chunk, jnp.float64),
        jnp.zeros((chunk, sample_size(model.layout)), state.v.dtype),
        jnp.zeros((chunk, state.above.shape[0]), bool),
    )

    def body(k: Any, carry: tuple[CableState, Samples]) -> tuple[CableState, Samples]:
        state, kept = carry
        state, began, now = step(model, constants, state, dt, method)
        settled, passed = settle_watching(model, constants, state, dt, began)
        one = Samples(state.t, sample(now, state, settled, passed), began.fired)
        kept = Samples(*(lax.dynamic_update_index_in_dim(rows, x, k, 0) for rows, x in zip(kept, one, strict=True)))
        return settled, kept

    if state.events is None:
        state, samples = lax.fori_loop(0, n, body, (state, empty))
        return state, samples, n, sound(model.layout, state)

    def goes_on(carry: tuple[Any, tuple[CableState, Samples]]) -> Any:
        events = carry[1][0].events
        has_room = events.log.count <= events.log.time.shape[0] // 2
        return (carry[0] < n) & together(has_room & (events.queue.fault == 0))

    start = (jnp.zeros_like(n), (state, empty))
    done, (state, samples) = lax.while_loop(goes_on, lambda carry: (carry[0] + 1, body(*carry)), start)
    return state, samples, done, sound(model.layout, state)


advance_chunk = jax.jit(advance_some, static_argnames=("method", "chunk", "together"))


def _first(model: CableModel, state: CableState) -> Samples:
    """The sample at t = 0."""
    model, state = played(model, state, state.t, initial=True)
    return Samples(state.t[None], sample(model, state)[None], jnp.zeros((1, state.above.shape[0]), bool))


def sound(layout: Layout, state: CableState) -> Any:
    """Whether every voltage is below `V_LIMIT`, every state is finite, and no event went wrong.

    What else is not finite, such as a time constant or a current that nothing uses, is left alone, as in NEURON: where
    it counts, a voltage or a state shows it.
    """
    is_faulty = jnp.zeros((), bool) if state.events is None else state.events.queue.fault > 0
    kept = [state.mechanisms[m.name][name] for m in layout.mechanisms for name in m.cls.states if name in m.carried]
    finite = [jnp.all(jnp.isfinite(x)) for x in kept if x.size] + [~is_faulty]
    return jnp.all(jnp.array([*finite, jnp.all(jnp.abs(state.v) < V_LIMIT)]))


def checkpointed(
    model: CableModel, state: CableState, dt: Any, n_steps: int, method: Method, slope: Slope | None = None
) -> tuple[CableState, Samples]:
    """Make `n_steps` (static) steps, differentiable in reverse with memory of about 2 √n_steps states.

    Steps are made again block by block, and what is made then keeps of a step what is dear: the solution for the
    voltages and exponentials. All else is computed once more where it is differentiated, which costs less than to
    store and read it. With a `slope`, the samples' spikes are numbers that have it for a derivative.
    """
    constants = prepare(model, dt, state.mechanisms)

    def one(state: CableState, _: Any) -> tuple[CableState, Samples]:
        before = state
        state, began, now = step(model, constants, state, dt, method, reversible=True)
        fired = began.fired
        if slope is not None:
            fired = spike(above_threshold(model, before), slope) * ~before.above
        settled = settle(model, constants, state, dt, reversible=True)
        samples = Samples(state.t, sample(now, state, settled), fired)
        state = settled
        if state.events is not None:  # a traced function cannot raise
            state = replace(state, v=jnp.where(state.events.queue.fault > 0, jnp.nan, state.v))
        return state, samples

    inner = max(1, round(n_steps**0.5))
    outer, rest = divmod(n_steps, inner)
    lean = jax.checkpoint(one, policy=_is_dear, prevent_cse=False)

    @jax.checkpoint
    def block(state: CableState, _: Any) -> tuple[CableState, Samples]:
        return lax.scan(lean, state, None, length=inner)

    state, blocks = lax.scan(block, state, None, length=outer)
    state, tail = lax.scan(lean, state, None, length=rest)
    merged = jax.tree.map(lambda a, b: jnp.concatenate([a.reshape((outer * inner, *a.shape[2:])), b]), blocks, tail)
    return state, merged


def _is_dear(primitive: Any, *_: Any, **__: Any) -> bool:
    """Whether the reverse pass stores what an operation has given."""
    return primitive.name in ("custom_linear_solve", "exp")
