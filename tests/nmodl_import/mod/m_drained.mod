: A constant efflux that takes more than there is: states are held at 0 and the iterations do not converge.
NEURON {
    SUFFIX m_drained
    NONSPECIFIC_CURRENT i
    RANGE binding, i
}

PARAMETER {
    drain = 0.02
    forward = 3
    backward = 0.1
    g = 0.0002 (S/cm2)
}

STATE { a b ab }

ASSIGNED { v (mV) i (mA/cm2) binding }

INITIAL {
    a = 0.2
    b = 0.05
    ab = 0.15
}

BREAKPOINT {
    SOLVE binds METHOD sparse
    i = g * (1 + b + 0.01 * binding) * (v + 70)
}

KINETIC binds {
    ~ a + b <-> ab (forward, backward)
    binding = f_flux - b_flux
    ~ a << (-drain)
}
