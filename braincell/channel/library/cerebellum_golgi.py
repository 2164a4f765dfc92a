"""Channels of the cerebellar Golgi cell of Solinas et al. (2007)."""

from typing import Any

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.library.cerebellum_granule import (
    CaHVA_DAngelo2001_Granule,
    KA_DAngelo2001_Granule,
    KCa_DAngelo2001_Granule,
    KM_DAngelo2001_Granule,
    KV_DAngelo2001_Granule,
)
from braincell.channel.library.thalamocortical import CaT_Destexhe1994_RE
from braincell.channel.rate import Q10, Exponential, Linoid, Sigmoid
from braincell.channel.templates import OhmicHH, OhmicMarkov, Transition
from braincell.mech.mechanism import Instances, Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

SOLINAS = Source("Solinas et al. (2007), Front. Cell. Neurosci. 1:2", 112685)
# Numbers with more than six digits in the files are rounded to six, as NEURON reads them.

KV_Solinas2007_Golgi = register_published(
    KV_DAngelo2001_Granule.row(
        "KV_Solinas2007_Golgi",
        SOLINAS.mod("Golgi_KV.mod"),
        gbar=0.032,
        n_alpha_midpoint=-26,
        n_beta_midpoint=-36,
    )
)
KA_Solinas2007_Golgi = register_published(
    KA_DAngelo2001_Granule.row("KA_Solinas2007_Golgi", SOLINAS.mod("Golgi_KA.mod"), gbar=0.008)
)
KM_Solinas2007_Golgi = register_published(
    KM_DAngelo2001_Granule.row("KM_Solinas2007_Golgi", SOLINAS.mod("Golgi_KM.mod"), gbar=0.001)
)
BK_Solinas2007_Golgi = register_published(
    KCa_DAngelo2001_Granule.row("BK_Solinas2007_Golgi", SOLINAS.mod("Golgi_BK.mod"), opening=7.0, closing=1.0)
)
CaHVA_Solinas2007_Golgi = register_published(
    CaHVA_DAngelo2001_Granule.row("CaHVA_Solinas2007_Golgi", SOLINAS.mod("Golgi_Ca_HVA.mod"))
)
CaLVA_Solinas2007_Golgi = register_published(
    CaT_Destexhe1994_RE.row(
        "CaLVA_Solinas2007_Golgi",
        SOLINAS.mod("Golgi_Ca_LVA.mod", "the file keeps this calcium apart, as an ion of its own"),
        "Low-threshold calcium channel.",
        gbar=2.5e-4,
    )
)


@register_published
class Na_Solinas2007_Golgi(OhmicHH):
    """Transient sodium channel."""

    source = SOLINAS.mod("Golgi_Na.mod")
    ion = "na"
    gbar = 0.048
    implicit = True
    gates = (
        Gate("m", 3, alpha=Linoid(3.0, -25, 10), beta=Exponential(12.0, -50, -18.182), phi=Q10(3.0, 20.0)),
        Gate("h", alpha=Exponential(0.21, -50, -3.333), beta=Sigmoid(3.0, -17, 5), phi=Q10(3.0, 20.0)),
    )


@register_published
class NaP_Solinas2007_Golgi(OhmicHH):
    """Persistent sodium channel."""

    source = SOLINAS.mod("Golgi_NaP.mod")
    ion = "na"
    gbar = 0.00019
    implicit = True
    gates = (
        Gate(
            "m",
            inf=Sigmoid(1.0, -43, 5),
            tau=5 / (Linoid(0.91 * 5, -40, 5) + Linoid(0.62 * 5, -40, -5)),
            phi=Q10(3.0, 30.0),
        ),
    )


@register_published
class NaR_Solinas2007_Golgi(OhmicHH):
    """Sodium channel with resurgent current, by two gates."""

    source = SOLINAS.mod("Golgi_NaR.mod")
    ion = "na"
    gbar = 0.0017
    implicit = True
    gates = (
        Gate(
            "s",
            alpha=0.00008 + Linoid(0.00493 * 6.81881, 4.48754, 6.81881),
            beta=0.04752 + Linoid(0.01558 * 0.10818, -43.9749, -0.10818),
            phi=Q10(3.0, 20.0),
        ),
        Gate(
            "f",
            alpha=Exponential(0.31836, -80, -62.5262),
            beta=Exponential(0.01014, -83.3332, 16.0538),
            phi=Q10(3.0, 20.0),
        ),
    )


@register_published
class SK2_Solinas2007_Golgi(OhmicMarkov):
    """Small-conductance potassium channel, opened by calcium: Hirschberg et al. (1998)."""

    source = SOLINAS.mod("Golgi_SK2.mod")
    ion = "k"
    gbar = 0.038
    speed = Q10(3.0, 23.0)
    open = {"o1": 1.0, "o2": 1.0}
    parameters = {"diff": Parameter(3.0, scope="global", doc="how much less calcium there is than in the shell")}
    transitions = (
        Transition("c1", "c2", lambda cai, diff: 200.0 * cai / diff, 0.08),
        Transition("c2", "c3", lambda cai, diff: 160.0 * cai / diff, 0.08),
        Transition("c3", "c4", lambda cai, diff: 80.0 * cai / diff, 0.2),
        Transition("c4", "o2", 1.2, 0.1),
        Transition("c3", "o1", 0.16, 1.0),
    )


class _TwoSpeeds(OhmicHH):
    """A cation channel of which a share opens and closes fast and the rest slowly: Santoro et al. (2000)."""

    @classmethod
    def open_fraction(cls, s: Instances) -> Any:
        return s.o_fast + s.o_slow


def _hcn2_share(v: Any) -> Any:
    return jnp.where(v >= -64.7, 0.0, jnp.where(v <= -108.7, 1.0, -0.0227 * v - 1.4694))


@register_published
class HCN1_Solinas2007_Golgi(_TwoSpeeds):
    """Hyperpolarization-activated cation channel HCN1."""

    source = SOLINAS.mod("Golgi_hcn1.mod")
    gbar = 5e-5
    e = -20.0
    parameters = {"Ehalf": Parameter(-72.49, "mV", scope="global")}
    gates = (
        Gate(
            "o_fast",
            inf=lambda v, Ehalf: (0.002096 * v + 0.97596) / (1 + jnp.exp((v - Ehalf) * 0.11305)),
            tau=lambda v: jnp.exp((0.01371 * v + 3.368) * 2.30259),
        ),
        Gate(
            "o_slow",
            inf=lambda v, Ehalf: (1 - (0.002096 * v + 0.97596)) / (1 + jnp.exp((v - Ehalf) * 0.11305)),
            tau=lambda v: jnp.exp((0.01451 * v + 4.056) * 2.30259),
        ),
    )


@register_published
class HCN2_Solinas2007_Golgi(_TwoSpeeds):
    """Hyperpolarization-activated cation channel HCN2."""

    source = SOLINAS.mod("Golgi_hcn2.mod")
    gbar = 8e-5
    e = -20.0
    parameters = {"Ehalf": Parameter(-81.95, "mV", scope="global")}
    gates = (
        Gate(
            "o_fast",
            inf=lambda v, Ehalf: _hcn2_share(v) / (1 + jnp.exp((v - Ehalf) * 0.1661)),
            tau=lambda v: jnp.exp((0.0269 * v + 5.6111) * 2.3026),
        ),
        Gate(
            "o_slow",
            inf=lambda v, Ehalf: (1 - _hcn2_share(v)) / (1 + jnp.exp((v - Ehalf) * 0.1661)),
            tau=lambda v: jnp.exp((0.0152 * v + 5.2944) * 2.3026),
        ),
    )
