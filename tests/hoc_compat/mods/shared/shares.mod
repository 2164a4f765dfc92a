NEURON { SUFFIX shares RANGE x, own GLOBAL level }
PARAMETER { level = 1 rate = 0.2 own = 3 }
ASSIGNED { y }
STATE { x }
INITIAL { x = 0 }
BREAKPOINT { SOLVE change METHOD cnexp }
DERIVATIVE change {
    level = 2 + x
    own = 10*x
    x' = rate*(1 - x)
}
