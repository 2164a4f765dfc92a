"""Channels of the Purkinje cell of Khaliq, Gouwens & Raman (2003)."""

import jax.numpy as jnp

from braincell.channel.gate import Gate, RateLike
from braincell.channel.library.resurgent_sodium import ResurgentSodium
from braincell.channel.rate import Below, Exponential, Gaussian, Hill, Sigmoid
from braincell.channel.templates import GHKHH, OhmicHH
from braincell.mech.registry import register_published
from braincell.mech.source import Source

KHALIQ = Source("Khaliq, Gouwens & Raman (2003), J. Neurosci. 23:4899", 48332)

Na_Khaliq2003 = register_published(
    ResurgentSodium.row(
        "Na_Khaliq2003",
        KHALIQ.mod("rsg.mod", "starts at rest, which the file's equations miss"),
        "Sodium channel with resurgent current.",
    )
)


def kfast_gates(inactivating: float, phi: RateLike = None) -> tuple[Gate, Gate]:
    """The gates m³h of the fast potassium channel of Khaliq et al. (2003)."""
    return (
        Gate(
            "m",
            3,
            inf=Sigmoid(1.0, -35, 15.4),
            tau=Below(
                -46,
                3000 * (3.4225e-5 + Exponential(0.00498, -11, 28.29)),
                0.12851 + 1000 / (Exponential(1.0, -111.7, 12.9) + Exponential(1.0, 45, -23.1)),
            ),
            phi=phi,
        ),
        Gate(
            "h",
            inf=0.31 + Sigmoid(inactivating, -16.802, -11.2),
            tau=Below(-11, 0.012202 + Gaussian(12.0, -67.3, 49.6), lambda v: 1.2 + 2.3 * jnp.exp(-0.141 * (v + 11))),
            phi=phi,
        ),
    )


@register_published
class Kfast_Khaliq2003(OhmicHH):
    """Fast, TEA-sensitive potassium channel."""

    source = KHALIQ.mod("kpkj.mod")
    ion = "k"
    gbar = 0.004
    gates = kfast_gates(inactivating=0.78)


@register_published
class Kmid_Khaliq2003(OhmicHH):
    """Potassium channel of middle speed and TEA sensitivity."""

    source = KHALIQ.mod("kpkj2.mod")
    ion = "k"
    gbar = 0.002
    gates = (
        Gate(
            "n",
            4,
            inf=Sigmoid(1.0, -35, 20.4),
            tau=Below(
                -31,
                0.688 + 1000 / (Exponential(1.0, -75.2, 6.5) + Exponential(1.0, 130.5, -34.8)),
                lambda v: 0.16 + 0.8 * jnp.exp(-0.0267 * (v + 11)),
            ),
        ),
    )


@register_published
class Kslow_Khaliq2003(OhmicHH):
    """Slow, TEA-insensitive potassium channel."""

    source = KHALIQ.mod("kpkjslow.mod")
    ion = "k"
    gbar = 0.004
    gates = (
        Gate(
            "n",
            4,
            inf=Sigmoid(1.0, -27.5, 18.4),
            tau=0.796 + 1000 / (Exponential(1.0, -84.2, 11.7) + Exponential(1.0, 295.7, -74.2)),
        ),
    )


@register_published
class BK_Khaliq2003(OhmicHH):
    """Large-conductance potassium channel, opened by voltage and calcium."""

    source = KHALIQ.mod("bkpkj.mod")
    ion = "k"
    gbar = 0.007
    gates = (
        Gate(
            "m",
            3,
            inf=Sigmoid(1.0, -33.9, 6.2),
            tau=0.505 + 1000 / (Exponential(1.0, 28.3, -10) + Exponential(1.0, -91.4, 10.1)),
        ),
        Gate("z", 2, inf=Hill(0.001, 1.0), tau=1.0),
        Gate(
            "h",
            inf=0.085 + Sigmoid(1 - 0.085, -37, -5.8),
            tau=1.9 + 1000 / (Exponential(1.0, 49.2, -12.9) + Exponential(1.0, -53.5, 5.2)),
        ),
    )


@register_published
class CaP_Khaliq2003(GHKHH):
    """P-type calcium channel."""

    source = KHALIQ.mod("cap.mod", "its flux is that of 22 °C, with rounded constants")
    ion = "ca"
    pbar = 5e-5
    flux_celsius = 22.0
    constants = (9.6485e4, 8.3145, 273.19)
    gates = (
        Gate(
            "m",
            inf=Sigmoid(1.0, -19, 5.5),
            tau=Below(-50, 0.26367 + Exponential(127.8, 0.0, 1 / 0.10327), 0.191 + Gaussian(3.76, -41.9, 27.8)),
        ),
    )


@register_published
class Ih_Khaliq2003(OhmicHH):
    """Hyperpolarization-activated cation channel."""

    source = KHALIQ.mod("ihpkj.mod")
    gbar = 1e-4
    e = -30.0
    gates = (Gate("n", inf=Sigmoid(1.0, -90.1, -9.9), tau=190 + Gaussian(720.0, -81.5, 11.9)),)


@register_published
class Leak_Khaliq2003(OhmicHH):
    """Leak of the Purkinje cell."""

    source = KHALIQ.mod("pkjlk.mod")
    gbar = 5e-5
    e = -60.0
    gates = ()
