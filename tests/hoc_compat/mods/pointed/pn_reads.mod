: A current that follows a number of the script, and functions with a pointer that no run needs.
NEURON {
    POINT_PROCESS pn_reads
    POINTER drive, other
    RANGE seen
    NONSPECIFIC_CURRENT i
}
ASSIGNED { v (mV) i (nA) drive other seen }
INITIAL { seen = drive }
BREAKPOINT {
    seen = drive
    i = -0.1*drive
}
FUNCTION look() { look = 2*other }
FUNCTION plain(x) { plain = 3*x }
