"""The channels of the squid axon, one by one: Hodgkin & Huxley (1952)."""

from braincell.channel.gate import Gate
from braincell.channel.rate import Q10, Exponential, Linoid, Sigmoid
from braincell.channel.templates import OhmicHH
from braincell.mech.registry import register_published
from braincell.mech.source import Source

HH1952 = Source("Hodgkin & Huxley (1952), J. Physiol. 117:500", file="hh.mod", remark="rest shifted to −65 mV")
_WARMER = Q10(3.0, 6.3)


@register_published
class Na_HH1952(OhmicHH):
    """Sodium channel of the squid axon."""

    source = HH1952
    ion = "na"
    gbar = 0.12
    gates = (
        Gate("m", 3, alpha=Linoid(1.0, -40, 10), beta=Exponential(4.0, -65, -18), phi=_WARMER),
        Gate("h", alpha=Exponential(0.07, -65, -20), beta=Sigmoid(1.0, -35, 10), phi=_WARMER),
    )


@register_published
class K_HH1952(OhmicHH):
    """Delayed rectifier of the squid axon."""

    source = HH1952
    ion = "k"
    gbar = 0.036
    gates = (Gate("n", 4, alpha=Linoid(0.1, -55, 10), beta=Exponential(0.125, -65, -80), phi=_WARMER),)


@register_published
class Leak_HH1952(OhmicHH):
    """Leak of the squid axon."""

    source = HH1952
    gbar = 0.0003
    e = -54.3
    gates = ()
