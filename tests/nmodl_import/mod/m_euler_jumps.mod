TITLE euler, in a block that also sets a state itself
NEURON { SUFFIX m_euler_jumps NONSPECIFIC_CURRENT i RANGE d, g, high, i }
PARAMETER { d = 0.4 tau = 20 (ms) taug = 2 (ms) }
ASSIGNED { v (millivolt) i (mA/cm2) high }
STATE { D g }
INITIAL { D = 1 g = 0 high = 0 }
BREAKPOINT {
    SOLVE depression METHOD euler
    i = 1e-4*g*v
}
DERIVATIVE depression {
    check()
    D' = (1 - D)/tau
    g' = -g/taug
}
PROCEDURE check() {
    if (v < -40) { high = 0 }
    if (v >= -40 && high == 0) {
        high = 1
        D = d*D
        g = g + D
    }
}
