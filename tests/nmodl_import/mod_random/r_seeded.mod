TITLE Noise in a density mechanism, seeded

NEURON { SUFFIX r_seeded NONSPECIFIC_CURRENT i RANGE x, seed }
PARAMETER { seed = 12345 tau = 5 (ms) }
ASSIGNED { v (mV) i (mA/cm2) x }
INITIAL { set_seed(seed) x = normrand(0, 1) }
BREAKPOINT {
    SOLVE noise
    i = 1e-5*x
}
PROCEDURE noise() { x = x*exp(-dt/tau) + sqrt(1 - exp(-2*dt/tau))*normrand(0, 1) }
