TITLE A current that follows the weight of a connection while time passes
NEURON {
    POINT_PROCESS w_follows
    POINTER wsyn
    NONSPECIFIC_CURRENT i
    RANGE i
}
ASSIGNED { wsyn i (nanoamp) }
BREAKPOINT { i = -wsyn*2 }
