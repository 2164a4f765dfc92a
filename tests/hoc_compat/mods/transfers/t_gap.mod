TITLE Half a gap junction: the partner's voltage is transferred into vgap
NEURON {
    POINT_PROCESS t_gap
    NONSPECIFIC_CURRENT i
    RANGE g, i, vgap, slow
}
PARAMETER { g = 0.003 (microsiemens) }
ASSIGNED { v (millivolt) vgap (millivolt) i (nanoamp) }
STATE { slow (millivolt) }
INITIAL { slow = vgap }
BREAKPOINT {
    SOLVE follow METHOD cnexp
    i = g*(v - vgap) + 1e-5*(v - slow)
}
DERIVATIVE follow { slow' = (vgap - slow)/2 }
