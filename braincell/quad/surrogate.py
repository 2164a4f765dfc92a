"""Spikes with a derivative: a step in the forward pass, and a chosen slope where it is differentiated."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from braincell.errors import unknown_name

Slope = Callable[[Any], Any]
"""From the voltage above threshold [mV] to the derivative [1/mV] that stands for that of the step."""


def sigmoid(x: Any) -> Any:
    """The derivative of 1/(1 + exp(−x)), x in mV (Zenke & Vogels 2021, Neural Comput. 33:899)."""
    s = jax.nn.sigmoid(x)
    return s * (1.0 - s)


def fast_sigmoid(x: Any) -> Any:
    """1/(1 + |x|)², x in mV (Zenke & Ganguli 2018, Neural Comput. 30:1514)."""
    return 1.0 / (1.0 + jnp.abs(x)) ** 2


def arctan(x: Any) -> Any:
    """1/(π (1 + x²)), x in mV (Fang et al. 2021, ICCV)."""
    return 1.0 / (jnp.pi * (1.0 + x * x))


SLOPES: dict[str, Slope] = {"sigmoid": sigmoid, "fast_sigmoid": fast_sigmoid, "arctan": arctan}


def slope_of(surrogate: str | Slope) -> Slope:
    """The slope of a name, or the function itself. Raises `UnknownNameError`."""
    if callable(surrogate):
        return surrogate
    if surrogate not in SLOPES:
        raise unknown_name("surrogate", surrogate, SLOPES)
    return SLOPES[surrogate]


def spike(x: Any, slope: Slope) -> Any:
    """1 where `x` > 0, else 0; its derivative is `slope(x)`."""

    @jax.custom_jvp
    def step(x: Any) -> Any:
        return (x > 0.0).astype(x.dtype)

    @step.defjvp
    def _(primals: Any, tangents: Any) -> Any:
        return step(*primals), slope(primals[0]) * tangents[0]

    return step(x)
