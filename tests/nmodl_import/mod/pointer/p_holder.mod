TITLE Variables that others write into
NEURON {
    SUFFIX p_holder
    NONSPECIFIC_CURRENT i
    RANGE g, e, i, total, mine
}
PARAMETER { g = 1e-4 (S/cm2) e = -65 (millivolt) }
ASSIGNED { v (millivolt) i (mA/cm2) total mine }
INITIAL { mine = total }
BREAKPOINT {
    mine = total
    i = g*(1 + total*0.01)*(v - e)
}
