"""Channels of the Purkinje cell of Masoli, Solinas & D'Angelo (2015), by their subunits."""

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.library.cerebellum_golgi import SK2_Solinas2007_Golgi
from braincell.channel.library.cerebellum_granule import KA_DAngelo2001_Granule, KIR_DAngelo2001_Granule
from braincell.channel.library.cerebellum_purkinje import Leak_Khaliq2003, kfast_gates
from braincell.channel.library.resurgent_sodium import ResurgentSodium
from braincell.channel.rate import Q10, Below, Constant, Exponential, Function, Gaussian, Sigmoid
from braincell.channel.templates import GHKHH, OhmicHH, OhmicMarkov, Transition
from braincell.ion.ghk import linoid
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS, nernst
from braincell.mech.mechanism import Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

MASOLI = Source("Masoli, Solinas & D'Angelo (2015), Front. Cell. Neurosci. 9:47", 229585)
_A_STEP_LATER = "its flux follows the voltage a step later"
_MODERN = (9.6485e4, 8.3145, 273.19)  # F, R and 0 °C as the files have them

Nav1_6_Masoli2015_Purkinje = register_published(
    ResurgentSodium.row(
        "Nav1_6_Masoli2015_Purkinje",
        MASOLI.mod("Nav16.mod", "starts at rest, which the file's equations miss"),
        "Sodium channel Nav1.6 with resurgent current.",
        gbar=0.016,
        speed_q10=3.0,
    )
)
Kv4_3_Masoli2015_Purkinje = register_published(
    KA_DAngelo2001_Granule.row("Kv4_3_Masoli2015_Purkinje", MASOLI.mod("Kv43.mod"), "A-type potassium channel Kv4.3.")
)
Kir2_3_Masoli2015_Purkinje = register_published(
    KIR_DAngelo2001_Granule.row("Kir2_3_Masoli2015_Purkinje", MASOLI.mod("Kir23.mod"), "Inward rectifier Kir2.3.")
)
Kca2_2_Masoli2015_Purkinje = register_published(
    SK2_Solinas2007_Golgi.row(
        "Kca2_2_Masoli2015_Purkinje",
        MASOLI.mod("Kca22.mod"),
        "Small-conductance potassium channel Kca2.2, opened by calcium: Hirschberg et al. (1998).",
    )
)
Leak_Masoli2015_Purkinje = register_published(
    Leak_Khaliq2003.row("Leak_Masoli2015_Purkinje", MASOLI.mod("Leak.mod"), gbar=3e-4, e=-80.0)
)


@register_published
class Kv1_1_Masoli2015_Purkinje(OhmicHH):
    """Low-threshold potassium channel Kv1.1: Akemann et al. (2009)."""

    source = MASOLI.mod("Kv11.mod", "without gating current")
    ion = "k"
    gbar = 0.004
    gates = (
        Gate(
            "n",
            4,
            alpha=Exponential(0.12889, -45, 33.90877),
            beta=Exponential(0.12889, -45, -12.42101),
            phi=Q10(2.7, 22.0),
        ),
    )


@register_published
class Kv1_5_Masoli2015_Purkinje(OhmicHH):
    """Ultrarapid potassium channel Kv1.5: after Feng et al. (1998)."""

    source = MASOLI.mod("Kv15.mod", "without its current of other cations")
    ion = "k"
    gbar = 0.13195e-3
    implicit = True
    gates = (
        Gate("g", inf=0.1 + Sigmoid(1.0, 15, 13)),
        Gate(
            "m",
            3,
            inf=Sigmoid(1.0, -30.3, 9.6),
            alpha=0.65 / (Exponential(1.0, -10, -8.5) + Exponential(1.0, 30, -59)),
            beta=0.65 / (2.5 + Exponential(1.0, -82, 17)),
            phi=3 * Q10(2.2, 37.0),
        ),
        Gate(
            "n",
            inf=0.25 + 1 / (1.35 + Exponential(1.0, -7, 14)),
            alpha=0.001 / (2.4 + Exponential(10.9, -90, -78)),
            beta=Exponential(0.001, 168, 16),
            phi=3 * Q10(2.2, 37.0),
        ),
        Gate("u", inf=0.1 + 1 / (1.1 + Exponential(1.0, -7, 14)), tau=6800.0),
    )


