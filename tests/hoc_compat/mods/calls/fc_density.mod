TITLE A density mechanism with an array, functions and a table, to be called from outside

NEURON {
    SUFFIX fc_density
    USEION na READ ena
    NONSPECIFIC_CURRENT i
    RANGE a, b, c, vd, seen
    GLOBAL gain
}

PARAMETER {
    a = 1 (mV)
    gain = 4
}

STATE { x }

ASSIGNED {
    b (mV)
    c[3] (mA)
    vd
    seen (mV)
    i (mA/cm2)
    v (mV)
    ena (mV)
    inf
}

INITIAL {
    x = 0.25
    c[2] = 7
}

BREAKPOINT { i = 0 }

FUNCTION times(u, w) { times = u*w*gain }

FUNCTION twice(u) { twice = times(2, u) + a }

FUNCTION pure(u) { pure = 3*u }

FUNCTION here() { here = v + ena + x }

PROCEDURE put(u, w) {
    LOCAL z
    z = twice(u)
    b = z
    c[1] = w
    seen = v
    vd = diam
}

PROCEDURE change(u) { gain = u }

PROCEDURE rates(u) {
    TABLE inf FROM -100 TO 100 WITH 200
    inf = 1/(1 + exp(-u/10))
}

FUNCTION from_table(u) {
    rates(u)
    from_table = inf
}
