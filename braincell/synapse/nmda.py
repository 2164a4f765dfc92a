"""NMDA receptors, which magnesium blocks."""

from typing import Any

import jax.numpy as jnp

from braincell.mech.mechanism import Instances, Parameter
from braincell.mech.registry import register_published
from braincell.synapse.pulse import PulseSynapse

BLOCK_PARAMETERS = {
    "mg": Parameter(1.0, "mM", low=0.0, high=1e9, doc="concentration of magnesium outside"),
    "mg_half": Parameter(3.57, "mM", low=1e-9, high=1e9, doc="that at which half is blocked at 0 mV"),
    "mg_slope": Parameter(0.062, "/mV", doc="how steeply the block depends on the voltage"),
}


def magnesium_block(s: Instances) -> Any:
    """The unblocked fraction of NMDA receptors. Jahr & Stevens (1990), J. Neurosci. 10:3178, eq. 4."""
    return 1.0 / (1.0 + jnp.exp(s.mg_slope * -s.v) * (s.mg / s.mg_half))


@register_published
class NMDA(PulseSynapse):
    """i = g (v − e), g = (Ron + Roff)/(1 + exp(−mg_slope v) mg/mg_half); receptors open as those of `pulse` do.

    Destexhe, Mainen & Sejnowski (1998), Kinetic models of synaptic transmission, in: Methods in Neuronal Modeling;
    ModelDB 18198, nmda.mod, of which these are the numbers: alpha 0.072 /(ms mM), beta 0.0066 /ms, 1 mM for 1 ms, 0 mV;
    the block after Jahr & Stevens (1990), 1 mM of magnesium.
    """

    name = "NMDA"
    parameters = PulseSynapse.kinetics(cmax=1.0, cdur=1.0, alpha=0.072, beta=0.0066, e=0.0) | BLOCK_PARAMETERS

    @staticmethod
    def current(s: Instances) -> Instances:
        g = (s.Ron + s.Roff) * magnesium_block(s)
        return s.replace(g=g, i=g * (s.v - s.e))
