"""The space outside of the membrane in two layers, as NEURON's `extracellular`."""

from braincell.channel.channel import Channel
from braincell.mech.mechanism import Assigned, Instances, Parameter
from braincell.mech.registry import register

LAYERS = 2


@register
class extracellular(Channel):
    """Potentials outside of the membrane: `vext[0]` at the membrane, `vext[1]` in the layer beyond.

    `xg` and `xc` join a layer to the next one, those of the last to ground through the battery `e`; `xraxial` joins
    neighbouring places of a layer. The potentials are solved for together with the voltages (`quad.layers`); fixed
    steps only. NEURON: src/nrnoc/extcelln.cpp.
    """

    name = "extracellular"
    fixed_step_only = True
    parameters = {
        "xraxial": Parameter(1e9, "MOhm/cm", low=0.0, high=1e15, size=LAYERS, doc="axial resistance"),
        "xg": Parameter(1e9, "S/cm2", low=0.0, high=1e15, size=LAYERS, doc="conductance to the next layer"),
        "xc": Parameter(0.0, "uF/cm2", low=0.0, high=1e15, size=LAYERS, doc="capacitance to the next layer"),
        "e": Parameter(0.0, "mV", doc="potential beyond the last layer"),
    }
    assigned = {"i_membrane": Assigned("mA/cm2")}

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(i_membrane=0.0)
