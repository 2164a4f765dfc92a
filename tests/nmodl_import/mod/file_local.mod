TITLE LOCAL variables of the whole file keep their value

NEURON {
    SUFFIX file_local
    USEION na READ ena WRITE ina
    RANGE gbar
}
LOCAL q10, expected
PARAMETER { gbar = 0.001 (S/cm2) }
ASSIGNED {
    v (mV)
    celsius (degC)
    ena (mV)
    ina (mA/cm2)
}
STATE { m }
INITIAL {
    q10 = 2.2^((celsius - 30)/10)
    target()
    m = expected
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    ina = gbar*m*(v - ena)
}
DERIVATIVE states {
    target()
    m' = (expected - m)*q10/3
}
PROCEDURE target() { expected = 1/(1 + exp(-(v + 58)/5)) }
