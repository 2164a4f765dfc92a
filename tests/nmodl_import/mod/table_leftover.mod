TITLE A variable that is set only when the TABLE is made

NEURON {
    SUFFIX table_leftover
    USEION k READ ek WRITE ik
    RANGE gbar, n, slow
    GLOBAL inf, tau, warmth
}
PARAMETER { gbar = 0.02 (S/cm2) }
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    celsius (degC)
    inf
    tau (ms)
    warmth
    slow
}
STATE { n }
INITIAL {
    rates(v)
    n = inf
}
BREAKPOINT {
    SOLVE kinetics METHOD cnexp
    ik = gbar*warmth*n*(v - ek)
}
DERIVATIVE kinetics {
    rates(v)
    n' = (inf - n)/tau
}
PROCEDURE rates(u (mV)) {
    TABLE inf, tau DEPEND celsius FROM -90 TO 31 WITH 97
    warmth = 2.3^((celsius - 20)/10)
    slow = u/7
    inf = 1/(1 + exp((-40 - u)/9))
    tau = (1 + 6*exp(-((u + 40)/30)^2))/warmth
}
