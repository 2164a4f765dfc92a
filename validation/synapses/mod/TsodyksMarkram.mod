: Facilitation and depression: Tsodyks, Uziel & Markram (2000), J. Neurosci. 20:RC50.

NEURON {
    POINT_PROCESS TsodyksMarkram
    RANGE e, tau_1, tau_rec, tau_facil, U, u0
    NONSPECIFIC_CURRENT i
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    e = 0 (mV)
    tau_1 = 3 (ms)
    tau_rec = 100 (ms)
    tau_facil = 1000 (ms)
    U = 0.04
    u0 = 0
}

ASSIGNED {
    v (mV)
    i (nA)
}

STATE {
    g (uS)
}

INITIAL {
    g = 0
}

BREAKPOINT {
    SOLVE decay METHOD cnexp
    i = g*(v - e)
}

DERIVATIVE decay {
    g' = -g/tau_1
}

NET_RECEIVE(weight (uS), y, z, u, last (ms)) {
    LOCAL fast, slow, released
    INITIAL {
        y = 0
        z = 0
        u = u0
        last = t
    }
    fast = exp(-(t - last)/tau_1)
    slow = exp(-(t - last)/tau_rec)
    : y decays into z, and z recovers
    z = z*slow + y*(fast - slow)/(tau_1/tau_rec - 1)
    y = y*fast
    if (tau_facil > 0) {
        u = u*exp(-(t - last)/tau_facil)
        u = u + U*(1 - u)
    } else {
        u = U
    }
    released = (1 - y - z)*u
    g = g + weight*released
    y = y + released
    last = t
}
