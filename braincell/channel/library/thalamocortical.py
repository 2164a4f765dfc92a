"""Channels of thalamic and cortical cells by Destexhe, Huguenard, McCormick, Pospischil and colleagues."""

from typing import Any

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.library.high_threshold_calcium import reuveni_gates
from braincell.channel.rate import Q10, Below, Constant, Exponential, Function, Hill, Sigmoid
from braincell.channel.templates import GHKHH, OhmicHH, OhmicMarkov, Transition
from braincell.ion.ghk import linoid
from braincell.ion.nernst import nernst
from braincell.mech.mechanism import Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

POSPISCHIL = Source("Pospischil et al. (2008), Biol. Cybern. 99:427", 123623)
DESTEXHE1994 = Source("Destexhe et al. (1994), J. Neurophysiol. 72:803", 3670)
DESTEXHE1996 = Source("Destexhe et al. (1996), J. Neurophysiol. 76:2049", 3343)
HM1992 = Source("Huguenard & McCormick (1992), J. Neurophysiol. 68:1373", 279)
_AT_REST = "the file starts its gates at 0"
_NERNST = Function(lambda cai, cao, celsius: nernst(cai, cao, 2, celsius))
_THRESHOLD = {"vtraub": Parameter(-63.0, "mV", doc="shift of the threshold")}
_TRAUB = Q10(3.0, 36.0)


@register_published
class Na_Pospischil2008(OhmicHH):
    """Transient sodium channel of Traub & Miles (1991)."""

    source = POSPISCHIL.mod("HH_traub.mod", _AT_REST)
    ion = "na"
    gbar = 0.003
    parameters = _THRESHOLD
    gates = (
        Gate(
            "m",
            3,
            alpha=lambda v, vtraub: 0.32 * 4 * linoid((v - vtraub - 13) / 4),
            beta=lambda v, vtraub: 0.28 * 5 * linoid(-(v - vtraub - 40) / 5),
            phi=_TRAUB,
            start=0.0,
        ),
        Gate(
            "h",
            alpha=lambda v, vtraub: 0.128 * jnp.exp((17 - (v - vtraub)) / 18),
            beta=lambda v, vtraub: 4 / (1 + jnp.exp((40 - (v - vtraub)) / 5)),
            phi=_TRAUB,
            start=0.0,
        ),
    )


@register_published
class Kd_Pospischil2008(OhmicHH):
    """Delayed rectifier of Traub & Miles (1991)."""

    source = POSPISCHIL.mod("HH_traub.mod", _AT_REST)
    ion = "k"
    gbar = 0.005
    parameters = _THRESHOLD
    gates = (
        Gate(
            "n",
            4,
            alpha=lambda v, vtraub: 0.032 * 5 * linoid((v - vtraub - 15) / 5),
            beta=lambda v, vtraub: 0.5 * jnp.exp((10 - (v - vtraub)) / 40),
            phi=_TRAUB,
            start=0.0,
        ),
    )


_RETICULAR = DESTEXHE1994.mod("HH2.mod", _AT_REST)
Na_Destexhe1994_RE = register_published(Na_Pospischil2008.row("Na_Destexhe1994_RE", _RETICULAR, gbar=0.1, vtraub=-55))
Kd_Destexhe1994_RE = register_published(Kd_Pospischil2008.row("Kd_Destexhe1994_RE", _RETICULAR, gbar=0.01, vtraub=-55))


@register_published
class IM_Pospischil2008(OhmicHH):
    """Slow potassium channel of the M current: Yamada et al. (1989)."""

    source = POSPISCHIL.mod("IM_cortex.mod", _AT_REST)
    ion = "k"
    gbar = 1e-6
    parameters = {"taumax": Parameter(1000.0, "ms", scope="global", doc="scale of the time constant")}
    gates = (
        Gate(
            "m",
            inf=Sigmoid(1.0, -35, 10),
            tau=Constant("taumax") / (Exponential(3.3, -35, 20) + Exponential(1.0, -35, -20)),
            phi=Q10(2.3, 36.0),
            start=0.0,
        ),
    )


@register_published
class IL_Pospischil2008(OhmicHH):
    """High-threshold calcium channel: Reuveni et al. (1993)."""

    source = POSPISCHIL.mod("IL_gutnick.mod", _AT_REST + "; its reversal potential is that of 0.24 µM inside")
    ion = "ca"
    gbar = 1e-4
    e = Function(lambda celsius: nernst(2.4e-4, 2.0, 2, celsius))
    gates = reuveni_gates(start=0.0)


@register_published
class IT_Pospischil2008(OhmicHH):
    """Low-threshold calcium channel with instantaneous activation: Destexhe et al. (1996)."""

    source = POSPISCHIL.mod("IT_huguenard.mod", _AT_REST + "; its activation follows a step later")
    ion = "ca"
    gbar = 0.002
    e = _NERNST
    gates = (
        Gate("m", 2, inf=Sigmoid(1.0, -59, 6.2)),
        Gate(
            "h",
            inf=Sigmoid(1.0, -83, -4),
            tau=30.8 + (211.4 + Exponential(1.0, -115.2, 5)) * Sigmoid(1.0, -86, -3.2),
            phi=Q10(3.0, 24.0),
            start=0.0,
        ),
    )


