"""Receptors that are opened by pulses of transmitter, the pulses of every connection apart.

    R' = alpha C (1 − R) − beta R,    C = cmax for cdur after an event, else 0

R [1], the open fraction of a connection's receptors, so goes to Rinf = alpha cmax/(alpha cmax + beta) with the time
constant Rtau = 1/(alpha cmax + beta) during a pulse, and to 0 with 1/beta after it. An event within a pulse prolongs it
to `cdur` after that event: one connection saturates, several add up. As these equations are linear, two sums over all
connections suffice: Ron of weight × R of those within a pulse, whose weights sum up to `synon`, and Roff of the others.
A connection keeps its own R at the last change as `r0`, and the time of that as `t0`.

Destexhe, Mainen & Sejnowski (1994), Neural Comput. 6:14; the sums: Lytton (1996), Neural Comput. 8:501.
"""

from typing import Any

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.net import net_send

NET_ARGUMENTS = ("weight", "on", "nspike", "r0", "t0")


def pulse_parameters(cmax: float, cdur: float) -> dict[str, Parameter]:
    """The pulse's concentration [mM] and duration [ms]."""
    return {
        "cmax": Parameter(cmax, "mM", low=0.0, high=1e9, doc="concentration of transmitter in a pulse"),
        "cdur": Parameter(cdur, "ms", low=1e-9, high=1e9, doc="duration of a pulse"),
    }


def connected(s: Instances, w: tuple[Any, ...]) -> tuple[Instances, tuple[Any, ...]]:
    """No receptor of a new connection is open."""
    return s, (w[0], 0.0, 0.0, 0.0, s.t)


def receive(s: Instances, w: tuple[Any, ...], flag: Any, alpha: Any, beta: Any) -> tuple[Instances, tuple[Any, ...]]:
    """A pulse begins with an event of flag 0, and ends with its own event, if none came in between."""
    weight, on, nspike, r0, t0 = w
    is_spike = flag == 0.0
    nspike = jnp.where(is_spike, nspike + 1.0, nspike)
    starts, ends = is_spike & (on == 0.0), ~is_spike & (flag == nspike)
    inf, tau = _binding(s, alpha, beta)
    unbound = r0 * jnp.exp(-beta * (s.t - t0))
    bound = weight * inf + (r0 - weight * inf) * jnp.exp(-(s.t - t0) / tau)
    change = jnp.where(starts, 1.0, jnp.where(ends, -1.0, 0.0))
    r0 = jnp.where(starts, unbound, jnp.where(ends, bound, r0))
    s = s.replace(synon=s.synon + change * weight, Ron=s.Ron + change * r0, Roff=s.Roff - change * r0)
    s = net_send(s, s.cdur, nspike, when=is_spike)
    return s, (weight, on + change, nspike, r0, jnp.where(change == 0.0, t0, s.t))


def advance(s: Instances, alpha: Any, beta: Any) -> Instances:
    """The exact solution over a step."""
    inf, tau = _binding(s, alpha, beta)
    Ron = s.Ron + (1.0 - jnp.exp(s.dt * (-1.0 / tau))) * (s.synon * inf - s.Ron)
    Roff = s.Roff - (1.0 - jnp.exp(s.dt * -beta)) * s.Roff
    return s.replace(Ron=Ron, Roff=Roff)


def derivative(s: Instances, alpha: Any, beta: Any) -> dict[str, Any]:
    """Ron' and Roff' [1/ms]."""
    inf, tau = _binding(s, alpha, beta)
    return {"Ron": (s.synon * inf - s.Ron) / tau, "Roff": -beta * s.Roff}


def _binding(s: Instances, alpha: Any, beta: Any) -> tuple[Any, Any]:
    """Rinf and Rtau [ms]."""
    rate = s.cmax * alpha + beta
    return s.cmax * alpha / rate, 1.0 / rate


class PulseSynapse(PointMechanism):
    """i = g (v − e), g = Ron + Roff [µS]: an event's weight [µS] is the conductance if all receptors are open."""

    nonspecific = ("i",)
    currents = ("i",)
    states = {"Ron": State("uS"), "Roff": State("uS")}
    assigned = {"i": Assigned("nA"), "g": Assigned("uS"), "synon": Assigned("uS", visible=False)}
    carried = ("synon",)
    net_arguments = NET_ARGUMENTS
    sends = 1

    @staticmethod
    def kinetics(cmax: float, cdur: float, alpha: float, beta: float, e: float) -> dict[str, Parameter]:
        """The parameters with these defaults: mM, ms, 1/(ms mM), 1/ms, mV."""
        return pulse_parameters(cmax, cdur) | {
            "alpha": Parameter(alpha, "/ms mM", low=0.0, high=1e9, doc="rate of binding"),
            "beta": Parameter(beta, "/ms", low=1e-9, high=1e9, doc="rate of unbinding"),
            "e": Parameter(e, "mV", doc="reversal potential"),
        }

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(synon=0.0, Ron=0.0, Roff=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        g = s.Ron + s.Roff
        return s.replace(g=g, i=g * (s.v - s.e))

    @staticmethod
    def advance(s: Instances) -> Instances:
        return advance(s, s.alpha, s.beta)

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        return s, derivative(s, s.alpha, s.beta)

    connected = staticmethod(connected)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        return receive(s, w, flag, s.alpha, s.beta)
