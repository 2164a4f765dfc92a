TITLE A synapse of random weight

NEURON {
    POINT_PROCESS toss
    NONSPECIFIC_CURRENT i
    RANGE g
    RANDOM coin
}
ASSIGNED { v (mV) i (nA) g (uS) }
INITIAL { g = random_uniform(coin)*1e-3 }
BREAKPOINT { i = g*v }
NET_RECEIVE (w (uS)) { g = w*random_normal(coin, 1, 0.1) }
