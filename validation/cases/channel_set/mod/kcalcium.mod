TITLE potassium current opened by calcium

NEURON {
    SUFFIX kcalcium
    USEION k READ ek WRITE ik
    USEION ca READ cai
    RANGE gbar, half, winf, wtau
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (mM) = (milli/liter)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.004 (S/cm2)
    half = 0.0012 (mM)
}

ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    cai (mM)
    celsius (degC)
    winf
    wtau (ms)
}

STATE { w }

BREAKPOINT {
    SOLVE gate METHOD cnexp
    ik = gbar*w*(v - ek)
}

INITIAL {
    rates(cai)
    w = winf
}

DERIVATIVE gate {
    rates(cai)
    w' = (winf - w)/wtau
}

PROCEDURE rates(c (mM)) {
    LOCAL open
    open = (c/half)^2
    winf = open/(1 + open)
    wtau = (2 + 12/(1 + open))/1.8^((celsius - 30)/10)
}
