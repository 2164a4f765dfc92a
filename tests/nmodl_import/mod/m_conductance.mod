TITLE CONDUCTANCE: one evaluation of BREAKPOINT

NEURON {
    SUFFIX m_conductance
    USEION k READ ek WRITE ik
    NONSPECIFIC_CURRENT il
    RANGE g, calls
}
ASSIGNED { v (mV) ek (mV) ik (mA/cm2) il (mA/cm2) g (S/cm2) gl (S/cm2) calls }
STATE { n }
BREAKPOINT {
    SOLVE states METHOD cnexp
    CONDUCTANCE g USEION k
    CONDUCTANCE gl
    calls = calls + 1
    g = 0.01*n
    gl = 1e-4
    ik = g*(v - ek)
    il = gl*(v + 60)
}
INITIAL { n = 0.2 calls = 0 }
DERIVATIVE states { n' = (1/(1 + exp(-(v + 30)/9)) - n)/4 }
