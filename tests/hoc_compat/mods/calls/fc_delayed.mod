NEURON {
    POINT_PROCESS FcDelayed
    RANGE del, amp
    NONSPECIFIC_CURRENT i
}

PARAMETER {
    del = 1 (ms)
    amp = 0.1 (nA)
}

ASSIGNED { i (nA) }

BREAKPOINT { if (t > del) { i = amp } else { i = 0 } }
