TITLE slow potassium current whose rates are looked up in a table

NEURON {
    SUFFIX slowk
    USEION k READ ek WRITE ik
    RANGE gbar, g
    GLOBAL pinf, ptau, vhalf
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.003 (S/cm2)
    vhalf = -38 (mV)
}

ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    celsius (degC)
    g (S/cm2)
    pinf
    ptau (ms)
}

STATE { p }

BREAKPOINT {
    SOLVE gate METHOD cnexp
    g = gbar*p
    ik = g*(v - ek)
}

INITIAL {
    settle(v)
    p = pinf
}

DERIVATIVE gate {
    settle(v)
    p' = (pinf - p)/ptau
}

PROCEDURE settle(u (mV)) {
    LOCAL warm
    TABLE pinf, ptau DEPEND celsius, vhalf FROM -120 TO 80 WITH 160
    warm = 2.5^((celsius - 10)/10)
    pinf = 1/(1 + exp(-(u - vhalf)/8))
    ptau = (4 + 30/(exp((u - vhalf)/25) + exp(-(u - vhalf)/18)))/warm
}
