TITLE derivimplicit whose block reads what its last evaluation has left in a variable

NEURON {
    SUFFIX m_implicit_memory
    NONSPECIFIC_CURRENT i
    RANGE flow, used
}
PARAMETER { g = 2e-5 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) flow used }
STATE { a b }
INITIAL { a = 0.3 b = 0.1 flow = 0.02 }
BREAKPOINT {
    SOLVE states METHOD derivimplicit
    i = g*(a + b)*(v + 65)
}
DERIVATIVE states {
    a' = taken(a)
    b' = made(a, b)
}
FUNCTION taken(x) {
    used = flow
    taken = (0.5 - x*x)/7 - used
}
FUNCTION made(x, y) {
    flow = 0.3*(x - y)/(1 + exp(-(v + 40)/15))
    made = flow - y*y/11
}
