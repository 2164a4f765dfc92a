"""GABA-A receptors."""

from braincell.mech.registry import register_published
from braincell.synapse.pulse import PulseSynapse


@register_published
class GABAa(PulseSynapse):
    """i = g (v − e); events make pulses of GABA that open receptors of first-order kinetics, see `pulse`.

    Destexhe, Mainen & Sejnowski (1998), Kinetic models of synaptic transmission, in: Methods in Neuronal Modeling;
    ModelDB 18198, gabaa.mod, of which these are the numbers: alpha 5 /(ms mM), beta 0.18 /ms, 1 mM for 1 ms, −80 mV.
    """

    name = "GABAa"
    parameters = PulseSynapse.kinetics(cmax=1.0, cdur=1.0, alpha=5.0, beta=0.18, e=-80.0)
