TITLE What a TABLE gives is a GLOBAL variable that BREAKPOINT reads: that of the last place
NEURON {
    SUFFIX hands_table
    USEION na READ ena WRITE ina
    RANGE gbar
    GLOBAL minf, hinf, hexp
}
PARAMETER { gbar = 0.01 (S/cm2) dt (ms) }
ASSIGNED { v (millivolt) ena (millivolt) ina (milliamp/cm2) minf hinf hexp }
STATE { h }
INITIAL { h = hinf }
BREAKPOINT {
    SOLVE states
    ina = gbar*minf^3*h*(v - ena)
}
PROCEDURE states() {
    rates(v)
    h = h + hexp*(hinf - h)
}
PROCEDURE rates(v (millivolt)) {
    TABLE minf, hinf, hexp DEPEND dt FROM -120 TO 60 WITH 180
    minf = 1/(1 + exp(-(v + 45)/7))
    hinf = 1/(1 + exp((v + 60)/6))
    hexp = 1 - exp(-dt/(1 + 4*hinf))
}
