"""Nernst potentials, with NEURON's constants."""

from typing import Any

import jax.numpy as jnp

FARADAY = 1.602176634e-19 * 6.02214076e23  # C/mol, SI 2019
GAS_CONSTANT = 1.380649e-23 * 6.02214076e23  # J/(mol K)
ZERO_CELSIUS = 273.15  # K


def nernst(inside: Any, outside: Any, valence: float, celsius: Any) -> Any:
    """Reversal potential [mV] from concentrations [mM]; 0 without valence, ±1e6 where one is not positive.

    NEURON: `nrn_nernst`, src/nrnoc/eion.cpp.
    """
    if valence == 0:
        return jnp.zeros_like(inside)
    thermal = 1000.0 * GAS_CONSTANT * (celsius + ZERO_CELSIUS) / FARADAY
    in_positive, out_positive = inside > 0.0, outside > 0.0
    ratio = jnp.where(out_positive, outside, 1.0) / jnp.where(in_positive, inside, 1.0)
    potential = thermal / valence * jnp.log(ratio)
    return jnp.where(in_positive, jnp.where(out_positive, potential, -1e6), 1e6)
