"""Channels of the cerebellar granule cell of D'Angelo et al. (2001)."""

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.library.resurgent_sodium import ALPHA, RESURGENT, ResurgentSodium
from braincell.channel.rate import Q10, Constant, Exponential, Linoid, Rate, Sigmoid
from braincell.channel.templates import OhmicHH, Transition
from braincell.mech.mechanism import Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

DANGELO = Source("D'Angelo et al. (2001), J. Neurosci. 21:759", 116835)
DIWAKAR = Source("Diwakar et al. (2009), J. Neurophysiol. 101:519", 116835)
MASOLI2020 = Source("Masoli et al. (2020), Commun. Biol. 3:222", 265584)
# Numbers with more than six digits in the files are rounded to six, as NEURON reads them.

Na_Diwakar2009_Granule = register_published(
    ResurgentSodium.row(
        "Na_Diwakar2009_Granule",
        DIWAKAR.mod("GRC_NA.mod", "starts with all channels in C1"),
        "Sodium channel with resurgent current.",
        starts={"C1": 1.0},
        gbar=0.013,
        speed_q10=3.0,
        speed_reference=20.0,
        alpha=353.91,
        x_alpha=13.99,
        beta=1.272,
        x_beta=-13.99,
        zeta=0.0201,
        x_zeta=-25.0,
        n1=5.422,
        n2=3.279,
        n3=1.83,
        n4=0.738,
    )
)


def _guard(closed: str, guarded: str, on: Rate | float = 1.0, off: Rate | float = 1.0) -> Transition:
    return Transition(closed, guarded, Constant("Lon") * on, Constant("Loff") * off)


_FASTER, _SLOWER = Constant("c"), Constant("d")


@register_published
class NaFHF_Masoli2020_Granule(Na_Diwakar2009_Granule):
    """Sodium channel with resurgent current and the slow inactivation by FHF, to states L3–L6."""

    source = MASOLI2020.mod("GRC_NA_FHF.mod", "starts with all channels in C1")
    parameters = {
        "Con": Parameter(0.025, "/ms", scope="global", doc="inactivation of closed states"),
        "Ooff": Parameter(0.002, "/ms", scope="global", doc="recovery of the open state"),
        "Lon": Parameter(0.001, "/ms", scope="global", doc="slow inactivation of C3"),
        "Loff": Parameter(0.5, "/ms", scope="global", doc="recovery to C3"),
        "c": Parameter(20.0, scope="global", doc="how much faster it is for each step of activation"),
        "d": Parameter(0.075, scope="global", doc="how much slower recovery is for each step of activation"),
    }
    transitions = (
        *RESURGENT,
        Transition("L3", "L4", Constant("n3") * ALPHA * _FASTER, Constant("n2") * ALPHA * _SLOWER),
        Transition("L4", "L5", Constant("n4") * ALPHA * _FASTER, Constant("n1") * ALPHA * _SLOWER),
        Transition("L5", "L6", "gamma", "delta"),
        _guard("C3", "L3"),
        _guard("C4", "L4", _FASTER, _SLOWER),
        _guard("C5", "L5", _FASTER * _FASTER, _SLOWER * _SLOWER),
        _guard("O", "L6", _FASTER * _FASTER, _SLOWER * _SLOWER),
    )


@register_published
class Kv2_2_Masoli2020_Granule(OhmicHH):
    """Slow potassium channel Kv2.2."""

    source = MASOLI2020.mod("Kv22.mod")
    ion = "k"
    gbar = 1e-5
    gates = (
        Gate("m", inf=Sigmoid(1.0, 5, 12), tau=Sigmoid(130.0, -46.56, 44.14)),
        Gate("h", inf=Sigmoid(1.0, -16.3, -4.8), tau=Sigmoid(10000.0, -46.56, 44.14)),
    )


@register_published
class KV_DAngelo2001_Granule(OhmicHH):
    """Delayed rectifier."""

    source = DANGELO.mod("GRC_KV.mod")
    ion = "k"
    gbar = 0.003
    implicit = True
    gates = (Gate("n", 4, alpha=Linoid(0.1, -25, 10), beta=Exponential(0.125, -35, -80), phi=Q10(3.0, 6.3)),)