@register_published
class CaT_Destexhe1994_RE(OhmicHH):
    """Low-threshold calcium channel of reticular cells: Huguenard & Prince (1992)."""

    source = DESTEXHE1994.mod("IT2.mod")
    ion = "ca"
    gbar = 0.00175
    e = _NERNST
    gates = (
        Gate(
            "m",
            2,
            inf=Sigmoid(1.0, -52, 7.4),
            tau=3 + 1 / (Exponential(1.0, -27, 10) + Exponential(1.0, -102, -15)),
            phi=Q10(5.0, 24.0),
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -80, -5),
            tau=85 + 1 / (Exponential(1.0, -48, 4) + Exponential(1.0, -407, -50)),
            phi=Q10(3.0, 24.0),
        ),
    )


def _bound(beta: float, cac: float) -> tuple[dict[str, Parameter], tuple[Gate]]:
    """Two calcium ions bind: their rate is beta (cai/cac)² [1/ms], and that of leaving beta."""
    parameters = {
        "beta": Parameter(beta, "/ms", scope="global", doc="rate of closing"),
        "cac": Parameter(cac, "mM", scope="global", doc="concentration of half activation"),
    }
    gate = Gate(
        "m",
        2,
        inf=Hill("cac", 2.0),
        tau=lambda cai, beta, cac: 1 / (beta * (1 + (cai / cac) ** 2)),
        phi=Q10(3.0, 22.0),
        tau_min=0.1,
    )
    return parameters, (gate,)


@register_published
class KAHP_Destexhe1994_RE(OhmicHH):
    """Slow potassium channel that calcium opens."""

    source = DESTEXHE1994.mod("IAHP.mod")
    ion = "k"
    gbar = 0.01
    parameters, gates = _bound(beta=0.03, cac=0.025)


@register_published
class CAN_Destexhe1994_RE(OhmicHH):
    """Slow cation channel that calcium opens."""

    source = DESTEXHE1994.mod("ICAN.mod", "the file gives its current an ion of its own")
    gbar = 0.00025
    e = -20.0
    parameters, gates = _bound(beta=0.002, cac=0.01)


@register_published
class CaT_HM1992(GHKHH):
    """Low-threshold calcium channel of thalamic relay cells."""

    source = HM1992.mod("ITGHK.mod", "as in Destexhe et al. (1998)")
    ion = "ca"
    pbar = 2e-4
    gates = (
        Gate(
            "m",
            2,
            inf=Sigmoid(1.0, -59, 6.2),
            tau=0.612 + 1 / (Exponential(1.0, -134, -16.7) + Exponential(1.0, -18.8, 18.2)),
            phi=Q10(5.0, 24.0),
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -83, -4),
            tau=Below(-82, Exponential(1.0, -469, 66.6), 28 + Exponential(1.0, -24, -10.5)),
            phi=Q10(3.0, 24.0),
        ),
    )


IT_Destexhe1996_TC = register_published(
    IT_Pospischil2008.row(
        "IT_Destexhe1996_TC",
        DESTEXHE1996.mod("IT.mod", _AT_REST + "; its activation follows a step later"),
        "Low-threshold calcium channel of relay cells, with instantaneous activation.",
    )
)
CaT_Destexhe1996_RE = register_published(
    CaT_Destexhe1994_RE.row(
        "CaT_Destexhe1996_RE",
        DESTEXHE1996.mod("IT2.mod", "without its shift by screening charge"),
        gbar=0.003,
        m_inf_midpoint=-50,
        m_tau_1_midpoint=-25,
        m_tau_2_midpoint=-100,
        m_phi_q10=2.5,
        h_inf_midpoint=-78,
        h_tau_1_midpoint=-46,
        h_tau_2_midpoint=-405,
        h_phi_q10=2.5,
    )
)


def _ih_inf(v: Any, shift: Any) -> Any:
    return 1 / (1 + jnp.exp((v + 75 - shift) / 5.5))


def _ih_speed(v: Any, celsius: Any, shift: Any, taum: Any) -> Any:
    bell = 1000 / (jnp.exp((v + 71.5 - shift) / 14.2) + jnp.exp(-(v + 89 - shift) / 11.6))
    return 3.0 ** ((celsius - 36) / 10) / (taum + bell)


@register_published
class Ih_Destexhe1996_TC(OhmicMarkov):
    """Cation channel of relay cells, opened by hyperpolarization and kept open by a calcium-binding protein."""

    source = DESTEXHE1996.mod("Ih.mod", "the file gives its current an ion of its own")
    gbar = 2e-5
    e = -40.0
    open = {"o1": 1.0, "o2": 2.0}
    starts = {"c1": 1.0, "p0": 1.0}
    parameters = {
        "shift": Parameter(0.0, "mV", scope="global", doc="of the voltage dependence"),
        "taum": Parameter(20.0, "ms", scope="global", doc="the least time constant, at 36 °C"),
        "cac": Parameter(0.002, "mM", scope="global", doc="calcium that half of the protein binds"),
        "k2": Parameter(0.0004, "/ms", scope="global", doc="rate at which the protein loses its calcium"),
        "Pc": Parameter(0.01, scope="global", doc="share of the protein that half of the open channels bind"),
        "k4": Parameter(0.001, "/ms", scope="global", doc="rate at which channels lose the protein"),
    }
    transitions = (
        Transition(
            "c1",
            "o1",
            Function(_ih_inf) * Function(_ih_speed),
            Function(lambda v, shift: 1 - _ih_inf(v, shift)) * Function(_ih_speed),
        ),
        Transition("p0", "p1", lambda cai, cac, k2: k2 * (cai / cac) ** 4, "k2"),
        Transition("o1", "o2", lambda p1, Pc, k4: k4 * (p1 / Pc), "k4"),
    )
