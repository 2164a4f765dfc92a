TITLE A graded synapse driven by a presynaptic voltage
NEURON {
    POINT_PROCESS p_graded
    POINTER vpre
    NONSPECIFIC_CURRENT i
    RANGE gmax, e, half, slope, tau, g, start
}
UNITS { (mV) = (millivolt) (nA) = (nanoamp) (uS) = (microsiemens) }
PARAMETER { gmax = 0.002 (uS) e = 0 (mV) half = -40 (mV) slope = 5 (mV) tau = 3 (ms) }
ASSIGNED { v (mV) vpre (mV) i (nA) g (uS) start (mV) }
STATE { s }
INITIAL {
    start = vpre
    s = sinf(vpre)
}
BREAKPOINT {
    SOLVE release METHOD cnexp
    g = gmax*s*(1 + 0.001*(vpre + 65))
    i = g*(v - e)
}
DERIVATIVE release { s' = (sinf(vpre) - s)/tau }
FUNCTION sinf(x (mV)) { sinf = 1/(1 + exp(-(x - half)/slope)) }
