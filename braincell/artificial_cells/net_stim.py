"""Send a train of events, regular or random."""

from typing import Any

import jax.numpy as jnp

from braincell.arrays import rounded
from braincell.mech.mechanism import ArtificialMechanism, Assigned, Instances, Parameter, Stream
from braincell.mech.net import net_event, net_send
from braincell.mech.registry import register
from braincell.random import hoc

_OUTSIDE, _FIRE, _BEGIN = 0.0, 1.0, 3.0  # flags of its events
_SHORTEST = 0.01  # ms, instead of an interval that is not positive


@register
class NetStim(ArtificialMechanism):
    """`number` events, the first near `start`, `interval` apart on average.

    An interval is (1 − noise) interval + noise × an exponentially distributed number of mean `interval`. While no
    train is on, an event of positive weight begins one; a negative weight ends it.

    `streams={"ranvar": Random123(1, 2, 3)}` says where the random numbers come from, NEURON's
    `noiseFromRandom123(1, 2, 3)`; the stream starts anew in every run. `MCellRan4(5, 5).negexp(1)` is the older
    generator as NEURON up to 8.2 takes it from a Random object; it does not start anew.
    NEURON: src/nrnoc/netstim.mod.
    """

    name = "NetStim"
    parameters = {
        "interval": Parameter(10.0, "ms", low=1e-9, high=1e9, doc="mean time between events"),
        "number": Parameter(10.0, low=0.0, high=1e9, doc="how many events a train has"),
        "start": Parameter(50.0, "ms", doc="time of the first event; negative: no train by itself"),
        "noise": Parameter(0.0, low=0.0, high=1.0, doc="0: regular, 1: exponentially distributed intervals"),
    }
    assigned = {
        "on": Assigned(visible=False),
        "ispike": Assigned(visible=False),
        "event": Assigned("ms", visible=False),
    }
    carried = ("noise", "on", "ispike", "event")
    streams = {"ranvar": Stream(object=True, distributions=("negexp",), ids_only=True)}
    hands_over = {"noiseFromRandom": "", "noiseFromRandom123": ""}
    net_arguments = ("w",)
    sends = 2

    @staticmethod
    def initial(s: Instances) -> Instances:
        s = s.replace(noise=jnp.clip(s.noise, 0.0, 1.0), ispike=0.0, ranvar=hoc.reset(s.ranvar))
        begins = (s.start >= 0.0) & (s.number > 0.0)
        s, wait = _interval(s, begins)
        event = jnp.maximum(s.start + wait - _regular_part(s, s.interval), 0.0)
        s = s.replace(on=jnp.where(begins, 1.0, 0.0), event=jnp.where(begins, event, s.event))
        return net_send(s, event, _BEGIN, when=begins)

    @staticmethod
    def receive(s: Instances, w: tuple, flag) -> tuple[Instances, tuple]:
        is_on, any_events = s.on == 1.0, s.number > 0.0
        starts = (flag == _OUTSIDE) & (w[0] > 0.0) & (s.on == 0.0)
        stops = (flag == _OUTSIDE) & (w[0] < 0.0)
        begins = (flag == _BEGIN) & is_on
        fires = (flag == _FIRE) & is_on
        is_new = (starts | begins) & any_events
        ispike = jnp.where(is_new, 0.0, s.ispike + fires)
        s, wait = _interval(s, (starts | fires) & any_events)
        ends = stops | ((starts | fires) & (ispike >= s.number))
        on = jnp.where(ends, 0.0, jnp.where(is_new, 1.0, s.on))
        event = jnp.where((starts | fires) & any_events, wait, jnp.where(is_new, 0.0, s.event))
        event = jnp.where(starts, event - _regular_part(s, s.interval), event)
        s = net_event(s.replace(on=on, ispike=ispike, event=event), s.t, when=fires)
        return net_send(s, jnp.where(begins, 0.0, event), _FIRE, when=starts | begins | (fires & (on == 1.0))), w


def _interval(s: Instances, when) -> tuple[Instances, Any]:
    """The time to the next event [ms]; a number is drawn for it if `when` holds and there is noise."""
    mean = jnp.where(s.interval <= 0.0, _SHORTEST, s.interval)
    ranvar, draw = hoc.negexp(s.ranvar, s["ranvar.numbers"])
    is_random = s.noise != 0.0
    wait = jnp.where(is_random, _regular_part(s, mean) + rounded(s.noise * mean * draw), mean)
    return s.replace(ranvar=jnp.where(when & is_random, ranvar, s.ranvar)), wait


def _regular_part(s: Instances, interval):
    return rounded((1.0 - s.noise) * interval)
