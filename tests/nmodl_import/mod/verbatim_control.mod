TITLE Conditions, loops, a switch and whole numbers in C

DEFINE N 4

NEURON {
    SUFFIX verbatim_control
    NONSPECIFIC_CURRENT i
    RANGE gbar, total, level, kind, odd
}
PARAMETER { gbar = 0.0002 (S/cm2) }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    w[N]
    total
    level
    kind
    odd
}
STATE { m }
VERBATIM
#define COUNT 4
ENDVERBATIM
INITIAL {
    LOCAL j
VERBATIM
    int n;
    for (n = 0; n < COUNT; n++) {
        w[n] = (n + 1)/(double)COUNT + n/2 + COUNT/3;
    }
ENDVERBATIM
    kind = 0
    FROM j = 0 TO N-1 {
VERBATIM
        kind += _lj/2 + (_lj % 3);
ENDVERBATIM
    }
    weigh()
    m = 0.2
}
BREAKPOINT {
    weigh()
    SOLVE states METHOD cnexp
    i = gbar*total*m*(v + 60)
}
DERIVATIVE states { m' = (level - m)/8 }
PROCEDURE weigh() {
VERBATIM
    int c, steps = 7/2;
    double sum = 0.;
    for (c = 0; c <= COUNT - 1; ++c) sum += w[c];
    for (int a = 1; a <= 7/2; a += 2) { sum += a*0.125; }
    total = sum/COUNT;
    odd = 0;
    if (v < -55.) {
        level = 0.3 + (v + 65.)*0.002;
    } else if (v < -20. && !(total < 0)) {
        level = 0.3 + 0.02;
        odd++;
    } else
        level = v > 0 ? 0.7 : 0.5;
    switch (steps) {
        case 1: level = 0; break;
        case 2:
        case 3: level *= 0.9; break;
        default: level = 1;
    }
ENDVERBATIM
}
