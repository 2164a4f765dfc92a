: AMPA and NMDA receptors whose conductances rise and fall exponentially; the block: Jahr & Stevens (1990).

NEURON {
    POINT_PROCESS AMPANMDA
    RANGE tau1_ampa, tau2_ampa, tau1_nmda, tau2_nmda, ratio, e, mg, mg_half, mg_slope, g, g_ampa, g_nmda
    NONSPECIFIC_CURRENT i
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
    (mM) = (milli/liter)
}

PARAMETER {
    tau1_ampa = 0.2 (ms)
    tau2_ampa = 1.7 (ms)
    tau1_nmda = 0.29 (ms)
    tau2_nmda = 43 (ms)
    ratio = 0.71
    e = 0 (mV)
    mg = 1 (mM)
    mg_half = 3.57 (mM)
    mg_slope = 0.062 (/mV)
}

ASSIGNED {
    v (mV)
    i (nA)
    g (uS)
    g_ampa (uS)
    g_nmda (uS)
    factor_ampa
    factor_nmda
}

STATE {
    A_ampa (uS)
    B_ampa (uS)
    A_nmda (uS)
    B_nmda (uS)
}

INITIAL {
    factor_ampa = factor(tau1_ampa, tau2_ampa)
    factor_nmda = factor(tau1_nmda, tau2_nmda)
    A_ampa = 0
    B_ampa = 0
    A_nmda = 0
    B_nmda = 0
}

BREAKPOINT {
    SOLVE decay METHOD cnexp
    g_ampa = B_ampa - A_ampa
    g_nmda = (B_nmda - A_nmda)/(1 + exp(-mg_slope*v)*mg/mg_half)
    g = g_ampa + g_nmda
    i = g*(v - e)
}

DERIVATIVE decay {
    A_ampa' = -A_ampa/tau1_ampa
    B_ampa' = -B_ampa/tau2_ampa
    A_nmda' = -A_nmda/tau1_nmda
    B_nmda' = -B_nmda/tau2_nmda
}

: what gives exp(-t/tau2) - exp(-t/tau1) the peak 1
FUNCTION factor(tau1 (ms), tau2 (ms)) {
    LOCAL peak
    peak = tau1*tau2/(tau2 - tau1)*log(tau2/tau1)
    factor = 1/(exp(-peak/tau2) - exp(-peak/tau1))
}

NET_RECEIVE(weight (uS)) {
    A_ampa = A_ampa + weight*factor_ampa
    B_ampa = B_ampa + weight*factor_ampa
    A_nmda = A_nmda + weight*ratio*factor_nmda
    B_nmda = B_nmda + weight*ratio*factor_nmda
}
