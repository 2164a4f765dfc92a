"""A leaky integrator of fast excitation and slow inhibition that fires at 1."""

import jax.numpy as jnp
from jax import lax

from braincell.mech.mechanism import ArtificialMechanism, Assigned, Instances, Parameter
from braincell.mech.net import net_event, net_move, net_send
from braincell.mech.registry import register

_NEVER = 1e9  # ms
_FLAT = 1e-9  # 1/ms: a slope of m that brings no firing


@register
class IntFire4(ArtificialMechanism):
    """Excitation decays with taue, inhibition rises with taui1 and decays with taui2, m with taum; it fires at 1.

        e' = −ke e      i1' = −ki1 i1      i2' = −ki2 i2 + ai1 i1      m' = −km m + ae e + ai2 i2

    with k… = 1/tau…. A weight > 0 is added to e, another to i1; they are scaled so that ±1 alone brings e and m to +1,
    i2 and m to −1. Each event moves the next self-event to an early bound of the time of firing, where m is looked at
    again; it fires above 1 − eps. INITIAL keeps the time constants `taueps` apart, with taue, taui1 < taui2.

    The states are those at the last event, at `t0`; `E(s)`, `I(s)` and `M(s)` are the currents and m at s.t. After
    van Elburg & van Ooyen (2009), Neural Comput. 21:1913. NEURON: src/nrnoc/intfire4.mod.
    """

    name = "IntFire4"
    parameters = {
        "taue": Parameter(5.0, "ms", low=0.0, high=1e9, doc="decay of excitation"),
        "taui1": Parameter(10.0, "ms", low=0.0, high=1e9, doc="rise of inhibition"),
        "taui2": Parameter(20.0, "ms", low=0.0, high=1e9, doc="decay of inhibition"),
        "taum": Parameter(50.0, "ms", low=0.0, high=1e9, doc="membrane"),
        "eps": Parameter(1e-6, low=1e-9, high=0.01, scope="global", doc="how far below 1 it fires"),
        "taueps": Parameter(0.01, "ms", low=1e-9, high=1e9, scope="global", doc="least distance of time constants"),
    }
    assigned = {
        **{name: Assigned() for name in ("e", "i1", "i2", "m", "nself", "nexcite", "ninhibit")},
        "t0": Assigned("ms", visible=False),
        **{name: Assigned("/ms", visible=False) for name in ("ke", "ki1", "ki2", "km")},
        **{name: Assigned("/ms") for name in ("ae", "ai1", "ai2")},
        **{name: Assigned(visible=False) for name in ("be", "bi1", "bi2", "a", "b")},
    }
    carried = ("taue", "taui1", "taui2", "taum", *assigned)
    net_arguments = ("w",)
    sends = 2

    @staticmethod
    def initial(s: Instances) -> Instances:
        s = _scaled(_apart(s))
        s = s.replace(e=0.0, i1=0.0, i2=0.0, m=0.0, t0=s.t, nself=0.0, nexcite=0.0, ninhibit=0.0)
        return net_send(s, _time_bound(s), 1.0)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        e, i1, i2, m = _after(s, s.t - s.t0)
        fires = m > 1.0 - s.eps
        is_own = flag == 1.0
        excites = ~is_own & (w[0] > 0.0)
        inhibits = ~is_own & ~excites
        s = s.replace(
            e=jnp.where(excites, e + w[0], e),
            i1=jnp.where(inhibits, i1 + w[0], i1),
            i2=i2,
            m=jnp.where(fires, 0.0, m),
            t0=s.t,
            nself=s.nself + is_own,
            nexcite=s.nexcite + excites,
            ninhibit=s.ninhibit + inhibits,
        )
        wait = _time_bound(s)
        s = net_event(s, s.t, when=fires)
        s = net_send(s, wait, 1.0, when=is_own)
        return net_move(s, wait + s.t, when=~is_own), w

    @staticmethod
    def E(s: Instances):
        """The excitatory current at s.t."""
        return s.ae * _after(s, s.t - s.t0)[0]

    @staticmethod
    def I(s: Instances):  # noqa: E743 (NEURON's name)
        """The inhibitory current at s.t."""
        return s.ai2 * _after(s, s.t - s.t0)[2]

    @staticmethod
    def M(s: Instances):
        """The integrator at s.t."""
        return _after(s, s.t - s.t0)[3]


def _after(s: Instances, d) -> tuple:
    """e, i1, i2 and m, `d` [ms] later."""
    decay_e, decay_i1, decay_i2, decay_m = (jnp.exp(-k * d) for k in (s.ke, s.ki1, s.ki2, s.km))
    i2 = s.i2 * decay_i2 + s.bi1 * s.i1 * (decay_i2 - decay_i1)
    m = s.m * decay_m + s.be * s.e * (decay_m - decay_e)
    m = m + (s.bi2 * s.i2 + s.a * s.i1) * (decay_m - decay_i2) - s.b * s.i1 * (decay_m - decay_i1)
    return s.e * decay_e, s.i1 * decay_i1, i2, m


def _time_bound(s: Instances):
    """A time [ms] before which m does not reach 1: along its present slope, which only falls."""
    slope = -s.km * s.m + s.ae * s.e + s.ai2 * s.i2
    rises = slope > _FLAT
    return jnp.where(rises, (1.0 - s.m) / jnp.where(rises, slope, 1.0), _NEVER)


