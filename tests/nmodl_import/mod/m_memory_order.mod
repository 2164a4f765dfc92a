TITLE derivimplicit whose block reads what it sets later: the states are varied in the order of nocmodl's symbols

COMMENT
Zip comes first in this comment and in the list of range variables, which does not count, and second in STATE.
ENDCOMMENT

NEURON {
    SUFFIX m_memory_order
    NONSPECIFIC_CURRENT i
    RANGE flow
}
PARAMETER { g = 2e-5 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) flow }
STATE { early Zed Zip }
INITIAL { early = 0.3 Zed = 0.7 Zip = 0.2 flow = 0 }
BREAKPOINT {
    SOLVE states METHOD derivimplicit
    i = g*(early + Zed)*(v + 65)
}
DERIVATIVE states {
    early' = (0.5 - early)/7
    Zed' = (early - Zed)/3 - used()
    Zip' = made(Zed, Zip)
}
FUNCTION used() { used = flow }
FUNCTION made(x, y) {
    flow = 0.9*(x - y)/(1 + exp(-(v + 40)/15))
    made = flow - y*y/11
}
