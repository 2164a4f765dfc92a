"""Channels of the hippocampal pyramidal cells of Migliore et al.: CA1 (1999) and CA3 (1995)."""

from typing import Any

import jax.numpy as jnp

from braincell.channel.gate import Gate, RateLike
from braincell.channel.rate import Q10, Constant, Exponential, Function, Hill, Linoid, MovedCharge, Rate, Sigmoid
from braincell.channel.templates import OhmicHH
from braincell.ion.ghk import linoid
from braincell.ion.nernst import FARADAY, ZERO_CELSIUS
from braincell.mech.mechanism import Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

MIGLIORE1995 = Source("Migliore et al. (1995), J. Neurophysiol. 73:1157", 3263)
MIGLIORE1999 = Source("Migliore et al. (1999), J. Comput. Neurosci. 7:5", 2796)
MIGLIORE2004 = Source("Migliore et al. (2004), J. Comput. Neurosci. 16:5; after Magee (1998)", 32992)
_ROUNDED = (9.648e4, 8.315, 273.16)  # F, R and 0 °C as the files have them
_SLO = (FARADAY, 8.313424, ZERO_CELSIUS)
_M = Gate(
    "m", 3, alpha=Linoid(0.4 * 7.2, -30, 7.2), beta=Linoid(0.124 * 7.2, -30, -7.2), phi=Q10(2.0, 24.0), tau_min=0.02
)
_H = Gate(
    "h",
    inf=Sigmoid(1.0, -50, -4),
    alpha=Linoid(0.03 * 1.5, -45, 1.5),
    beta=Linoid(0.01 * 1.5, -45, -1.5),
    phi=Q10(2.0, 24.0),
    tau_min=0.5,
)


def _slowed(charges: RateLike, place: RateLike, midpoint: float, rate: float) -> Rate:
    """The time constant of a gate whose charges meet a barrier at a `place` in the field: Borg-Graham (1991)."""
    moved = MovedCharge(charges, midpoint, _ROUNDED)
    return MovedCharge(place, midpoint, _ROUNDED) / (Constant(rate) * (1 + moved))


def borg_graham(
    name: str, charges: float, place: float, midpoint: float, rate: float, power: int = 1, **more: RateLike
) -> Gate:
    """A gate with inf = 1/(1 + e), tau = e^place/(rate (1 + e)) and e = exp(charges F (v − midpoint)/(R T))."""
    return Gate(
        name,
        power,
        inf=1 / (1 + MovedCharge(charges, midpoint, _ROUNDED)),
        tau=_slowed(charges, charges * place, midpoint, rate),
        **more,
    )


@register_published
class Nax_Migliore1999(OhmicHH):
    """Sodium channel of the axon, without slow inactivation."""

    source = MIGLIORE1999.mod("nax.mod")
    ion = "na"
    gbar = 0.01
    gates = (_M, _H)


@register_published
class Na3_Migliore1999(OhmicHH):
    """Sodium channel of soma and dendrites, with slow inactivation by the share 1 − ar2."""

    source = MIGLIORE1999.mod("na3.mod")
    ion = "na"
    gbar = 0.01
    parameters = {"ar2": Parameter(1.0, doc="share without slow inactivation")}
    gates = (
        _M,
        _H,
        Gate(
            "s",
            inf=lambda v, ar2: ar2 + (1 - ar2) / (1 + jnp.exp((v + 58) / 2)),
            tau=_slowed(12.0, 12 * 0.2, -60.0, 0.0003),
            tau_min=10.0,
        ),
    )


@register_published
class Kdr_Migliore1999(OhmicHH):
    """Delayed rectifier: after Klee et al. (1995)."""

    source = MIGLIORE1999.mod("kdrca1.mod")
    ion = "k"
    gbar = 0.003
    gates = (borg_graham("n", -3.0, 0.7, 13.0, 0.02, tau_min=2.0),)


_CHARGES = Constant("zetan") + Sigmoid(-1.0, -40, -5)
"""One charge more at low voltages: after Hoffman et al. (1997)."""


