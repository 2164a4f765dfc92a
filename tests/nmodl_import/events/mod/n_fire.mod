TITLE Leaky integrator that fires, with a refractory period
NEURON {
    ARTIFICIAL_CELL n_fire
    RANGE tau, refrac, m, code
}
PARAMETER { tau = 10 (ms) refrac = 5 (ms) }
ASSIGNED { m t0 (ms) refractory code }
INITIAL {
    m = 0
    t0 = t
    refractory = 0
    code = 1
}
NET_RECEIVE(w) {
    code = fmod(code*31 + floor(1e3*w + 0.5), 10007)
    if (refractory == 0) {
        m = m*exp(-(t - t0)/tau) + w
        t0 = t
        if (m > 1) {
            refractory = 1
            m = 2
            net_send(refrac, flag)
            net_send(refrac, 1)
            net_event(t)
        }
    } else if (flag == 1) {
        t0 = t
        refractory = 0
        m = 0
    }
}
