"""A conductance that follows an alpha function once, from a given time on."""

import jax.numpy as jnp

from braincell.mech.discontinuity import discontinuity
from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism
from braincell.mech.registry import register

_END = 10.0  # time constants after which the conductance is cut off


@register
class AlphaSynapse(PointMechanism):
    """i = g (v − e), g = gmax x exp(1 − x) for x = (t − onset)/tau in 0 … 10, else 0. NEURON: src/nrnoc/syn.mod."""

    name = "AlphaSynapse"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "onset": Parameter(0.0, "ms", doc="start"),
        "tau": Parameter(0.1, "ms", low=1e-3, high=1e6, doc="time from the start to the peak"),
        "gmax": Parameter(0.0, "uS", low=0.0, high=1e9, doc="peak conductance"),
        "e": Parameter(0.0, "mV", doc="reversal potential"),
    }
    assigned = {"i": Assigned("nA"), "g": Assigned("uS", visible=False)}

    @staticmethod
    def current(s: Instances) -> Instances:
        discontinuity(jnp.where(s.gmax != 0.0, s.onset, -jnp.inf))  # NEURON says nothing of the end
        x = (s.t - s.onset) / s.tau
        is_on = (x >= 0.0) & (x <= _END)
        x = jnp.where(is_on, x, 0.0)  # keeps an overflow out of the gradient
        g = s.gmax * (x * jnp.exp(1.0 - x))
        return s.replace(g=g, i=g * (s.v - s.e))
