TITLE INITIAL divides by a variable that it sets only later

NEURON { SUFFIX late RANGE tau }
ASSIGNED { tau qt celsius (degC) }
STATE { n }
INITIAL {
    rates()
    n = 1
    qt = 3^((celsius - 37)/10)
}
BREAKPOINT { SOLVE states METHOD cnexp }
DERIVATIVE states { rates() n' = -n/tau }
PROCEDURE rates() { tau = 1/qt }
