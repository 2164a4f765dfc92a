TITLE Calcium shells with a buffer and a pump: arrays, compartments, nonlinear reactions

NEURON {
    SUFFIX m_buffer
    USEION ca READ cai, ica WRITE cai
    GLOBAL part, vol
    RANGE pumped
}
DEFINE SHELLS 4
UNITS { (um) = (micron) (mM) = (milli/liter) FARADAY = (faraday) (coulomb) PI = (pi) (1) }
PARAMETER { dca = 0.6 (um2/ms) kf = 100 (/mM ms) kb = 0.1 (/ms) total = 0.05 (mM) }
ASSIGNED { ica (mA/cm2) cai (mM) diam (um) part[SHELLS] vol[SHELLS] pumped }
CONSTANT { leak = 1e-6 }
STATE { ca[SHELLS] (mM) b[SHELLS] (mM) cab[SHELLS] (mM) pump pumpca }
BREAKPOINT { SOLVE diffuse METHOD sparse }
LOCAL ready
INITIAL {
    geometry()
    ready = 1
    FROM i = 0 TO SHELLS - 1 {
        ca[i] = cai
        cab[i] = total*cai/(cai + kb/kf)
        b[i] = total - cab[i]
    }
    pump = 1e-3
    pumpca = 0
}
PROCEDURE geometry() {
    LOCAL r, dr
    r = 0.5
    dr = r/(SHELLS - 1)/2
    vol[0] = 0
    part[0] = 2*r
    FROM i = 0 TO SHELLS - 2 {
        vol[i] = vol[i] + PI*(r - dr/2)*2*dr
        r = r - dr
        part[i + 1] = 2*PI*r/(2*dr)
        r = r - dr
        vol[i + 1] = PI*(r + dr/2)*2*dr
    }
}
KINETIC diffuse {
    COMPARTMENT i, diam*diam*vol[i] { ca b cab }
    COMPARTMENT 1 { pump pumpca }
    ~ ca[0] << (-ica*PI*diam/(2*FARADAY))
    ~ ca[0] + pump <-> pumpca (5, 0.1)
    ~ pumpca <-> pump (0.2, 0)
    pumped = f_flux
    FROM i = 0 TO SHELLS - 2 {
        ~ ca[i] <-> ca[i + 1] (dca*part[i + 1], dca*part[i + 1])
    }
    FROM i = 0 TO SHELLS - 1 {
        IF (i == 0) {
            ~ ca[i] << (leak)
        }
        ~ ca[i] + b[i] <-> cab[i] (diam*diam*vol[i]*kf, diam*diam*vol[i]*kb)
    }
    cai = ca[0]
}
