"""The window of the Network Builder that plots spikes, in hoc: it records those of every cell."""

SPIKE_PLOT = """
begintemplate SpikePlot
public net, vecs, g, update, map, b, flush, begin, plot, size, view_count, fastflush, simgraph
objref net, vecs[1], g, b, outlist, null, this
strdef name
external addplot, tstop

proc init() {  // NetData
    net = $o1
    outlist = new List()
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

proc update() { local k localobj cell, source, times
    n = 0
    if (net.created_) n = net.sources.count
    if (n < subset_end || subset_end == -1) subset_end = n
    if (n < subset_start || subset_start == -1) subset_start = 0
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

proc flush() { local k localobj rows
    if (object_id(g) == 0) return
    g.erase_all()
    if (mode != 1) return
    for (k = subset_end - 1; k >= subset_start; k -= 1) {
        rows = new Vector(vecs[k].size, k + 1 - subset_start)
        rows.label(vecs[k].label)
        rows.mark(g, vecs[k], "|", marksize, markcolor, 1)
        if (useline) rows.line(g, vecs[k], markcolor, 0)
    }
    size(0, tstop, 0, 0)
}
endtemplate SpikePlot
"""
