TITLE What NMODL's operators and functions give

NEURON {
    SUFFIX operators
    NONSPECIFIC_CURRENT i
    RANGE x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18, x19, x20
    RANGE p, big
}
PARAMETER {
    p = 2
    big = 800
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11 x12 x13 x14 x15 x16 x17 x18 x19 x20
}
INITIAL {
    x1 = 1/2
    x2 = -p^2
    x3 = p^3^2
    x4 = 5 (1000) + p
    x5 = 5*(1000)
    x6 = (p < 3) + (p > 3) + (p == 2)*10 + (p != 2)*100
    x7 = (p > 1 && p < 1) + 2*(p > 1 || p < 1)
    x8 = !p + 3*!(p - 2)
    x9 = exp(big)
    x10 = exp(-big)
    x11 = 7 - 3 - 2
    x12 = 16/4/2
    x13 = fmod(7.5, p)
    x14 = fabs(-p) + sqrt(p) + log(p) + log10(p) + pow(p, 0.3)
    x15 = sin(p) + cos(p) + tan(p) + sinh(p) + cosh(p) + tanh(p)
    x16 = floor(2.7) + ceil(2.2)*10 + atan(p) + acos(0.3) + asin(0.4)
    x17 = 1 - (-p) - -1
    x18 = p <= 2
    x19 = 1 + p < 3 * p
    x20 = exp(big/2)
}
BREAKPOINT { i = 1e-5*(v + 65) }