@register_published
class Kv3_3_Masoli2015_Purkinje(OhmicHH):
    """High-threshold potassium channel Kv3.3: Akemann et al. (2009)."""

    source = MASOLI.mod("Kv33.mod", "without gating current")
    ion = "k"
    gbar = 0.005
    gates = (Gate("n", 4, alpha=Exponential(0.22, -16, 26.5), beta=Exponential(0.22, -16, -26.5), phi=Q10(2.7, 22.0)),)


@register_published
class Kv3_4_Masoli2015_Purkinje(OhmicHH):
    """Fast, TEA-sensitive potassium channel Kv3.4: Khaliq et al. (2003)."""

    source = MASOLI.mod("Kv34.mod")
    ion = "k"
    gbar = 0.004
    gates = kfast_gates(inactivating=0.69, phi=Q10(3.0, 37.0))


_UP = Function(lambda v, celsius, Qo: jnp.exp(1e-3 * Qo * FARADAY * v / GAS_CONSTANT / (ZERO_CELSIUS + celsius)))
_DOWN = Function(lambda v, celsius, Qc: jnp.exp(1e-3 * Qc * FARADAY * v / GAS_CONSTANT / (ZERO_CELSIUS + celsius)))


def _binding(name: str, dissociation: Function) -> tuple[Transition, ...]:
    """Four calcium ions bind one after the other, `name`0 to `name`4."""
    on = Function(lambda cai, k_on: cai * k_on)
    return tuple(Transition(f"{name}{k}", f"{name}{k + 1}", (4 - k) * on, (k + 1) * dissociation) for k in range(4))


def _per_ms(values: dict[str, float], doc: str) -> dict[str, Parameter]:
    return {name: Parameter(value, "/ms", scope="global", doc=doc) for name, value in values.items()}


@register_published
class Kca1_1_Masoli2015_Purkinje(OhmicMarkov):
    """Large-conductance potassium channel Kca1.1, opened by voltage and calcium: Cox et al. (1997)."""

    source = MASOLI.mod("Kca11.mod")
    ion = "k"
    gbar = 0.01
    speed = Q10(3.0, 23.0)
    open = {f"O{k}": 1.0 for k in range(5)}
    parameters = {
        "Qo": Parameter(0.73, scope="global", doc="charges that opening moves"),
        "Qc": Parameter(-0.67, scope="global", doc="charges that closing moves"),
        "k_on": Parameter(1e3, "/ms mM", scope="global", doc="binding of calcium"),
        "Kc": Parameter(0.011, "mM", scope="global", doc="dissociation constant of closed channels"),
        "Ko": Parameter(0.0011, "mM", scope="global", doc="dissociation constant of open channels"),
        **_per_ms({"pf0": 2.39e-3, "pf1": 7e-3, "pf2": 0.04, "pf3": 0.295, "pf4": 0.557}, "opening at 0 mV"),
        **_per_ms({"pb0": 3.936, "pb1": 1.152, "pb2": 0.659, "pb3": 0.486, "pb4": 0.092}, "closing at 0 mV"),
    }
    transitions = (
        *_binding("C", Function(lambda k_on, Kc: Kc * k_on)),
        *_binding("O", Function(lambda k_on, Ko: Ko * k_on)),
        *(Transition(f"C{k}", f"O{k}", Constant(f"pf{k}") * _UP, Constant(f"pb{k}") * _DOWN) for k in range(5)),
    )


@register_published
class Kca3_1_Masoli2015_Purkinje(OhmicHH):
    """Intermediate-conductance potassium channel Kca3.1, opened by calcium: Bhalla & Bower (1993)."""

    source = MASOLI.mod("Kca31.mod", "its temperature dependence has no effect")
    ion = "k"
    gbar = 0.12
    gates = (
        Gate(
            "Y",
            alpha=Exponential(1.0, -70, 27)
            * Function(lambda cai: 500 * 0.0013 * linoid((jnp.minimum(cai, 0.01) - 0.015) / 0.0013)),
            beta=0.05,
        ),
    )


