TITLE Blocks before and after the phases of a step

NEURON {
    SUFFIX m_hooks
    NONSPECIFIC_CURRENT i
    RANGE g, made, counted, drive, seen, first, g0
}

UNITS { (mV) = (millivolt) (S) = (siemens) }

PARAMETER { g = 0.0002 (S/cm2) g0 = 0.5 }

ASSIGNED {
    v (mV)
    i (mA/cm2)
    made        : set once, when the instance is made
    counted     : steps
    drive (mV)
    seen (mV)
    first (mV)
}

STATE { m }

CONSTRUCTOR { made = 2*g0 }

BEFORE INITIAL { counted = -1 m = 7 }

INITIAL { m = 0.1 + counted first = v }

AFTER INITIAL { m = m + 1 + first/100 }

BEFORE BREAKPOINT { drive = v + t/10 }

BREAKPOINT {
    SOLVE states METHOD cnexp
    i = g*(drive + 60)*made + 0.00001*m
}

AFTER SOLVE { m = 0.99*m + 0.001*counted }

BEFORE STEP { counted = counted + 1 seen = v + t }

DERIVATIVE states { m' = (0.3 - m)/5 }