def _apart(s: Instances) -> Instances:
    """Time constants that differ by `taueps` or more, with taue and taui1 below taui2: NEURON's corrections."""
    least, where = s.taueps, jnp.where
    taui2 = jnp.maximum(s.taui2, 4.0 * least)
    taui1 = jnp.maximum(s.taui1, 3.0 * least)
    taue = jnp.maximum(s.taue, 2.0 * least)
    taue = where(taui2 - taue < least, taui2 - least, taue)
    taui1, taui2 = jnp.minimum(taui1, taui2), jnp.maximum(taui1, taui2)
    taui1 = where(taui2 - taui1 < least, taui2 - least, taui1)

    is_slow = s.taum > taui2
    slow = where(s.taum - taui2 < least, taui2 + least, s.taum)
    taum = where(taui2 - s.taum < least, taui2 - least, s.taum)
    taum = where(jnp.abs(taui1 - taum) < least, taui1 - least, taum)
    # rounding may leave the distance a little short; then the larger of the two gives way
    taum, taui1 = _moved_apart(taum, taui1, least, ~is_slow)
    taum, taue = _moved_apart(taum, taue, least, ~is_slow)
    taum = where(jnp.abs(taui1 - taum) < least, taui1 - least, taum)
    return s.replace(taue=taue, taui1=taui1, taui2=taui2, taum=where(is_slow, slow, taum))


def _moved_apart(first, second, least, when) -> tuple:
    """Both of two numbers, the larger one `least` below the other if they are nearer than that and `when` holds."""
    near = when & (jnp.abs(first - second) < least)
    is_first = first > second
    return (
        jnp.where(near & is_first, second - least, first),
        jnp.where(near & ~is_first, first - least, second),
    )


def _scaled(s: Instances) -> Instances:
    """The rates, and the factors that make unit weights give unit peaks."""
    ke, ki1, ki2, km = 1.0 / s.taue, 1.0 / s.taui1, 1.0 / s.taui2, 1.0 / s.taum
    peak = jnp.log(km / ke) / (km - ke)
    be = 1.0 / (jnp.exp(-km * peak) - jnp.exp(-ke * peak))
    peak = jnp.log(ki2 / ki1) / (ki2 - ki1)
    bi1 = 1.0 / (jnp.exp(-ki2 * peak) - jnp.exp(-ki1 * peak))
    s = s.replace(ke=ke, ki1=ki1, ki2=ki2, km=km, be=be, ae=be * (ke - km), bi1=bi1, ai1=bi1 * (ki1 - ki2))
    # m after i1 = 1 alone: first with bi2 = 1, then with what makes its peak 1
    alone = _with_inhibition(s.replace(e=0.0, i1=1.0, i2=0.0, m=0.0), 1.0)
    return _with_inhibition(s, 1.0 / _after(alone, _peak_of_inhibition(ki1, ki2, km))[3])


def _with_inhibition(s: Instances, bi2) -> Instances:
    a = bi2 * s.bi1
    return s.replace(bi2=bi2, ai2=bi2 * (s.ki2 - s.km), a=a, b=a * (s.ki2 - s.km) / (s.ki1 - s.km))


def _peak_of_inhibition(ki1, ki2, km):
    """When inhibition alone moves m farthest [ms], as closely as NEURON looks for it.

    As m is flat there, the factor found with it does not depend on its derivative.
    """
    ki1, ki2, km = (lax.stop_gradient(x) for x in (ki1, ki2, km))

    def slope(t):
        outer = -km * jnp.exp(-t * km)
        return (outer + ki2 * jnp.exp(-t * ki2)) / (ki2 - km) - (outer + ki1 * jnp.exp(-t * ki1)) / (ki1 - km)

    one = jnp.ones(jnp.broadcast_shapes(*(jnp.shape(x) for x in (ki1, ki2, km))))
    is_early = slope(one) < 0.0

    def open_sides(low, high):
        return is_early & (slope(low) < 0.0) & (low > 1e-9), ~is_early & (slope(high) > 0.0) & (high < 1e9)

    def by_ten(ends):
        low, high = ends
        down, up = open_sides(low, high)
        return (
            jnp.where(down, low / 10.0, jnp.where(up, high, low)),
            jnp.where(down, low, jnp.where(up, high * 10.0, high)),
        )

    def halve(ends):
        low, high, _ = ends
        goes_on = high - low > 1e-6
        middle = (low + high) / 2.0
        rises = slope(middle) > 0.0
        new = (jnp.where(rises, middle, low), jnp.where(rises, high, middle), middle)
        return tuple(jnp.where(goes_on, after, before) for after, before in zip(new, ends, strict=True))

    low, high = lax.while_loop(lambda ends: jnp.any(jnp.logical_or(*open_sides(*ends))), by_ten, (one, one))
    early, late = is_early & (slope(low) < 0.0), ~is_early & (slope(high) > 0.0)
    *_, peak = lax.while_loop(lambda ends: jnp.any(ends[1] - ends[0] > 1e-6), halve, (low, high, low))
    return jnp.where(early, 1e-9, jnp.where(late, 1e9, peak))
