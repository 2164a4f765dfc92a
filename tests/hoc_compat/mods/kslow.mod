COMMENT
A slow potassium current with a calcium-free gate, for the tests of the facade.
ENDCOMMENT

NEURON {
    SUFFIX kslow
    USEION k READ ek WRITE ik
    RANGE gbar, g, ninf
    GLOBAL vhalf
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.002 (S/cm2)
    vhalf = -40 (mV)
    tau = 12 (ms)
}

ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    ninf
}

STATE { n }

INITIAL {
    ninf = 1 / (1 + exp((vhalf - v) / 7))
    n = ninf
}

BREAKPOINT {
    SOLVE states METHOD cnexp
    g = gbar * n * n
    ik = g * (v - ek)
}

DERIVATIVE states {
    ninf = 1 / (1 + exp((vhalf - v) / 7))
    n' = (ninf - n) / tau
}
