TITLE A variable that nothing reads is no number

NEURON { SUFFIX shown RANGE seen, ci, co }
ASSIGNED { v (mV) seen ci (mM) co (mM) }
BREAKPOINT { seen = v*log(co/ci) }
