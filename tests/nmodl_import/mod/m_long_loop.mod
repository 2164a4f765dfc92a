TITLE A loop of so many turns that it is not written out
DEFINE N 104
NEURON { SUFFIX m_long_loop NONSPECIFIC_CURRENT i RANGE g, total, h }
PARAMETER { g = 1e-4 (S/cm2) }
ASSIGNED { v (millivolt) i (mA/cm2) h[N] total }
INITIAL { FROM k = 0 TO N - 1 { h[k] = v } }
BREAKPOINT {
    SOLVE shift
    i = g*(total/N + 60)
}
PROCEDURE shift() {
    total = 0
    FROM k = 1 TO N - 1 { h[N-k] = 0.5*h[N-k] + 0.5*h[N-k-1] total = total + h[N-k] }
    h[0] = v
}
