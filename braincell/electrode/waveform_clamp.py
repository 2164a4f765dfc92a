"""Inject any current: a list of samples. Not registered: NEURON has no such mechanism, and a .mod file may."""

import jax.numpy as jnp

from braincell.mech.mechanism import Assigned, Instances, Parameter, PointMechanism


class WaveformClamp(PointMechanism):
    """The samples `vectors={"current": …}` [nA], each held for `interval` [ms] from `delay` [ms] on, and 0 elsewhere.

    As for `IClamp`, the time of a step is its middle.
    """

    name = "WaveformClamp"
    electrode = ("i",)
    currents = ("i",)
    parameters = {
        "delay": Parameter(0.0, "ms", doc="when the first sample begins"),
        "interval": Parameter(0.1, "ms", low=1e-9, high=1e9, doc="how long each one is held"),
        "scale": Parameter(1.0, doc="factor of all samples"),
    }
    assigned = {"i": Assigned("nA")}
    vectors = ("current",)

    @staticmethod
    def current(s: Instances) -> Instances:
        size = jnp.asarray(s["current.size"])
        place = jnp.floor((s.t - s.delay) / s.interval)
        within = (place >= 0.0) & (place < size)
        index = jnp.where(within, place, 0.0).astype(jnp.int32)
        sample = jnp.take_along_axis(s["current"], jnp.broadcast_to(index, size.shape)[None], axis=0)[0]
        return s.replace(i=jnp.where(within, s.scale * sample, 0.0))
