TITLE Statements between VERBATIM blocks that ask for NEURON's version
NEURON { SUFFIX verbatim_versions NONSPECIFIC_CURRENT i RANGE x, y, z }
ASSIGNED { v (mV) i (mA/cm2) x y z }
BREAKPOINT {
    x = 3
    y = 0
    i = 1e-5*(v + 60)
VERBATIM
#if NRN_VERSION_GTEQ(8, 2, 0) && defined(t)
ENDVERBATIM
    y = 1
    IF (v > -65) {
VERBATIM
#if NRN_VERSION_NE(9, 0, 2)
ENDVERBATIM
        z = 2
VERBATIM
#elif NRN_VERSION_LT(10, 0, 0)
ENDVERBATIM
        z = 3 + v
VERBATIM
#endif
ENDVERBATIM
    }
VERBATIM
#else
ENDVERBATIM
    y = 2
VERBATIM
#endif
ENDVERBATIM
}
