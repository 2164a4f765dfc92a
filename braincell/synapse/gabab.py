"""GABA-B receptors, which open potassium channels by a G-protein."""

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.registry import register_published
from braincell.synapse import pulse


@register_published
class GABAb(PointMechanism):
    """i = g (v − e), g = gmax G^n/(G^n + kd); R' = k1 C (1 − R) − k2 R, G' = k3 R − k4 G [µM].

    R = Ron + Roff is the activated fraction of receptors, opened by pulses of GABA as in `pulse`; an event's weight [1]
    is how many receptors the connection has, those of 1 producing G-protein at k3.

    Destexhe, Mainen & Sejnowski (1998), Kinetic models of synaptic transmission, in: Methods in Neuronal Modeling;
    ModelDB 18198, with the numbers that gabab.hoc sets: 1 mM for 1 ms. Those in gabab.mod itself are of pulses of
    0.5 mM for 0.3 ms: k1 0.52, k2 0.0013, k3 0.098, k4 0.033.
    """

    name = "GABAb"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = pulse.pulse_parameters(cmax=1.0, cdur=1.0) | {
        "k1": Parameter(0.09, "/ms mM", low=0.0, high=1e9, doc="rate of binding to receptors"),
        "k2": Parameter(0.0012, "/ms", low=1e-9, high=1e9, doc="rate of unbinding"),
        "k3": Parameter(0.18, "uM/ms", low=0.0, high=1e9, doc="production of G-protein"),
        "k4": Parameter(0.034, "/ms", low=1e-9, high=1e9, doc="decay of G-protein"),
        "kd": Parameter(100.0, "uM4", low=1e-9, high=1e9, doc="dissociation constant of the channels"),
        "n": Parameter(4.0, low=1.0, high=100.0, doc="number of binding sites"),
        "gmax": Parameter(0.001, "uS", low=0.0, high=1e9, doc="conductance if all channels are open"),
        "e": Parameter(-95.0, "mV", doc="reversal potential"),
    }
    states = {"Ron": State(), "Roff": State(), "G": State("uM")}
    assigned = {"i": Assigned("nA"), "g": Assigned("uS"), "R": Assigned(), "synon": Assigned(visible=False)}
    carried = ("synon", "R")
    net_arguments = pulse.NET_ARGUMENTS
    sends = 1

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(synon=0.0, Ron=0.0, Roff=0.0, G=0.0, R=0.0)

    @staticmethod
    def current(s: Instances) -> Instances:
        bound = s.G**s.n
        g = s.gmax * bound / (bound + s.kd)
        return s.replace(g=g, i=g * (s.v - s.e))

    @staticmethod
    def advance(s: Instances) -> Instances:
        s = pulse.advance(s, s.k1, s.k2)
        R = s.Ron + s.Roff
        # G(t + dt) with the new R
        G = s.G + (1.0 - jnp.exp(s.dt * -s.k4)) * (s.k3 * R / s.k4 - s.G)
        return s.replace(R=R, G=G)

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        R = s.Ron + s.Roff
        return s.replace(R=R), pulse.derivative(s, s.k1, s.k2) | {"G": s.k3 * R - s.k4 * s.G}

    connected = staticmethod(pulse.connected)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        return pulse.receive(s, w, flag, s.k1, s.k2)
