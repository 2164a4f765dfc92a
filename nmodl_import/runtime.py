"""Functions that generated mechanism classes call."""

from typing import Any

import jax.numpy as jnp

from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from braincell.mech.mechanism import Instances

_LARGEST_EXPONENT = 700.0  # NEURON's exp stops growing here (src/oc/math.cpp, hoc_Exp)


def exp(x: Any) -> Any:
    """e to the x, held at exp(700) above 700 as NEURON does."""
    return jnp.exp(jnp.minimum(x, _LARGEST_EXPONENT))


def relax(x: Any, inf: Any, tau: Any, dt: Any) -> Any:
    """x after dt of x' = (inf − x)/tau, with inf and tau held: NMODL's cnexp."""
    return x + (1.0 - jnp.exp(dt * (-1.0 / tau))) * (inf - x)


def cnexp(x: Any, a: Any, b: Any, dt: Any) -> Any:
    """x after dt of x' = a x + b, with a and b held: NMODL's cnexp (0/0 where a is 0, as in NEURON)."""
    return x + (1.0 - jnp.exp(dt * a)) * (-b / a - x)


def only(taken: Any, x: Any) -> Any:
    """`x` where a branch is taken, else 1: keeps 0/0, log 0 and overflow of untaken branches out of gradients."""
    return jnp.where(taken, x, 1.0)


def truth(condition: Any) -> Any:
    """1 where a condition holds, else 0."""
    return jnp.where(condition, 1.0, 0.0)


def select(condition: Any, then: Instances, otherwise: Instances) -> Instances:
    """The record `then` where a condition holds, else `otherwise`."""
    changes = {}
    for name in then:
        first, second = then[name], otherwise[name]
        if first is not second:
            changes[name] = jnp.where(condition, first, second)
    return otherwise.replace(**changes)


def nernst(inside: Any, outside: Any, valence: Any, celsius: Any) -> Any:
    """NMODL's nernst(ci, co, z) [mV]."""
    thermal = 1000.0 * GAS_CONSTANT * (celsius + ZERO_CELSIUS) / FARADAY
    return thermal / valence * jnp.log(outside / inside)


def ghk(v: Any, inside: Any, outside: Any, valence: Any, celsius: Any) -> Any:
    """NMODL's ghk(v, ci, co, z) [mA/cm² per unit permeability]: Goldman–Hodgkin–Katz (src/nrnoc/eion.cpp)."""
    x = valence * v * FARADAY / (1000.0 * GAS_CONSTANT * (celsius + ZERO_CELSIUS))
    return 0.001 * valence * FARADAY * (inside * _ghk_factor(-x) - outside * _ghk_factor(x))


def _ghk_factor(x: Any) -> Any:
    small = jnp.abs(x) < 1e-4
    safe = jnp.where(small, 1.0, x)
    return jnp.where(small, 1.0 - x / 2.0, safe / (jnp.exp(safe) - 1.0))
