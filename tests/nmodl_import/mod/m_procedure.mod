TITLE SOLVE of a PROCEDURE: hand-written exponential update, and printing

NEURON {
    SUFFIX m_procedure
    NONSPECIFIC_CURRENT i
    RANGE count
}
ASSIGNED { v (mV) dt (ms) i (mA/cm2) count }
STATE { m }
BREAKPOINT {
    SOLVE states
    i = 1e-4*m*m*(v + 65)
}
INITIAL {
    m = 0.1
    count = 0
}
PROCEDURE states() {
    LOCAL inf
    inf = 1/(1 + exp(-(v + 40)/9))
    m = m + (1 - exp(-dt/2))*(inf - m)
    IF (at_time(5)) { count = count + 1 }
    VERBATIM
    return 0;
    ENDVERBATIM
}
