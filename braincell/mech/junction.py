"""One side of a gap junction."""

from braincell.mech.mechanism import Assigned, Instances, Parameter, Pointer, PointMechanism


class Junction(PointMechanism):
    """i = g (vgap − v) into this place [nA], `vgap` the voltage of the place at the other side.

    `Cell.junction` makes both sides. As with NEURON's pointers and transfers, a step takes `vgap` from its start: the
    current is implicit in `v` only. Not registered: NEURON has no such mechanism, and a `.mod` file may.
    """

    name = "Junction"
    electrode = ("i",)  # not through the membrane
    currents = ("i",)
    parameters = {"g": Parameter(0.0, "uS", low=0.0, high=1e9, doc="conductance")}
    assigned = {"i": Assigned("nA")}
    pointers = {"vgap": Pointer("mV")}

    @staticmethod
    def current(s: Instances) -> Instances:
        return s.replace(i=s.g * (s.vgap - s.v))
