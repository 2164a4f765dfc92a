NEURON {
    SUFFIX fc_own
    USEION na WRITE ina
    RANGE g, ena
}

PARAMETER {
    g = 0.001 (S/cm2)
    ena = 30 (mV)
}

ASSIGNED {
    v (mV)
    ina (mA/cm2)
}

BREAKPOINT { ina = g*(v - ena) }
