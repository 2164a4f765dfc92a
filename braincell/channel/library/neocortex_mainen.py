"""The channels of the neocortical cells of Mainen & Sejnowski (1996)."""

from braincell.channel.gate import Gate
from braincell.channel.library.high_threshold_calcium import reuveni_gates
from braincell.channel.rate import Q10, Linoid, Sigmoid
from braincell.channel.templates import OhmicHH
from braincell.mech.mechanism import Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

MAINEN = Source("Mainen & Sejnowski (1996), Nature 382:363", 2488)
WARMER = Q10(2.3, 23.0)
"""Of the rates and, as the authors have it, of the conductances."""


@register_published
class Na_MainenSejnowski1996(OhmicHH):
    """Transient sodium channel."""

    source = MAINEN.mod("na.mod", "with its vshift of −10 mV")
    ion = "na"
    gbar = 0.1
    phi = WARMER
    gates = (
        Gate("m", 3, alpha=Linoid(0.182 * 9, -25, 9), beta=Linoid(0.124 * 9, -25, -9), phi=WARMER),
        Gate(
            "h",
            inf=Sigmoid(1.0, -55, -6.2),
            alpha=Linoid(0.024 * 5, -40, 5),
            beta=Linoid(0.0091 * 5, -65, -5),
            phi=WARMER,
        ),
    )


@register_published
class Kv_MainenSejnowski1996(OhmicHH):
    """Fast, non-inactivating potassium channel."""

    source = MAINEN.mod("kv.mod")
    ion = "k"
    gbar = 5e-4
    phi = WARMER
    gates = (Gate("n", alpha=Linoid(0.02 * 9, 25, 9), beta=Linoid(0.002 * 9, 25, -9), phi=WARMER),)


Km_MainenSejnowski1996 = register_published(
    Kv_MainenSejnowski1996.row(
        "Km_MainenSejnowski1996",
        MAINEN.mod("km.mod"),
        "Slow, muscarinic potassium channel.",
        gbar=1e-3,
        n_alpha_rate=0.001 * 9,
        n_alpha_midpoint=-30,
        n_beta_rate=0.001 * 9,
        n_beta_midpoint=-30,
    )
)


@register_published
class KCa_MainenSejnowski1996(OhmicHH):
    """Potassium channel that calcium opens."""

    source = MAINEN.mod("kca.mod")
    ion = "k"
    gbar = 1e-3
    phi = WARMER
    parameters = {"Ra": Parameter(0.01, "/ms/mM", scope="global", doc="rate of opening per concentration")}
    gates = (Gate("n", alpha=lambda cai, Ra: Ra * cai, beta=0.02, phi=WARMER),)


@register_published
class CaHVA_MainenSejnowski1996(OhmicHH):
    """High-threshold calcium channel: Reuveni et al. (1993)."""

    source = MAINEN.mod("ca.mod")
    ion = "ca"
    gbar = 1e-5
    phi = WARMER
    gates = reuveni_gates(WARMER)
