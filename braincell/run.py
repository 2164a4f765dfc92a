"""Simulate: lower, initialise, step in chunks, and hand back the traces."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braincell.artificial import ArtificialCell
from braincell.cell import Cell
from braincell.checkpoint import Checkpoint
from braincell.drive import Engine, Piece, drive, joined, repeat
from braincell.errors import InputError, SimulationError, UnsupportedError
from braincell.lower.lower import empty_state, lower
from braincell.lower.model import CableModel, CableState, Layout
from braincell.quad.method import Method, Variable, get_integrator
from braincell.quad.ode_step import check_method
from braincell.quad.queue import FAULTS
from braincell.quad.record import sample_size, split
from braincell.quad.scan import V_LIMIT, Samples, advance_chunk, checkpointed, start, start_within
from braincell.quad.staggered import Staggered
from braincell.quad.surrogate import Slope, slope_of
from braincell.result import RunResult, SentEvents
from braincell.units import finite, positive

_CHUNK_BYTES = 1 << 24
_MAX_CHUNK = 2048
_PRECISIONS = {"float64": np.float64, "float32": np.float32}


def run(
    cells: Cell | ArtificialCell | Sequence[Cell | ArtificialCell],
    duration: Any,
    dt: Any = 0.025,
    *,
    solver: str | Method | None = None,
    secondorder: int = 0,
    precision: str = "float64",
    progress: bool = False,
    state: CableState | None = None,
    checkpoint: str | Path | None = None,
    checkpoint_seconds: float = 30.0,
) -> RunResult:
    """Simulate one cell or several for `duration` [ms] in steps of `dt` [ms].

    Steps are made while t < t0 + duration − dt/2, as NEURON's `run()` does. `state`, from an earlier result of the
    same cells, continues that run. `solver` is the name of a method (`quad.all_integrators()`), that of the cells by
    default; `secondorder` is for the default one, "staggered". `precision` "float32" computes in single precision
    (time stays in double). Changing any number, `dt` or `duration` does not recompile. `progress` shows a bar (needs
    tqdm). `checkpoint` is a folder that keeps the run, written every `checkpoint_seconds` at most and when it is
    interrupted: the same call goes on from there, to the same numbers.

    Raises `InputError` for values that are not positive finite numbers, `SimulationError` naming the first place,
    variable and time if the simulation diverges.
    """
    duration, dt = times_of_run(duration, dt)
    method = method_of(cells, solver, secondorder)
    _check_no_populations(cells)
    model, _ = lower(cells)
    model = cast(model, precision)
    return run_model(
        model,
        duration,
        dt,
        method=method,
        progress=progress,
        state=state,
        checkpoint=checkpoint,
        checkpoint_seconds=checkpoint_seconds,
    )


def _check_no_populations(cells: Any) -> None:
    for cell in cells if isinstance(cells, Sequence) else [cells]:
        if isinstance(cell, Cell) and cell.pop_size > 1:
            raise InputError(
                f"run: `{cell.name}` has a `pop_size` of {cell.pop_size}; call its own `run`, or make a `Population` "
                "of all that runs together"
            )


def times_of_run(duration: Any, dt: Any) -> tuple[float, float]:
    """`duration` and `dt` in ms; `InputError` for what these cannot be."""
    dt = positive(dt, "ms", "dt", "run")
    duration = finite(duration, "ms", "duration", "run")
    if duration < 0:
        raise InputError(f"run: `duration` is {duration:g} ms; it must not be negative")
    return duration, dt


def method_of(cells: Any, solver: str | Method | None, secondorder: int) -> Method:
    """The method of a run, or of all cells; `InputError` if they differ."""
    together = cells if isinstance(cells, Sequence) else [cells]
    solvers = dict.fromkeys(cell.solver for cell in together if isinstance(cell, Cell)) or {"staggered": None}
    if solver is None and len(solvers) > 1:
        raise InputError(f"run: the cells have different solvers, {list(solvers)}; give the run one: `solver=…`")
    method = get_integrator(next(iter(solvers)) if solver is None else solver)
    if secondorder and method != Staggered():
        raise InputError(f"run: `secondorder` is for the solver 'staggered', not {solver!r}")
    return Staggered(secondorder) if method == Staggered() else method


def run_model(
    model: CableModel,
    duration: float,
    dt: float,
    *,
    method: Method = Staggered(),
    progress: bool = False,
    state: CableState | None = None,
    checkpoint: str | Path | None = None,
    checkpoint_seconds: float = 30.0,
) -> RunResult:
    """Simulate a lowered model; see `run`.

    The first sample is the initial state; of a run that goes on from `state`, the end of its first step.
    """
    if isinstance(method, Variable):
        if checkpoint is not None:
            raise InputError("run: steps of variable length have no `checkpoint`; use a fixed step, or leave it out")
        from braincell.run_variable import run_variable  # which needs this module

        return run_variable(model, duration, method, state, progress)
    check_method(model, method)
    kept = None if checkpoint is None else Checkpoint(checkpoint, model, dt, method, state, checkpoint_seconds)
    end, parts, sent = drive(One(model, dt, method), duration, dt, state, kept, progress)
    result = pack(model.layout, *joined(parts, sent), end)
    check_traces(result)
    return result


def check_traces(result: RunResult) -> None:
    """Raise `SimulationError` if something was recorded that is no finite number, though voltages and states are."""
    for name, trace in result.traces.items():
        wrong = np.argwhere(~np.isfinite(trace))
        if len(wrong):
            value, time = float(trace[tuple(wrong[0])]), float(result.time[wrong[0][0]])
            raise SimulationError(
                f"the trace `{name}` is {value:g} at t = {time:g} ms, though voltages and states are finite; check the "
                "parameters of what it records, or do not record it",
                time,
                name,
                "",
            )


class One(Engine):
    """One lowered model."""

    def __init__(self, model: CableModel, dt: float, method: Method):
        self._model, self._dt, self._method = model, np.asarray(dt, np.float64), method
        self.chunk = chunk_length(model.layout)

    def begin(self) -> Piece:
        begun, first = start(self._model, self._dt)
        check_start(self._model, begun)
        begun, sent = read_log(self._model.layout, begun)
        return begun, jax.tree.map(np.asarray, first), sent

    def advance(self, state: CableState, n: int) -> Piece:
        model, step_size, method = self._model, self._dt, self._method
        before = state
        state, samples, made, ok = advance_chunk(model, state, step_size, np.int32(n), method, self.chunk)
        n = int(made)
        if state.events is not None and state.events.queue.fault:
            raise wrong_event(model, state, float(state.t))
        if not ok:
            raise diverged(model, before, step_size, n, method, self.chunk)
        state, events = read_log(model.layout, state)
        return state, Samples(*(np.asarray(x)[:n] for x in samples)), events

    def checked(self, state: CableState) -> CableState:
        return check_state(self._model, state)


def run_steps(
    model: CableModel, state: CableState, dt: float, n_steps: int, method: Method
) -> tuple[CableState, list[Samples], list[SentEvents]]:
    """Make `n_steps` steps in compiled chunks.

    Raises `SimulationError` as soon as a chunk ends with a value that is not finite or a voltage beyond `V_LIMIT`.
    """
    return repeat(One(model, dt, method), state, n_steps)


def simulate(
    model: CableModel,
    *,
    dt: Any,
    n_steps: int,
    method: Method = Staggered(),
    state: CableState | None = None,
    surrogate: str | Slope | None = None,
) -> RunResult:
    """Initialise (unless `state` is given) and make `n_steps` steps: a pure function for `jit`, `vmap` and `grad`.

    Gradients flow to every leaf of `model`; reverse mode keeps about 2 √n_steps states. `n_steps` is static. With a
    `surrogate`, "sigmoid", "fast_sigmoid", "arctan" or a function of the voltage above threshold [mV], `spikes` are
    numbers, 0 or 1, whose derivative it is; spikes that are delivered carry none. Nothing is checked: a diverging run
    returns NaN here, because a traced function cannot raise.
    """
    if n_steps < 1:
        raise InputError(f"simulate: `n_steps` is {n_steps}; it must be at least 1")
    if isinstance(method, Variable):
        raise UnsupportedError("simulate: steps of variable length are made by `run`; use a fixed step here")
    slope = None if surrogate is None else slope_of(surrogate)
    model, begun = jax.tree.map(jnp.asarray, (model, state))
    step_size = jnp.asarray(dt, jnp.float64)
    head = []
    if state is None:
        begun, first = start_within(model, step_size, reversible=True)
        head = [first]
    end, samples = checkpointed(model, begun, step_size, n_steps, method, slope)
    joined = jax.tree.map(lambda *x: jnp.concatenate(x), *head, samples)
    sent = None
    if end.events is not None and model.layout.events is not None:
        log = end.events.log
        is_used = jnp.arange(len(log.time)) < log.count
        sent = SentEvents(model.layout.events.labels, jnp.where(is_used, log.process, -1), log.time)
    return pack(model.layout, joined, sent, end)


def read_log(layout: Layout, state: CableState) -> tuple[CableState, list[SentEvents]]:
    """The state with an empty log of events, and what stood in it."""
    if state.events is None or layout.events is None:
        return state, []
    log = state.events.log
    n = int(log.count)
    events = [SentEvents(layout.events.labels, np.asarray(log.process)[:n], np.asarray(log.time)[:n])]
    return replace(state, events=replace(state.events, log=replace(log, count=np.zeros((), np.int32)))), events


def cast(model: CableModel, precision: str) -> CableModel:
    """The model with all leaves in `precision`, "float64" or "float32"."""
    if precision not in _PRECISIONS:
        raise InputError(f"`precision` is {precision!r}; it is 'float64' or 'float32'")
    dtype = _PRECISIONS[precision]
    cast_model = jax.tree.map(lambda leaf: np.asarray(leaf, dtype), model)
    # times and words stay exact
    return replace(cast_model, connections=model.connections, streams=model.streams, plays=model.plays)


def chunk_length(layout: Layout, n_member: int = 1) -> int:
    """Steps per compiled chunk: as many as keep the recording buffer small."""
    row = n_member * (8 * (sample_size(layout) + 1) + len(layout.detector_nodes))
    return int(min(_MAX_CHUNK, max(16, 1 << int(np.log2(_CHUNK_BYTES / row)))))


def pack(
    layout: Layout, samples: Samples, events: SentEvents | None, state: CableState, at_samples: bool = False
) -> RunResult:
    spikes, start_column = {}, 0
    for name, n in layout.detectors:
        columns = samples.fired[..., start_column : start_column + n]
        spikes[name] = columns[..., 0] if n == 1 else columns
        start_column += n
    return RunResult(samples.time, split(layout, samples.values), spikes, state, events, at_samples)


def check_state(model: CableModel, state: CableState) -> CableState:
    """`state`, or `InputError` if it is not one of `model`: other variables, other sizes or another precision."""
    expected = jax.eval_shape(lambda: empty_state(model))
    same = jax.tree.structure(expected) == jax.tree.structure(state) and all(
        a.shape == np.shape(b) for a, b in zip(jax.tree.leaves(expected), jax.tree.leaves(state), strict=True)
    )
    if not same:
        raise InputError("run: `state` is not one of these cells; give the `state` of a result of the same cells")
    if state.v.dtype != model.area.dtype:
        raise InputError(f"run: `state` is in {state.v.dtype}, the run in {model.area.dtype}; use one `precision`")
    return state


def check_start(model: CableModel, state: CableState) -> None:
    """Raise `SimulationError` if an initial state holds a value that is not finite, or lost events."""
    if error := start_error(model, state):
        raise error


def start_error(model: CableModel, state: CableState) -> SimulationError | None:
    """What is wrong with an initial state, if anything is."""
    if state.events is not None and state.events.queue.fault:
        return wrong_event(model, state, 0.0)
    if bad := _first_bad(model, state):
        text = f"initialisation gives {bad[2]} for `{bad[0]}` at {bad[1]}; check the parameters there"
        return SimulationError(text, 0.0, bad[0], bad[1])
    return None


def diverged(
    model: CableModel, before: CableState, dt: np.ndarray, n: int, method: Method, chunk: int
) -> SimulationError:
    """Find the first step that went wrong, by bisection with the compiled chunk."""
    low, high = 0, n  # finite after low steps, not after high
    while high - low > 1:
        middle = (low + high) // 2
        ok = advance_chunk(model, before, dt, np.int32(middle), method, chunk)[3]
        low, high = (middle, high) if ok else (low, middle)
    state = advance_chunk(model, before, dt, np.int32(high), method, chunk)[0]
    variable, place, value = _first_bad(model, state) or ("v", "an unknown place", float("nan"))
    time = float(state.t)
    return SimulationError(
        f"the simulation diverged: `{variable}` at {place} is {value:g} at t = {time:g} ms; "
        f"use a smaller dt than {float(dt):g} ms or check the parameters there",
        time,
        variable,
        place,
    )


def wrong_event(model: CableModel, state: CableState, time: float) -> SimulationError:
    events = model.layout.events
    assert events is not None and state.events is not None
    text = FAULTS[int(state.events.queue.fault)]
    text = text.format(capacity=events.capacity, log_capacity=events.log_capacity)
    return SimulationError(f"at t = {time:g} ms {text}", time, "events", "the queue")


def _first_bad(model: CableModel, state: CableState) -> tuple[str, str, float] | None:
    """(variable, place, value) of the first voltage beyond its limit, or state that is not finite; see `sound`."""
    layout = model.layout
    entries = [("v", np.arange(layout.n_node), state.v)]
    entries += [
        (f"{m.name}.{name}", m.nodes, values)
        for m in layout.mechanisms
        for name, values in state.mechanisms[m.name].items()
        if name in m.cls.states
    ]
    for variable, nodes, values in entries:
        limit = V_LIMIT if variable == "v" else np.inf
        wrong = np.argwhere(~(np.abs(np.asarray(values)) < limit))
        if len(wrong):
            *element, i = wrong[0].tolist()
            place = layout.places[int(nodes[i])] if nodes[i] >= 0 else "an artificial cell"
            return variable + "".join(f"[{k}]" for k in element), place, float(np.asarray(values)[tuple(wrong[0])])
    return None