@register_published
class KA_DAngelo2001_Granule(OhmicHH):
    """A-type potassium channel."""

    source = DANGELO.mod("GRC_KA.mod")
    ion = "k"
    gbar = 0.0032
    implicit = True
    gates = (
        Gate(
            "a",
            3,
            inf=Sigmoid(1.0, -38, 17),
            alpha=Sigmoid(0.8147, -9.17203, 23.3271),
            beta=Exponential(0.1655, -18.2791, -19.4718),
            phi=Q10(3.0, 25.5),
        ),
        Gate(
            "b",
            inf=Sigmoid(1.0, -78.8, -8.4),
            alpha=Sigmoid(0.0368, -111.332, -12.8433),
            beta=Sigmoid(0.0345, -49.9537, 8.90123),
            phi=Q10(3.0, 25.5),
        ),
    )


@register_published
class KM_DAngelo2001_Granule(OhmicHH):
    """Slow potassium channel."""

    source = DANGELO.mod("GRC_KM.mod")
    ion = "k"
    gbar = 0.00025
    implicit = True
    gates = (
        Gate(
            "n",
            inf=Sigmoid(1.0, -35, 6),
            alpha=Exponential(0.0033, -30, 40),
            beta=Exponential(0.0033, -30, -20),
            phi=Q10(3.0, 22.0),
        ),
    )


@register_published
class KIR_DAngelo2001_Granule(OhmicHH):
    """Inward rectifier."""

    source = DANGELO.mod("GRC_KIR.mod")
    ion = "k"
    gbar = 0.0009
    implicit = True
    gates = (
        Gate(
            "d",
            alpha=Exponential(0.13289, -83.94, -24.3902),
            beta=Exponential(0.16994, -83.94, 35.714),
            phi=Q10(3.0, 20.0),
        ),
    )


@register_published
class KCa_DAngelo2001_Granule(OhmicHH):
    """Large-conductance potassium channel, opened by voltage and calcium: Moczydlowski & Latorre (1983)."""

    source = DANGELO.mod("GRC_KCA.mod")
    ion = "k"
    gbar = 0.003
    implicit = True
    parameters = {
        "opening": Parameter(2.5, "/ms", scope="global"),
        "closing": Parameter(1.5, "/ms", scope="global"),
        "b_opening": Parameter(1.5e-3, "mM", scope="global"),
        "b_closing": Parameter(0.15e-3, "mM", scope="global"),
    }
    gates = (
        Gate(
            "c",
            alpha=lambda v, cai, opening, b_opening: opening / (1 + b_opening * jnp.exp(v / -11.765) / cai),
            beta=lambda v, cai, closing, b_closing: closing / (1 + cai / (b_closing * jnp.exp(v / -11.765))),
            phi=Q10(3.0, 30.0),
        ),
    )


@register_published
class CaHVA_DAngelo2001_Granule(OhmicHH):
    """High-threshold calcium channel."""

    source = DANGELO.mod("GRC_CA.mod")
    ion = "ca"
    gbar = 0.00046
    implicit = True
    gates = (
        Gate(
            "s",
            2,
            alpha=Exponential(0.04944, -29.06, 15.873),
            beta=Exponential(0.08298, -18.66, -25.641),
            phi=Q10(3.0, 20.0),
        ),
        Gate(
            "u",
            alpha=Exponential(0.0013, -48, -18.183),
            beta=Exponential(0.0013, -48, 83.33),
            phi=Q10(3.0, 20.0),
        ),
    )


@register_published
class Leak_DAngelo2001_Granule(OhmicHH):
    """Leak of the granule cell."""

    source = DANGELO.mod("GRC_LKG1.mod")
    gbar = 5.68e-5
    e = -16.5
    gates = ()


LeakGABA_DAngelo2001_Granule = register_published(
    Leak_DAngelo2001_Granule.row(
        "LeakGABA_DAngelo2001_Granule",
        DANGELO.mod("GRC_LKG2.mod"),
        "Tonic GABA-A conductance of the granule cell.",
        gbar=3e-5,
        e=-65.0,
    )
)
