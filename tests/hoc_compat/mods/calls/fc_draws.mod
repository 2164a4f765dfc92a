NEURON {
    POINT_PROCESS FcDraws
    RANGE uniform, exponential, seed
    NONSPECIFIC_CURRENT i
}

PARAMETER { seed = 0 }

ASSIGNED {
    i (nA)
    uniform
    exponential
}

INITIAL {
    if (seed > 0) { set_seed(seed) }
    draw()
}

BREAKPOINT {
    SOLVE draw
    i = 0
}

PROCEDURE draw() {
    uniform = scop_random()
    exponential = exprand(2)
}

PROCEDURE reseed(x) { set_seed(x) }

FUNCTION pick(low, high) { pick = low + (high - low)*scop_random() }
