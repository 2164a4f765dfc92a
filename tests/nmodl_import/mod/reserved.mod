TITLE Names that mean something in Python or in the generated module

NEURON {
    SUFFIX reserved
    NONSPECIFIC_CURRENT i
    RANGE None, lambda, jnp, where, s, self, exp_, cls, width, Channel
}
PARAMETER {
    None = 0.0004
    lambda = 3
    jnp = -66 (mV)
    where = 0.5
    width = 2
    Channel = 1
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    self exp_ cls replace
}
STATE { s import }
INITIAL {
    LOCAL def, del
    def = lambda/2
    del = def
    s = where
    import = yield(del, width)
    cls = s + import
    replace = 0
}
BREAKPOINT {
    SOLVE advance METHOD cnexp
    i = None*s*(v - jnp)*Channel
}
DERIVATIVE advance {
    LOCAL s_
    s_ = yield(where, lambda)
    current(s_)
    s' = (self - s)/lambda
    import' = (exp_ - import)/width
}
PROCEDURE current(in) {
    self = in/(1 + in)
    exp_ = exp(-in)
    replace = replace + 1
}
FUNCTION yield(is, elif) { yield = is/(is + elif) }
