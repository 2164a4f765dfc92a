TITLE C reads the ion's own value again

NEURON {
    SUFFIX verbatim_ion
    USEION ca READ cai, ica WRITE cai
    USEION na READ nai, ena
    RANGE depth, first, salt, drive
}
PARAMETER {
    depth = 0.5 (um)
    rest = 5e-05 (mM)
    drive = -1e-5 (mA/cm2)
}
ASSIGNED {
    v (mV)
    ica (mA/cm2)
    nai (mM)
    ena (mV)
    first (mM)
    salt (mM)
}
STATE {
    cai (mM)
    s
}
INITIAL {
VERBATIM
    cai = _ion_cai;
    first = _ion_cai*2;
ENDVERBATIM
    cai = cai*1.5
    s = cai
    salt = 0
}
BREAKPOINT { SOLVE states METHOD cnexp }
DERIVATIVE states {
    cai' = -(drive + ica)/(2*0.0965*depth*100) + (rest - cai)/20
    s' = (cai - s)/5
VERBATIM
    salt = _ion_nai + 0.001*ena;
ENDVERBATIM
}
