TITLE A LINEAR block, which is evaluated once
NEURON { SUFFIX mm_linear NONSPECIFIC_CURRENT i RANGE count, rate, last, a, b }
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
    SOLVE block
    i = 0
}
LINEAR block {
    rate = 1 + 0.01*last + 0.1*sin(t)
    ~ a + b = 2*rate
    ~ a - b = 0.1
    last = a + b
    count = count + 1
}
