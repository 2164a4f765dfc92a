TITLE Variables that the simulator provides

NEURON {
    SUFFIX implicit
    NONSPECIFIC_CURRENT i
    RANGE seen_t, seen_dt, seen_diam, seen_area, when
}
ASSIGNED {
    v (mV)
    dt (ms)
    diam (um)
    area (um2)
    celsius (degC)
    i (mA/cm2)
    seen_t seen_dt seen_diam seen_area when
}
STATE { s }
INITIAL {
    seen_diam = diam
    seen_area = area
    s = celsius/100
}
BREAKPOINT {
    SOLVE follow METHOD cnexp
    when = t
    i = 1e-6*(v + 60)*(1 + sin(t)) + 1e-7*area/diam
}
DERIVATIVE follow {
    seen_t = t
    seen_dt = dt
    s' = (diam*0.01 - s)/(3 + t*0.1)
}
