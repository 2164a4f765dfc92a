TITLE A leak of a segment towards a voltage elsewhere, -60 mV where none is transferred
NEURON {
    SUFFIX t_sheet
    NONSPECIFIC_CURRENT i
    RANGE g, i, vgap
}
PARAMETER { g = 0.0002 (siemens/cm2) vgap = -60 (millivolt) }
ASSIGNED { v (millivolt) i (milliamp/cm2) }
BREAKPOINT { i = g*(v - vgap) }
