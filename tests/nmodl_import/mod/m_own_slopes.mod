TITLE Derivatives that depend on their state in the text, through a variable, a FUNCTION, an argument or a denominator

NEURON {
    SUFFIX m_own_slopes
    NONSPECIFIC_CURRENT i
    RANGE q
}
PARAMETER { g = 1e-5 (S/cm2) }
ASSIGNED { v (mV) i (mA/cm2) q }
STATE { text variable_ function_ argument_ denominator_ }
INITIAL { text = 1 variable_ = 1 function_ = 1 argument_ = 1 denominator_ = 1 q = 0 }
BREAKPOINT {
    SOLVE states METHOD derivimplicit
    i = g*(text + variable_ + function_ + argument_ + denominator_)*(v + 65)
}
DERIVATIVE states {
    q = variable_*variable_
    text' = 0.3 - text*text
    variable_' = 0.3 - q
    function_' = rest()
    argument_' = of(argument_)
    denominator_' = 0.3 - denominator_/(1 + 0.1*denominator_)
}
FUNCTION rest() { rest = 0.3 - function_*function_ }
FUNCTION of(x) { of = 0.3 - x*x }
