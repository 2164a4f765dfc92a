TITLE Coupled equations advance one after another

NEURON {
    SUFFIX seidel
    NONSPECIFIC_CURRENT i
    RANGE gbar, flow
}
PARAMETER {
    gbar = 0.0004 (S/cm2)
    kf = 0.2 (/ms)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    flow
}
STATE { closed open blocked rising lonely }
INITIAL {
    closed = 0.9
    open = 0.1
    blocked = 0
}
BREAKPOINT {
    SOLVE chain METHOD cnexp
    i = gbar*open*(v + 10) + 1e-8*rising
}
DERIVATIVE chain {
    LOCAL up
    up = kf*exp((v + 65)/25)
    closed' = -up*closed + 0.1*open
    open' = up*closed - (0.1 + 0.05)*open + 0.02*blocked
    flow = open - closed
    blocked' = 0.05*open - 0.02*blocked + flow*0.01
    rising' = 3
    if (v > -60) {
        lonely' = (1 - lonely)/5
    } else {
        lonely' = -lonely/(7 + open)
    }
}
