TITLE A mechanism without a current, which sets what it points at after each step
NEURON {
    SUFFIX p_late
    POINTER out
    RANGE n
}
ASSIGNED { v (millivolt) out n }
INITIAL { n = 0 }
BREAKPOINT {
    n = n + 1
    out = 0.999*out + 1e-7*(v + 70)
}
