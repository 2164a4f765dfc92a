TITLE Diffusion along the cable of an ion's concentration

NEURON {
    SUFFIX m_ion_diffusion
    USEION na READ ina WRITE nai
    RANGE D
}

UNITS { (mM) = (milli/liter) (mA) = (milliamp) FARADAY = (faraday) (coulomb) PI = (pi) (1) (um) = (micron) }

PARAMETER { D = 0.6 (um2/ms) }

ASSIGNED { ina (mA/cm2) diam (um) }

STATE { nai (mM) }

INITIAL { nai = 5 + diam }

BREAKPOINT { SOLVE conc METHOD sparse }

KINETIC conc {
    COMPARTMENT PI*diam*diam/4 {nai}
    LONGITUDINAL_DIFFUSION D*PI*diam*diam/4 {nai}
    ~ nai << (-ina/FARADAY*PI*diam*(1e4))
}
