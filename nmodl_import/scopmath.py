"""The functions of SCoP's library that NMODL has besides C's: wave forms, saturation curves, densities."""

from typing import Any

import jax.numpy as jnp
import jax.scipy.special as special


def erf(x: Any) -> Any:
    return special.erf(x)


def hyperbol(x: Any, largest: Any, half: Any) -> Any:
    """largest·x/(x + half)"""
    return largest * x / (x + half)


def revhyperbol(x: Any, largest: Any, half: Any) -> Any:
    """largest·half/(x + half)"""
    return largest * half / (x + half)


def sigmoid(x: Any, largest: Any, half: Any, n: Any) -> Any:
    """largest·xⁿ/(xⁿ + halfⁿ)"""
    power = jnp.power(x, n)
    return largest * power / (power + jnp.power(half, n))


def revsigmoid(x: Any, largest: Any, half: Any, n: Any) -> Any:
    """largest·halfⁿ/(xⁿ + halfⁿ)"""
    power = jnp.power(half, n)
    return largest * power / (power + jnp.power(x, n))


def harmonic(t: Any, period: Any, amplitude: Any, offset: Any) -> Any:
    return amplitude * jnp.sin(2.0 * jnp.pi / period * (t + offset))


def squarewave(t: Any, period: Any, amplitude: Any) -> Any:
    """`amplitude` in the first half of each period, −`amplitude` in the second."""
    return jnp.where(_fraction(t / period) < 0.5, amplitude, -amplitude)


def sawtooth(t: Any, period: Any, amplitude: Any) -> Any:
    """From 0 to `amplitude` in each period."""
    return amplitude * _fraction(t / period)


def revsawtooth(t: Any, period: Any, amplitude: Any) -> Any:
    """From `amplitude` to 0 in each period."""
    return amplitude * (1.0 - _fraction(t / period))


def ramp(t: Any, lag: Any, height: Any, duration: Any) -> Any:
    """0 before `lag`, then linear to `height` within `duration`."""
    return jnp.where(t < lag, 0.0, jnp.where(t > lag + duration, height, (t - lag) * height / duration))


def pulse(t: Any, lag: Any, height: Any, duration: Any) -> Any:
    """`height` from `lag` on for `duration`, else 0."""
    return jnp.where((t >= lag) & (t < lag + duration), height, 0.0)


def perpulse(t: Any, lag: Any, height: Any, duration: Any, delay: Any) -> Any:
    """Pulses from `lag` on, `delay` apart."""
    period = duration + delay
    return jnp.where((t >= lag) & (_fraction((t - lag) / period) * period < duration), height, 0.0)


def step(t: Any, jump_time: Any, jump: Any) -> Any:
    """`jump` from `jump_time` on, before it 0."""
    return jnp.where(t >= jump_time, jump, 0.0)


def perstep(t: Any, lag: Any, period: Any, jump: Any) -> Any:
    """A staircase: from `lag` on a `jump` every `period`."""
    return jnp.where(t < lag, 0.0, (jnp.trunc((t - lag) / period) + 1.0) * jump)


def threshold(x: Any, limit: Any, mode: str) -> Any:
    """1 where x is at least `limit` ("min") or at most ("max"), else 0."""
    reached = x >= limit if mode == "min" else x <= limit
    return jnp.where(reached, 1.0, 0.0)


def gauss(x: Any, mean: Any, deviation: Any) -> Any:
    """The density of the normal distribution."""
    return jnp.exp(-0.5 * ((x - mean) / deviation) ** 2) / (jnp.sqrt(2.0 * jnp.pi) * deviation)


def poisson(x: Any, mean: Any) -> Any:
    """The probability of x events."""
    return jnp.power(mean, x) * jnp.exp(-mean) / factorial(x)


def factorial(n: Any) -> Any:
    """n! of the whole part of n; from 20 on Stirling's approximation (src/scopmath/factoria.cpp)."""
    whole = jnp.trunc(jnp.asarray(n, float) + 0.1)
    product = 1.0
    for i in range(2, 20):
        product = product * jnp.where(jnp.trunc(jnp.asarray(n, float)) >= i, float(i), 1.0)
    large = jnp.maximum(whole, 20.0)
    stirling = jnp.exp(-large) * jnp.power(large, large) * jnp.sqrt(2.0 * jnp.pi * large)
    return jnp.where(whole < 2.0, 1.0, jnp.where(whole < 20.0, product, stirling))


def _fraction(x: Any) -> Any:
    """The part behind the point, with the sign of x, as C's modf."""
    return x - jnp.trunc(x)
