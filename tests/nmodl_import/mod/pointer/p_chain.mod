TITLE Every instance reads its neighbour of the same mechanism
NEURON {
    SUFFIX p_chain
    POINTER before
    NONSPECIFIC_CURRENT i
    RANGE k, i, y
}
PARAMETER { k = 0.3 (/ms) }
ASSIGNED { v (millivolt) i (mA/cm2) before y }
STATE { x }
INITIAL {
    x = 0.2 + 0.5*before
    y = v
}
BREAKPOINT {
    SOLVE pass METHOD cnexp
    y = 0.5*before + x
    i = 1e-5*y*(v + 70)
}
DERIVATIVE pass { x' = k*(0.3 + before - x) }
