"""Advance DERIVATIVE, LINEAR and NONLINEAR blocks with NEURON's methods."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from braincell.mech.mechanism import Instances

Slopes = Callable[[Instances], tuple[Instances, dict[str, Any]]]
Residuals = Callable[[Instances], tuple[Instances, list[Any]]]

# src/scopmath/newton_struct.h and newton_thread.hpp
_ZERO, _CONVERGED, _LARGE_CHANGE = 1e-8, 1e-6, 0.05
_INCREMENT, _SMALLEST_INCREMENT, _MOST_ITERATIONS = 0.02, 1e-6, 50
_STEADY_DT = 1e-9  # ms: what NEURON's STEADYSTATE of derivimplicit takes


def euler(s: Instances, slopes: Slopes) -> Instances:
    """x + dt f(x), all derivatives first; x as the block leaves it, should it set states itself."""
    dt = 0.5 * s.dt if s["secondorder"] else s.dt
    done, by_name = slopes(s)
    times = 2.0 if s["secondorder"] else 1.0
    return done.replace(**{name: done[name] + times * (dt * slope) for name, slope in by_name.items()})


def runge(s: Instances, slopes: Slopes) -> Instances:
    """The classical Runge–Kutta method, evaluated at t, t + dt/2 and t + dt (src/scopmath/runge.hpp)."""
    dt, half = s.dt, s.dt / 2.0
    r, d = slopes(s)
    start = {name: r[name] for name in d}
    total = {name: start[name] + half * d[name] / 3.0 for name in d}
    r, d = slopes(r.replace(t=s.t + half, **{name: start[name] + half * d[name] for name in d}))
    total = {name: total[name] + dt * d[name] / 3.0 for name in d}
    r, d = slopes(r.replace(**{name: start[name] + dt * d[name] / 2.0 for name in d}))
    total = {name: total[name] + dt * d[name] / 3.0 for name in d}
    r, d = slopes(r.replace(t=s.t + half + half, **{name: start[name] + dt * d[name] for name in d}))
    r = r.replace(**{name: total[name] + dt / 6.0 * d[name] for name in d})
    return slopes(r.replace(t=s.t))[0]  # NEURON evaluates the block once more, with the new states


def derivimplicit(
    s: Instances,
    slopes: Slopes,
    steady: bool = False,
    memory: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
) -> Instances:
    """Backward Euler by NEURON's Newton iteration; see `_newton`.

    `memory` are variables that the block reads before it sets them: it finds what its last evaluation left there. Then
    it matters in which order the states are varied: `columns`.
    """
    halved = s["secondorder"] and not steady
    dt = _STEADY_DT if steady else (0.5 * s.dt if halved else s.dt)
    layout = _Layout({name: s[name] for name in slopes(s)[1]})
    start = layout.flat(s)

    def residuals(s: Instances, x: Any, start: Any) -> Any:
        after, by_name = slopes(layout.put(s, x))
        return layout.flat_of(by_name) - (x - start) / dt, {name: after[name] for name in memory}

    x, held = _newton(s, residuals, start, memory, layout.rows(columns))
    done = slopes(layout.put(s.replace(**held), x))[0]
    return layout.put(done, start + 2.0 * (x - start) if halved else x)


def nonlinear(
    s: Instances,
    equations: Residuals,
    names: tuple[str, ...],
    memory: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
) -> Instances:
    """The states `names` that make every residual 0, by NEURON's Newton iteration from where they are.

    `memory` are all variables that the block sets, if it reads any before it sets it; `columns` as in `derivimplicit`.
    """
    layout = _Layout({name: s[name] for name in names})

    def residuals(s: Instances, x: Any, start: Any) -> Any:
        after, rows = equations(layout.put(s, x))
        return _stack(rows), {name: after[name] for name in memory}

    x, held = _newton(s, residuals, layout.flat(s), memory, layout.rows(columns))
    done = s.replace(**held) if memory else equations(layout.put(s, x))[0]
    return layout.put(done, x)


def linear(s: Instances, equations: Residuals, names: tuple[str, ...]) -> Instances:
    """The states `names` that make every residual 0, which depends on them linearly.

    NEURON evaluates the block once, so that what else it sets comes from the states before.
    """
    layout = _Layout({name: s[name] for name in names})

    def residuals(x: Any) -> Any:
        return _stack(equations(layout.put(s, x))[1])

    zero = jnp.zeros_like(layout.flat(s))
    matrix = _columns(residuals, zero)
    x = _solve(matrix, -residuals(zero))
    return layout.put(equations(s)[0], x)


class _Layout:
    """How named states (arrays: [size, instance]) lie in one array [row, instance]."""

    def __init__(self, states: dict[str, Any]):
        sizes = {name: jnp.shape(value)[0] if jnp.ndim(value) > 1 else None for name, value in states.items()}
        self.sizes: dict[str, int | None] = sizes

    def flat(self, s: Instances) -> Any:
        return self.flat_of({name: s[name] for name in self.sizes}, like=s.v)

    def flat_of(self, values: dict[str, Any], like: Any = 0.0) -> Any:
        rows: list[Any] = []
        for name, size in self.sizes.items():
            rows += [values[name]] if size is None else [values[name][i] for i in range(size)]
        return _stack(rows, like)

    def rows(self, names: tuple[str, ...]) -> list[int]:
        """The rows of some states, one after the other; without any, all as they lie."""
        first, place = {}, 0
        for name, size in self.sizes.items():
            first[name], place = place, place + (size or 1)
        return [first[name] + i for name in names or self.sizes for i in range(self.sizes[name] or 1)]

    def put(self, s: Instances, x: Any) -> Instances:
        changes, row = {}, 0
        for name, size in self.sizes.items():
            changes[name] = x[row] if size is None else x[row : row + size]
            row += 1 if size is None else size
        return s.replace(**changes)


def _stack(rows: list[Any], like: Any = 0.0) -> Any:
    shape = jnp.broadcast_shapes(jnp.shape(like), *(jnp.shape(row) for row in rows))
    dtype = jnp.result_type(float, *rows) if not hasattr(like, "dtype") else like.dtype
    return jnp.stack([jnp.broadcast_to(jnp.asarray(row, dtype), shape) for row in rows])


def _newton(
    s: Instances,
    residuals: Callable[[Instances, Any, Any], tuple[Any, dict[str, Any]]],
    start: Any,
    memory: tuple[str, ...],
    order: list[int],
) -> tuple[Any, dict[str, Any]]:
    """x [row, instance] with residuals(s, x, start) = 0, iterated as NEURON does and no further.

    The Jacobian is taken by central differences and again only after a change of more than 5 %; iterations end when
    the relative change is <= 1e-6 and the residual <= 1e-8 (src/scopmath/newton_thread.hpp). Gradients are those
    of the equations. NaN where 50 iterations do not suffice. What `residuals` leaves in the variables `memory` is
    there at its next evaluation, with the rows of x varied in an `order`; also returns what they hold in the end.
    """
    still = jax.tree.map(lambda x: x if isinstance(x, bool | int) else lax.stop_gradient(x), s)
    fixed = lax.stop_gradient(start)
    shape, dtype = start.shape[1:], start.dtype

    def f(x: Any, held: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        value, left = residuals(still.replace(**held), x, fixed)
        return value, {name: jnp.broadcast_to(jnp.asarray(left[name], dtype), held[name].shape) for name in held}

    def more(carry: Any) -> Any:
        return jnp.any(carry[-2]) & (carry[-1] < _MOST_ITERATIONS)

    def once(carry: Any) -> Any:
        x, jacobian, value, held, change, active, k = carry
        stale = change > _LARGE_CHANGE
        jacobian, value, latest = _where(stale, _differences(f, x, held, order), (jacobian, value, held))
        delta = _solve(jacobian, -value)
        change = jnp.max(jnp.where(jnp.abs(x) > _ZERO, jnp.abs(delta / jnp.where(x == 0, 1.0, x)), 0.0), axis=0)
        new, (after, latest) = x + delta, f(x + delta, latest)
        settled = (change <= _CONVERGED) & (jnp.max(jnp.abs(after), axis=0) <= _ZERO)
        x, held = _where(active, (new, latest), (x, held))
        return x, jacobian, after, held, change, active & ~settled, k + 1

    n = start.shape[0]
    held = {name: jnp.broadcast_to(jnp.asarray(still[name], dtype), _shape_of(still[name], shape)) for name in memory}
    blank = jnp.zeros((n, n, *shape), dtype), jnp.zeros_like(fixed)
    carry = (fixed, *blank, held, jnp.ones(shape, dtype), jnp.ones(shape, bool), 0)
    x, _, _, held, _, active, _ = lax.while_loop(more, once, carry)
    x, held = lax.stop_gradient((jnp.where(active, jnp.nan, x), held))

    def left(s: Instances, x: Any) -> dict[str, Any]:  # what is held, with the derivatives that it has at the solution
        after = residuals(s.replace(**held), x, start)[1] if held else {}
        return {name: held[name] + (after[name] - lax.stop_gradient(after[name])) for name in held}

    slack = residuals(s.replace(**left(s, x)), x, start)[0]
    slopes = lax.stop_gradient(_columns(lambda x: residuals(still.replace(**left(still, x)), x, fixed)[0], x))
    x = x - _solve(slopes, slack - lax.stop_gradient(slack))
    return x, left(s, x)


def _shape_of(value: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    return jnp.shape(value) if jnp.ndim(value) > len(shape) else shape


def _where(mask: Any, new: Any, old: Any) -> Any:
    return jax.tree.map(lambda a, b: jnp.where(mask, a, b), new, old)


def _differences(
    f: Callable[..., Any], x: Any, held: dict[str, Any], order: list[int]
) -> tuple[Any, Any, dict[str, Any]]:
    """The Jacobian [row, column, instance] by central differences, the value at x, and what is held then.

    Evaluations come in NEURON's order.
    """
    columns: list[Any] = [None] * len(order)
    for j in order:
        increment = jnp.maximum(jnp.abs(_INCREMENT * x[j]), _SMALLEST_INCREMENT)
        high = x.at[j].add(increment)
        above, held = f(high, held)
        below, held = f(high.at[j].add(-2.0 * increment), held)
        columns[j] = (above - below) / (2.0 * increment)
        if held or j == order[-1]:
            value, held = f(x, held)
    return jnp.stack(columns, axis=1), value, held  # pyright: ignore[reportPossiblyUnbound]


def _columns(f: Callable[[Any], Any], x: Any) -> Any:
    """The exact Jacobian [row, column, instance]."""
    return jnp.stack([jax.jvp(f, (x,), (jnp.zeros_like(x).at[j].set(1.0),))[1] for j in range(x.shape[0])], axis=1)


def _solve(matrix: Any, right: Any) -> Any:
    """x with matrix x = right, per instance: [row, column, instance] and [row, instance]."""
    n = right.shape[0]
    if n == 1:
        return right / matrix[0]
    if n == 2:  # Gaussian elimination with row exchange, written out: LAPACK costs more than the model
        swap = jnp.abs(matrix[1, 0]) > jnp.abs(matrix[0, 0])
        (a, b), (c, d) = jnp.where(swap, matrix[1], matrix[0]), jnp.where(swap, matrix[0], matrix[1])
        e, g = jnp.where(swap, right[1], right[0]), jnp.where(swap, right[0], right[1])
        second = (g - c / a * e) / (d - c / a * b)
        return jnp.stack([(e - b * second) / a, second])
    return jnp.moveaxis(
        jnp.linalg.solve(jnp.moveaxis(matrix, (0, 1), (-2, -1)), jnp.moveaxis(right, 0, -1)[..., None])[..., 0], -1, 0
    )
