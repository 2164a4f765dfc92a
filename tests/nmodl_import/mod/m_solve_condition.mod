TITLE SOLVE in conditions: BREAKPOINT's is taken out, INITIAL's is not

NEURON {
    SUFFIX m_solve_condition
    NONSPECIFIC_CURRENT i
    RANGE g, h
}

PARAMETER { g = 0.0001 (S/cm2) }

ASSIGNED { v (mV) i (mA/cm2) h }

STATE { m n }

BREAKPOINT {
    if (v > -60) {
        SOLVE scheme METHOD sparse
        h = 1
    } else {
        h = 2
    }
    i = g*m*h*(v + 70)
}

INITIAL {
    m = 0.1
    n = 0.9
    if (v < 0) {
        SOLVE scheme STEADYSTATE sparse
    }
}

KINETIC scheme {
    ~ m <-> n (0.1*exp(-v/40), 0.05)
}
