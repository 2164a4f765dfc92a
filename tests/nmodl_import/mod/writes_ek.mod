TITLE A mechanism that owns the reversal potential of potassium

NEURON {
    SUFFIX writes_ek
    USEION k READ ki, ko WRITE ek
    RANGE scale
}
PARAMETER { scale = 58.2 (mV) }
ASSIGNED {
    ki (mM)
    ko (mM)
    ek (mV)
    v (mV)
    celsius (degC)
}
INITIAL { ek = potential() }
BREAKPOINT {
    SOLVE follow
}
PROCEDURE follow() { ek = potential() + 0.05*(v + 65) }
FUNCTION potential() { potential = scale*log10(ko/ki) }
