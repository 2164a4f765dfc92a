TITLE A synapse that fails now and then, and fires back

NEURON {
    POINT_PROCESS r_synapse
    NONSPECIFIC_CURRENT i
    RANGE g, n, total, share
    RANDOM coin
}
PARAMETER { tau = 3 (ms) }
ASSIGNED { v (mV) i (nA) n total share }
STATE { g (uS) }
INITIAL { g = 0 n = 0 total = 0 share = 0 net_send(random_negexp(coin, 1.5), 2) }
BREAKPOINT { SOLVE states METHOD cnexp i = g*v }
DERIVATIVE states { g' = -g/tau }
NET_RECEIVE (w (uS), wait (ms)) {
    INITIAL { wait = exprand(2) }
    IF (flag == 2) {
        share = share + normrand(0, 1)
        net_send(0.1 + random_negexp(coin), 2)
    } ELSE {
        IF (random_uniform(coin) < 0.6) { state_discontinuity(g, g + w) n = n + 1 }
        total = total + wait
    }
}
