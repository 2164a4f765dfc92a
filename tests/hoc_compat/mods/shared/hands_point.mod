TITLE A point process that hands its GLOBAL variables on, and in which an event sets one
NEURON {
    POINT_PROCESS hands_point
    NONSPECIFIC_CURRENT i
    RANGE own, gain, i
    GLOBAL chain, strength
}
PARAMETER { gain = 1 }
ASSIGNED { v (millivolt) i (nanoamp) chain strength own }
INITIAL {
    strength = 0.1
    own = chain
    chain = gain
}
BREAKPOINT {
    own = chain
    chain = 0.9*chain + gain
    i = 1e-3*strength*(v + 60) + 1e-5*chain
}
NET_RECEIVE(w) { strength = strength + w*own }
