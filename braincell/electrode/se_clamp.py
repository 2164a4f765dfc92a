"""Clamp the voltage through a resistance."""

import jax.numpy as jnp

from braincell.mech.discontinuity import discontinuity
from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism
from braincell.mech.registry import register


@register
class SEClamp(PointMechanism):
    """i = (vc − v)/rs with vc at amp1 for dur1, then at amp2 for dur2 and at amp3 for dur3; i = 0 after that.

    The durations count from t = 0, and INITIAL adds them up. The level is that of mid-step; `i` is taken again at the
    new voltage, so that what is recorded is what flowed. NEURON: src/nrnoc/svclmp.mod.
    """

    name = "SEClamp"
    between_steps = True
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "rs": Parameter(1.0, "megohm", low=1e-9, high=1e9, doc="series resistance"),
        "dur1": Parameter(0.0, "ms"),
        "amp1": Parameter(0.0, "mV"),
        "dur2": Parameter(0.0, "ms", low=0.0, high=1e9),
        "amp2": Parameter(0.0, "mV"),
        "dur3": Parameter(0.0, "ms", low=0.0, high=1e9),
        "amp3": Parameter(0.0, "mV"),
    }
    assigned = {
        "i": Assigned("nA"),
        "vc": Assigned("mV"),
        "tc2": Assigned("ms", visible=False),
        "tc3": Assigned("ms", visible=False),
        "on": Assigned(visible=False),
    }
    carried = ("vc", "tc2", "tc3", "on")

    @staticmethod
    def initial(s: Instances) -> Instances:
        tc2 = s.dur1 + s.dur2
        return s.replace(tc2=tc2, tc3=tc2 + s.dur3, on=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        for end in (s.dur1, s.tc2, s.tc3):
            discontinuity(end)
        phases = [s.t < s.dur1, s.t < s.tc2, s.t < s.tc3]
        vc = jnp.select(phases, [s.amp1, s.amp2, s.amp3], 0.0)
        on = jnp.select(phases, [1.0, 1.0, 1.0], 0.0)
        return _clamped(s.replace(vc=vc, on=on))

    @staticmethod
    def advance(s: Instances) -> Instances:
        return _clamped(s)


def _clamped(s: Instances) -> Instances:
    return s.replace(i=jnp.where(s.on == 1.0, (s.vc - s.v) / s.rs, 0.0))
