TITLE States that jump
NEURON { SUFFIX m_jumps NONSPECIFIC_CURRENT i RANGE seen, last }
PARAMETER { every = 2.5 (ms) n = 3 }
ASSIGNED { v (mV) i (mA/cm2) seen last }
STATE { a b c }
INITIAL {
    a = 0.1
    b = 0.2
    c = 0
    seen = 0
}
BREAKPOINT { LOCAL k
    SOLVE decay METHOD cnexp
    FROM k = 0 TO n - 1 {
        IF (at_time(1 + k*every)) {
            state_discontinuity(a, a + 0.5)
            kick(0.25*(k + 1))
        }
    }
    IF (v > -30) { state_discontinuity(c, c + 1) }
    seen = seen + 1
    i = 1e-5*a*(v + 60) + 1e-6*b*v
}
PROCEDURE kick(x) {
    state_discontinuity(b, b + x)
    last = x
}
DERIVATIVE decay {
    a' = -a/3
    b' = -b/7
    c' = -c/2
    IF (t > 9 && t < 9.03) { state_discontinuity(a, a + 2) }
}
