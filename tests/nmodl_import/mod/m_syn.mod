NEURON {
    POINT_PROCESS m_syn
    RANGE tau1, tau2, e, i, count
    NONSPECIFIC_CURRENT i
}
PARAMETER { tau1 = 0.5 (ms) <1e-9, 1e9> tau2 = 4 (ms) e = 0 (mV) }
ASSIGNED { v (mV) i (nA) g (uS) factor count last }
STATE { A (uS) B (uS) }
INITIAL {
    LOCAL tp
    A = 0 B = 0 count = 0 last = -1e9
    tp = tau1*tau2/(tau2 - tau1)*log(tau2/tau1)
    factor = 1/(exp(-tp/tau2) - exp(-tp/tau1))
    net_send(7, 3)
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    g = B - A
    i = g*(v - e)
}
DERIVATIVE states { A' = -A/tau1 B' = -B/tau2 }
NET_RECEIVE (w (uS), R, tlast (ms)) {
    INITIAL { R = 1 tlast = -1e3 }
    IF (flag == 0) {
        R = 1 + (R - 1)*exp(-(t - tlast)/30)
        A = A + w*factor*R
        B = B + w*factor*R
        tlast = t
        R = R*0.7
        count = count + 1
        IF (count == 2) { net_send(1.5, 1) }
    } ELSE {
        IF (flag == 3) { count = count + 100 net_event(t) }
        B = B + 1e-4
        last = t
    }
}