@register_published
class Kap_Migliore1999(OhmicHH):
    """A-type potassium channel near the soma: after Klee et al. (1995), Hoffman et al. (1997)."""

    source = MIGLIORE1999.mod("kaprox.mod")
    ion = "k"
    gbar = 0.008
    parameters = {
        "zetan": Parameter(-1.5, scope="global", doc="charges of the activation gate"),
        "gmn": Parameter(0.55, scope="global", doc="place of its barrier in the field"),
        "vhalfn": Parameter(11.0, "mV", scope="global", doc="its midpoint, but for the further charge"),
        "a0n": Parameter(0.05, "/ms", scope="global", doc="its rate"),
    }
    gates = (
        Gate(
            "n",
            inf=1 / (1 + MovedCharge(_CHARGES, "vhalfn", _ROUNDED)),
            tau=MovedCharge(_CHARGES * Constant("gmn"), "vhalfn", _ROUNDED)
            / (Constant("a0n") * (1 + MovedCharge(_CHARGES, "vhalfn", _ROUNDED))),
            phi=Q10(5.0, 24.0),
            tau_min=0.1,
        ),
        Gate(
            "l",
            inf=1 / (1 + MovedCharge(3.0, -56.0, _ROUNDED)),
            tau=lambda v: 0.26 * (v + 50),
            tau_min=2.0,
        ),
    )


Kad_Migliore1999 = register_published(
    Kap_Migliore1999.row(
        "Kad_Migliore1999",
        MIGLIORE1999.mod("kadist.mod"),
        "A-type potassium channel of distal dendrites.",
        zetan=-1.8,
        gmn=0.39,
        vhalfn=-1,
        a0n=0.1,
        n_tau_min=0.2,
    )
)


@register_published
class Ih_Migliore2004(OhmicHH):
    """Hyperpolarization-activated cation channel of CA1 pyramidal cells."""

    source = MIGLIORE2004.mod("h.mod", "with the reversal potential that its script sets")
    gbar = 1e-4
    e = -30.0
    parameters = {"vhalft": Parameter(-75.0, "mV", scope="global"), "a0t": Parameter(0.011, "/ms", scope="global")}
    gates = (
        Gate(
            "l",
            inf=Sigmoid(1.0, -81, -8),
            tau=lambda v, vhalft, a0t: (
                jnp.exp(0.0378 * 2.2 * 0.4 * (v - vhalft)) / (a0t * (1 + jnp.exp(0.0378 * 2.2 * (v - vhalft))))
            ),
            phi=Q10(4.5, 33.0),
        ),
    )


@register_published
class Na_Migliore1995_CA3(OhmicHH):
    """Transient sodium channel: after Traub & Miles (1991)."""

    source = MIGLIORE1995.mod("nahh.mod")
    ion = "na"
    gbar = 0.3
    gates = (
        Gate("m", 3, alpha=Linoid(0.32 * 4, -51.9, 4), beta=Linoid(0.28 * 5, -24.9, -5), phi=Q10(3.0, 30.0)),
        Gate("h", alpha=Exponential(0.128, -48, -18), beta=Sigmoid(4.0, -25, 5), phi=Q10(3.0, 30.0)),
    )


@register_published
class Kdr_Migliore1995_CA3(OhmicHH):
    """Delayed rectifier with inactivation: Borg-Graham (1991)."""

    source = MIGLIORE1995.mod("kdr.mod")
    ion = "k"
    gbar = 0.003
    gates = (
        borg_graham("n", -5.0, 0.4, -32.0, 0.03, power=3, phi=Q10(3.0, 30.0)),
        borg_graham("l", 2.0, 1.0, -61.0, 0.001, phi=Q10(3.0, 30.0)),
    )


@register_published
class KA_Migliore1995_CA3(OhmicHH):
    """A-type potassium channel: Borg-Graham (1991)."""

    source = MIGLIORE1995.mod("borgka.mod")
    ion = "k"
    gbar = 0.01
    gates = (
        borg_graham("n", -3.0, 0.6, -33.6, 0.02, phi=Q10(3.0, 30.0)),
        borg_graham("l", 4.0, 1.0, -83.0, 0.08, phi=Q10(3.0, 30.0)),
    )


