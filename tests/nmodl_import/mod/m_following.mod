TITLE A concentration that follows from a state

NEURON {
    SUFFIX m_following
    USEION ca READ ica, eca WRITE cai, ica
    RANGE g, tau
    GLOBAL rest
}
PARAMETER {
    g = 1e-4 (S/cm2)
    tau = 5 (ms)
    rest = 1e-4 (mM)
}
ASSIGNED {
    v (mV)
    ica (mA/cm2)
    eca (mV)
    cai (mM)
    above
}
STATE { extra m }
INITIAL {
    m = 1/(1 + exp(-(v + 40)/8))
    extra = 0
    above = 1
    cai = rest
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    ica = g*m^2*(v - eca)
}
PROCEDURE outward() {
    above = 1 + v/1000
}
DERIVATIVE states {
    outward()
    m' = (1/(1 + exp(-(v + 40)/8)) - m)/0.5
    extra' = -ica - extra/tau
    cai = rest + extra*0.01*above
    if (cai > 1) { cai = 1 }
}
