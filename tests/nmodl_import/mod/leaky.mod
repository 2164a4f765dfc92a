TITLE A leak with nothing else

NEURON {
    SUFFIX leaky
    NONSPECIFIC_CURRENT i
    RANGE g, e, i
}
PARAMETER {
    g = 0.0004 (S/cm2) <0, 1e9>
    e = -68 (mV)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
BREAKPOINT {
    i = g*(v - e)
}
