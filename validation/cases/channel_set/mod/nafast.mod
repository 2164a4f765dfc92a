TITLE fast sodium current

NEURON {
    SUFFIX nafast
    USEION na READ ena WRITE ina
    RANGE gbar, g
    GLOBAL q10, reference
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.1 (S/cm2)
    q10 = 2.3
    reference = 24 (degC)
}

ASSIGNED {
    v (mV)
    ena (mV)
    ina (mA/cm2)
    celsius (degC)
    g (S/cm2)
    warm
    minf hinf
    mtau (ms) htau (ms)
}

STATE { m h }

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*m^3*h
    ina = g*(v - ena)
}

INITIAL {
    warm = q10^((celsius - reference)/10)
    rates(v)
    m = minf
    h = hinf
}

DERIVATIVE gates {
    rates(v)
    m' = (minf - m)/mtau
    h' = (hinf - h)/htau
}

PROCEDURE rates(u (mV)) {
    LOCAL opening, closing
    opening = 0.2*linoid(-(u + 36), 7)
    closing = 0.15*linoid(u + 36, 7)
    mtau = 1/((opening + closing)*warm)
    minf = opening/(opening + closing)
    hinf = 1/(1 + exp((u + 60)/6.5))
    htau = (0.3 + 6/(1 + exp((u + 45)/9)))/warm
}

FUNCTION linoid(x, y) {
    if (fabs(x/y) < 1e-6) {
        linoid = y*(1 - x/y/2)
    } else {
        linoid = x/(exp(x/y) - 1)
    }
}
