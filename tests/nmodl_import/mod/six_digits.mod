TITLE Defaults with more digits than NEURON keeps

NEURON {
    SUFFIX six_digits
    NONSPECIFIC_CURRENT i
    RANGE g, e
    GLOBAL steep
}
PARAMETER {
    g = 0.00012345678 (S/cm2)
    e = -64.123456789 (mV)
    steep = 2.302585092994 (/mV)
}
CONSTANT { shift = 65.123456789 (mV) }
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
STATE { m START 0.123456789 }
INITIAL { m = m }
BREAKPOINT {
    SOLVE fall METHOD cnexp
    i = g*(1 + exp(steep*(v + shift)/20))*m*(v - e)
}
DERIVATIVE fall { m' = -m/12.3456789 }
