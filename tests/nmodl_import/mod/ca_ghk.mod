TITLE Calcium current by the Goldman-Hodgkin-Katz equation

NEURON {
    SUFFIX ca_ghk
    USEION ca READ cai, cao WRITE ica
    RANGE pbar, minf
}
UNITS {
    FARADAY = (faraday) (coulomb)
    R = (k-mole) (joule/degC)
}
PARAMETER { pbar = 6e-5 (cm/s) }
ASSIGNED {
    v (mV)
    celsius (degC)
    cai (mM)
    cao (mM)
    ica (mA/cm2)
    minf
}
STATE { m }
INITIAL {
    minf = activation(v)
    m = minf
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    ica = pbar*m*m*flux(v, cai, cao)
}
DERIVATIVE states {
    minf = activation(v)
    m' = (minf - m)/1.4
}
FUNCTION activation(v (mV)) { activation = 1/(1 + exp(-(v + 25)/6)) }
FUNCTION flux(v (mV), inside (mM), outside (mM)) (mC/cm3) {
    LOCAL z
    z = 0.001*2*FARADAY*v/(R*(celsius + 273.15))
    flux = 0.001*2*FARADAY*(inside*factor(-z) - outside*factor(z))
}
FUNCTION factor(z) {
    if (fabs(z) < 1e-4) {
        factor = 1 - z/2
    } else {
        factor = z/(exp(z) - 1)
    }
}
