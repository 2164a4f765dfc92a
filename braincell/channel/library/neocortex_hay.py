"""The channels of the layer 5 pyramidal cell of Hay et al. (2011)."""

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.library.high_threshold_calcium import reuveni_gates
from braincell.channel.rate import Below, Exponential, Gaussian, Hill, Linoid, Sigmoid
from braincell.channel.templates import OhmicHH
from braincell.mech.registry import register_published
from braincell.mech.source import Source

HAY = Source("Hay et al. (2011), PLoS Comput. Biol. 7:e1002107", 139653)
PHI = 2.3 ** ((34 - 21) / 10)
"""How much faster than at 21 °C; the model has 34 °C built in."""


@register_published
class NaTa_t_Hay2011(OhmicHH):
    """Transient sodium channel of the axon: Colbert & Pan (2002)."""

    source = HAY.mod("NaTa_t.mod")
    ion = "na"
    gbar = 1e-5
    gates = (
        Gate("m", 3, alpha=Linoid(0.182 * 6, -38, 6), beta=Linoid(0.124 * 6, -38, -6), phi=PHI),
        Gate("h", alpha=Linoid(0.015 * 6, -66, -6), beta=Linoid(0.015 * 6, -66, 6), phi=PHI),
    )


NaTs2_t_Hay2011 = register_published(
    NaTa_t_Hay2011.row(
        "NaTs2_t_Hay2011",
        HAY.mod("NaTs2_t.mod"),
        "Transient sodium channel of the soma: that of the axon, 6 mV up.",
        m_alpha_midpoint=-32,
        m_beta_midpoint=-32,
        h_alpha_midpoint=-60,
        h_beta_midpoint=-60,
    )
)


@register_published
class Nap_Et2_Hay2011(OhmicHH):
    """Persistent sodium channel: Magistretti & Alonso (1999)."""

    source = HAY.mod("Nap_Et2.mod")
    ion = "na"
    gbar = 1e-5
    gates = (
        Gate(
            "m",
            3,
            inf=Sigmoid(1.0, -52.6, 4.6),
            tau=6 / (Linoid(0.182 * 6, -38, 6) + Linoid(0.124 * 6, -38, -6)),
            phi=PHI,
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -48.8, -10),
            alpha=Linoid(2.88e-6 * 4.63, -17, -4.63),
            beta=Linoid(6.94e-6 * 2.63, -64.4, 2.63),
            phi=PHI,
        ),
    )


@register_published
class K_Pst_Hay2011(OhmicHH):
    """Slow, persistent potassium channel: Korngreen & Sakmann (2000)."""

    source = HAY.mod("K_Pst.mod")
    ion = "k"
    gbar = 1e-5
    gates = (
        Gate(
            "m",
            2,
            inf=Sigmoid(1.0, -11, 12),
            tau=1.25 + Below(-60, Exponential(175.03, -10, 1 / 0.026), Exponential(13.0, -10, -1 / 0.026)),
            phi=PHI,
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -64, -11),
            tau=lambda v: 360 + (1010 + 24 * (v + 65)) * jnp.exp(-(((v + 85) / 48) ** 2)),
            phi=PHI,
        ),
    )


@register_published
class K_Tst_Hay2011(OhmicHH):
    """Fast, transient potassium channel: Korngreen & Sakmann (2000)."""

    source = HAY.mod("K_Tst.mod")
    ion = "k"
    gbar = 1e-5
    gates = (
        Gate("m", 4, inf=Sigmoid(1.0, -10, 19), tau=0.34 + Gaussian(0.92, -81, 59), phi=PHI),
        Gate("h", inf=Sigmoid(1.0, -76, -10), tau=8 + Gaussian(49.0, -83, 23), phi=PHI),
    )


@register_published
class SKv3_1_Hay2011(OhmicHH):
    """Shaw-related potassium channel: Rettig et al. (1992)."""

    source = HAY.mod("SKv3_1.mod")
    ion = "k"
    gbar = 1e-5
    gates = (Gate("m", inf=Sigmoid(1.0, 18.7, 9.7), tau=Sigmoid(0.2 * 20, -46.56, 44.14)),)


@register_published
class SK_E2_Hay2011(OhmicHH):
    """Small-conductance potassium channel, opened by calcium: Köhler et al. (1996)."""

    source = HAY.mod("SK_E2.mod")
    ion = "k"
    gbar = 1e-6
    gates = (Gate("z", inf=Hill(0.00043, 4.8), tau=1.0),)


@register_published
class Im_Hay2011(OhmicHH):
    """Muscarinic potassium channel: Adams et al. (1982)."""

    source = HAY.mod("Im.mod")
    ion = "k"
    gbar = 1e-5
    gates = (Gate("m", alpha=Exponential(3.3e-3, -35, 10), beta=Exponential(3.3e-3, -35, -10), phi=PHI),)


@register_published
class Ih_Hay2011(OhmicHH):
    """Hyperpolarization-activated cation channel: Kole et al. (2006)."""

    source = HAY.mod("Ih.mod")
    gbar = 1e-5
    e = -45.0
    gates = (Gate("m", alpha=Linoid(0.001 * 6.43 * 11.9, -154.9, -11.9), beta=Exponential(0.001 * 193, 0, 33.1)),)


@register_published
class Ca_HVA_Hay2011(OhmicHH):
    """High-threshold calcium channel: Reuveni et al. (1993)."""

    source = HAY.mod("Ca_HVA.mod")
    ion = "ca"
    gbar = 1e-5
    gates = reuveni_gates()


@register_published
class Ca_LVAst_Hay2011(OhmicHH):
    """Low-threshold calcium channel: Avery & Johnston (1996), Randall & Tsien (1997)."""

    source = HAY.mod("Ca_LVAst.mod")
    ion = "ca"
    gbar = 1e-5
    gates = (
        Gate("m", 2, inf=Sigmoid(1.0, -40, 6), tau=5 + Sigmoid(20.0, -35, -5), phi=PHI),
        Gate("h", inf=Sigmoid(1.0, -90, -6.4), tau=20 + Sigmoid(50.0, -50, -7), phi=PHI),
    )
