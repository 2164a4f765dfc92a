TITLE A channel whose conductance flickers, from a RANDOM variable

NEURON {
    SUFFIX r_channel
    NONSPECIFIC_CURRENT i
    RANGE g, first, whole, u, lo
    RANDOM r, other
}
PARAMETER { size = 1e-4 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) first whole u lo drawn }
STATE { g }
INITIAL {
    random_setids(other, 5, 6, 7)
    random_setseq(other, 6)
    first = random_negexp(r, 2)
    whole = random_ipick(other)
    g = size
    drawn = 0
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    u = random_uniform(other, -1, 1)
    i = g*(v + 70) + 1e-5*u
}
DERIVATIVE states {
    flicker()
    g' = (drawn*size - g)/2
}
PROCEDURE flicker() {
    drawn = random_normal(r, 1, 0.25)
    IF (drawn < 1) {
        lo = lo + random_dpick(r)
    }
    IF (lo > 5) {
        random_setseq(r, 3)
        lo = 0
    }
}
