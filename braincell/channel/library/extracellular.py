"""The space outside of the membrane in two layers, as NEURON's `extracellular`."""

from braincell.channel.channel import Channel
from braincell.mech.mechanism import Assigned, Instances, Parameter
from braincell.mech.registry import register

LAYERS = 2


def _of_layers(start: float, unit: str, doc: str) -> dict[str, Parameter]:
    name = doc.split(":")[0]
    return {f"{name}[{k}]": Parameter(start, unit, low=0.0, high=1e15, doc=doc) for k in range(LAYERS)}


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
        **_of_layers(1e9, "MOhm/cm", "xraxial: axial resistance"),
        **_of_layers(1e9, "S/cm2", "xg: conductance to the next layer"),
        **_of_layers(0.0, "uF/cm2", "xc: capacitance to the next layer"),
        "e": Parameter(0.0, "mV", doc="potential beyond the last layer"),
    }
    assigned = {"i_membrane": Assigned("mA/cm2")}

    @staticmethod
    def initial(s: Instances) -> Instances:
        return s.replace(i_membrane=0.0)
