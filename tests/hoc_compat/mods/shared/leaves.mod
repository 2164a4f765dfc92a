: INITIAL takes what the last step of the last place has left in a variable that all places share
NEURON {
    SUFFIX leaves
    RANGE x
    GLOBAL target, weights
}
ASSIGNED { v (mV) target weights[2] }
STATE { x }
INITIAL { x = target + weights[1] }
BREAKPOINT { SOLVE approach }
PROCEDURE approach() {
    target = 1 / (1 + exp(-(v + 60) / 5))
    weights[1] = 0.25 * target
    x = x + 0.1 * (target - x)
}
