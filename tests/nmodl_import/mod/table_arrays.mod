TITLE A TABLE of arrays

NEURON {
    SUFFIX table_arrays
    USEION k READ ek WRITE ik
    RANGE gbar, inf, part, seen
}
DEFINE N 2
PARAMETER { gbar = 0.01 (S/cm2) }
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    inf[N]
    part[N]
    seen[N]
    both
}
STATE { m h }
INITIAL {
    gates(v)
    m = inf[0]
    h = inf[1]
}
BREAKPOINT {
    SOLVE approach
    ik = gbar*m*h*both*(v - ek)
}
PROCEDURE approach() {
    gates(v)
    m = m + part[0]*(inf[0] - m)
    h = h + part[1]*(inf[1] - h)
}
PROCEDURE gates(u (mV)) {
    TABLE inf, both, part DEPEND dt FROM -90 TO 40 WITH 130
    FROM k = 0 TO N-1 {
        inf[k] = 1/(1 + exp((1 - 2*k)*(-45 - u)/6))
        seen[k] = k + 0.5 + u/10
        part[k] = 1 - exp(-dt/(1 + 5*k))
    }
    both = 1 + u/1000
}
