TITLE A potassium leak that shows its own part of an ion's current

NEURON {
    SUFFIX fc_current
    USEION k READ ek WRITE ik
    RANGE g, ik, ek
}
PARAMETER { g = 0.001 (S/cm2) }
ASSIGNED { v (mV) ek (mV) ik (mA/cm2) }
BREAKPOINT { ik = g*(v - ek) }
