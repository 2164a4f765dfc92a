TITLE Two INITIAL and two BREAKPOINT blocks, which run one after the other

NEURON {
    SUFFIX m_several_blocks
    NONSPECIFIC_CURRENT i
    RANGE first, second, seen
}
PARAMETER { g = 1e-5 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) first second seen }
STATE { m }
INITIAL {
    LOCAL q
    q = 0.2
    m = q
    first = 1
}
BREAKPOINT {
    LOCAL q
    q = m
    SOLVE states METHOD cnexp
    i = g*q*(v + 70)
    first = first + 1
}
DERIVATIVE states { m' = (0.5 - m)/3 }
INITIAL {
    LOCAL q
    q = 3
    second = first + q
}
BREAKPOINT {
    LOCAL q
    q = first*m
    second = second + 1
    seen = q
}
