"""A synapse that events facilitate and depress."""

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.registry import register_published


@register_published
class TsodyksMarkram(PointMechanism):
    """i = g (v − e), g' = −g/tau_1; an event adds weight × x × u to g [µS].

    Of a connection's resources the fraction x is ready, y active and z = 1 − x − y inactive. An event first raises u by
    U (1 − u), then moves x u from x to y. Between events y' = −y/tau_1, z' = y/tau_1 − z/tau_rec, u' = −u/tau_facil;
    with tau_facil = 0, u = U always. Every connection has its own y, z and u, and the time `tsyn` of their last change.

    Tsodyks, Uziel & Markram (2000), J. Neurosci. 20:RC50; ModelDB 3815, tmgsyn.mod, of which these are the parameters.
    """

    name = "TsodyksMarkram"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "e": Parameter(0.0, "mV", doc="reversal potential"),
        "tau_1": Parameter(3.0, "ms", low=1e-9, high=1e9, doc="decay of the conductance"),
        "tau_rec": Parameter(100.0, "ms", low=1e-9, high=1e9, doc="recovery from depression"),
        "tau_facil": Parameter(1000.0, "ms", low=0.0, high=1e9, doc="decay of facilitation; 0: none"),
        "U": Parameter(0.04, low=0.0, high=1.0, doc="what an event adds to u, of what is missing to 1"),
        "u0": Parameter(0.0, low=0.0, high=1.0, doc="u at the start"),
    }
    states = {"g": State("uS")}
    assigned = {"i": Assigned("nA")}
    net_arguments = ("weight", "y", "z", "u", "tsyn")

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(g=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        return s.replace(i=s.g * (s.v - s.e))

    @staticmethod
    def advance(s: Instances) -> Instances:
        # g(t + dt) = g exp(−dt/tau_1)
        return s.replace(g=s.g - (1.0 - jnp.exp(s.dt * (-1.0 / s.tau_1))) * s.g)

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        return s, {"g": -s.g / s.tau_1}

    @staticmethod
    def connected(s: Instances, w: tuple) -> tuple[Instances, tuple]:
        return s, (w[0], 0.0, 0.0, s.u0, s.t)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        weight, y, z, u, tsyn = w
        since = s.t - tsyn
        z = z * jnp.exp(-since / s.tau_rec) + y * _recovering(since, s.tau_1, s.tau_rec)
        y = y * jnp.exp(-since / s.tau_1)
        x = 1.0 - y - z
        facilitates = s.tau_facil > 0.0
        u = u * jnp.exp(-since / jnp.where(facilitates, s.tau_facil, 1.0))
        u = jnp.where(facilitates, u + s.U * (1.0 - u), s.U)
        return s.replace(g=s.g + weight * x * u), (weight, y + x * u, z, u, s.t)


def _recovering(since, tau_1, tau_rec):
    """What of y = 1 is inactive after `since` [ms]: (exp(−since/tau_1) − exp(−since/tau_rec))/(tau_1/tau_rec − 1).

    With a = since/tau_1, b = since/tau_rec and d = |b − a| it is a exp(−min(a, b)) (1 − exp(−d))/d, which holds for
    a = b, too.
    """
    a, b = since / tau_1, since / tau_rec
    d = jnp.abs(b - a)
    near_zero = d < 1e-5
    safe = jnp.where(near_zero, 1.0, d)  # keeps 0/0 out of the gradient
    ratio = jnp.where(near_zero, 1.0 - d / 2.0 + d * d / 6.0, -jnp.expm1(-safe) / safe)
    return a * jnp.exp(-jnp.minimum(a, b)) * ratio
