: One side of a gap junction, whose other side a transfer of ParallelContext tells.

NEURON {
    POINT_PROCESS HalfTransfer
    ELECTRODE_CURRENT i
    RANGE g, i, vgap
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
