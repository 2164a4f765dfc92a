TITLE A TABLE that is made at its first call, with what INITIAL has set by then; not thread safe

NEURON {
    SUFFIX table_first_call
    USEION k READ ek WRITE ik
    RANGE gbar, n, first
    GLOBAL inf, tau
}
PARAMETER { gbar = 0.02 (S/cm2) }
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    inf
    tau (ms)
    middle (mV)
    first
}
STATE { n }
INITIAL {
    middle = -40
    rates(v)
    first = inf
    n = inf
}
BREAKPOINT {
    SOLVE kinetics METHOD cnexp
    ik = gbar*n*(v - ek)
}
DERIVATIVE kinetics {
    rates(v)
    n' = (inf - n)/tau
}
PROCEDURE rates(u (mV)) {
    TABLE inf, tau FROM -90 TO 31 WITH 97
    inf = 1/(1 + exp((middle - u)/9))
    tau = 1 + 6*exp(-((u - middle)/30)^2)
}
