"""Clamp the voltage through a resistance for a while, at a level that may be played."""

import jax.numpy as jnp

from braincell.mech.discontinuity import discontinuity
from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism
from braincell.mech.registry import register


@register
class OClamp(PointMechanism):
    """i = (vc − v)/rs for on <= t <= off if `switched_on`, else 0. NEURON: src/nrnoc/oclmp.mod.

    `i` is taken again at the new voltage, so that what is recorded is what flowed.
    """

    name = "OClamp"
    between_steps = True
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "rs": Parameter(1.0, "megohm", low=1e-9, high=1e9, doc="series resistance"),
        "on": Parameter(0.0, "ms", doc="when the clamp begins"),
        "off": Parameter(0.0, "ms", doc="when it ends"),
        "vc": Parameter(0.0, "mV", doc="level"),
        "switched_on": Parameter(0.0, doc="not 0: the clamp works"),
    }
    assigned = {"i": Assigned("nA"), "onflag": Assigned(visible=False)}
    carried = ("onflag",)

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(onflag=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        discontinuity(s.on)
        discontinuity(s.off)
        is_on = (s.switched_on != 0.0) & (s.t >= s.on) & (s.t <= s.off)
        return _clamped(s.replace(onflag=jnp.where(is_on, 1.0, 0.0)))

    @staticmethod
    def advance(s: Instances) -> Instances:
        return _clamped(s)


def _clamped(s: Instances) -> Instances:
    return s.replace(i=jnp.where(s.onflag == 1.0, (s.vc - s.v) / s.rs, 0.0))
