TITLE STATEs that start from names which only RANGE, or nothing, declares

NEURON {
    SUFFIX start_names
    NONSPECIFIC_CURRENT i
    RANGE g, m0, part0
}
DEFINE N 3
PARAMETER { g = 0.0005 (S/cm2) }
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
STATE { m part[N] n START 0.75 }
INITIAL {
    part[1] = part0 + n0
    m = m0 + 0.25
}
BREAKPOINT {
    SOLVE fall METHOD sparse
    i = g*(m + part[0] + part[1] + part[2] + n)*(v + 60)
}
KINETIC fall {
    ~ m <-> part[0] (0.1, 0.2)
    FROM k = 0 TO N-2 { ~ part[k] <-> part[k+1] (0.3, 0.1) }
    ~ part[2] <-> n (0.2, 0.05)
}
