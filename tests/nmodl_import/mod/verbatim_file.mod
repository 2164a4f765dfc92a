TITLE Constants, a variable and functions in C outside of all blocks

NEURON {
    SUFFIX verbatim_file
    NONSPECIFIC_CURRENT i
    RANGE gbar, seen, ratio
}
PARAMETER { gbar = 0.0003 (S/cm2) }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    seen (mV)
    ratio
}
STATE { m }
VERBATIM
#include <math.h>
#ifndef NRN_VERSION_GTEQ_8_2_0
extern double nrn_random_pick(void* r);
#endif
#define HALF (-40.5)
#define SLOPE 6
#define QTEN (SLOPE/4)
static const double tau = 3.5;
static double highest = -80.;
static double logistic(double x) { return 1./(1. + exp(-x)); }
static double scaled(double u, int n) {
    double x = (u - HALF)/SLOPE;
    if (n < 2) { return logistic(x); }
    return logistic(x)*QTEN;
}
/* never called, and not translated */
static double element(double* p, int k) { return p[k]; }
ENDVERBATIM
VERBATIM
static double powered(double x) {
    double y = 1;
    for (int k = 0; k < 3; k++) y *= x;
    return y;
}
ENDVERBATIM
INITIAL {
    seen = -90
    m = scaled(v, 1)
    ratio = 5/SLOPE
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gbar*powered(m)*(v - 2*HALF)
}
DERIVATIVE states {
VERBATIM
    if (v > highest) highest = v;
    seen = highest;
    m = m + 0.*tau;
ENDVERBATIM
    m' = (scaled(v, 2) - m)/3.5
}
