TITLE METHOD runge, with time in the equation

NEURON {
    SUFFIX m_runge
    NONSPECIFIC_CURRENT i
}
ASSIGNED { v (mV) i (mA/cm2) }
STATE { a b }
BREAKPOINT {
    SOLVE states METHOD runge
    i = 1e-4*a*(v + 65)
}
INITIAL { a = 0.4 b = 0 }
DERIVATIVE states {
    a' = -a*a + sin(t)*0.2 + 0.1
    b' = a - b*b
}
