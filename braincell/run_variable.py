"""Simulate with steps of variable length: the run behind `solver="cvode"`."""

import jax
import numpy as np

from braincell.drive import joined, progress_bar
from braincell.errors import InputError, SimulationError
from braincell.lower.model import CableModel, CableState
from braincell.quad.method import Variable
from braincell.quad.scan import Samples, start
from braincell.quad.variable import advance_walk, start_walk
from braincell.quad.walk import DT, INEXACT, KEPT, MOMENT, REFUSED, Tolerance, Trace, Walk, check_variable, still_due
from braincell.result import RunResult, SentEvents
from braincell.run import check_start, check_state, check_traces, pack, read_log, wrong_event

_CHUNK = 256  # samples of one call
_MOST_MOMENTS = 4096  # times at which samples are taken, of one call


def run_variable(
    model: CableModel, duration: float, method: Variable, state: CableState | None = None, progress: bool = False
) -> RunResult:
    """Simulate a lowered model for `duration` [ms]; see `Variable` for what is sampled.

    Raises `InputError` for a model in float32, `UnsupportedError` for equations without steps of variable length,
    `SimulationError` if no step succeeds.
    """
    check_variable(model)
    if np.result_type(model.area) != np.float64:
        raise InputError("run: steps of variable length are made in float64 only; leave out `precision`")
    tolerance = _tolerance(method)
    begun, parts, sent = _begin(model, method, state)
    begin = float(begun.t)
    moments = _moments(method.every, begin, begin + duration)
    walk = start_walk(model, begun, tolerance)
    first = begin if state is None else np.nextafter(begin, np.inf)  # a run that goes on has this sample already
    with progress_bar(progress, len(moments) if method.every else 0) as advance:
        while float(begun.t) < moments[-1]:
            left = moments[still_due(moments, walk, float(begun.t))]
            now = _padded(left[:_MOST_MOMENTS])
            until, single = np.asarray(now[-1]), np.zeros((), bool)
            begun, walk, trace, n, ok = advance_walk(model, begun, walk, until, now, tolerance, _CHUNK, single)
            if not ok:
                raise walk_error(model, begun, walk, "loosen `atol`, or use the fixed step, `solver='staggered'`")
            begun, events = read_log(model.layout, begun)
            trace = Trace(*(np.array(x)[: int(n)] for x in trace))
            parts.append(_kept(trace, method, first, moments[-1]))
            advance(len(parts[-1].time))
            sent += events
    result = pack(model.layout, *joined(parts, sent), begun, at_samples=True)
    check_traces(result)
    return result


def _begin(
    model: CableModel, method: Variable, state: CableState | None
) -> tuple[CableState, list[Samples], list[SentEvents]]:
    """The state, and what is sampled before the first step, which itself records where it begins."""
    if state is not None:
        return check_state(model, state), [], []
    begun, first = start(model, np.asarray(DT))
    check_start(model, begun)
    begun, sent = read_log(model.layout, begun)
    return begun, [jax.tree.map(np.asarray, first)] if method.every else [], sent


def walk_error(model: CableModel, state: CableState, walk: Walk, remedy: str) -> SimulationError:
    """Why no step succeeds."""
    if state.events is not None and int(state.events.queue.fault):
        return wrong_event(model, state, float(state.t))
    reasons = {REFUSED: "its equations cannot be solved", INEXACT: "its error is too large"}
    reason = reasons.get(int(walk.fault), "a value is not finite")
    text = (
        f"at t = {float(walk.history.t):g} ms no step of the variable step method succeeds: {reason} however short "
        f"it is (the last was {float(walk.history.h):g} ms); check the parameters, {remedy}"
    )
    return SimulationError(text, float(state.t), "v", "an unknown place")


def _tolerance(method: Variable) -> Tolerance:
    numbers = (np.asarray(x, float) for x in (method.atol, method.rtol, method.max_step, method.min_step))
    return Tolerance(*numbers, max_order=np.asarray(method.max_order, np.int32))


def _moments(every: float | None, begin: float, stop: float) -> np.ndarray:
    """When samples are taken whatever the steps, the end included."""
    if every is None:
        return np.array([stop])
    times = begin + every * np.arange(1, int((stop - begin) / every + 1e-9) + 1)
    return times if len(times) and np.isclose(times[-1], stop, rtol=1e-12) else np.append(times, stop)


def _padded(times: np.ndarray) -> np.ndarray:
    """A power of two of them, so that few lengths are compiled; the last one repeated."""
    size = 1 << (len(times) - 1).bit_length()
    return np.append(times, np.full(size - len(times), times[-1]))


def _kept(trace: Trace, method: Variable, begin: float, end: float) -> Samples:
    """What recordings see from `begin` to `end`: every step, or the moments asked for; and every spike at its time."""
    rows = (trace.kind & (MOMENT if method.every else KEPT) > 0) | trace.fired.any(axis=1)
    rows &= trace.time >= begin
    rows[-1:] |= trace.time[-1:] >= end
    return Samples(trace.time[rows], trace.values[rows], trace.fired[rows])
