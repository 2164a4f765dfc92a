"""A conductance that jumps at every event and decays exponentially."""

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.registry import register


@register
class ExpSyn(PointMechanism):
    """i = g (v − e), g' = −g/tau; an event adds its weight [µS] to g. NEURON: src/nrnoc/expsyn.mod."""

    name = "ExpSyn"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "tau": Parameter(0.1, "ms", low=1e-9, high=1e9, doc="decay time constant"),
        "e": Parameter(0.0, "mV", doc="reversal potential"),
    }
    states = {"g": State("uS")}
    assigned = {"i": Assigned("nA")}
    net_arguments = ("weight",)

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(g=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        return s.replace(i=s.g * (s.v - s.e))

    @staticmethod
    def advance(s: Instances) -> Instances:
        # g(t + dt) = g exp(−dt/tau)
        return s.replace(g=s.g - (1.0 - jnp.exp(s.dt * (-1.0 / s.tau))) * s.g)

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        return s, {"g": -s.g / s.tau}

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        return s.replace(g=s.g + w[0]), w
