"""What NEURON's library gives models to compute with, in hoc: the places of a subset and the search for a threshold."""

SUBSET_DOMAIN_ITERATOR = """
begintemplate SubsetDomainIterator
public sl, x, p, p0, p1, loop, update
objref sl, values, root

// SectionList, metric (0: path length from the root, 2: distance from a point, 3: projection on a line), what is 0
// (0: where the metric is, 1: the nearest end), what is 1 (0: where the metric is, 1: the farthest end), then the
// point's x, y, z, or the line's origin and angle in degrees
proc init() {
    sl = $o1
    metric = $2
    from_nearest = $3
    to_farthest = $4
    if (metric == 1 || metric > 3) execerror("SubsetDomainIterator: its metric can be 0, 2 or 3", "")
    if (from_nearest == 2) execerror("SubsetDomainIterator: its proximal style can be 0 or 1", "")
    if (to_farthest == 2) execerror("SubsetDomainIterator: its distal style can be 0 or 1", "")
    if (metric == 2) {
        origin_x = $5
        origin_y = $6
        origin_z = $7
    }
    if (metric == 3) {
        origin = $5
        angle = $6/DEG
    }
    values = new Vector()
    x = p = p0 = p1 = 0
}

iterator loop() { local k
    update()
    k = 0
    forsec sl for (x, 0) {
        p = values.x[k]
        k += 1
        if (numarg() == 2) {
            $&1 = x
            $&2 = p
        }
        iterator_statement
    }
}

proc update() { local place, length, counted
    values.resize(0)
    p0 = 1e9
    p1 = 1
    counted = 0
    forsec sl for (place, 1) {
        if (metric == 0 && counted == 0) {
            root = new SectionRef()
            root.root { distance() }
            objref root
        }
        counted += 1
        length = measured(place)
        if (place > 0 && place < 1) values.append(length)
        if (length < p0) p0 = length
        if (length > p1) p1 = length
    }
    if (metric == 3) moved(origin)
    if (from_nearest == 1) moved(p0)
    if (to_farthest == 1) {
        values.div(p1)
        p0 /= p1
        p1 = 1
    }
}

proc moved() {
    values.sub($1)
    p0 -= $1
    p1 -= $1
}

func measured() {
    if (metric == 0) return distance($1)
    find_point($1)
    if (metric == 2) return sqrt((at_x - origin_x)^2 + (at_y - origin_y)^2 + (at_z - origin_z)^2)
    return at_x*cos(angle) + at_y*sin(angle)
}

proc find_point() { local k, share
    k = 1
    while (k < n3d() - 1 && $1*L > arc3d(k)) k += 1
    share = $1
    if ($1 > 0 && $1 < 1) share = ($1*L - arc3d(k - 1))/(arc3d(k) - arc3d(k - 1))
    at_x = (1 - share)*x3d(k - 1) + share*x3d(k)
    at_y = (1 - share)*y3d(k - 1) + share*y3d(k)
    at_z = (1 - share)*z3d(k - 1) + share*z3d(k)
}
endtemplate SubsetDomainIterator
"""

THRESHOLD = """
// Whether a run excites the place of APCount[0]; models may define it anew
func thresh_excited() { local spikes
    run()
    spikes = APCount[0].n
    return (spikes > 0)
}

// The smallest value of the variable, to a thousandth, that excites: it is doubled or halved until the answer changes,
// then the interval is halved
func threshold() { local first, excites, tried, low, high, allowed
    if ($&1 == 0) $&1 = 1
    first = excites = (thresh_excited() != 0)
    while (excites == first) {
        if (stoprun) return $&1
        tried = $&1
        if (first) $&1 = tried/2 else $&1 = 2*tried
        if (first == 0 && tried > 1e5) return 1e5
        excites = (thresh_excited() != 0)
    }
    low = tried
    high = $&1
    if (first) {
        low = $&1
        high = tried
    }
    if (high < low) {  // of negative values the less negative one
        $&1 = high
        return high
    }
    allowed = 1e-7 + high/1000
    $&1 = (low + high)/2
    while (stoprun == 0 && high - low > allowed) {
        if (thresh_excited() == 0) low = $&1 else high = $&1
        $&1 = (low + high)/2
    }
    return $&1
}
"""
