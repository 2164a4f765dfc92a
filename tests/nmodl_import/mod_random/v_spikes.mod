TITLE Spikes at random intervals, from hoc's Random or from the generator that all share

NEURON { ARTIFICIAL_CELL v_spikes RANGE interval, n, last POINTER ran }
PARAMETER { interval = 2 (ms) }
ASSIGNED { n last ran }
VERBATIM
#ifndef NRN_VERSION_GTEQ_8_2_0
extern double nrn_random_pick(void* r);
extern void* nrn_random_arg(int argpos);
#define RANDCAST
#else
#define RANDCAST (Rand*)
#endif
ENDVERBATIM
INITIAL { n = 0 last = 0 net_send(interval*draw(), 1) }
FUNCTION draw() {
VERBATIM
    if (_p_ran) {
        _ldraw = nrn_random_pick(RANDCAST _p_ran);
    } else {
ENDVERBATIM
        draw = exprand(1)
VERBATIM
    }
ENDVERBATIM
}
PROCEDURE noiseFromRandom() {
VERBATIM
    Rand** pv = (Rand**)(&_p_ran);
    if (ifarg(1)) {
        *pv = nrn_random_arg(1);
    } else {
        *pv = (Rand*)0;
    }
ENDVERBATIM
}
NET_RECEIVE (w) {
    IF (flag == 1) { n = n + 1 last = draw() net_event(t) net_send(interval*last, 1) }
}
