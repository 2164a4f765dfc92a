TITLE States that start at their own parameters

NEURON {
    SUFFIX start_values
    NONSPECIFIC_CURRENT i
    RANGE a0
}
PARAMETER {
    a0 = 0.25
    tau = 4 (ms)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
STATE {
    a
    b START 0.75
    c
}
INITIAL { c = a + b }
BREAKPOINT {
    SOLVE decay METHOD cnexp
    i = 1e-5*a*b*(v + 65 + c)
}
DERIVATIVE decay {
    a' = -a/tau
    b' = (0.5 - b)/(2*tau)
    c' = (a - c)/tau
}
