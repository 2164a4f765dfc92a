TITLE WATCH in both directions, v set by NET_RECEIVE
NEURON {
    POINT_PROCESS n_izhi
    RANGE u, a, b, c, d, drive, vpeak, low, n, ups, i
    NONSPECIFIC_CURRENT i
}
PARAMETER { a = 0.1 b = 0.2 c = -60 (mV) d = 0.02 drive = 0.15 vpeak = 10 (mV) low = -58 (mV) }
ASSIGNED { v (mV) i (nA) n ups }
STATE { u }
INITIAL {
    u = 0
    n = 0
    ups = 0
    net_send(0, 1)
}
BREAKPOINT {
    SOLVE states METHOD derivimplicit
    i = -(2e-4*(v + 65)*(v + 45) - u + drive)
}
DERIVATIVE states { u' = a*(1e-3*b*(v + 65) - u) }
NET_RECEIVE(w) {
    if (flag == 1) {
        WATCH (v > vpeak) 2
        WATCH (v < low - 3) 3
    } else if (flag == 2) {
        n = n + 1
        net_event(t)
        v = c
        u = u + d
        WATCH (v > vpeak - n) 2
        WATCH (v < low) 3
    } else if (flag == 3) {
        ups = ups + 1
        WATCH (v > low) 4
        WATCH (v > vpeak) 2
    } else if (flag == 4) {
        ups = ups + 100
        WATCH (v > vpeak) 2
    } else {
        u = u + w
    }
}
