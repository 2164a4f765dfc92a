TITLE A calcium leak at one place that shows its own part of the ion's current, and what there is of all

NEURON {
    POINT_PROCESS FcCurrent
    USEION ca READ eca WRITE ica
    USEION k READ ik
    RANGE g, ica, ik
}
PARAMETER { g = 0.01 (uS) }
ASSIGNED { v (mV) eca (mV) ica (nA) ik (mA/cm2) }
BREAKPOINT { ica = g*(v - eca) }
