TITLE Spikes at random intervals, from a stream that hoc hands over in one way or another

NEURON { ARTIFICIAL_CELL v_netstim RANGE interval, n, last POINTER ran }
PARAMETER { interval = 2 (ms) }
ASSIGNED { n last ran byids }
VERBATIM
#define RANDCAST (Rand*)
#define IFNEWSTYLE(arg) \
    if (style == 2) { \
        arg \
    }
static int style;
ENDVERBATIM
INITIAL {
VERBATIM
    if (_p_ran) {
        IFNEWSTYLE(nrnran123_setseq((nrnran123_State*)_p_ran, 0, 0);)
    }
ENDVERBATIM
    n = 0 last = 0 net_send(interval*draw(), 1)
}
FUNCTION draw() {
VERBATIM
    if (_p_ran) {
        if (style == 2) {
            _ldraw = nrnran123_negexp((nrnran123_State*)_p_ran);
        } else {
            _ldraw = nrn_random_pick(RANDCAST _p_ran);
        }
    } else {
ENDVERBATIM
        draw = exprand(1)
VERBATIM
    }
ENDVERBATIM
}
PROCEDURE noiseFromRandom() {
VERBATIM
#if !NRNBBCORE
    {
        void** pv = (void**)(&_p_ran);
        style = 1;
        if (ifarg(1)) { *pv = nrn_random_arg(1); } else { *pv = (void*)0; }
    }
#endif
ENDVERBATIM
}
PROCEDURE noiseFromRandom123() {
VERBATIM
#if !NRNBBCORE
    {
        nrnran123_State** pv = (nrnran123_State**)(&_p_ran);
        style = 2;
        if (*pv) { nrnran123_deletestream(*pv); *pv = (nrnran123_State*)0; }
        if (ifarg(3)) {
            *pv = nrnran123_newstream3((uint32_t)*getarg(1), (uint32_t)*getarg(2), (uint32_t)*getarg(3));
        } else if (ifarg(2)) {
            *pv = nrnran123_newstream((uint32_t)*getarg(1), (uint32_t)*getarg(2));
        }
    }
#endif
ENDVERBATIM
}
NET_RECEIVE (w) {
    IF (flag == 1) { n = n + 1 last = draw() net_event(t) net_send(interval*last, 1) }
}
