"""Steps of variable length and order, taken as NEURON's CVode takes them.

A run walks from one evaluation of the model to the next: each turn of the one compiled loop evaluates the model at a
time and a y, and what comes then depends on the phase: a step may need another iteration, be done, or have failed. When
the model has arrived at a time its events are delivered, thresholds are tested, and the walk goes on: back to an event
inside the last step, to its end, or over the next one. NEURON: src/nrncvode/netcvode.cpp, cvodeobj.cpp.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from braincell.lower.model import CableModel, CableState
from braincell.mech.discontinuity import beginning
from braincell.quad import bdf
from braincell.quad.bdf import Coefficients, History
from braincell.quad.events import Post, post_of
from braincell.quad.ode import FIRST_DT, Equations, Point
from braincell.quad.record import sample, sample_size
from braincell.quad.scan import sound
from braincell.quad.staggered import Constants, check_watches, detect_spikes, prepare
from braincell.quad.walk import (
    AGAIN,
    ARRIVED,
    ASK,
    BEGIN,
    DT,
    FAR,
    FIRST,
    INEXACT,
    KEPT,
    LENGTH,
    MOMENT,
    NEWTON,
    PREDICT,
    REFUSED,
    RETREAT,
    ROUNDOFF,
    STAY,
    STEP,
    STEP_ON,
    Tolerance,
    Trace,
    Walk,
    ask,
    eps,
    jumps_of,
    next_stop,
    no,
    play_times,
    whole,
)

_MOST_ITERATIONS, _MOST_REFUSALS, _MOST_ERRORS, _MANY_ERRORS = 3, 10, 7, 3
_STALE_STEPS, _STALE_GAMMA = 20, 0.3
_MOST_GUESSES = 4


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class _Turn:
    """The carry of the loop."""

    walk: Walk
    state: CableState
    trace: Trace
    count: Any
    began_anew: Any
    done: Any


@jax.jit
def start_walk(model: CableModel, state: CableState, tolerance: Tolerance) -> Walk:
    """A walk that begins at a state, without a past."""
    constants = prepare(model, jnp.asarray(DT), state.mechanisms)
    equations = Equations(model, constants, state)
    y, t = equations.gather(state), state.t
    zero, false, nought = jnp.zeros(()), no(), whole(0)
    stop = next_stop(jumps_of(model, constants, state), t)
    history = bdf.started(y, t, tolerance.max_order, tolerance.max_step)
    return Walk(
        t=t, y=y, phase=nought, then=nought, to=t, now=t, stop=stop, history=history,
        coefficients=Coefficients(jnp.zeros(7), *[jnp.ones(())] * 5), rows=history.rows, correction=jnp.zeros_like(y),
        weight=jnp.ones_like(y), iterations=nought, size=zero, rate=zero, is_current=false, failed_before=false,
        refusals=nought, errors=nought, setup_step=nought, setup_gamma=zero, guess=zero, bounds=jnp.zeros(2),
        guesses=nought, restart=false, is_start=jnp.ones((), bool), can_retreat=false, noted=false, played=t, asked=t,
        fault=nought,
    )  # fmt: skip


@partial(jax.jit, static_argnames="chunk")
def advance_walk(
    model: CableModel,
    state: CableState,
    walk: Walk,
    stop: Any,
    moments: Any,
    tolerance: Tolerance,
    chunk: int,
    single: Any = False,
) -> tuple[CableState, Walk, Trace, Any, Any]:
    """Go on to the time `stop` [ms], or as far as `chunk` samples reach; if `single`, to the end of the next step.

    `moments` [n], increasing, are times at which a sample is taken; `stop` is one of them if the walk has to end there.
    Returns the state, the walk, what was sampled, how many samples, and whether the state is sound.
    """
    constants = prepare(model, jnp.asarray(DT), state.mechanisms)
    equations = Equations(model, constants, state)
    road = _Road(model, constants, equations, tolerance, stop, moments, chunk, single, state)
    trace = Trace(
        jnp.zeros(chunk), jnp.zeros((chunk, sample_size(model.layout)), state.v.dtype),
        jnp.zeros((chunk, len(state.above)), bool), jnp.zeros(chunk, jnp.int32),
    )  # fmt: skip
    turn = _Turn(walk, state, trace, whole(0), no(), no())
    turn = lax.while_loop(lambda turn: ~turn.done & (turn.walk.fault == 0), road.turn, turn)
    return turn.state, turn.walk, turn.trace, turn.count, sound(model.layout, turn.state) & (turn.walk.fault == 0)


class _Road:
    """The turns of one call."""

    def __init__(
        self, model: CableModel, constants: Constants, equations: Equations, tolerance: Tolerance, stop: Any,
        moments: Any, chunk: int, single: Any, state: CableState,
    ):  # fmt: skip
        self.model, self.equations, self.tolerance = model, equations, tolerance
        self.stop, self.moments, self.chunk, self.single = stop, moments, chunk, single
        self.origin = state.t
        self.constants = constants
        self.atol = equations.tolerances(tolerance.atol, tolerance.scales or {})
        self.jumps = jumps_of(model, constants, state)
        times = [play_times(numbers) for numbers in model.plays]
        self.play_times = jnp.concatenate([jnp.zeros(0), *times])
        self.post = post_of(model, constants.wiring, constants.tables, jnp.asarray(FIRST_DT))

    def turn(self, turn: _Turn) -> _Turn:
        """One evaluation, and what follows from it."""
        walk = turn.walk
        dt = jnp.where(walk.is_start | (walk.history.h == 0.0), FIRST_DT, walk.history.h)
        with beginning(walk.is_start):
            point = self.equations.at(turn.state, walk.t, walk.y, dt, walk.played)
        turn = replace(turn, state=point.state, walk=replace(walk, then=whole(ASK)))
        branches = [self._arrived, self._first, self._length, self._newton, self._again]
        turn = lax.switch(walk.phase, [partial(branch, point=point) for branch in branches], turn)
        turn = lax.cond(turn.walk.then == STEP_ON, self._step, lambda turn: turn, turn)
        followed = [lambda turn: turn, self._retreat, self._begin, self._stay, self._predict]
        return lax.switch(turn.walk.then, followed, turn)

    # Between steps

    def _arrived(self, turn: _Turn, point: Point) -> _Turn:
        """The model has arrived at `walk.now`: back to an event before it, or sample it, stop, or go on."""
        walk, entry = turn.walk, turn.count == 0
        event = self._next_event(turn.state, walk)
        early = (event < walk.now) & walk.can_retreat
        is_new = ~early & (entry | walk.is_start | (walk.now > turn.trace.time[jnp.maximum(turn.count - 1, 0)]))
        began_anew = turn.began_anew | (~early & walk.is_start & ~entry)
        turn = replace(turn, count=turn.count + is_new, began_anew=began_anew)
        row = jnp.maximum(turn.count - 1, 0)
        done = ~early & ~entry & self._is_done(turn)
        on = ~early & ~done
        kind = jnp.where(is_new, jnp.where(entry, 0, STEP), turn.trace.kind[row])
        values = jnp.where(early, turn.trace.values[row], sample(self.model, turn.state))
        time = jnp.where(early, turn.trace.time[row], walk.now)
        walk = replace(walk, noted=walk.noted & (early | ~walk.is_start))
        walk, state, fired, kind, waits = self._deliver(walk, turn.state, kind, on)
        trace = turn.trace
        trace = Trace(
            trace.time.at[row].set(time), trace.values.at[row].set(values),
            trace.fired.at[row].set(trace.fired[row] & ~is_new | fired), trace.kind.at[row].set(kind),
        )  # fmt: skip
        turn = replace(turn, walk=replace(walk, to=event), state=state, trace=trace, done=done)
        return lax.cond(on, partial(self._onward, waits=waits, row=row), lambda turn: self._back(turn, early), turn)

    def _is_done(self, turn: _Turn) -> Any:
        now = turn.walk.now
        done = (now >= self.stop) | (turn.count >= self.chunk) | self._log_full(turn.state)
        return done | (self.single & ((now > self.origin) | turn.began_anew))

    def _back(self, turn: _Turn, early: Any) -> _Turn:
        return replace(turn, walk=replace(turn.walk, then=jnp.where(early, RETREAT, ASK).astype(jnp.int32)))

    def _deliver(self, walk: Walk, state: CableState, kind: Any, on: Any) -> tuple[Walk, CableState, Any, Any, Any]:
        """What is due, if the walk goes `on`: moments, points that are played, events, thresholds.

        Returns which thresholds fired, what the sample is, and whether something is still due, too.
        """
        post, now = self.post, walk.now
        is_play, is_moment = (on & (next_one <= now) for next_one in (self._next_play(walk), self._next_moment(walk)))
        changes, waits = is_play, no()
        if post is not None:
            changes = changes | (on & self._reaches_membrane(state, now))
            due = on & (state.events.queue.least_time <= now)
            state = lax.cond(due, lambda s: post.deliver(s, now), lambda s: s, state)
            waits = on & (state.events.queue.least_time <= now)
        kind = kind | jnp.where(changes & ~walk.noted, KEPT, 0) | jnp.where(is_moment, MOMENT, 0)
        walk = replace(
            walk, played=jnp.where(is_play, now, walk.played), asked=jnp.where(is_moment, now, walk.asked),
            restart=walk.restart | changes, noted=walk.noted | changes,
        )  # fmt: skip
        tested, fired = detect_spikes(self.model, state)
        tests = on & ~waits
        fired = fired & tests
        state = replace(state, above=jnp.where(tests, tested.above, state.above))
        if post is not None:
            state = lax.cond(tests, partial(self._send, fired=fired), lambda s: s, state)
            waits = on & (state.events.queue.least_time <= now)
        return walk, state, fired, kind, waits

    def _send(self, state: CableState, fired: Any) -> CableState:
        """Queue the events of thresholds and of conditions that came true."""
        post: Post = self.post  # pyright: ignore[reportAssignmentType]
        state, came_true = check_watches(self.model, self.constants, state, jnp.asarray(FIRST_DT))
        return post.send_watched(post.send_spikes(state, fired, 0.0), came_true)

    def _onward(self, turn: _Turn, waits: Any, row: Any) -> _Turn:
        """More at the same time, a new start, a part of the last step, or the next one."""
        walk = turn.walk
        event, end = self._next_event(turn.state, walk), walk.history.t
        inside = (event <= end) | (walk.now < end)
        steps = ~walk.restart & ~waits & ~inside
        trace = turn.trace._replace(kind=turn.trace.kind.at[row].set(turn.trace.kind[row] | jnp.where(steps, KEPT, 0)))
        turn = replace(turn, trace=trace)
        if not len(walk.y):  # nothing but events
            return replace(turn, walk=_past_all(walk, steps, jnp.where(inside, jnp.minimum(event, end), walk.now)))
        is_jump = steps & (walk.now >= walk.stop - eps(walk.now))
        starts = walk.restart & ~waits
        then = jnp.where(steps, jnp.where(is_jump, BEGIN, STEP_ON), jnp.where(starts, BEGIN, RETREAT))
        then = jnp.where(waits, STAY, then)
        to = jnp.where(is_jump, walk.stop + 1.5 * eps(walk.stop), jnp.where(starts, walk.now, jnp.minimum(event, end)))
        return replace(turn, walk=replace(walk, then=then.astype(jnp.int32), to=to, restart=walk.restart & waits))

    def _retreat(self, turn: _Turn) -> _Turn:
        """To `walk.to` inside the last step."""
        walk = turn.walk
        to, y = walk.to, bdf.interpolated(walk.history, walk.to)
        return replace(turn, walk=replace(walk, t=to, now=to, y=y, is_start=no(), phase=whole(ARRIVED)))

    def _begin(self, turn: _Turn) -> _Turn:
        """A new history at `walk.to`."""
        t, y = turn.walk.to, self.equations.gather(turn.state)
        history = bdf.started(y, t, self.tolerance.max_order, self.tolerance.max_step)
        walk = replace(
            turn.walk, t=t, y=y, now=t, history=history, is_start=~no(), can_retreat=no(),
            stop=next_stop(self.jumps, t), phase=whole(ARRIVED),
        )  # fmt: skip
        return replace(turn, walk=walk)

    def _stay(self, turn: _Turn) -> _Turn:
        """More is due at the same time."""
        walk, y = turn.walk, self.equations.gather(turn.state)
        return replace(turn, walk=replace(walk, t=walk.now, y=y, is_start=no(), phase=whole(ARRIVED)))

    # Steps

    def _step(self, turn: _Turn) -> _Turn:
        """The next step, or before the first one what its length depends on."""
        walk = turn.walk
        state = self.equations.unsolved(turn.state, jnp.where(walk.history.h == 0.0, FIRST_DT, walk.history.h))
        weight = 1.0 / (self.tolerance.rtol * jnp.abs(walk.history.rows[0]) + self.atol)
        walk = replace(
            walk, weight=weight, can_retreat=~no(), refusals=whole(0), errors=whole(0), failed_before=no(),
            history=self._short_of_stop(walk),
        )  # fmt: skip
        is_first = walk.history.steps == 0
        walk = replace(
            ask(walk, FIRST, walk.history.t, walk.history.rows[0]),
            setup_step=jnp.where(is_first, 0, walk.setup_step),
            then=jnp.where(is_first, ASK, PREDICT).astype(jnp.int32),
        )
        return replace(turn, state=state, walk=walk)

    def _short_of_stop(self, walk: Walk) -> History:
        history = walk.history
        beyond = history.t + history.next_h > walk.stop
        left = walk.stop - history.t
        return replace(
            history,
            next_h=jnp.where(beyond, left, history.next_h),
            ratio=jnp.where(beyond, left / history.h, history.ratio),
        )

    def _first(self, turn: _Turn, point: Point) -> _Turn:
        """Bounds of the first step from y and y', and a first guess (CVHin)."""
        walk = turn.walk
        y, slope, t = walk.history.rows[0], point.slope, walk.history.t
        least = 100.0 * ROUNDOFF * jnp.maximum(jnp.abs(t), jnp.abs(walk.stop))
        steepness = jnp.max(jnp.abs(slope) / (0.1 * jnp.abs(y) + self.atol), initial=0.0)
        most = 0.1 * (walk.stop - t)
        most = jnp.where(most * steepness > 1.0, 1.0 / steepness, most)
        guess = jnp.sqrt(least * most)
        walk = replace(
            walk, history=replace(walk.history, rows=walk.history.rows.at[1].set(slope)), guess=guess,
            bounds=jnp.stack([least, most]), guesses=whole(0),
        )  # fmt: skip
        return replace(turn, walk=self._guessed(walk, guess, most < least, guess))

    def _length(self, turn: _Turn, point: Point) -> _Turn:
        """A better guess of the first step from y''."""
        walk = turn.walk
        (least, most), guess, slope = walk.bounds, walk.guess, walk.history.rows[1]
        curvature = bdf.rms((point.slope - slope) / guess, walk.weight)
        new = jnp.where(curvature * most * most > 2.0, jnp.sqrt(2.0 / curvature), jnp.sqrt(guess * most))
        count, ratio = walk.guesses + 1, new / guess
        is_near = (ratio > 0.5) & (ratio < 2.0)
        is_bad = (count >= 2) & (ratio > 2.0) & (count < _MOST_GUESSES)
        enough = (count >= _MOST_GUESSES) | is_near | is_bad
        new = jnp.where(is_bad, guess, new)
        walk = replace(walk, guesses=count)
        return replace(turn, walk=self._guessed(walk, new, enough, jnp.clip(0.5 * new, least, most)))

    def _guessed(self, walk: Walk, guess: Any, enough: Any, taken: Any) -> Walk:
        """Try a guess of the first step, or take that for its length."""
        history = walk.history
        h = jnp.maximum(jnp.minimum(taken, self.tolerance.max_step), self.tolerance.min_step)
        h = jnp.where(history.t + h > walk.stop, walk.stop - history.t, h)
        first = bdf.with_first_step(history, history.rows[1], h)
        history = jax.tree.map(lambda a, b: jnp.where(enough, a, b), first, history)
        asked = ask(walk, LENGTH, history.t + guess, history.rows[0] + guess * walk.history.rows[1])
        return replace(asked, guess=guess, history=history, then=jnp.where(enough, PREDICT, ASK).astype(jnp.int32))

    def _predict(self, turn: _Turn) -> _Turn:
        """Ask for the model at the predicted end of the step."""
        walk = turn.walk
        history = bdf.adjusted(walk.history)
        c = bdf.coefficients(history)
        anew = walk.failed_before | (history.steps == 0) | (history.steps >= walk.setup_step + _STALE_STEPS)
        anew = anew | (jnp.abs(c.gamma / walk.setup_gamma - 1.0) > _STALE_GAMMA)
        walk = replace(walk, history=history, coefficients=c, rows=bdf.predicted(history))
        return replace(turn, walk=_from_prediction(walk, anew))

    def _newton(self, turn: _Turn, point: Point) -> _Turn:
        """One iteration of the step's implicit equations."""
        walk, c = turn.walk, turn.walk.coefficients
        residual = c.gamma * point.slope - (walk.rows[1] / c.polynomial[1] + walk.correction)
        change = self.equations.solve(point, residual, c.gamma, walk.played)
        size, m = bdf.rms(change, walk.weight), walk.iterations
        correction = walk.correction + change
        rate = jnp.where(m > 0, jnp.maximum(0.3 * walk.rate, size / walk.size), walk.rate)
        converged = size * jnp.minimum(1.0, rate) / c.iteration <= 1.0
        diverges = (m + 1 == _MOST_ITERATIONS) | ((m + 1 >= 2) & (size > 2.0 * walk.size)) | jnp.isnan(size)
        error = jnp.where(m == 0, size, bdf.rms(correction, walk.weight)) / c.error
        walk = replace(walk, correction=correction, rate=rate)
        more = ask(replace(walk, iterations=m + 1, size=size), NEWTON, walk.t, walk.rows[0] + correction)
        failed = jnp.where(walk.is_current, 4, 3)
        choice = jnp.where(converged, jnp.where(error <= 1.0, 0, 1), jnp.where(diverges, failed, 2))
        branches = [
            lambda walk: _accepted(walk, error),
            lambda walk: self._inexact(walk, error),
            lambda walk: more,
            lambda walk: _from_prediction(walk, ~no()),
            self._refused,
        ]
        return replace(turn, walk=lax.switch(choice, branches, walk))

    def _refused(self, walk: Walk) -> Walk:
        """Iterations do not converge: a quarter of the step."""
        h, refusals = walk.history.h, walk.refusals + 1
        hopeless = (h <= self.tolerance.min_step * (1.0 + 1e-6)) | (refusals == _MOST_REFUSALS)
        history = bdf.shortened(walk.history, jnp.maximum(0.25, self.tolerance.min_step / h))
        fault = jnp.where(hopeless, REFUSED, walk.fault).astype(jnp.int32)
        return replace(walk, history=history, refusals=refusals, failed_before=~no(), fault=fault, then=whole(PREDICT))

    def _inexact(self, walk: Walk, error: Any) -> Walk:
        """The error is too large: a shorter step, later one of lower order, in the end a new start."""
        history, h, errors = walk.history, walk.history.h, walk.errors + 1
        least = self.tolerance.min_step / h
        hopeless = (h <= self.tolerance.min_step * (1.0 + 1e-6)) | (errors == _MOST_ERRORS)
        ratio = jnp.maximum(jnp.maximum(bdf.growth(error, history.order + 1.0), 0.1), least)
        ratio = jnp.where(errors >= 2, jnp.minimum(ratio, 0.2), ratio)
        many = errors > _MANY_ERRORS
        ratio = jnp.where(many, jnp.maximum(0.1, least), ratio)
        lowers, anew = many & (history.order > 1), many & (history.order == 1)
        shorter = bdf.shortened(history, ratio, lowers)
        fresh = replace(shorter, ratio=jnp.ones(()), h=h * ratio, next_h=h * ratio, wait=whole(10))
        shorter = jax.tree.map(lambda a, b: jnp.where(anew, a, b), fresh, shorter)
        asked = ask(walk, AGAIN, history.t, history.rows[0])
        return replace(
            asked, history=shorter, errors=errors, failed_before=~no(),
            fault=jnp.where(hopeless, INEXACT, walk.fault).astype(jnp.int32),
            then=jnp.where(anew, ASK, PREDICT).astype(jnp.int32),
        )  # fmt: skip

    def _again(self, turn: _Turn, point: Point) -> _Turn:
        """y' at the start of a step that failed at order 1."""
        walk = turn.walk
        rows = walk.history.rows.at[1].set(walk.history.h * point.slope)
        return replace(turn, walk=replace(walk, history=replace(walk.history, rows=rows), then=whole(PREDICT)))

    # What is next

    def _next_event(self, state: CableState, walk: Walk) -> Any:
        """When the next event is, of any kind [ms]."""
        event = jnp.minimum(self._next_moment(walk), self._next_play(walk))
        return event if self.post is None else jnp.minimum(event, state.events.queue.least_time)

    def _next_moment(self, walk: Walk) -> Any:
        return jnp.min(jnp.where(self.moments > walk.asked, self.moments, jnp.inf), initial=jnp.inf)

    def _next_play(self, walk: Walk) -> Any:
        return jnp.min(jnp.where(self.play_times > walk.played, self.play_times, jnp.inf), initial=jnp.inf)

    def _reaches_membrane(self, state: CableState, until: Any) -> Any:
        """Whether an event that is due may change what is integrated; those of artificial cells do not."""
        post: Post = self.post  # pyright: ignore[reportAssignmentType]
        return post.reaches(state, until, [m.cls.kind != "artificial" for m in post.receivers])

    def _log_full(self, state: CableState) -> Any:
        if state.events is None:
            return no()
        return (state.events.log.count > state.events.log.time.shape[0] // 2) | (state.events.queue.fault > 0)


def _accepted(walk: Walk, error: Any) -> Walk:
    """The walk at the end of a step."""
    history = bdf.completed(walk.history, walk.rows, walk.coefficients, walk.correction, error, walk.weight)
    near = jnp.abs(history.t - walk.stop) <= 100.0 * ROUNDOFF * (jnp.abs(history.t) + history.h)
    y = jnp.where(near, bdf.interpolated(history, walk.stop), history.rows[0])
    history = replace(history, t=jnp.where(near, walk.stop, history.t))
    return ask(replace(walk, history=history, now=history.t), ARRIVED, history.t, y)


def _from_prediction(walk: Walk, anew: Any) -> Walk:
    """Begin to iterate, with a Jacobian taken `anew` or not."""
    walk = replace(
        walk, correction=jnp.zeros_like(walk.y), iterations=whole(0), is_current=anew,
        rate=jnp.where(anew, 1.0, walk.rate),
        setup_gamma=jnp.where(anew, walk.coefficients.gamma, walk.setup_gamma),
        setup_step=jnp.where(anew, walk.history.steps, walk.setup_step),
    )  # fmt: skip
    return ask(walk, NEWTON, walk.history.t + walk.history.h, walk.rows[0])


def _past_all(walk: Walk, steps: Any, to: Any) -> Walk:
    """A walk without equations, at `to`, or if it `steps` where nothing is any more."""
    far = jnp.where(steps, walk.now + FAR, to)
    history = replace(walk.history, t=jnp.where(steps, far, walk.history.t))
    return replace(
        walk, t=far, now=far, history=history, can_retreat=~no(), restart=no(), is_start=no(), phase=whole(ARRIVED)
    )
