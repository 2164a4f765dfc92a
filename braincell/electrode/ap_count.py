"""Count action potentials."""

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism
from braincell.mech.registry import register


@register
class APCount(PointMechanism):
    """`n` counts how often v reaches `thresh` from below, `time` is when it did last: the end of the step.

    A voltage that starts at or above `thresh` counts at t = 0. NEURON: src/nrnoc/apcount.mod, whose `record` fills a
    Vector with these times; here `time` of a `MechanismProbe` has them, wherever it changes.
    """

    name = "APCount"
    between_steps = True
    parameters = {
        "n": Parameter(0.0, doc="number of action potentials"),
        "thresh": Parameter(-20.0, "mV", doc="threshold"),
        "time": Parameter(0.0, "ms", doc="time of the last action potential"),
    }
    assigned = {"firing": Assigned()}
    carried = ("n", "time", "firing")

    @staticmethod
    def initial(s: Instances) -> Instances:
        return _counted(s.replace(n=0.0, firing=0.0))

    @staticmethod
    def advance(s: Instances) -> Instances:
        return _counted(s)


def _counted(s: Instances) -> Instances:
    is_above = s.v >= s.thresh
    fires = is_above & (s.firing == 0.0)
    time = jnp.where(fires, s.t, s.time)
    ends = ~is_above & (s.t > time)
    firing = jnp.where(fires, 1.0, jnp.where(ends, 0.0, s.firing))
    return s.replace(n=s.n + fires, time=time, firing=firing)
