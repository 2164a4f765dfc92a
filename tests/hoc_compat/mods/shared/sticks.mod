: Falls, and stays where it has come to below 0: the slope jumps, so an implicit step across has no solution.
NEURON { SUFFIX sticks RANGE height }
STATE { height }
INITIAL { height = 1 }
BREAKPOINT { SOLVE fall METHOD derivimplicit }
DERIVATIVE fall { height' = slope() }
FUNCTION slope() {
    slope = -(0.5 + 0.1*height)*(height > 0)
}
