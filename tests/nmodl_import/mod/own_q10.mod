TITLE A-type potassium current with its own temperature dependence

NEURON {
    SUFFIX own_q10
    USEION k READ ek WRITE ik
    RANGE gbar, vshift, g
    GLOBAL vhalfm, slopem, vhalfh, slopeh, q10, reference, ninf, linf
}
PARAMETER {
    gbar = 0.008 (S/cm2)
    vshift = 0 (mV)
    vhalfm = -30 (mV)
    slopem = 9.5 (mV)
    vhalfh = -72 (mV)
    slopeh = -6.5 (mV)
    q10 = 2.7
    reference = 22 (degC)
    celsius (degC)
}
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    ninf linf
    tadj
}
STATE { n l }
INITIAL {
    tadj = q10^((celsius - reference)/10)
    settle(v - vshift)
    n = ninf
    l = linf
}
BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*n^4*l*tadj
    ik = g*(v - ek)
}
DERIVATIVE gates {
    settle(v - vshift)
    n' = (ninf - n)*tadj/2.5
    l' = tadj*(linf - l)/(12 + 8/(1 + exp((v + 50)/7)))
}
PROCEDURE settle(u (mV)) {
    ninf = 1/(1 + exp(-(u - vhalfm)/slopem))
    linf = 1/(1 + exp(-(u - vhalfh)/slopeh))
}
