TITLE Functions without a mechanism, with tables
NEURON { SUFFIX nothing GLOBAL fc_scale, fc_shift, fc_kept }
PARAMETER { fc_scale = 2 fc_shift = 1 }
ASSIGNED { fc_kept }
FUNCTION fc_square(x) {
    TABLE DEPEND fc_scale FROM 0 TO 10 WITH 5
    fc_square = x*x*fc_scale + fc_shift
}
PROCEDURE fc_keep(x) {
    TABLE fc_kept FROM -5 TO 5 WITH 7
    fc_kept = exp(x)
}
FUNCTION fc_sum(x) {
    fc_keep(x)
    fc_sum = fc_square(x) + fc_kept
}
