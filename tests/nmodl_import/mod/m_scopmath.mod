TITLE The functions of SCoP's library

NEURON {
    SUFFIX m_scopmath
    NONSPECIFIC_CURRENT i
    RANGE g, waves, curves, densities, above
}

UNITS { (mV) = (millivolt) (S) = (siemens) }

PARAMETER { g = 0.00001 (S/cm2) period = 5.03 lag = 2.02 }

ASSIGNED { v (mV) i (mA/cm2) waves curves densities above }

BREAKPOINT {
    waves = squarewave(t, period, 2) + 3*sawtooth(t, period, 1.5) + 5*revsawtooth(t, period, 1.1)
    waves = waves + 7*ramp(t, lag, 3, 4.1) + 11*pulse(t, lag, 2, 3.3) + 13*perpulse(t, lag, 1.3, 2.2, 1.1)
    waves = waves + 17*step(t, lag, 1.7) + 19*perstep(t, lag, 3.1, 0.7) + harmonic(t, period, 2, 1)
    curves = sigmoid(t + 1, 2, 3, 2) + 3*revsigmoid(t + 1, 2, 3, 2) + hyperbol(t, 2, 3) + revhyperbol(t, 1, 3)
    curves = curves + erf((v + 60)/30)
    densities = gauss(v, -60, 25) + poisson(3, t + 1) + factorial(t)
    above = threshold(v, -50, "min") + 2*threshold(v, -62, "max")
    i = g*curves*(v + 65)
}
