"""AMPA and NMDA receptors at one place, whose conductances rise and fall exponentially."""

from typing import Any

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism, State
from braincell.mech.registry import register_published
from braincell.synapse.exp2_syn import with_peak_1
from braincell.synapse.nmda import BLOCK_PARAMETERS, magnesium_block

_RECEPTORS = ("ampa", "nmda")


def _time(default: float, doc: str) -> Parameter:
    return Parameter(default, "ms", low=1e-9, high=1e9, doc=doc)


@register_published
class AMPANMDA(PointMechanism):
    """i = (g_ampa + g_nmda) (v − e), each conductance as in `Exp2Syn`, that of NMDA receptors blocked by magnesium.

    An event's weight [µS] is the peak of g_ampa, and `ratio` times that is the peak of g_nmda without the block, which
    is that of `NMDA`. Every event releases. The numbers are those of the Blue Brain Project's ProbAMPANMDA_EMS.mod
    (ModelDB 229276), which releases by chance after Fuhrmann, Segev, Markram & Tsodyks (2002), J. Neurophysiol. 87:140,
    and does the same as this where it always does (Use 1, Fac 0, Dep near 0; gmax times its weight is this one's).
    """

    name = "AMPANMDA"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "tau1_ampa": _time(0.2, "rise of g_ampa"),
        "tau2_ampa": _time(1.7, "decay of g_ampa"),
        "tau1_nmda": _time(0.29, "rise of g_nmda"),
        "tau2_nmda": _time(43.0, "decay of g_nmda"),
        "ratio": Parameter(0.71, low=0.0, high=1e9, doc="peak of g_nmda without the block, of that of g_ampa"),
        "e": Parameter(0.0, "mV", doc="reversal potential"),
    } | BLOCK_PARAMETERS
    states = {f"{x}_{kind}": State("uS") for kind in _RECEPTORS for x in ("A", "B")}
    assigned = {
        **{"i": Assigned("nA"), "g": Assigned("uS"), "g_ampa": Assigned("uS"), "g_nmda": Assigned("uS")},
        **{f"factor_{kind}": Assigned(visible=False) for kind in _RECEPTORS},
    }
    carried = ("tau1_ampa", "tau1_nmda", "factor_ampa", "factor_nmda")
    net_arguments = ("weight",)

    @staticmethod
    def initial(s: Instances) -> Instances:
        for kind in _RECEPTORS:
            tau1, factor = with_peak_1(s[f"tau1_{kind}"], s[f"tau2_{kind}"])
            s = s.replace(**{f"tau1_{kind}": tau1, f"factor_{kind}": factor, f"A_{kind}": 0.0, f"B_{kind}": 0.0})
        return s

    @staticmethod
    def current(s: Instances) -> Instances:
        g_ampa = s.B_ampa - s.A_ampa
        g_nmda = magnesium_block(s) * (s.B_nmda - s.A_nmda)
        g = g_ampa + g_nmda
        return s.replace(g_ampa=g_ampa, g_nmda=g_nmda, g=g, i=g * (s.v - s.e))

    @staticmethod
    def advance(s: Instances) -> Instances:
        return s.replace(**{x: s[x] - (1.0 - jnp.exp(s.dt * (-1.0 / tau))) * s[x] for x, tau in _decays(s)})

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        return s, {x: -s[x] / tau for x, tau in _decays(s)}

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        added = {"ampa": w[0] * s.factor_ampa, "nmda": w[0] * s.ratio * s.factor_nmda}
        return s.replace(**{f"{x}_{kind}": s[f"{x}_{kind}"] + y for kind, y in added.items() for x in ("A", "B")}), w


def _decays(s: Instances) -> list[tuple[str, Any]]:
    """Every state, and the time constant with which it decays."""
    return [(f"{x}_{kind}", s[f"tau{k}_{kind}"]) for kind in _RECEPTORS for k, x in ((1, "A"), (2, "B"))]
