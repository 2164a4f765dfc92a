TITLE Rates interpolated in a TABLE

NEURON {
    SUFFIX tabled
    USEION k READ ek WRITE ik
    RANGE gbar, n
    GLOBAL inf, tau, vhalf
}
PARAMETER {
    gbar = 0.02 (S/cm2)
    vhalf = -40 (mV)
}
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    celsius (degC)
    inf
    tau (ms)
}
STATE { n }
INITIAL {
    rates(v)
    n = inf
}
BREAKPOINT {
    SOLVE kinetics METHOD cnexp
    ik = gbar*n*n*n*(v - ek)
}
DERIVATIVE kinetics {
    rates(v)
    n' = (inf - n)/tau
}
PROCEDURE rates(u (mV)) {
    TABLE inf, tau DEPEND celsius, vhalf FROM -90 TO 31 WITH 97
    inf = 1/(1 + exp((vhalf - u)/9))
    tau = (1 + 6*exp(-((u - vhalf)/30)^2))/2.3^((celsius - 20)/10)
}
