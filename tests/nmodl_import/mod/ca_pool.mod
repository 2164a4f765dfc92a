TITLE Calcium under the membrane

NEURON {
    SUFFIX ca_pool
    USEION ca READ ica, cai WRITE cai
    RANGE depth, tau, rest, drive
}
UNITS {
    (mM) = (milli/liter)
    (um) = (micron)
    (mA) = (milliamp)
    F = (faraday) (coulomb)
}
PARAMETER {
    depth = 0.1 (um)
    tau = 80 (ms)
    rest = 7e-5 (mM)
}
ASSIGNED {
    ica (mA/cm2)
    drive (mM/ms)
}
STATE { cai (mM) }
INITIAL { cai = rest }
BREAKPOINT { SOLVE pump METHOD cnexp }
DERIVATIVE pump {
    drive = -(10000)*ica/(2*F*depth)
    if (drive <= 0) { drive = 0 }
    cai' = drive + (rest - cai)/tau
}
