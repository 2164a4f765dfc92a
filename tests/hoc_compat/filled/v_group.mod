COMMENT
A synapse that stands for several: what each did last lives in a Vector of the script, which C reads and sets.
ENDCOMMENT
NEURON { POINT_PROCESS v_group RANGE n, tau, g POINTER rng NONSPECIFIC_CURRENT i }
PARAMETER { n = 3 tau = 2 (ms) }
ASSIGNED { v (mV) i (nA) space rng }
STATE { g (uS) }
INITIAL { g = 0 }
BREAKPOINT { SOLVE state METHOD cnexp
    i = g*v }
DERIVATIVE state { g' = -g/tau }
NET_RECEIVE(w (uS), last (ms)) {
    VERBATIM
    void** vv = (void**)(&space);
    double* x;
    int count = vector_instance_px(*vv, &x);
    int one = (int)(pick() * n);
    _args[1] = x[one];
    ENDVERBATIM
    g = g + w*(1 - exp(-(t - last)/10))
    VERBATIM
    x[one] = t;
    x[one + count/2] += 1;
    ENDVERBATIM
}
FUNCTION pick() {
VERBATIM
    if (_p_rng) { return nrn_random_pick(_p_rng); }
    return 0.5;
ENDVERBATIM
}
PROCEDURE setRNG() {
VERBATIM
    void** pv = (void**)(&_p_rng);
    if (ifarg(1)) { *pv = nrn_random_arg(1); } else { *pv = (void*)0; }
ENDVERBATIM
}
PROCEDURE setVec() {
VERBATIM
    void** vv;
    vv = (void**)(&space);
    *vv = (void*)0;
    if (ifarg(1)) {
        *vv = vector_arg(1);
        n = vector_capacity(*vv)/2;
    }
ENDVERBATIM
}
PROCEDURE show() {
VERBATIM
    void** vv = (void**)(&space);
    double* x;
    int count = vector_instance_px(*vv, &x), k;
    for (k = 0; k < count; k++) { printf("%d:%g ", k, x[k]); }
    printf("\n");
ENDVERBATIM
}
PROCEDURE clear() {
VERBATIM
    double* x;
    int count = vector_instance_px(*((void**)(&space)), &x), k;
    for (k = 0; k < count; k++) { x[k] = -1 - k; }
ENDVERBATIM
}
