TITLE A mechanism without currents: its BREAKPOINT runs once, after the step

NEURON {
    SUFFIX no_current
    RANGE peak, runs, x, late
}
ASSIGNED {
    v (mV)
    peak (mV)
    runs
    late (ms)
}
STATE { x }
INITIAL {
    peak = v
    runs = 0
}
BREAKPOINT {
    SOLVE smooth METHOD cnexp
    runs = runs + 1
    late = t
    if (v > peak) { peak = v }
}
DERIVATIVE smooth { x' = (v - x)/2 }
