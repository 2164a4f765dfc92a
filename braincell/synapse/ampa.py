"""AMPA receptors."""

from braincell.mech.registry import register_published
from braincell.synapse.pulse import PulseSynapse


@register_published
class AMPA(PulseSynapse):
    """i = g (v − e); events make pulses of glutamate that open receptors of first-order kinetics, see `pulse`.

    Destexhe, Mainen & Sejnowski (1998), Kinetic models of synaptic transmission, in: Methods in Neuronal Modeling;
    ModelDB 18198, ampa.mod, of which these are the numbers: alpha 1.1 /(ms mM), beta 0.19 /ms, 1 mM for 1 ms, 0 mV.
    """

    name = "AMPA"
    parameters = PulseSynapse.kinetics(cmax=1.0, cdur=1.0, alpha=1.1, beta=0.19, e=0.0)
