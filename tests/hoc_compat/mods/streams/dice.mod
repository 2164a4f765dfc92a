TITLE A leak that flickers: one RANDOM variable goes on from run to run, the other one starts anew

NEURON {
    SUFFIX dice
    NONSPECIFIC_CURRENT i
    RANGE g, first
    RANDOM goes_on, anew
}
ASSIGNED { v (mV) i (mA/cm2) first }
STATE { g (S/cm2) }
INITIAL {
    random_setseq(anew, 0)
    first = random_uniform(anew)
    g = 1e-4
}
BREAKPOINT { SOLVE states METHOD cnexp i = g*(v + 60) }
DERIVATIVE states { g' = (1e-4*random_negexp(goes_on) - g)/2 }
