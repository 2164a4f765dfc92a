TITLE Events of a process to itself: from INITIAL, from NET_RECEIVE, in a loop, moved
NEURON {
    POINT_PROCESS n_selfish
    RANGE g, i, e, tau, count, moved, last
    NONSPECIFIC_CURRENT i
}
PARAMETER { tau = 3 (ms) e = -20 (mV) }
ASSIGNED { v (mV) i (nA) count moved last (ms) }
STATE { g (uS) }
INITIAL {
    g = 0
    count = 0
    moved = 0
    last = -1
    net_send(1.5, 2)
    net_send(0, 5)
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = g*(v - e)
}
DERIVATIVE states { g' = -g/tau }
NET_RECEIVE(w (uS)) {
    if (flag == 0) {
        g = g + w
        if (moved == 0) {
            net_send(2.25, 1)
            moved = 1
        } else {
            net_move(t + 0.7)
            moved = moved + 1
        }
        FROM k = 1 TO 3 { net_send(0.3*k, 10 + k) }
    } else if (flag == 1) {
        moved = 0
        last = t
        net_event(t)
    } else if (flag == 2) {
        g = g + 1e-4
        if (count < 40) { net_send(2.1, 2) }
    } else if (flag == 5) {
        count = count + 1000
    } else {
        count = count + 1
        net_event(t + 0.05)
    }
}
