TITLE A linear KINETIC block that reads what its last evaluation has left
NEURON { SUFFIX mm_linear_kinetic NONSPECIFIC_CURRENT i RANGE count, rate, last, a, b }
ASSIGNED { v (mV) i (mA/cm2) count rate last }
STATE { a b }
INITIAL {
    count = 0
    rate = 0
    last = 0.3
    a = 1
    b = 0.5
}
BREAKPOINT {
    SOLVE block METHOD sparse
    i = 0
}
KINETIC block {
    rate = 0.1 + 0.5*last
    ~ a <-> b (rate, 0.2)
    last = f_flux - b_flux
    count = count + 1
}
