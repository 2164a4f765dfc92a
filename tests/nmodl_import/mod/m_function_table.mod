TITLE Functions given by their values: evenly spaced, at points, of two arguments, constant

NEURON {
    SUFFIX m_function_table
    NONSPECIFIC_CURRENT i
    RANGE g, seen
}

UNITS { (mV) = (millivolt) (S) = (siemens) }

PARAMETER { g = 0.0001 (S/cm2) e = -70 (mV) }

ASSIGNED { v (mV) i (mA/cm2) seen }

STATE { m }

BREAKPOINT {
    SOLVE states METHOD cnexp
    seen = level(v, m)
    i = g*(m + seen)*(v - e)
}

INITIAL { m = inf(v) }

FUNCTION_TABLE inf(v (mV))
FUNCTION_TABLE tau(v (mV)) (ms)
FUNCTION_TABLE level(v (mV), m)
FUNCTION_TABLE factor(v (mV))

DERIVATIVE states { m' = factor(v)*(inf(v) - m)/tau(v) }
