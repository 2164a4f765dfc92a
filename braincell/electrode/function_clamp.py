"""Inject a current that is a function of time. Not registered: NEURON has no such mechanisms, and a .mod file may."""

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism


class SineClamp(PointMechanism):
    """i = offset + amp sin(2π frequency (t − delay) + phase) for delay <= t < delay + dur, else 0, t at mid-step."""

    name = "SineClamp"
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "delay": Parameter(0.0, "ms", doc="onset"),
        "dur": Parameter(1e9, "ms", doc="duration"),
        "amp": Parameter(0.0, "nA", doc="amplitude"),
        "frequency": Parameter(10.0, "Hz", doc="frequency"),
        "phase": Parameter(0.0, "radian", doc="phase at the onset"),
        "offset": Parameter(0.0, "nA", doc="mean current"),
    }
    assigned = {"i": Assigned("nA")}

    @staticmethod
    def current(s: Instances) -> Instances:
        since = s.t - s.delay
        wave = s.offset + s.amp * jnp.sin(2.0 * jnp.pi * s.frequency * 1e-3 * since + s.phase)
        return s.replace(i=jnp.where((since >= 0.0) & (since < s.dur), wave, 0.0))


class FunctionClamp(PointMechanism):
    """i = scale · function(t − delay) [nA] for delay <= t < delay + dur [ms], else 0, t at mid-step.

    `PointProcess(FunctionClamp, function=lambda t: 0.1 * jnp.exp(-t / 5))`: a function of JAX arrays; all instances of
    a model share it.
    """

    name = "FunctionClamp"
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "delay": Parameter(0.0, "ms", doc="onset"),
        "dur": Parameter(1e9, "ms", doc="duration"),
        "scale": Parameter(1.0, doc="factor of the function's values"),
    }
    assigned = {"i": Assigned("nA")}
    options = {"function": jnp.zeros_like}

    @staticmethod
    def current(s: Instances) -> Instances:
        since = s.t - s.delay
        is_on = (since >= 0.0) & (since < s.dur)
        return s.replace(i=jnp.where(is_on, s.scale * s["function"](jnp.where(is_on, since, 0.0)), 0.0))