@register_published
class Cav2_1_Masoli2015_Purkinje(GHKHH):
    """P-type calcium channel Cav2.1: Anwar et al. (2010), after Swensen & Bean (2005)."""

    source = MASOLI.mod("Cav2_1.mod", _A_STEP_LATER)
    ion = "ca"
    pbar = 2.2e-4
    constants = _MODERN
    gates = (
        Gate(
            "m",
            3,
            inf=Sigmoid(1.0, -29.458, 8.429),
            tau=Below(-40, Exponential(0.6923, 0, 1089.372), 0.2702 + Gaussian(1.1622, -26.798, 164.19**0.5)),
            phi=Q10(3.0, 23.0),
        ),
    )


@register_published
class Cav3_1_Masoli2015_Purkinje(GHKHH):
    """Low-threshold calcium channel Cav3.1: Anwar et al. (2010), after Iftinca et al. (2006)."""

    source = MASOLI.mod("Cav3_1.mod", _A_STEP_LATER)
    ion = "ca"
    pbar = 2.5e-4
    constants = _MODERN
    gates = (
        Gate(
            "m",
            2,
            inf=Sigmoid(1.0, -52, 5),
            tau=Below(-90, 1.0, (1 + 1 / (Exponential(1.0, -40, 9) + Exponential(1.0, -102, -18))) / Q10(3.0, 37.0)),
        ),
        Gate("h", inf=Sigmoid(1.0, -72, -7), tau=15 + Exponential(1.0, -32, -7), phi=Q10(3.0, 37.0)),
    )


@register_published
class Cav3_2_Masoli2015_Purkinje(OhmicHH):
    """Low-threshold calcium channel Cav3.2: Vitko et al. (2005)."""

    source = MASOLI.mod("Cav3_2.mod", "at 36 °C")
    ion = "ca"
    gbar = 8e-4
    e = Function(lambda cai, cao, celsius: nernst(cai, cao, 2, celsius))
    gates = (
        Gate(
            "m",
            2,
            inf=Sigmoid(1.0, -54.8, 7.4),
            tau=(1.9 + 1 / (Exponential(1.0, -37, 11.9) + Exponential(1.0, -131.6, -21))) / 5**1.2,
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -85.5, -7.18),
            tau=13.7 + (1942 + Exponential(1.0, -164, 9.2)) * Sigmoid(1.0, -89.3, -3.7) / 3**1.2,
        ),
    )


@register_published
class Cav3_3_Masoli2015_Purkinje(GHKHH):
    """Low-threshold calcium channel Cav3.3: Xu & Clancy (2008)."""

    source = MASOLI.mod("Cav3_3.mod", "with gCav3_3bar times pcabar for `pbar`; " + _A_STEP_LATER)
    ion = "ca"
    pbar = 1e-9
    constants = (96520, 8.3134, 273.14)
    gates = (
        Gate(
            "n",
            2,
            inf=Sigmoid(1.0, -41.5, 6.2),
            tau=Below(-60, Exponential(0.875, -120, 41), 7.2 + Exponential(0.02, 0, -14.7)),
            phi=Q10(2.3, 28.0),
        ),
        Gate(
            "l",
            inf=Sigmoid(1.0, -69.8, -6.1),
            tau=Below(-60, 260.0, 79.5 + Exponential(2.0, 0, -9.3)),
            phi=Q10(2.3, 28.0),
        ),
    )


@register_published
class HCN1_Masoli2015_Purkinje(OhmicHH):
    """Hyperpolarization-activated cation channel HCN1: Angelo et al. (2007)."""

    source = MASOLI.mod("HCN1_Angeloetal2007.mod", "with the reversal potential that its script sets")
    gbar = 1e-4
    e = -34.4
    gates = (
        Gate(
            "h",
            inf=Sigmoid(1.0, -99.6, -9.67),
            tau=1 / (0.0018 * (Exponential(1.0, -77.3, -22) + Exponential(1.0, -77.3, 7.14))),
            phi=Q10(3.0, 37.0),
        ),
    )
