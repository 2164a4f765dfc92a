"""Channels of the thalamocortical column of Traub et al. (2005)."""

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.rate import Below, Exponential, Linoid, Sigmoid
from braincell.channel.templates import OhmicHH
from braincell.mech.registry import register_published
from braincell.mech.source import Source

TRAUB = Source("Traub et al. (2005), J. Neurophysiol. 93:2194", 82894)
_FROM_0 = "the file starts m at 0 and has no default conductance"


def _peaked(midpoint: float) -> Below:
    """The time constant of a fast sodium gate, longest at its `midpoint`."""
    return Below(midpoint, 0.025 + Exponential(0.14, midpoint, 10), 0.02 + Exponential(0.145, midpoint, -10))


@register_published
class NaF_Traub2005(OhmicHH):
    """Transient sodium channel of pyramidal cells."""

    source = TRAUB.mod("naf.mod", _FROM_0)
    ion = "na"
    gates = (
        Gate("m", 3, inf=Sigmoid(1.0, -38, 10), tau=_peaked(-30), start=0.0),
        Gate("h", inf=Sigmoid(1.0, -62.9, -10.7), tau=0.15 + Sigmoid(1.15, -37, -15)),
    )


@register_published
class NaP_Traub2005(OhmicHH):
    """Persistent sodium channel."""

    source = TRAUB.mod("nap.mod", _FROM_0)
    ion = "na"
    gates = (Gate("m", inf=Sigmoid(1.0, -48, 10), tau=_peaked(-40), start=0.0),)


@register_published
class KDR_Traub2005(OhmicHH):
    """Delayed rectifier."""

    source = TRAUB.mod("kdr.mod", _FROM_0)
    ion = "k"
    gates = (
        Gate(
            "m",
            4,
            inf=Sigmoid(1.0, -29.5, 10),
            tau=0.25 + Below(-10, Exponential(4.35, -10, 10), Exponential(4.35, -10, -10)),
            start=0.0,
        ),
    )


@register_published
class KA_Traub2005(OhmicHH):
    """A-type potassium channel."""

    source = TRAUB.mod("ka.mod", _FROM_0)
    ion = "k"
    gates = (
        Gate(
            "m",
            4,
            inf=Sigmoid(1.0, -60, 8.5),
            tau=0.185 + 0.5 / (Exponential(1.0, -35.8, 19.7) + Exponential(1.0, -79.7, -12.7)),
            start=0.0,
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -78, -6),
            tau=Below(-63, 0.5 / (Exponential(1.0, -46, 5) + Exponential(1.0, -238, -37.5)), 9.5),
        ),
    )


@register_published
class KM_Traub2005(OhmicHH):
    """Slow potassium channel of the M current."""

    source = TRAUB.mod("km.mod", _FROM_0)
    ion = "k"
    gates = (Gate("m", alpha=Sigmoid(0.02, -20, 5), beta=Exponential(0.01, -43, -18), start=0.0),)


@register_published
class K2_Traub2005(OhmicHH):
    """Slowly activating and inactivating potassium channel."""

    source = TRAUB.mod("k2.mod", _FROM_0)
    ion = "k"
    gates = (
        Gate(
            "m",
            inf=Sigmoid(1.0, -10, 17),
            tau=4.95 + 0.5 / (Exponential(1.0, 81, 25.6) + Exponential(1.0, -132, -18)),
            start=0.0,
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -58, -10.6),
            tau=60 + 0.5 / (Exponential(1.0, 1.33, 200) + Exponential(1.0, -130, -7.1)),
        ),
    )


@register_published
class CaL_Traub2005(OhmicHH):
    """High-threshold calcium channel."""

    source = TRAUB.mod("cal.mod", _FROM_0)
    ion = "ca"
    e = 125.0
    gates = (Gate("m", 2, alpha=Sigmoid(1.6, 5, 1 / 0.072), beta=Linoid(0.1, -8.9, -5), start=0.0),)


@register_published
class CaT_Traub2005(OhmicHH):
    """Low-threshold calcium channel, whose current does not count as one of calcium."""

    source = TRAUB.mod("cat.mod", _FROM_0)
    e = 125.0
    gates = (
        Gate(
            "m",
            2,
            inf=Sigmoid(1.0, -56, 6.2),
            tau=0.204 + 0.333 / (Exponential(1.0, -15.8, 18.2) + Exponential(1.0, -131, -16.7)),
            start=0.0,
        ),
        Gate(
            "h",
            inf=Sigmoid(1.0, -80, -4),
            tau=Below(-81, Exponential(0.333, -466, 66.6), 9.32 + Exponential(0.333, -21, -10.5)),
        ),
    )


@register_published
class AR_Traub2005(OhmicHH):
    """Hyperpolarization-activated cation channel, the anomalous rectifier."""

    source = TRAUB.mod("ar.mod", "the file starts m at 0.25 and has no default conductance")
    e = -35.0
    gates = (
        Gate(
            "m",
            inf=Sigmoid(1.0, -75, -5.5),
            tau=lambda v: 1 / (jnp.exp(-14.6 - 0.086 * v) + jnp.exp(-1.87 + 0.07 * v)),
            start=0.25,
        ),
    )
