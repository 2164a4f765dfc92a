TITLE A density mechanism that reads another mechanism's state and an ion's concentration
NEURON {
    SUFFIX p_reads
    POINTER open, conc
    NONSPECIFIC_CURRENT i
    RANGE gbar, i, seen, low
}
PARAMETER { gbar = 1e-4 (S/cm2) }
ASSIGNED { v (millivolt) i (mA/cm2) open (1) conc (milli/liter) seen low }
STATE { x }
INITIAL { x = 0.1 seen = open }
BREAKPOINT {
    SOLVE follow METHOD cnexp
    low = conc
    i = gbar*x*open*(v + 80)
}
DERIVATIVE follow {
    seen = open
    x' = (open - x)/2
}
