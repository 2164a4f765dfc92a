TITLE Several blocks of one kind, which run one after the other

NEURON {
    SUFFIX m_several_blocks
    NONSPECIFIC_CURRENT i
    RANGE first, second, seen, stepped, before
}
PARAMETER { g = 1e-5 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) first second seen stepped before }
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
    stepped = 0.25
    before = 0
}
BREAKPOINT {
    LOCAL q
    q = first*m
    second = second + 1
    seen = q
}
BEFORE STEP {
    LOCAL q
    q = 0.5
    stepped = q*stepped + m
}
BEFORE BREAKPOINT { before = before + 1 }
BEFORE STEP {
    LOCAL q
    q = 2
    stepped = stepped + q
}
BEFORE BREAKPOINT { before = 0.9*before }
AFTER SOLVE { m = m + 0.001 }
AFTER SOLVE { m = 0.99*m }
