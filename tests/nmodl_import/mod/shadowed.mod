TITLE A LOCAL of the whole file with the name of a RANGE variable declared before it

NEURON {
    SUFFIX shadowed
    NONSPECIFIC_CURRENT i
    RANGE g, rate, seen
}
PARAMETER { g = 0.0004 (S/cm2) }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    rate (/ms)
    seen (/ms)
}
STATE { m }
INITIAL {
    rate = 0.25
    choose(v)
    m = 0.5
}
BREAKPOINT {
    SOLVE fall
    seen = rate
    i = g*m*(v + 60)
}
LOCAL rate
PROCEDURE fall() {
    choose(v)
    m = m + rate*(1 - m)*dt
}
PROCEDURE choose(u (mV)) { rate = 0.1 + 0.05*exp(-u/40) }
