TITLE Synapse whose connections remember: weights beyond the first are variables of the connection
NEURON {
    POINT_PROCESS n_depress
    RANGE tau1, tau2, e, i, g, code
    NONSPECIFIC_CURRENT i
}
PARAMETER { tau1 = 0.5 (ms) tau2 = 4 (ms) e = 0 (mV) }
ASSIGNED { v (mV) i (nA) g (uS) factor code }
STATE { A (uS) B (uS) }
INITIAL {
    LOCAL tp
    A = 0
    B = 0
    code = 1
    tp = tau1*tau2/(tau2 - tau1)*log(tau2/tau1)
    factor = 1/(exp(-tp/tau2) - exp(-tp/tau1))
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    g = B - A
    i = g*(v - e)
}
DERIVATIVE states {
    A' = -A/tau1
    B' = -B/tau2
}
NET_RECEIVE(w (uS), R, tlast (ms)) {
    INITIAL {
        R = 1
        tlast = -1e3
    }
    R = 1 + (R - 1)*exp(-(t - tlast)/30)
    A = A + w*factor*R
    B = B + w*factor*R
    tlast = t
    R = R*0.7
    : the order of arrival shows in code
    code = fmod(code*31 + floor(1e4*w + 0.5), 10007)
}
