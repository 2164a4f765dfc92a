"""Integrators for y' = f(t, y): explicit Runge–Kutta, exponential, implicit, and voltage and states in turns.

The names are those of braincell's users. "of order p": the error at a fixed time shrinks as dtᵖ where f is smooth.
Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I (1993), for the Runge–Kutta methods; Hochbruck &
Ostermann, Acta Numerica 19:209 (2010), for exponential ones.
"""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
from jax import lax
from jax.scipy.linalg import expm

from braincell.quad.method import register_integrator
from braincell.quad.system import System

_NEWTON_STEPS, _CONVERGED = 25, 1e-10

_TABLEAUS: dict[str, tuple[Sequence[Sequence[float]], Sequence[float]]] = {
    # stage k is taken at y + dt Σ a[k][j] slope[j]; then the weights of all stages
    "euler": ((), (1.0,)),
    "midpoint": (((0.5,),), (0.0, 1.0)),
    "rk2": (((2 / 3,),), (1 / 4, 3 / 4)),
    "heun2": (((1.0,),), (0.5, 0.5)),
    "ralston2": (((2 / 3,),), (1 / 4, 3 / 4)),
    "rk3": (((0.5,), (-1.0, 2.0)), (1 / 6, 2 / 3, 1 / 6)),
    "heun3": (((1 / 3,), (0.0, 2 / 3)), (1 / 4, 0.0, 3 / 4)),
    "ralston3": (((0.5,), (0.0, 0.75)), (2 / 9, 1 / 3, 4 / 9)),
    "ssprk3": (((1.0,), (0.25, 0.25)), (1 / 6, 1 / 6, 2 / 3)),
    "rk4": (((0.5,), (0.0, 0.5), (0.0, 0.0, 1.0)), (1 / 6, 1 / 3, 1 / 3, 1 / 6)),
    "ralston4": (
        (
            (0.4,),
            (0.2969776092477536, 0.1587596449710358),
            (0.2181003882259205, -3.0509651486929308, 3.8328647604670103),
        ),
        (0.1747602822626904, -0.5514806628787329, 1.2055355993965235, 0.1711847812195190),
    ),
}


def _runge_kutta(stages: Sequence[Sequence[float]], weights: Sequence[float], f: Any, t: Any, y: Any, dt: Any) -> Any:
    slopes = [f(t, y)]
    for row in stages:
        at = y + dt * sum(a * k for a, k in zip(row, slopes, strict=True) if a)
        slopes.append(f(t + sum(row) * dt, at))
    return y + dt * sum(w * k for w, k in zip(weights, slopes, strict=True) if w)


def _register_explicit(name: str) -> None:
    @register_integrator(name)
    def step(system: System, t: Any, y: Any, dt: Any) -> Any:
        return _runge_kutta(*_TABLEAUS[name], system.slope, t, y, dt)


for _name in _TABLEAUS:
    _register_explicit(_name)


def _growth(rate: Any, dt: Any) -> Any:
    """φ₁(rate dt) dt = (exp(rate dt) − 1)/rate [ms], dt where the rate is 0."""
    z = rate * dt
    small = jnp.abs(z) < 1e-6
    return dt * jnp.where(small, 1.0 + 0.5 * z, jnp.expm1(z) / jnp.where(small, 1.0, z))


@register_integrator("exp_euler")
def exp_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Exponential (Rosenbrock–)Euler with the full Jacobian; of order 2 where f does not depend on t, exact for
    linear f."""
    matrix = jnp.moveaxis(dt * system.jacobian(t, y), -1, 0)
    slope = jnp.moveaxis(system.blocks(dt * system.slope(t, y)), -1, 0)[..., None]
    wide = jnp.concatenate([matrix, slope], axis=-1)
    square = jnp.concatenate([wide, jnp.zeros_like(wide[..., :1, :])], axis=-2)
    change = expm(square)[..., :-1, -1]  # φ₁(dt J) dt f, by the exponential of the matrix with f as a last column
    return y + jnp.moveaxis(change, 0, -1).reshape(-1)


@register_integrator("ind_exp_euler")
def ind_exp_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Exponential Euler of every equation on its own, with the Jacobian's diagonal; of order 1."""
    return y + system.slope(t, y) * _growth(system.diagonal(t, y), dt)


def _states_exponential(system: System, t: Any, y: Any, dt: Any) -> Any:
    """The states by exponential Euler at the voltages of y, exact where their equations are linear."""
    n = system.n_v
    changed = y + system.slope(t, y) * _growth(system.diagonal(t, y), dt)
    return jnp.concatenate([y[:n], changed[n:]])


