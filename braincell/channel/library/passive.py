"""The passive membrane, as NEURON's `pas`."""

from braincell.channel.channel import Channel
from braincell.mech.mechanism import Assigned, Instances, Parameter
from braincell.mech.registry import register


@register
class pas(Channel):
    """A leak: i = g (v − e). NEURON: src/nrnoc/passive.mod."""

    name = "pas"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "g": Parameter(0.001, "S/cm2", low=0.0, high=1e9, doc="conductance"),
        "e": Parameter(-70.0, "mV", doc="reversal potential"),
    }
    assigned = {"i": Assigned("mA/cm2")}

    @staticmethod
    def current(s: Instances) -> Instances:
        return s.replace(i=s.g * (s.v - s.e))


@register
class fastpas(pas):
    """The same leak by the name of NEURON's hand-written one, which does not show its current."""

    name = "fastpas"
    parameters = {
        "g": Parameter(0.0005, "S/cm2", low=0.0, high=1e9, doc="conductance"),
        "e": Parameter(-65.0, "mV", doc="reversal potential"),
    }
    assigned = {"i": Assigned("mA/cm2", visible=False)}
