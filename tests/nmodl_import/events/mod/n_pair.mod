TITLE Plasticity of all connections to a process: FOR_NETCONS
NEURON {
    POINT_PROCESS n_pair
    RANGE tau, e, i, thresh, tpost, total
    NONSPECIFIC_CURRENT i
}
PARAMETER { tau = 2 (ms) e = 0 (mV) thresh = -20 (mV) }
ASSIGNED { v (mV) i (nA) tpost (ms) total }
STATE { g (uS) }
INITIAL {
    g = 0
    tpost = -1e9
    total = 0
    net_send(0, 1)
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = g*(v - e)
}
DERIVATIVE states { g' = -g/tau }
NET_RECEIVE(w (uS), A, tpre (ms)) {
    INITIAL {
        A = 0
        tpre = -1e9
    }
    if (flag == 0) {
        g = g + w + A
        tpre = t
        A = A*(1 - 0.3*exp((tpost - t)/34))
        FOR_NETCONS(w1, A1, tp) {
            A1 = A1 + 1e-5
        }
        A = A + 1e-6
    } else if (flag == 2) {
        tpost = t
        total = 0
        FOR_NETCONS(w1, A1, tp) {
            A1 = A1 + (0.02 - w1 - A1)*0.5*exp((tp - t)/17)
            total = total + A1
        }
    } else {
        WATCH (v > thresh) 2
    }
}
