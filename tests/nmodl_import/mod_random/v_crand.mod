TITLE Chooses with the generator of the C library

NEURON {
    POINT_PROCESS v_crand
    NONSPECIFIC_CURRENT i
    RANGE n, first, fresh, choice, share
}
PARAMETER { n = 7 }
ASSIGNED { i (nA) first fresh choice share }
INITIAL {
    choice = 0
    share = 0
VERBATIM
    first = rand();
    srand(first > 1e9 ? 0 : (int)first);
    fresh = (double)rand()/RAND_MAX;
ENDVERBATIM
}
BREAKPOINT { i = 0 }
NET_RECEIVE (w) {
VERBATIM
    int mine = rand() % ((int)n);
    choice = choice*n + mine;
    if (mine > 2) {
        share += rand() / (RAND_MAX + 1.0);
    }
ENDVERBATIM
}
