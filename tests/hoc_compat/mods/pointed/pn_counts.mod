: Adds to a number of the script in every step.
NEURON {
    SUFFIX pn_counts
    POINTER total
    RANGE by
}
PARAMETER { by = 1 }
ASSIGNED { v (mV) total }
INITIAL { total = 10 }
BREAKPOINT { SOLVE add }
PROCEDURE add() { total = total + by }
