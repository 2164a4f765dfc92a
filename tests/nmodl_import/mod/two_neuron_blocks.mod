TITLE Two NEURON blocks, as a file and what it INCLUDEs may have

NEURON { SUFFIX two_neuron_blocks RANGE gbar }
PARAMETER { gbar = 0.005 (S/cm2) e = -50 (mV) }
NEURON {
    USEION k READ ek WRITE ik
    NONSPECIFIC_CURRENT il
    RANGE open
    GLOBAL e
}
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    il (mA/cm2)
    open
}
BREAKPOINT {
    open = 1/(1 + exp(-(v + 30)/8))
    ik = gbar*open*(v - ek)
    il = 0.1*gbar*(v - e)
}
