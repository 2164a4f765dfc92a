TITLE Draws when a script asks, and only then

NEURON { SUFFIX o_seeder RANGE kept }
ASSIGNED { kept }
PROCEDURE seed(n) { set_seed(n) }
PROCEDURE keep() { kept = scop_random() }
FUNCTION next() { next = scop_random() }
