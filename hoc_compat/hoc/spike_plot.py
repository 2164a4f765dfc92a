"""The window of the Network Builder that plots spikes, in hoc: it records those of every cell."""

SPIKE_PLOT = """
begintemplate SpikePlot
public net, vecs, g, update, map, b, flush, begin, plot, size, view_count, fastflush, simgraph
objref net, vecs[1], g, b, y, ps, outlist, null, this
strdef name
external addplot, tstop

proc init() {  // NetData
    n = spikeplotstyle = 0
    mode = markcolor = useline = 1
    marksize = 4
    binwidth = 10
    fwindow = 100
    high = 1000
    subset_end = subset_start = -1  // not chosen
    y = new Vector()
    outlist = new List()
    net = $o1
    if (numarg() > 1) return
    build()
    map()
}

proc build() {
    g = new Graph()
    addplot(this, 1)
    b = new VBox()
    b.ref(this)
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

func within() { if ($1 == -1 || $1 > n) return $2 else return $1 }

proc update() { local k
    for (k = outlist.count - 1; k >= 0; k -= 1) if (outlist.object(k).valid == 0) outlist.remove(k)
    n = 0
    if (net.created_) n = net.sources.count
    subset_start = within(subset_start, 0)
    subset_end = within(subset_end, n)
    if (n) {
        objref vecs[n]
        for k = 0, n - 1 vecs[k] = recorded(net.sources.object(k).cell)
    }
}

// The times of a cell's spikes. A NetCon of a cell that has no other one is held: without it nothing is recorded.
obfunc recorded() { localobj source, times
    source = $o1.real.connect2target(null)
    if ($o1.type.is_art == 0 && source.precelllist.count < 2) outlist.append(source)
    times = source.get_recordvec()
    if (object_id(times) == 0) {
        times = new Vector()
        source.record(times)
    }
    $o1.name(name)
    times.label(name)
    return times
}

proc begin() { }
proc plot() { }
proc fastflush() { }
proc simgraph() { }
func view_count() { if (object_id(g)) return g.view_count() else return 0 }
func size() { local rows
    if (numarg() == 1) return g.size($1)
    rows = subset_end - subset_start
    g.size($1, $2, 0, rows + 1)
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
    if (mode == 1) size(0, tstop) else g.exec_menu("View = plot")
}

proc raster() {  // a mark for each spike of a cell
    y = vecs[$1].c.fill($1 - subset_start + 1)
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
    times = new Vector(y.size)
    times.indgen(0, binwidth)
    y.label($o1.label)
    y.line(g, times, 1, 1)
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
}
endtemplate SpikePlot
"""
