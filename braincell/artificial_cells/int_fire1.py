"""A leaky integrator that fires at 1."""

import jax.numpy as jnp

from braincell.mech.mechanism import ArtificialMechanism, Assigned, Instances, Parameter
from braincell.mech.net import net_event, net_send
from braincell.mech.registry import register

_FIRED, _REFRACTORY = 2.0, -1.0  # what M shows in the first half millisecond after firing, and later
_SHOWN = 0.5  # ms


@register
class IntFire1(ArtificialMechanism):
    """m' = −m/tau; an event adds its weight to m. Above 1 it fires, m = 0, and ignores events for `refrac`.

    `m` is the value at the last event, at `t0`; `M(s)` that at s.t. NEURON: src/nrnoc/intfire1.mod.
    """

    name = "IntFire1"
    parameters = {
        "tau": Parameter(10.0, "ms", doc="time constant"),
        "refrac": Parameter(5.0, "ms", doc="refractory period"),
    }
    assigned = {"m": Assigned(), "t0": Assigned("ms", visible=False), "refractory": Assigned(visible=False)}
    carried = ("m", "t0", "refractory")
    net_arguments = ("w",)
    sends = 2

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(m=0.0, t0=s.t, refractory=0.0)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        integrates = s.refractory == 0.0
        recovers = ~integrates & (flag == 1.0)
        m = _decayed(s) + w[0]
        fires = integrates & (m > 1.0)
        m = jnp.where(fires, _FIRED, m)
        s = s.replace(
            m=jnp.where(integrates, m, jnp.where(recovers, 0.0, s.m)),
            t0=jnp.where(integrates | recovers, s.t, s.t0),
            refractory=jnp.where(fires, 1.0, jnp.where(recovers, 0.0, s.refractory)),
        )
        s = net_send(s, s.refrac, 1.0, when=fires)
        return net_event(s, s.t, when=fires), w

    @staticmethod
    def M(s: Instances):
        """The integrator at s.t: 2 right after firing, −1 while refractory."""
        shown = jnp.where(s.t - s.t0 < _SHOWN, _FIRED, _REFRACTORY)
        return jnp.where(s.refractory == 0.0, _decayed(s), shown)


def _decayed(s: Instances):
    return s.m * jnp.exp(-(s.t - s.t0) / s.tau)
