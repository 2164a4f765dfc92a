TITLE Arrays of parameters in a density mechanism
NEURON {
    SUFFIX ap_density
    NONSPECIFIC_CURRENT i
    RANGE gbar, e, sum, picked, moved
    GLOBAL rate, shift, seen
}
DEFINE N 3
UNITS { (mV) = (millivolt) (S) = (siemens) }
PARAMETER {
    gbar[N] (S/cm2) <0, 1>
    e[N] (mV)
    rate[2] (/ms)
    moved[2]
    shift[N] (mV)
    own[2]
    scale = 2
}
ASSIGNED { v (mV) i (mA/cm2) sum (S/cm2) picked (mV) which seen[2] (mV) }
STATE { p q r }
INITIAL {
    which = 1
    moved[1] = e[0]
    p = own[1]
    q = 0.1 + e[2]/100
    r = 0.2
}
BREAKPOINT {
    SOLVE relax METHOD cnexp
    i = 0
    sum = 0
    FROM k = 0 TO N - 1 {
        sum = sum + gbar[k]*p
        i = i + gbar[k]*(p + q*r)*(v - e[k] - shift[k])
    }
    which = fmod(which + 1, N)
    picked = e[which] + moved[1]
    moved[0] = moved[0] + rate[1]
    seen[1] = seen[0] + v
}
DERIVATIVE relax {
    p' = -(0.1 + rate[0])*p
    q' = rate[0]*scale - (0.2 + rate[1])*q
    r' = own[0] - (0.3 + rate[1])*r
}
FUNCTION element(k) { element = e[k] + rate[1] }
