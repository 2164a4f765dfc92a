: GABA-B receptors: Destexhe, Mainen & Sejnowski (1998), Kinetic models of synaptic transmission.
: R' = k1 C (1 - R) - k2 R,  G' = k3 R - k4 G, with C = cmax for cdur after an event, else 0.

NEURON {
    POINT_PROCESS GABAb
    RANGE cmax, cdur, k1, k2, k3, k4, kd, n, gmax, e, g, R
    NONSPECIFIC_CURRENT i
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
    (mM) = (milli/liter)
    (uM) = (micro/liter)
}

PARAMETER {
    cmax = 1 (mM)
    cdur = 1 (ms)
    k1 = 0.09 (/ms mM)
    k2 = 0.0012 (/ms)
    k3 = 0.18 (uM/ms)
    k4 = 0.034 (/ms)
    kd = 100 (uM4)
    n = 4
    gmax = 0.001 (uS)
    e = -95 (mV)
}

ASSIGNED {
    v (mV)
    i (nA)
    g (uS)
    R
    synon
    rinf
    rtau (ms)
}

STATE {
    Ron
    Roff
    G (uM)
}

INITIAL {
    synon = 0
    Ron = 0
    Roff = 0
    R = 0
    G = 0
    rinf = cmax*k1/(cmax*k1 + k2)
    rtau = 1/(cmax*k1 + k2)
}

BREAKPOINT {
    SOLVE bind METHOD cnexp
    g = gmax*G^n/(G^n + kd)
    i = g*(v - e)
}

DERIVATIVE bind {
    Ron' = (synon*rinf - Ron)/rtau
    Roff' = -k2*Roff
    R = Ron + Roff
    G' = k3*R - k4*G
}

: every connection has receptors of its own: r0 of them were open at t0, when it last began or ended a pulse
NET_RECEIVE(weight, on, nspike, r0, t0 (ms)) {
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
            r0 = r0*exp(-k2*(t - t0))
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
