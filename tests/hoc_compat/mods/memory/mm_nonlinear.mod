TITLE A NONLINEAR block that reads what its last evaluation has left
NEURON { SUFFIX mm_nonlinear NONSPECIFIC_CURRENT i RANGE count, rate, last, a, b }
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
    SOLVE block METHOD newton
    i = 0
}
NONLINEAR block {
    rate = 1 + 0.01*last + 0.1*sin(t)
    ~ a*a + b = 2*rate
    ~ a - b*b*b = 0.1
    last = a + b
    count = count + 1
}