def _states_rk4(system: System, t: Any, y: Any, dt: Any) -> Any:
    """The states by the classical Runge–Kutta method at the voltages of y."""

    def f(t: Any, y: Any) -> Any:
        return system.slope(t, y).at[: system.n_v].set(0.0)

    return _runge_kutta(*_TABLEAUS["rk4"], f, t, y, dt)


def _voltages(system: System, t: Any, y: Any, dt: Any, theta: float) -> Any:
    return y.at[: system.n_v].add(system.voltage_change(t, y, dt, theta))


@register_integrator("exp_exp_euler")
def exp_exp_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Voltages by exponential Euler, then the states by exponential Euler at the new voltages; of order 1."""
    n = system.n_v
    change = system.slope(t, y) * _growth(system.diagonal(t, y), dt)
    return _states_exponential(system, t + dt, jnp.concatenate([y[:n] + change[:n], y[n:]]), dt)


@register_integrator("implicit_euler")
def implicit_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Linearly implicit Euler of voltages, along the tree, and of states; of order 1."""
    return y + system.change(t, y, dt)


@register_integrator("implicit_exp_euler")
def implicit_exp_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Voltages by implicit Euler, then states by exponential Euler at the new voltages; of order 1."""
    return _states_exponential(system, t + dt, _voltages(system, t + dt, y, dt, 1.0), dt)


@register_integrator("implicit_rk4")
def implicit_rk4(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Voltages by implicit Euler, then states by rk4 at the new voltages; of order 1."""
    return _states_rk4(system, t + dt, _voltages(system, t + dt, y, dt, 1.0), dt)


@register_integrator("cn_exp_euler")
def cn_exp_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Voltages by Crank–Nicolson, then states by exponential Euler at the new voltages; of order 1."""
    return _states_exponential(system, t + dt, _voltages(system, t + 0.5 * dt, y, dt, 0.5), dt)


@register_integrator("cn_rk4")
def cn_rk4(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Voltages by Crank–Nicolson, then states by rk4 at the new voltages; of order 1."""
    return _states_rk4(system, t + dt, _voltages(system, t + 0.5 * dt, y, dt, 0.5), dt)


@register_integrator("splitting")
def splitting(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Half a step of the states, one of the voltages (Crank–Nicolson), half a step of the states (Strang 1968, SIAM J.
    Numer. Anal. 5:506); of order 2 where each part is linear on its own, as in Hodgkin–Huxley models."""
    half = 0.5 * dt
    y = _states_exponential(system, t, y, half)
    y = _voltages(system, t + half, y, dt, 0.5)
    return _states_exponential(system, t + dt, y, half)


@register_integrator("backward_euler")
def backward_euler(system: System, t: Any, y: Any, dt: Any) -> Any:
    """Implicit Euler of everything, iterated by Newton with the full Jacobian; of order 1.

    NaN where 25 iterations do not suffice.
    """
    later = t + dt

    def more(carry: tuple[Any, Any, Any]) -> Any:
        _, change, k = carry
        return (change > _CONVERGED) & (k < _NEWTON_STEPS)

    def once(carry: tuple[Any, Any, Any]) -> Any:
        x, _, k = carry
        dx = _newton_change(system, later, x, y, dt)
        return x + dx, jnp.max(jnp.abs(dx) / (1.0 + jnp.abs(x))), k + 1

    start = lax.stop_gradient(y), jnp.asarray(jnp.inf, y.dtype), 0
    found, change, _ = lax.stop_gradient(lax.while_loop(more, once, lax.stop_gradient(start)))
    found = jnp.where(change > _CONVERGED, jnp.nan, found)
    return found + _newton_change(system, later, found, y, dt)  # which also has the derivatives of the solution


def _newton_change(system: System, t: Any, x: Any, y: Any, dt: Any) -> Any:
    """(1 − dt J)⁻¹ (y + dt f(x) − x)."""
    jacobian = lax.stop_gradient(system.jacobian(t, x))
    matrix = jnp.moveaxis(jnp.eye(jacobian.shape[0])[..., None] - dt * jacobian, -1, 0)
    right = jnp.moveaxis(system.blocks(y + dt * system.slope(t, x) - x), -1, 0)[..., None]
    return jnp.moveaxis(jnp.linalg.solve(matrix, right)[..., 0], 0, -1).reshape(-1)
