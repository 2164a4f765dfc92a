"""The window of the Network Builder that plots spikes, in hoc: it records those of every cell."""

SPIKE_PLOT = """
begintemplate SpikePlot
public net, vecs, g, update, map, b, flush, begin, plot, size, view_count, fastflush, simgraph
objref net, vecs[1], g, b, y, ps, outlist, null, this
strdef name
external addplot, tstop

proc init() {  // NetData
    net = $o1
    outlist = new List()
    y = new Vector()
    n = 0
    fwindow = 100
    binwidth = 10
    high = 1000
    mode = markcolor = useline = 1
    marksize = 4
    spikeplotstyle = 0
    subset_start = subset_end = -1
    if (numarg() == 1) {
        build()
        map()
    }
}

proc build() {
    b = new VBox()
    b.ref(this)
    g = new Graph()
    addplot(this, 1)
}

proc map() {
    b.map()
    update()
    flush()
}

proc unmap() {
    b.unmap()
    objref g
}

func number_or() { if ($1 == -1 || $1 > n) return $2 else return $1 }

proc update() { local k localobj cell, source, times
    n = 0
    if (net.created_) n = net.sources.count
    subset_end = number_or(subset_end, n)
    subset_start = number_or(subset_start, 0)
    if (n == 0) return
    objref vecs[n]
    for (k = outlist.count - 1; k >= 0; k -= 1) if (outlist.object(k).valid == 0) outlist.remove(k)
    for k = 0, n - 1 {
        cell = net.sources.object(k).cell
        source = cell.real.connect2target(null)
        if (cell.type.is_art == 0) if (source.precelllist.count < 2) outlist.append(source)
        times = source.get_recordvec()
        if (object_id(times) == 0) {
            times = new Vector()
            source.record(times)
        }
        cell.name(name)
        times.label(name)
        vecs[k] = times
    }
}

proc begin() { }
proc plot() { }
proc fastflush() { }
proc simgraph() { }
func view_count() { if (object_id(g)) return g.view_count() else return 0 }
func size() {
    if (numarg() == 1) return g.size($1)
    g.size($1, $2, 0, subset_end + 1 - subset_start)
    return 1
}

proc flush() { local k
    if (object_id(g) == 0) return
    g.erase_all()
    if (mode < 5 || mode > 9) {
        for (k = subset_end - 1; k >= subset_start; k -= 1) if (mode == 1) raster(k) else curve(vecs[k])
    } else if (mode == 9) {
        spectrum()
    } else {
        curve(pooled())
    }
    if (mode == 1) size(0, tstop, 0, 0)
}

proc raster() {  // a mark for each spike of a cell
    y = new Vector(vecs[$1].size, $1 + 1 - subset_start)
    y.label(vecs[$1].label)
    y.mark(g, vecs[$1], "|", marksize, markcolor, 1)
    if (useline) y.line(g, vecs[$1], markcolor, 0)
}

obfunc pooled() { local k localobj all
    all = new Vector()
    for (k = subset_end - 1; k >= subset_start; k -= 1) all.append(vecs[k])
    return all
}

// Of times: 2, 5 their rate, smoothed, 10 counted, 6 their numbers; 3, 7 their intervals, smoothed, 4, 8 counted
proc curve() { local end localobj times
    times = $o1
    end = tstop
    if (mode == 3 || mode == 4 || mode == 7 || mode == 8) {
        if (times.size < 2) return
        times = times.c.deriv(1, 1)
        end = high
    }
    if (mode == 2 || mode == 3 || mode == 5 || mode == 7) {
        y = times.sumgauss(0, end, binwidth, fwindow^2)
    } else {
        y = times.histogram(0, end, binwidth)
        if (mode != 10) y = y.c(1)
    }
    if (mode == 2 || mode == 5) y.mul(1000)
    if (mode == 10) y.mul(1000/binwidth)
    y.label($o1.label)
    drawn(y, binwidth)
}

proc drawn() { localobj at  // a curve, the distance of its points
    at = new Vector($o1.size)
    at.indgen(0, $2)
    $o1.line(g, at, 1, 1)
    g.exec_menu("View = plot")
}

proc spectrum() { local highest localobj frequencies
    y = pooled()
    if (y.size == 0) return
    y = y.sumgauss(0, tstop, binwidth, fwindow)
    ps = new Vector()
    ps.spctrm(y)
    highest = 1000/(2*binwidth)
    frequencies = new Vector(ps.size)
    frequencies.indgen(0, highest/ps.size)
    ps.mark(g, frequencies, "|", marksize, markcolor, 1)
    if (useline) ps.line(g, frequencies, markcolor, 1)
    g.exec_menu("View = plot")
}
endtemplate SpikePlot
"""