@register_published
class KM_Migliore1995_CA3(OhmicHH):
    """Slow potassium channel of the M current: Borg-Graham (1991)."""

    source = MIGLIORE1995.mod("borgkm.mod")
    ion = "k"
    gbar = 0.003
    gates = (borg_graham("m", -10.0, 0.06, -55.0, 0.006, phi=Q10(5.0, 23.0)),)


@register_published
class KAHP_Migliore1995_CA3(OhmicHH):
    """Slow potassium channel that calcium opens."""

    source = MIGLIORE1995.mod("kahp.mod")
    ion = "k"
    gbar = 0.003
    parameters = {"a0": Parameter(1.3e13, "/ms/mM4", scope="global", doc="rate of binding four ions")}
    gates = (Gate("w", alpha=lambda cai, a0: a0 * cai**4, beta=0.005),)


@register_published
class KC_Migliore1995_CA3(OhmicHH):
    """Large-conductance potassium channel, opened by voltage and calcium: Moczydlowski & Latorre (1983)."""

    source = MIGLIORE1995.mod("cagk.mod")
    ion = "k"
    gbar = 0.01
    parameters = {
        "abar": Parameter(0.28, "/ms", scope="global", doc="rate of opening"),
        "bbar": Parameter(0.48, "/ms", scope="global", doc="rate of closing"),
    }
    gates = (
        Gate(
            "o",
            alpha=Constant("abar") / (1 + MovedCharge(-2 * 0.84, 0.0, _SLO) * Function(lambda cai: 0.48e-3 / cai)),
            beta=Constant("bbar") / (1 + Function(lambda cai: cai / 0.13e-6) / MovedCharge(-2.0, 0.0, _SLO)),
        ),
    )


def _flux_per_conductance(v: Any, cai: Any, cao: Any, celsius: Any) -> Any:
    """The flux equation of Goldman, Hodgkin and Katz [mV], with the slope 1 where all calcium flows in."""
    thermal = 25.0 / 293.15 * (celsius + 273.15) / 2
    return thermal * (cai / cao * linoid(v / thermal) - linoid(-v / thermal))


_CLOSED_BY_CALCIUM = Hill(0.001, -1.0)


@register_published
class CaL_Migliore1995_CA3(OhmicHH):
    """L-type calcium channel, which calcium closes."""

    source = MIGLIORE1995.mod("cal2.mod")
    ion = "ca"
    gbar = 0.003
    drive = _flux_per_conductance
    gates = (
        Gate("m", 2, alpha=Linoid(156.9, 81.5, 10), beta=Exponential(0.29, 0, -10.86)),
        Gate("c", inf=_CLOSED_BY_CALCIUM),
    )


@register_published
class CaN_Migliore1995_CA3(OhmicHH):
    """N-type calcium channel, which calcium closes."""

    source = MIGLIORE1995.mod("can2.mod")
    ion = "ca"
    gbar = 0.0003
    drive = _flux_per_conductance
    gates = (
        Gate("m", 2, alpha=Linoid(1.967, 19.88, 10), beta=Exponential(0.046, 0, -20.73)),
        Gate("h", alpha=Exponential(1.6e-4, 0, -48.4), beta=Sigmoid(1.0, 39, 10)),
        Gate("c", inf=_CLOSED_BY_CALCIUM),
    )


@register_published
class CaT_Migliore1995_CA3(OhmicHH):
    """T-type calcium channel."""

    source = MIGLIORE1995.mod("cat.mod")
    ion = "ca"
    gbar = 0.003
    drive = _flux_per_conductance
    gates = (
        Gate("m", 2, alpha=Linoid(2.0, 19.26, 10), beta=Exponential(0.009, 0, -22.03)),
        Gate("h", alpha=Exponential(1e-6, 0, -16.26), beta=Sigmoid(1.0, 29.79, 10)),
    )
