TITLE GLOBAL variables and a LOCAL of the file that one instance hands on to the next
NEURON {
    SUFFIX hands
    NONSPECIFIC_CURRENT i
    RANGE g, i, first, seen, gap
    GLOBAL minf, tau, count, most, parts, sum
}
PARAMETER {
    g = 1e-3 (S/cm2)
    most = -100 (millivolt)
}
ASSIGNED { v (millivolt) diam (micron) i (milliamp/cm2) minf tau (ms) count parts[3] sum first seen gap }
STATE { m }
LOCAL before
INITIAL {
    rates(v)
    m = minf
    first = count
    count = count + diam
    most = -100
    before = v
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    gap = v - before
    before = v
    i = g*minf*m*(v + 70) + 1e-5*gap + 1e-6*parts[1]
    seen = most
}
DERIVATIVE states {
    rates(v)
    count = 0.5*count + diam
    if (v > most) { most = v }
    m' = (minf - m)/tau
}
PROCEDURE rates(v (millivolt)) {
    LOCAL k
    minf = 1/(1 + exp(-(v + 60)/5))
    tau = 2 + 5*minf
    FROM k = 0 TO 2 { parts[k] = k*v }
    sum = parts[0] + parts[1] + parts[2]
}
