TITLE A point process that reads and writes through POINTERs when events arrive
NEURON {
    POINT_PROCESS p_events
    POINTER there, where, maybe
    NONSPECIFIC_CURRENT i
    RANGE i, got, sure
}
PARAMETER { e = 0 (millivolt) }
ASSIGNED { v (millivolt) i (nanoamp) there where maybe got sure }
STATE { g }
INITIAL {
    got = 0
    sure = nrn_pointing(maybe)
    g = 0
}
BREAKPOINT {
    SOLVE decay METHOD cnexp
    i = g*(v - e)
    if (nrn_pointing(maybe)) { i = i + 0.001*maybe }
}
DERIVATIVE decay { g' = -g/5 }
NET_RECEIVE(w) {
    got = there
    g = g + w*(1 + 0.01*there)
    where = where + w
}
