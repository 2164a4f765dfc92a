TITLE The old random functions, in every block

NEURON {
    POINT_PROCESS r_shared
    NONSPECIFIC_CURRENT i
    RANGE a, b, c, d, k
}
PARAMETER { chance = 0.5 }
ASSIGNED { v (mV) i (nA) a b c d k }
INITIAL { a = scop_random() b = 0 c = 0 d = 0 k = 0 }
BREAKPOINT {
    SOLVE move
    b = b + 1
    i = 1e-4*d + 1e-6*exprand(1)
}
PROCEDURE move() {
    IF (scop_random() < chance) { c = normrand(1, 2) }
    k = k + poisrand(0.7)
    d = luck(3)
}
FUNCTION luck(n) {
    LOCAL j
    luck = 0
    FROM j = 1 TO 2 { luck = luck + scop_random()/n }
}
