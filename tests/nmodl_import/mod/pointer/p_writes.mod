TITLE A density mechanism that writes through POINTERs, in every phase
NEURON {
    SUFFIX p_writes
    POINTER out, sum, gain
    NONSPECIFIC_CURRENT i
    RANGE rate, a, was, i
}
PARAMETER { rate = 0.01 (/ms) }
ASSIGNED { v (millivolt) i (mA/cm2) out sum gain was }
STATE { a }
INITIAL {
    a = 0.5
    out = -0.1*a
    sum = 0
    gain = 2e-4
}
BREAKPOINT {
    SOLVE grow METHOD cnexp
    was = sum
    sum = sum + a
    if (v > -50) { out = a*0.01 }
    i = 1e-5*(v + 60)
}
DERIVATIVE grow {
    gain = 1e-4*(1 + a)
    a' = rate*(1 - a)*(v + 70)/10
}
