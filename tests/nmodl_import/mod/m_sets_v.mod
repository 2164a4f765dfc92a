TITLE Assigning v inside a mechanism changes its own copy alone

NEURON {
    SUFFIX m_sets_v
    NONSPECIFIC_CURRENT i
}
ASSIGNED { v (mV) i (mA/cm2) }
STATE { m }
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = 1e-4*m*(v + 65)
}
INITIAL { m = steady() }
DERIVATIVE states { m' = (steady() - m)/3 }
FUNCTION steady() {
    IF (v == -65) { v = v + 0.0001 }
    v = v + 10
    steady = 1/(1 + exp(-(v + 50)/7))
    v = v - 10
}
