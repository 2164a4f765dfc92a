COMMENT
Prints in every place where a mechanism may: a loop with a branch, a FUNCTION within an expression and within a
condition, a derivative, C of VERBATIM.
ENDCOMMENT
NEURON { POINT_PROCESS Says RANGE n, level NONSPECIFIC_CURRENT i }
PARAMETER { level = 2 }
ASSIGNED { n i (nA) v (mV) }
STATE { gate }
INITIAL {
    n = 0
    gate = 1
    printf("start %g at t=%g\n", level, t)
    count(level)
}
BREAKPOINT {
    SOLVE moves METHOD cnexp
    i = 0
    IF (t > 0.1 && v > -64) { printf("high v=%.6f t=%g\n", v, t) }
}
DERIVATIVE moves {
    IF (t > 0.35) { printf("moves %G|%-6.2f|%+e\n", gate, level, -v) }
    gate' = -gate/loud(5)
}
PROCEDURE count(most) { LOCAL k
    k = 0
    WHILE (k < most) {
        IF (k == 1) { printf("  \x6fne of %g\n", most) } ELSE { printf("  k=%g 100%%\n", k) }
        k = k + 1
    }
}
FUNCTION loud(amount) {
    IF (amount < 5) { printf("loud(%g)\t", amount) }
    loud = 2*amount
}
NET_RECEIVE(w) {
    n = n + w
    IF (loud(w) > 1 && loud(n) < 9) { printf("event: w=%5.2f n=%e\n", w, n) }
    FOR_NETCONS(other) { printf("<%g>", other) }
VERBATIM
    if (_args[0] > 0.5) {
        printf("%s: %d of \"%d\" (%c)\n", "large", (int)(n*10), 7, 65);
    }
ENDVERBATIM
}
