TITLE A point process with functions that are called from outside

NEURON {
    POINT_PROCESS fc_point
    NONSPECIFIC_CURRENT i
    RANGE a, c
    GLOBAL gain
}

PARAMETER {
    a = 1 (mV)
    gain = 2
}

ASSIGNED {
    c[3] (mA)
    i (nA)
    v (mV)
}

BREAKPOINT { i = 0 }

FUNCTION twice(u) { twice = gain*u + a }

PROCEDURE put(u, w) {
    c[1] = w
    a = twice(u)
}
