TITLE Draws from the process's one generator, in its blocks and when a script asks

NEURON { POINT_PROCESS o_point NONSPECIFIC_CURRENT i RANGE x, mean, begun, event }
PARAMETER { mean = 2 }
ASSIGNED { i (nA) x begun event }
INITIAL { begun = scop_random() net_send(exprand(mean), 1) }
BREAKPOINT { SOLVE draw i = 1e-3*x }
PROCEDURE draw() { x = normrand(0, 1) }
NET_RECEIVE (w) {
    event = poisrand(mean)
    net_send(exprand(mean), 1)
}
PROCEDURE seed(n) { set_seed(n) }
FUNCTION pick(scale) { pick = scale*exprand(mean) }
FUNCTION twice(y) { twice = 2*y }
