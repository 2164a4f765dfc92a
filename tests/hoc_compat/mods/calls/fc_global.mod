NEURON {
    SUFFIX fc_global
    GLOBAL minf, tau
}

ASSIGNED {
    v (mV)
    minf
    tau (ms)
}

STATE { m }

INITIAL {
    rates(v)
    m = 0.5
}

BREAKPOINT { SOLVE states METHOD cnexp }

DERIVATIVE states {
    rates(v)
    m' = (minf - m)/tau
}

PROCEDURE rates(u (mV)) {
    minf = 1/(1 + exp(-(u + 40)/5))
    tau = 2 + minf
}
