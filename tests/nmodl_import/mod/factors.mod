TITLE Unit factors and constants

NEURON {
    SUFFIX factors
    NONSPECIFIC_CURRENT i
    RANGE farad, gas, micro, literal, thermal, permeability, round, perhour
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (um) = (micron)
    (molar) = (1/liter)
    (mM) = (millimolar)
    FARADAY = (faraday) (coulomb)
    KF = (faraday) (kilocoulombs)
    R = (k-mole) (joule/degC)
    PI = (pi) (1)
    MICRO = (um) (m)
    DENSITY = (mA/cm2) (amp/m2)
    OLD_FARADAY = 96485.309 (coul)
    SPEED = (m/s) (km/hour)
}
CONSTANT {
    zvalence = 2
    tiny = 1e-7 (mA/cm2)
}
DEFINE three 3
PARAMETER { e = -60 (mV) }
ASSIGNED {
    v (mV)
    celsius (degC)
    i (mA/cm2)
    farad gas micro literal thermal permeability round perhour
}
INITIAL {
    farad = FARADAY
    gas = R
    micro = MICRO
    literal = OLD_FARADAY
    thermal = R*(celsius + 273.15)/(zvalence*KF)
    permeability = DENSITY
    round = 2*PI
    perhour = SPEED
}
BREAKPOINT {
    i = tiny*three*thermal*(v - e) + 1e-5*(v - e)
}
