TITLE A PROCEDURE in an expression, whose value is 0

NEURON {
    SUFFIX m_valued_procedure
    NONSPECIFIC_CURRENT i
    RANGE first, left
}
PARAMETER { g = 1e-5 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) first left }
STATE { m }
INITIAL {
    first = 3 + block(v)*2
    first = first + left
    m = 0.1
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    left = block(v) + 0.25
    i = g*(m + left)*(v + 70)
}
DERIVATIVE states { m' = (0.5 - m)/3 }
PROCEDURE block(u (mV)) { left = 1/(1 + exp(-(u + 40)/9)) }
