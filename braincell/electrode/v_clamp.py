"""Clamp the voltage with an amplifier in a feedback loop."""

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.registry import register


@register
class VClamp(PointMechanism):
    """A two-electrode clamp: amp[k] for dur[k], k = 0, 1, 2, counted from t = 0; i = 0 after that.

    An amplifier measures vi and drives the voltage vo, which feeds i = (vo − v)/rstim through `rstim`, e being its
    input; `fac` compensates for the series resistance:

        vi = v + fac (vo − v)        vo + tau2 vo' = −gain e        2 e = vi − stim + tau1 (vi' − e')

    They are solved by backward Euler together with v. Only for `secondorder=0`, and with
    steps of variable length only if it is never on. NEURON: src/nrnoc/vclmp.mod.
    """

    name = "VClamp"
    between_steps = True
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "dur": Parameter(0.0, "ms", low=0.0, high=1e9, size=3),
        "amp": Parameter(0.0, "mV", size=3),
        "gain": Parameter(1e5, low=0.0, high=1e9, doc="gain of the amplifier"),
        "rstim": Parameter(1.0, "megohm", low=1e-9, high=1e9, doc="resistance of the current electrode"),
        "tau1": Parameter(0.001, "ms", low=0.0, high=1e9, doc="time constant of the input"),
        "tau2": Parameter(0.0, "ms", low=0.0, high=1e9, doc="time constant of the output"),
        "fac": Parameter(0.0, doc="fraction of the series resistance that is compensated"),
        "e0": Parameter(0.0, "mV", doc="e at the end of the last step"),
        "vo0": Parameter(0.0, "mV", doc="vo at the end of the last step"),
        "vi0": Parameter(0.0, "mV", doc="vi at the end of the last step"),
    }
    states = {"e": State("mV"), "vo": State("mV"), "vi": State("mV")}
    assigned = {"i": Assigned("nA"), "stim": Assigned("mV", visible=False), "tc": Assigned("ms", visible=False)}
    carried = ("e0", "vo0", "vi0", "stim", "tc")

    @classmethod
    def needs_fixed_step(cls, parameters: Mapping[str, Any]) -> bool:
        """A clamp that is never on may be there (in NEURON also one that is on with all amplitudes 0)."""
        return bool(np.any(np.asarray(parameters["dur"]) > 0))

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(e=0.0, vo=s.v, vi=s.v, e0=0.0, vo0=s.v, vi0=s.v)

    @staticmethod
    def current(s: Instances) -> Instances:
        ends = [s.dur[0], s.dur[0] + s.dur[1], s.dur[0] + s.dur[1] + s.dur[2]]
        phases = [s.t < end for end in ends]
        stim = jnp.select(phases, list(s.amp), s.amp[2])
        # the level of mid-step holds to the end of the step
        tc = jnp.select(phases, [end + 100.0 for end in ends], ends[-1])
        return _clamped(s.replace(stim=stim, tc=tc))

    @staticmethod
    def advance(s: Instances) -> Instances:
        s = _clamped(s)
        return s.replace(e0=s.e, vo0=s.vo, vi0=s.vi)


def _clamped(s: Instances) -> Instances:
    """The amplifier after dt and its current, at the voltage s.v."""
    is_on = s.t <= s.tc
    t1, t2 = s.tau1 / s.dt, s.tau2 / s.dt
    # with vi = (1 − fac) v + fac vo and vo = (t2 vo0 − gain e)/(1 + t2), what is left is linear in e:
    # e (2 + t1 + (1 + t1) fac gain/(1 + t2)) = (1 + t1) vi(e=0) − stim − t1 (vi0 − e0)
    vo_rest, slope = t2 * s.vo0 / (1.0 + t2), s.gain / (1.0 + t2)
    vi_rest = s.v + s.fac * vo_rest - s.fac * s.v
    e = ((1.0 + t1) * vi_rest - s.stim - t1 * (s.vi0 - s.e0)) / (2.0 + t1 + (1.0 + t1) * s.fac * slope)
    vo = vo_rest - slope * e
    vi = vi_rest - s.fac * slope * e
    return s.replace(
        e=jnp.where(is_on, e, s.e),
        vo=jnp.where(is_on, vo, s.vo),
        vi=jnp.where(is_on, vi, s.vi),
        e0=jnp.where(is_on, s.e0, 0.0),
        vo0=jnp.where(is_on, s.vo0, 0.0),
        i=jnp.where(is_on, (vo - s.v) / s.rstim, 0.0),
    )
