TITLE No NET_RECEIVE: others watch x
NEURON {
    POINT_PROCESS n_watchme
    RANGE x, tau
}
PARAMETER { tau = 5 (ms) }
ASSIGNED { v (mV) x }
STATE { s }
INITIAL {
    s = 0
    x = 0
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    x = s + 12
}
DERIVATIVE states { s' = (v + 50 - s)/tau }
