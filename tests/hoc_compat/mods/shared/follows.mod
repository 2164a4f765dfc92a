NEURON { POINT_PROCESS Follows POINTER first, second NONSPECIFIC_CURRENT i }
PARAMETER { first second }
ASSIGNED { i (nanoamp) }
BREAKPOINT { i = -0.001*first + 0.0001*second }
