: NMDA receptors: Destexhe, Mainen & Sejnowski (1998); their block by magnesium: Jahr & Stevens (1990).
: R' = alpha C (1 - R) - beta R, with C = cmax for cdur after an event, else 0.

NEURON {
    POINT_PROCESS NMDA
    RANGE cmax, cdur, alpha, beta, e, g, mg, mg_half, mg_slope
    NONSPECIFIC_CURRENT i
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
    (mM) = (milli/liter)
}

PARAMETER {
    cmax = 1 (mM)
    cdur = 1 (ms)
    alpha = 0.072 (/ms mM)
    beta = 0.0066 (/ms)
    e = 0 (mV)
    mg = 1 (mM)
    mg_half = 3.57 (mM)
    mg_slope = 0.062 (/mV)
}

ASSIGNED {
    v (mV)
    i (nA)
    g (uS)
    synon (uS)
    rinf
    rtau (ms)
}

STATE {
    Ron (uS)
    Roff (uS)
}

INITIAL {
    synon = 0
    Ron = 0
    Roff = 0
    rinf = cmax*alpha/(cmax*alpha + beta)
    rtau = 1/(cmax*alpha + beta)
}

BREAKPOINT {
    SOLVE bind METHOD cnexp
    g = (Ron + Roff)/(1 + exp(-mg_slope*v)*mg/mg_half)
    i = g*(v - e)
}

DERIVATIVE bind {
    Ron' = (synon*rinf - Ron)/rtau
    Roff' = -beta*Roff
}

: every connection has receptors of its own: r0 of them were open at t0, when it last began or ended a pulse
NET_RECEIVE(weight (uS), on, nspike, r0 (uS), t0 (ms)) {
    INITIAL {
        on = 0
        nspike = 0
        r0 = 0
        t0 = t
    }
    if (flag == 0) {
        nspike = nspike + 1
        if (on == 0) {
            on = 1
            r0 = r0*exp(-beta*(t - t0))
            t0 = t
            synon = synon + weight
            Ron = Ron + r0
            Roff = Roff - r0
        }
        net_send(cdur, nspike)
    } else if (flag == nspike) {
        on = 0
        r0 = weight*rinf + (r0 - weight*rinf)*exp(-(t - t0)/rtau)
        t0 = t
        synon = synon - weight
        Ron = Ron - r0
        Roff = Roff + r0
    }
}
