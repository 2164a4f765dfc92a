TITLE Events at the times of a Vector

NEURON { ARTIFICIAL_CELL v_vector RANGE index, total }
ASSIGNED { index etime (ms) space total }
INITIAL { index = 0 total = 0 element() IF (index > 0) { net_send(etime - t, 1) } }
NET_RECEIVE (w) {
    IF (flag == 1) { net_event(t) element() IF (index > 0) { net_send(etime - t, 1) } }
}
VERBATIM
#ifndef NRN_VERSION_GTEQ_8_2_0
extern double* vector_vec();
extern int vector_capacity();
extern void* vector_arg();
#endif
ENDVERBATIM
PROCEDURE element() {
VERBATIM
    { IvocVect* vv; int i, size; double* px;
    i = (int)index;
    if (i >= 0) {
        vv = *((IvocVect**)(&space));
        if (vv) {
            size = vector_capacity(vv);
            px = vector_vec(vv);
            if (i < size) { etime = px[i]; total += px[i]; index += 1.; } else { index = -1.; }
        } else { index = -1.; }
    } }
ENDVERBATIM
}
PROCEDURE play() {
VERBATIM
    IvocVect** vv = (IvocVect**)(&space);
    *vv = (IvocVect*)0;
    if (ifarg(1)) { *vv = vector_arg(1); }
ENDVERBATIM
}
