TITLE A FUNCTION with a TABLE

NEURON {
    SUFFIX table_function
    NONSPECIFIC_CURRENT i
    RANGE gbar, e
}
PARAMETER {
    gbar = 0.0005 (S/cm2)
    e = -20 (mV)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
STATE { r }
INITIAL { r = level(v) }
BREAKPOINT {
    SOLVE follow METHOD cnexp
    i = gbar*r*(v - e)
}
DERIVATIVE follow { r' = (level(v) - r)/15 }
FUNCTION level(u (mV)) {
    TABLE FROM -120 TO 40 WITH 64
    level = 1/(1 + exp((u + 75)/5.5))
}
