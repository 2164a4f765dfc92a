TITLE METHOD euler, one equation under a condition

NEURON {
    SUFFIX m_euler
    NONSPECIFIC_CURRENT i
    RANGE up
}
PARAMETER { up = 0.3 (/ms) }
ASSIGNED { v (mV) i (mA/cm2) }
STATE { a b }
BREAKPOINT {
    SOLVE states METHOD euler
    i = 1e-4*a*b*(v + 65)
}
INITIAL { a = 0.1 b = 0.9 }
DERIVATIVE states {
    IF (v > -30) {
        a' = up*(1 - a)
    } ELSE {
        a' = -0.1*a
    }
    b' = -0.2*a*b + 0.05*(1 - b)
}
