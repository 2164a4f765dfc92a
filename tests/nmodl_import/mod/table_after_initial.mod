TITLE A TABLE that is first made after INITIAL, which sees zeros; not thread safe

NEURON {
    SUFFIX table_after_initial
    USEION k READ ek WRITE ik
    RANGE gbar, n, seen
    GLOBAL inf, rate, warmth
}
PARAMETER { gbar = 0.02 (S/cm2) }
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    celsius (degC)
    dt (ms)
    inf
    rate
    warmth
    seen
}
STATE { n }
INITIAL {
    n = inf
    seen = inf + warmth
}
BREAKPOINT {
    SOLVE states
    ik = gbar*n*inf*(v - ek)
}
PROCEDURE states() {
    rates(v)
    n = n + warmth*rate*(inf - n)
}
PROCEDURE rates(u (mV)) {
    TABLE inf, rate DEPEND dt, celsius FROM -90 TO 31 WITH 97
    warmth = 2.3^((celsius - 20)/10)
    inf = 1/(1 + exp((-40 - u)/9))
    rate = 1 - exp(-dt/(1 + 6*exp(-((u + 40)/30)^2)))
}
