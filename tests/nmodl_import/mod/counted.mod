TITLE What BREAKPOINT counts, it counts twice a step

NEURON {
    SUFFIX counted
    NONSPECIFIC_CURRENT i
    RANGE g, calls, sum, last, steps
}
PARAMETER { g = 0.0003 (S/cm2) }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    calls
    sum (mV)
    last (mV)
    steps
}
STATE { x }
INITIAL {
    calls = 0
    sum = 0
    last = v
    steps = 0
}
BREAKPOINT {
    SOLVE count METHOD cnexp
    calls = calls + 1
    sum = sum + (v - last)
    last = v
    i = g*(1 + 0.001*calls)*(v + 66) + 1e-6*sum
}
DERIVATIVE count {
    steps = steps + 1
    x' = -x/20 + steps*0.01
}
