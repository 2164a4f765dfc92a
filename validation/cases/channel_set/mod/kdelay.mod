TITLE delayed rectifier potassium current

NEURON {
    SUFFIX kdelay
    USEION k READ ek WRITE ik
    RANGE gbar, g, shift
    GLOBAL q10
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}

PARAMETER {
    gbar = 0.02 (S/cm2)
    shift = 0 (mV)
    q10 = 3
}

ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    celsius (degC)
    g (S/cm2)
    ninf
    ntau (ms)
}

STATE { n }

BREAKPOINT {
    SOLVE gate METHOD cnexp
    g = gbar*n*n*n*n
    ik = g*(v - ek)
}

INITIAL {
    rates(v + shift)
    n = ninf
}

DERIVATIVE gate {
    rates(v + shift)
    n' = (ninf - n)/ntau
}

PROCEDURE rates(u (mV)) {
    UNITSOFF
    ninf = 1/(1 + exp(-(u + 32)/9.5))
    ntau = (0.8 + 7*exp(-((u + 42)/32)^2))/q10^((celsius - 26)/10)
    UNITSON
}
