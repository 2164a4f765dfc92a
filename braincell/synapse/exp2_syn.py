"""A conductance that rises and falls exponentially."""

from typing import Any

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.registry import register

_LARGEST_RATIO, _SMALLEST_RATIO = 0.9999, 1e-9  # of the time constants, so that their difference stays computable


def with_peak_1(tau1: Any, tau2: Any) -> tuple[Any, Any]:
    """`tau1` within its bounds, and what gives exp(−t/tau2) − exp(−t/tau1) the peak 1."""
    tau1 = jnp.where(tau1 / tau2 > _LARGEST_RATIO, _LARGEST_RATIO * tau2, tau1)
    tau1 = jnp.where(tau1 / tau2 < _SMALLEST_RATIO, tau2 * _SMALLEST_RATIO, tau1)
    peak = tau1 * tau2 / (tau2 - tau1) * jnp.log(tau2 / tau1)  # the time of it
    return tau1, 1.0 / (-jnp.exp(-peak / tau1) + jnp.exp(-peak / tau2))


@register
class Exp2Syn(PointMechanism):
    """i = g (v − e), g = B − A, A' = −A/tau1, B' = −B/tau2 with tau1 < tau2.

    An event adds weight × factor to A and B; with `factor` the peak of g after one event is its weight [µS].
    INITIAL brings tau1/tau2 between 1e-9 and 0.9999. NEURON: src/nrnoc/exp2syn.mod.
    """

    name = "Exp2Syn"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "tau1": Parameter(0.1, "ms", low=1e-9, high=1e9, doc="rise time constant"),
        "tau2": Parameter(10.0, "ms", low=1e-9, high=1e9, doc="decay time constant"),
        "e": Parameter(0.0, "mV", doc="reversal potential"),
    }
    states = {"A": State("uS"), "B": State("uS")}
    assigned = {"i": Assigned("nA"), "g": Assigned("uS"), "factor": Assigned(visible=False)}
    carried = ("tau1", "factor")
    net_arguments = ("weight",)

    @staticmethod
    def initial(s: Instances) -> Instances:
        tau1, factor = with_peak_1(s.tau1, s.tau2)
        return s.replace(tau1=tau1, factor=factor, A=0.0, B=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        g = s.B - s.A
        return s.replace(g=g, i=g * (s.v - s.e))

    @staticmethod
    def advance(s: Instances) -> Instances:
        # A(t + dt) = A exp(−dt/tau1), B likewise
        A = s.A - (1.0 - jnp.exp(s.dt * (-1.0 / s.tau1))) * s.A
        B = s.B - (1.0 - jnp.exp(s.dt * (-1.0 / s.tau2))) * s.B
        return s.replace(A=A, B=B)

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        return s, {"A": -s.A / s.tau1, "B": -s.B / s.tau2}

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        return s.replace(A=s.A + w[0] * s.factor, B=s.B + w[0] * s.factor), w
