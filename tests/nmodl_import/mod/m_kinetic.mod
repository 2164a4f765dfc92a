TITLE A linear Markov scheme with conservation, at rest to begin with

NEURON {
    SUFFIX m_kinetic
    USEION k READ ek WRITE ik
    RANGE gbar, flux
}
PARAMETER { gbar = 0.005 (S/cm2) }
ASSIGNED { v (mV) ek (mV) ik (mA/cm2) flux }
STATE { c1 c2 o inact }
BREAKPOINT {
    SOLVE scheme METHOD sparse
    ik = gbar*o*(v - ek)
}
INITIAL { SOLVE scheme STEADYSTATE sparse }
KINETIC scheme {
    LOCAL up, down
    up = 0.5*exp(v/30)
    down = 0.4*exp(-v/40)
    ~ c1 <-> c2 (2*up, down)
    ~ c2 <-> o (up, 2*down)
    flux = f_flux - b_flux
    IF (v > -20) {
        ~ o <-> inact (0.05, 0.01)
    } ELSE {
        ~ o <-> inact (0.01, 0.02)
    }
    CONSERVE c1 + c2 + o + inact = 1
}
