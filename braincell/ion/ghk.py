"""The current equation of Goldman, Hodgkin and Katz."""

from typing import Any

import jax.numpy as jnp

from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS


def linoid(x: Any) -> Any:
    """x/(1 − exp(−x)), 1 at 0, with value and slope right everywhere."""
    # = max(x, 0) + |x|/(exp|x| − 1); near 0 by its series, whose next term is x⁶/30240
    near = jnp.abs(x) < 1e-2
    y = jnp.where(near, 1.0, jnp.minimum(jnp.abs(x), 700.0))  # keeps 0/0 and ∞/∞ out of the gradient
    series = 1.0 + x / 2.0 + x * x / 12.0 * (1.0 - x * x / 60.0)
    return jnp.where(near, series, jnp.maximum(x, 0.0) + y / jnp.expm1(y))


def ghk_flux(
    v: Any,
    inside: Any,
    outside: Any,
    valence: float,
    celsius: Any,
    faraday: float = FARADAY,
    gas_constant: float = GAS_CONSTANT,
) -> Any:
    """Current [mA/cm²] outward per permeability [cm/s], at `v` [mV] with concentrations [mM].

    z F ξ (cᵢ − cₒ exp(−ξ))/(1 − exp(−ξ)), ξ = z F v/(R T); 0 at the Nernst potential. Its value and its slope are those
    of the limit at v = 0. `faraday` [C/mol] and `gas_constant` [J/(mol K)] are for models that round them.
    Hodgkin & Katz (1949), J. Physiol. 108:37.
    """
    xi = valence * faraday * 1e-3 * v / (gas_constant * (celsius + ZERO_CELSIUS))
    # mM = 1e-6 mol/cm³, A = 1e3 mA
    return 1e-3 * valence * faraday * (inside * linoid(xi) - outside * linoid(-xi))
