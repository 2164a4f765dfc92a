TITLE LINEAR in INITIAL, NONLINEAR at every step

NEURON {
    SUFFIX m_equations
    NONSPECIFIC_CURRENT i
}
ASSIGNED { v (mV) i (mA/cm2) }
STATE { x q z w }
BREAKPOINT {
    SOLVE curve
    i = 1e-4*z*(v + 65)
}
INITIAL {
    SOLVE lines
    z = 1
    w = 1
}
LINEAR lines SOLVEFOR x, q {
    ~ 2*x + q = 3
    ~ x - 3*q = v/10
}
NONLINEAR curve SOLVEFOR z, w {
    ~ z*z + w = 3 + exp(v/30)
    ~ z - w*w = -1
}
