TITLE FUNCTIONs that C ends with return

NEURON {
    SUFFIX verbatim_function
    NONSPECIFIC_CURRENT i
    RANGE gbar, e, gated
}
UNITS { F = 96485 (coulomb) }
PARAMETER {
    gbar = 0.0005 (S/cm2)
    e = -75 (mV)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    gated
}
STATE { n }
INITIAL { n = steady(v) }
BREAKPOINT {
    SOLVE states METHOD cnexp
    gated = clipped(n, 0.9)
    i = gbar*gated*(v - e)
}
DERIVATIVE states { n' = alpha(v)*(1 - n) - 0.125*exp(-(v + 65)/80)*n }
FUNCTION alpha(u (mV)) (/ms) {
VERBATIM
    double x = (_lu + 55.)/10.;
    if (fabs(x) < 1e-6) return 0.1*(1. + x/2.);
    _lalpha = 0.1*x/(1. - exp(-x));
    return _lalpha;
ENDVERBATIM
}
FUNCTION steady(u (mV)) {
VERBATIM
    return alpha(_threadargscomma_ _lu)/(alpha(_threadargscomma_ _lu) + 0.125*exp(-(_lu + 65.)/80.))*F/96485;
ENDVERBATIM
}
FUNCTION clipped(x, top) {
    clipped = x
    IF (x > top) {
VERBATIM
        return _ltop;
ENDVERBATIM
    }
    clipped = clipped*x + (1 - x)*0.1
}
