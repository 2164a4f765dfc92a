TITLE cnexp that NEURON turns into derivimplicit: a state inside a function

NEURON {
    SUFFIX m_fallback
    NONSPECIFIC_CURRENT i
}
ASSIGNED { v (mV) i (mA/cm2) }
STATE { a b }
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = 1e-4*a*(v + 65)
}
INITIAL { a = 0.2 b = 0.4 }
DERIVATIVE states {
    a' = (0.5 - a)/(2 + exp(-v/20)) + 0.01*sin(a)
    b' = a - b
}
