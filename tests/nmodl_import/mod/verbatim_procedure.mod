TITLE C with variables of its own in a PROCEDURE, a solved block that returns early

NEURON {
    SUFFIX verbatim_procedure
    NONSPECIFIC_CURRENT i
    RANGE gbar, e, minf, mtau, shift, frozen
}
PARAMETER {
    gbar = 0.0004 (S/cm2)
    e = -70 (mV)
    shift = 2 (mV)
    frozen = 0
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    minf
    mtau (ms)
}
STATE { m k }
INITIAL {
    rates(v)
    m = minf
    k = 0.1
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gbar*m*k*(v - e)
}
DERIVATIVE states {
    rates(v)
    m' = (minf - m)/mtau
    k' = (0.5*minf - k)/(2*mtau)
VERBATIM
    return 0;
ENDVERBATIM
}
PROCEDURE rates(u (mV)) {
    LOCAL half
    half = -45
VERBATIM
    /* C sees the argument and the LOCAL as _lu and _lhalf */
    double x = (_lu - _lhalf + shift)/7., y;
    y = 1.0 + exp(-x);
    minf = 1/y;
    mtau = 2. + 3.*exp(-x*x/18.);
    mtau *= 0.5f; mtau += 0.25;
ENDVERBATIM
    IF (frozen > 0.5) {
VERBATIM
        return 0;  // leaves the whole PROCEDURE
ENDVERBATIM
    }
    mtau = mtau*1.5
}
