TITLE calcium below the membrane: influx, and decay to rest

NEURON {
    SUFFIX capool
    USEION ca READ ica WRITE cai
    RANGE depth, decay, rest
}

UNITS {
    (mA) = (milliamp)
    (mM) = (milli/liter)
    (um) = (micron)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    depth = 0.15 (um)
    decay = 25 (ms)
    rest = 7e-5 (mM)
}

ASSIGNED {
    ica (mA/cm2)
    influx (mM/ms)
}

STATE { cai (mM) }

BREAKPOINT {
    SOLVE pool METHOD cnexp
}

INITIAL {
    cai = rest
}

DERIVATIVE pool {
    influx = -10000*ica/(2*FARADAY*depth)
    if (influx < 0) {
        influx = 0
    }
    cai' = influx + (rest - cai)/decay
}
