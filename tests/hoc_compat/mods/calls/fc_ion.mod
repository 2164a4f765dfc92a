TITLE A point process that uses an ion which its section may lack

NEURON {
    POINT_PROCESS fc_ion
    USEION na READ ena, nai WRITE ina
    RANGE g
}

PARAMETER { g = 0.001 (uS) }

ASSIGNED {
    v (mV)
    ena (mV)
    nai (mM)
    ina (nA)
}

BREAKPOINT { ina = g*(v - ena) }
