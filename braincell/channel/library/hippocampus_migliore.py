"""Channels of the CA1 pyramidal cell of Migliore et al. (1999)."""

from typing import Any

import jax.numpy as jnp

from braincell.channel.gate import Gate
from braincell.channel.rate import Q10, Linoid, Sigmoid
from braincell.channel.templates import OhmicHH
from braincell.mech.mechanism import Parameter
from braincell.mech.registry import register_published
from braincell.mech.source import Source

MIGLIORE1999 = Source("Migliore et al. (1999), J. Comput. Neurosci. 7:5", 2796)
MIGLIORE2004 = Source("Migliore et al. (2004), J. Comput. Neurosci. 17:105; after Magee (1998)", 32992)
_FARADAY, _GAS_CONSTANT, _ZERO_CELSIUS = 9.648e4, 8.315, 273.16  # as the files round them
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


def moved_charge(v: Any, celsius: Any, zeta: Any, vhalf: Any) -> Any:
    """exp(zeta F (v − vhalf)/(R T)): what moving `zeta` charges through the field does to a rate; mV, °C."""
    return jnp.exp(1e-3 * zeta * (v - vhalf) * _FARADAY / (_GAS_CONSTANT * (_ZERO_CELSIUS + celsius)))


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
    parameters = {
        "ar2": Parameter(1.0, doc="share without slow inactivation"),
        "zetas": Parameter(12.0, scope="global"),
        "gms": Parameter(0.2, scope="global"),
        "vhalfs": Parameter(-60.0, "mV", scope="global"),
        "a0s": Parameter(0.0003, "/ms", scope="global"),
    }
    gates = (
        _M,
        _H,
        Gate(
            "s",
            inf=lambda v, ar2: ar2 + (1 - ar2) / (1 + jnp.exp((v + 58) / 2)),
            tau=lambda v, celsius, zetas, gms, vhalfs, a0s: (
                moved_charge(v, celsius, zetas * gms, vhalfs) / (a0s * (1 + moved_charge(v, celsius, zetas, vhalfs)))
            ),
            tau_min=10.0,
        ),
    )


_KLEE = {
    "zetan": Parameter(-3.0, scope="global", doc="charges of the activation gate"),
    "gmn": Parameter(0.7, scope="global", doc="place of its barrier in the field"),
    "vhalfn": Parameter(13.0, "mV", scope="global"),
    "a0n": Parameter(0.02, "/ms", scope="global"),
}


def _charges(v: Any, zetan: Any) -> Any:
    return zetan - 1 / (1 + jnp.exp((v + 40) / 5))


@register_published
class Kdr_Migliore1999(OhmicHH):
    """Delayed rectifier: after Klee et al. (1995)."""

    source = MIGLIORE1999.mod("kdrca1.mod")
    ion = "k"
    gbar = 0.003
    parameters = _KLEE
    gates = (
        Gate(
            "n",
            inf=lambda v, celsius, zetan, vhalfn: 1 / (1 + moved_charge(v, celsius, zetan, vhalfn)),
            tau=lambda v, celsius, zetan, gmn, vhalfn, a0n: (
                moved_charge(v, celsius, zetan * gmn, vhalfn) / (a0n * (1 + moved_charge(v, celsius, zetan, vhalfn)))
            ),
            tau_min=2.0,
        ),
    )


@register_published
class Kap_Migliore1999(OhmicHH):
    """A-type potassium channel near the soma: after Klee et al. (1995), Hoffman et al. (1997)."""

    source = MIGLIORE1999.mod("kaprox.mod")
    ion = "k"
    gbar = 0.008
    parameters = {
        "zetan": Parameter(-1.5, scope="global", doc="charges of the activation gate"),
        "gmn": Parameter(0.55, scope="global", doc="place of its barrier in the field"),
        "vhalfn": Parameter(11.0, "mV", scope="global"),
        "a0n": Parameter(0.05, "/ms", scope="global"),
    }
    gates = (
        Gate(
            "n",
            inf=lambda v, celsius, zetan, vhalfn: 1 / (1 + moved_charge(v, celsius, _charges(v, zetan), vhalfn)),
            tau=lambda v, celsius, zetan, gmn, vhalfn, a0n: (
                moved_charge(v, celsius, _charges(v, zetan) * gmn, vhalfn)
                / (a0n * (1 + moved_charge(v, celsius, _charges(v, zetan), vhalfn)))
            ),
            phi=Q10(5.0, 24.0),
            tau_min=0.1,
        ),
        Gate(
            "l",
            inf=lambda v, celsius: 1 / (1 + moved_charge(v, celsius, 3.0, -56.0)),
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
