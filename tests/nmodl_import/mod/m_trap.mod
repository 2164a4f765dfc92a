TITLE cnexp with a state multiplied by itself: NEURON solves another equation

NEURON {
    SUFFIX m_trap
    NONSPECIFIC_CURRENT i
}
ASSIGNED { v (mV) i (mA/cm2) }
STATE { a b }
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = 1e-4*a*(v + 65)
}
INITIAL { a = 0.9 b = 0.8 }
DERIVATIVE states {
    a' = -0.1*a*a
    b' = -b*b/20 + 0.01*b
}
