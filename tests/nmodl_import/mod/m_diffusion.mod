TITLE Diffusion along the cable, of an array and of a scalar state

NEURON {
    SUFFIX m_diffusion
    RANGE k
}

DEFINE N 3

PARAMETER { D = 0.3 (um2/ms) kf = 0.1 (/ms) volume = 2 }

ASSIGNED { v (mV) diam (um) w[N] }

STATE { a[N] b[N] x }

BREAKPOINT { SOLVE scheme METHOD sparse }

INITIAL {
    FROM i=0 TO N-1 {
        a[i] = diam + i
        w[i] = 1 + i
    }
    x = 1/diam
}

KINETIC scheme {
    COMPARTMENT i, diam*diam*w[i] {a b}
    COMPARTMENT diam*volume {x}
    LONGITUDINAL_DIFFUSION i, D*diam*diam*w[i] {a}
    LONGITUDINAL_DIFFUSION 2*D*diam {x}
    FROM i=0 TO N-2 {
        ~ a[i] <-> a[i+1] (kf, kf)
    }
    FROM i=0 TO N-1 {
        ~ a[i] <-> b[i] (2*kf, kf)
    }
    ~ x -> (kf*exp(v/50))
}
