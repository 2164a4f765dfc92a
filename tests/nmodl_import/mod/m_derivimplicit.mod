TITLE Coupled nonlinear gates, METHOD derivimplicit

NEURON {
    SUFFIX m_derivimplicit
    NONSPECIFIC_CURRENT i
    RANGE g, fast
}
PARAMETER { g = 2e-4 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) fast }
STATE { a b c }
BREAKPOINT {
    SOLVE states METHOD derivimplicit
    i = g*a*b*(v + 70)
}
INITIAL { a = 0.3 b = 0.5 c = 0.1 }
DERIVATIVE states {
    fast = 1/(1 + exp(-(v + 40)/8))
    a' = (fast - a)*(1 + b) - a*a*c
    b' = 0.2*(1 - b)*(1 - b) - a*b/5
    c' = 0.1*a*b - 0.3*c
}
