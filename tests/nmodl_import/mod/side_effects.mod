TITLE Procedures and functions that set variables on their way

NEURON {
    SUFFIX side_effects
    NONSPECIFIC_CURRENT i
    RANGE gbar, e, rate, seen, visits
}
PARAMETER {
    gbar = 0.0006 (S/cm2)
    e = -50 (mV)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    rate (/ms)
    seen (mV)
    visits
    inf
}
STATE { a b }
INITIAL {
    visits = 0
    prepare(v, 2)
    a = inf
    b = opening(v) + half(inf)
}
BREAKPOINT {
    SOLVE move METHOD cnexp
    i = gbar*a*b*(v - e)
}
DERIVATIVE move {
    LOCAL k
    prepare(v, 3)
    k = opening(v + 1)*half(rate)
    a' = (inf - a)*rate
    b' = -b*k + (1 - b)*opening(seen)
}
PROCEDURE prepare(u (mV), power) {
    visits = visits + 1
    rate = opening(u)
    inf = half(rate)^power/(half(rate)^power + 0.01)
}
FUNCTION opening(u (mV)) (/ms) {
    seen = u
    visits = visits + 10
    opening = 0.3*exp((u + 60)/40)
}
FUNCTION half(x) { half = x/(x + twice(0.1)) }
FUNCTION twice(x) { twice = 2*x }
