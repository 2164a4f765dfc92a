"""A leaky integrator of a decaying current that fires at 1."""

import jax.numpy as jnp
from jax import lax

from braincell.mech.mechanism import ArtificialMechanism, Assigned, Instances, Parameter
from braincell.mech.net import net_event, net_move, net_send
from braincell.mech.registry import register

_NEVER = 1e9  # ms
_TOLERANCE, _MOST_TURNS = 1e-6, 11  # of Newton's method


@register
class IntFire2(ArtificialMechanism):
    """taus i' = ib − i, taum m' = i − m; an event adds its weight to i. At m = 1 it fires, and m = 0.

    `taus` > `taum`; INITIAL sets taus = taum + 0.1 otherwise. `i` and `m` are the values at the last event, at `t0`;
    `I(s)` and `M(s)` those at s.t. NEURON: src/nrnoc/intfire2.mod.
    """

    name = "IntFire2"
    parameters = {
        "taus": Parameter(20.0, "ms", doc="time constant of the current"),
        "taum": Parameter(10.0, "ms", doc="time constant of the membrane"),
        "ib": Parameter(0.0, doc="constant current"),
    }
    assigned = {"i": Assigned(), "m": Assigned(), "t0": Assigned("ms", visible=False)}
    carried = ("taus", "i", "m", "t0")
    net_arguments = ("w",)
    sends = 2

    @staticmethod
    def initial(s: Instances) -> Instances:
        taus = jnp.where(s.taus <= s.taum, s.taum + 0.1, s.taus)
        s = s.replace(i=s.ib, m=0.0, taus=taus, t0=s.t)
        return net_send(s, _time_to_fire(s, 0.0, 0.0), 1.0)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        fires = flag == 1.0
        i = IntFire2.I(s)
        m = jnp.where(fires, 0.0, IntFire2.M(s))
        i = jnp.where(fires, i, i + w[0])
        wait = _time_to_fire(s, (i - s.ib) * _share(s), m)
        s = net_event(s.replace(i=i, m=m, t0=s.t), s.t, when=fires)
        s = net_send(s, wait, 1.0, when=fires)
        return net_move(s, jnp.where(m >= 1.0, s.t, wait + s.t), when=~fires), w

    @staticmethod
    def I(s: Instances):  # noqa: E743 (NEURON's name)
        """The current at s.t."""
        return s.ib + _surplus(s)

    @staticmethod
    def M(s: Instances):
        """The integrator at s.t."""
        f = _share(s)
        rest = s.m - (s.ib + (s.i - s.ib) * f)
        return s.ib + f * _surplus(s) + rest * jnp.exp(-(s.t - s.t0) / s.taum)


def _share(s: Instances):
    """How much of the decaying current's exponential the solution m(t) contains."""
    return s.taus / (s.taus - s.taum)


def _surplus(s: Instances):
    """The current beyond `ib` at s.t."""
    return (s.i - s.ib) * jnp.exp(-(s.t - s.t0) / s.taus)


def _time_to_fire(s: Instances, b, m):
    """When a + b exp(−t/taus) + (m − a − b) exp(−t/taum) with a = ib reaches 1 [ms].

    With x = exp(−t/taum) and r = taum/taus it is f(x) = a + b x^r + (m − a − b) x, to be 1 for an x in 0 … 1. When it
    happens is not differentiated.
    """
    a, b, m, taus, taum = (lax.stop_gradient(jnp.asarray(x)) for x in (s.ib, b, m, s.taus, s.taum))
    r, rest = taum / taus, m - a - b
    slope = r * b + rest  # of f at x = 1
    start = (1.0 - m + slope) / slope  # where its tangent there is 1
    peak = (-rest / (r * b)) ** (1.0 / (r - 1.0))
    comes_for_sure = (a > 1.0) & (b <= 0.0)
    misses = (a <= 1.0) & (a + b <= 1.0)
    misses |= ~comes_for_sure & ((peak >= 1.0) | (a + b * peak**r + rest * peak <= 1.0))
    # from a start outside of 0 … 1, solve for exp(−t/taus) instead
    swaps = comes_for_sure & ((slope >= 0.0) | (start <= 0.0))
    x = _newton(
        a,
        jnp.where(swaps, rest, b),
        jnp.where(swaps, b, rest),
        jnp.where(swaps, 1.0 / r, r),
        jnp.where(swaps, 0.0, start),
    )
    return jnp.where(misses, _NEVER, -jnp.where(swaps, taus, taum) * jnp.log(x))


def _newton(a, b, c, r, x):
    """x in 0 … 1 with a + b x^r + c x = 1, to NEURON's tolerance."""

    def goes_on(x, f, dx, turns):
        return (turns < _MOST_TURNS) & ((jnp.abs(dx) > _TOLERANCE) | (jnp.abs(f - 1.0) > _TOLERANCE))

    def turn(carry):
        x, f, dx, turns = carry
        active = goes_on(*carry)
        value = a + b * x**r + c * x
        change = (1.0 - value) / (r * b * x ** (r - 1.0) + c)
        moved = x + change
        moved = jnp.where(moved <= 0.0, 1e-4, jnp.where(moved > 1.0, 1.0, moved))
        new = (moved, value, change, turns + 1)
        return tuple(jnp.where(active, after, before) for after, before in zip(new, carry, strict=True))

    x = jnp.broadcast_to(x, jnp.broadcast_shapes(*(jnp.shape(y) for y in (a, b, c, r, x))))
    start = (x, jnp.zeros_like(x), jnp.ones_like(x), jnp.zeros(x.shape, jnp.int32))
    return lax.while_loop(lambda carry: jnp.any(goes_on(*carry)), turn, start)[0]
