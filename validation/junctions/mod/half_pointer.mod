: One side of a gap junction, whose other side a POINTER tells.

NEURON {
    POINT_PROCESS HalfPointer
    ELECTRODE_CURRENT i
    RANGE g, i
    POINTER vgap
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    g = 0 (uS)
}

ASSIGNED {
    v (mV)
    vgap (mV)
    i (nA)
}

BREAKPOINT {
    i = g*(vgap - v)
}
