TITLE Random release with a stream of Random123 that the mechanism makes itself

NEURON { POINT_PROCESS v_release NONSPECIFIC_CURRENT i RANGE g, id, u, w1 POINTER rng }
PARAMETER { id = 3 tau = 2 (ms) }
ASSIGNED { v (mV) i (nA) rng u w1 }
STATE { g (uS) }
INITIAL { g = 0 u = 0 w1 = 0 start(id, 7) }
BREAKPOINT { SOLVE states METHOD cnexp i = g*v }
DERIVATIVE states { g' = -g/tau }
PROCEDURE start(a, b) {
VERBATIM
    nrnran123_State** pv = (nrnran123_State**)(&_p_rng);
    if (*pv) {
        nrnran123_deletestream(*pv);
    }
    *pv = nrnran123_newstream((uint32_t)_la, (uint32_t)_lb);
ENDVERBATIM
}
FUNCTION chance() {
VERBATIM
    double value = 0;
    if (!_p_rng) {
        return 1.0;
    }
    value = nrnran123_dblpick((nrnran123_State*)_p_rng);
    _lchance = value;
ENDVERBATIM
}
NET_RECEIVE (w (uS), seen) {
    u = chance()
VERBATIM
    {
        double first = _args[0];
        _args[1] = _args[1] + 1;
        w1 = first + nrnran123_normal((nrnran123_State*)_p_rng) + _args[1];
    }
ENDVERBATIM
    IF (u < 0.5) { g = g + w }
}
