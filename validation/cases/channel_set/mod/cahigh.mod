TITLE high-threshold calcium current

NEURON {
    SUFFIX cahigh
    USEION ca READ eca WRITE ica
    RANGE gbar
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.001 (S/cm2)
}

ASSIGNED {
    v (mV)
    eca (mV)
    ica (mA/cm2)
    celsius (degC)
}

STATE { s r }

BREAKPOINT {
    SOLVE gates METHOD cnexp
    ica = gbar*s^2*r*(v - eca)
}

INITIAL {
    s = sinf(v)
    r = rinf(v)
}

DERIVATIVE gates {
    s' = (sinf(v) - s)*warm()/stau(v)
    r' = (rinf(v) - r)*warm()/40
}

FUNCTION warm() {
    warm = 2.6^((celsius - 22)/10)
}

FUNCTION sinf(u (mV)) {
    sinf = 1/(1 + exp(-(u + 21)/6))
}

FUNCTION stau(u (mV)) (ms) {
    stau = 0.6 + 2.4/(exp((u + 25)/14) + exp(-(u + 25)/14))
}

FUNCTION rinf(u (mV)) {
    rinf = 0.25 + 0.75/(1 + exp((u + 40)/12))
}
