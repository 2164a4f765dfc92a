TITLE C loops that are left early

NEURON { SUFFIX verbatim_exits NONSPECIFIC_CURRENT i RANGE gbar, first, total, rounds }
PARAMETER { gbar = 1e-4 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) first total rounds level[6] }
INITIAL { look(v) }
BREAKPOINT { look(v) i = gbar*(1 + 0.1*total)*(v + 70 + first) }
PROCEDURE look(u (mV)) {
VERBATIM
    int k, j;
    first = -1;
    total = 0;
    for (k = 0; k < 6; k++) {
        level[k] = -80 + 20*k;
    }
    for (k = 0; k < 6; k++) {
        if (level[k] > _lu) {
            first = k;
            break;
        }
        total += 1;
    }
    k = 0;
    while (k < 4) {
        k++;
        if (k == 2) continue;
        for (j = 0; ; j++) {
            if (j >= k) break;
            total += 0.1*j;
        }
    }
ENDVERBATIM
    rounds = steps(u)
}
FUNCTION steps(u (mV)) {
VERBATIM
    int n = 0;
    double x = _lu + 100;
    for (;;) {
        x = x/2;
        n++;
        if (x < 1) {
            return n;
        }
        if (n > 20) return -1;
    }
ENDVERBATIM
}
