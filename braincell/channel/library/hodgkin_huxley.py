"""The squid axon's channels of Hodgkin & Huxley (1952), as NEURON's `hh`."""

import jax.numpy as jnp

from braincell.channel.channel import Channel
from braincell.mech.mechanism import Assigned, Instances, Parameter, State, UseIon
from braincell.mech.registry import register
from braincell.mech.table import lookup, tabulate

_LOW, _HIGH, _INTERVALS = -100.0, 100.0, 200  # mV: NEURON's table


@register
class hh(Channel):
    """Sodium, potassium and leak conductances of the squid giant axon.

    ina = gnabar m³h (v − ena), ik = gkbar n⁴ (v − ek), il = gl (v − el); x' = (xinf − x)/xtau for x in m, h, n.
    Rates after Hodgkin & Huxley (1952), J. Physiol. 117:500, shifted to rest at −65 mV, with a Q10 of 3 from 6.3 °C.

    With `usetable` (NEURON's default) the rates are interpolated in NEURON's 1 mV table, which moves spikes
    noticeably; `usetable=False` evaluates them at every step. NEURON: src/nrnoc/hh.mod.
    """

    name = "hh"
    ions = (UseIon("na", reads=("ena",), writes=("ina",)), UseIon("k", reads=("ek",), writes=("ik",)))
    nonspecific = ("il",)
    currents = ("ina", "ik", "il")
    parameters = {
        "gnabar": Parameter(0.12, "S/cm2", low=0.0, high=1e9, doc="maximal sodium conductance"),
        "gkbar": Parameter(0.036, "S/cm2", low=0.0, high=1e9, doc="maximal potassium conductance"),
        "gl": Parameter(0.0003, "S/cm2", low=0.0, high=1e9, doc="leak conductance"),
        "el": Parameter(-54.3, "mV", doc="leak reversal potential"),
    }
    states = {"m": State(), "h": State(), "n": State()}
    assigned = {
        "gna": Assigned("S/cm2"),
        "gk": Assigned("S/cm2"),
        "il": Assigned("mA/cm2"),
        "minf": Assigned(),
        "hinf": Assigned(),
        "ninf": Assigned(),
        "mtau": Assigned("ms"),
        "htau": Assigned("ms"),
        "ntau": Assigned("ms"),
    }
    options = {"usetable": True}
    table_names = ("rate_table",)

    @staticmethod
    def tables(s: Instances) -> dict:
        return {"rate_table": tabulate(lambda v: _rates(v, s.celsius), _LOW, _HIGH, _INTERVALS)} if s.usetable else {}

    @staticmethod
    def initial(s: Instances) -> Instances:
        minf, mtau, hinf, htau, ninf, ntau = _tabulated_rates(s)
        s = s.replace(minf=minf, mtau=mtau, hinf=hinf, htau=htau, ninf=ninf, ntau=ntau)
        return s.replace(m=minf, h=hinf, n=ninf)

    @staticmethod
    def current(s: Instances) -> Instances:
        gna = s.gnabar * s.m * s.m * s.m * s.h
        gk = s.gkbar * s.n * s.n * s.n * s.n
        return s.replace(gna=gna, gk=gk, ina=gna * (s.v - s.ena), ik=gk * (s.v - s.ek), il=s.gl * (s.v - s.el))

    @staticmethod
    def advance(s: Instances) -> Instances:
        minf, mtau, hinf, htau, ninf, ntau = _tabulated_rates(s)
        s = s.replace(minf=minf, mtau=mtau, hinf=hinf, htau=htau, ninf=ninf, ntau=ntau)
        return s.replace(
            m=_relax(s.m, minf, mtau, s.dt), h=_relax(s.h, hinf, htau, s.dt), n=_relax(s.n, ninf, ntau, s.dt)
        )

    @staticmethod
    def derivative(s: Instances) -> tuple[Instances, dict]:
        minf, mtau, hinf, htau, ninf, ntau = _tabulated_rates(s)
        s = s.replace(minf=minf, mtau=mtau, hinf=hinf, htau=htau, ninf=ninf, ntau=ntau)
        return s, {"m": (minf - s.m) / mtau, "h": (hinf - s.h) / htau, "n": (ninf - s.n) / ntau}


def _tabulated_rates(s: Instances) -> tuple:
    return lookup(s.rate_table, _LOW, _HIGH, s.v) if s.usetable else _rates(s.v, s.celsius)


def _rates(v, celsius) -> tuple:
    """Steady states and time constants [ms] of m, h, n at `v` [mV]."""
    q10 = 3.0 ** ((celsius - 6.3) / 10.0)
    gates = (
        (0.1 * _vtrap(-(v + 40.0), 10.0), 4.0 * jnp.exp(-(v + 65.0) / 18.0)),
        (0.07 * jnp.exp(-(v + 65.0) / 20.0), 1.0 / (jnp.exp(-(v + 35.0) / 10.0) + 1.0)),
        (0.01 * _vtrap(-(v + 55.0), 10.0), 0.125 * jnp.exp(-(v + 65.0) / 80.0)),
    )
    result = []
    for alpha, beta in gates:
        total = alpha + beta
        result += [alpha / total, 1.0 / (q10 * total)]
    return tuple(result)


def _vtrap(x, y):
    """x/(exp(x/y) − 1), with its limit and slope where x/y is near 0."""
    small = jnp.abs(x / y) < 1e-6
    safe = jnp.where(small, y, x)  # keeps 0/0 out of value and gradient
    return jnp.where(small, y * (1.0 - x / y / 2.0), safe / (jnp.exp(safe / y) - 1.0))


def _relax(x, inf, tau, dt):
    # cnexp: x + (1 − exp(−dt/tau)) (inf − x)
    return x + (1.0 - jnp.exp(dt * (-1.0 / tau))) * (inf - x)
