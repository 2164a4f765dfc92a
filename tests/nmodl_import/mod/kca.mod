TITLE Potassium current gated by calcium

NEURON {
    SUFFIX kca
    USEION k READ ek WRITE ik
    USEION ca READ cai
    RANGE gbar, q, oinf, otau
}
PARAMETER {
    gbar = 0.002 (S/cm2)
    alpha = 2.5 (/ms)
    beta = 0.1 (/ms)
    half = 4e-4 (mM)
}
ASSIGNED {
    v (mV)
    ek (mV)
    cai (mM)
    ik (mA/cm2)
    oinf
    otau (ms)
}
STATE { q }
INITIAL {
    open(cai)
    q = oinf
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    ik = gbar*q^2*(v - ek)
}
DERIVATIVE states {
    open(cai)
    q' = (oinf - q)/otau
}
PROCEDURE open(ca (mM)) {
    LOCAL a
    a = alpha*pow(ca/half, 2)/(1 + exp(-(v + 20)/30))
    otau = 1/(a + beta)
    oinf = a*otau
}
