TITLE SOLVE in a PROCEDURE that is solved, and in a FUNCTION

NEURON {
    SUFFIX m_solve_procedure
    NONSPECIFIC_CURRENT i
    RANGE g, total, q
}

PARAMETER { g = 0.0001 (S/cm2) }

ASSIGNED { v (mV) i (mA/cm2) total q }

STATE { m a b }

BREAKPOINT {
    SOLVE within
    i = g*m*(1 + total/100)*(v + 70)
}

INITIAL { m = 0.1 }

PROCEDURE within() {
    q = 1
    if (v > -60) {
        q = half()
    }
    SOLVE rising METHOD cnexp
    total = total + q
}

FUNCTION half() {
    SOLVE split
    half = a/2 + b
}

DERIVATIVE rising {
    m' = (1/(1 + exp(-(v + 40)/10)) - m)/3
}

LINEAR split {
    ~ a + b = 1
    ~ a - 2*b = v/100
}
