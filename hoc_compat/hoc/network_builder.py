"""The Network Builder that session files open, in hoc: the cells of a network and their connections."""

from hoc_compat.hoc.cell_kinds import CELL_KINDS
from hoc_compat.hoc.spike_plot import SPIKE_PLOT

_NETWORK = """
// A cell of the network
begintemplate NetCell
public type, real, x, y, index, first, places, name, make, free
objref type, real

proc init() {  // its kind, a NetReadyCell or an ArtCell; where it stands in the picture
    index = first = -1  // its number, and that of its first place among all of the network
    x = $2
    y = $3
    type = $o1
}
func places() {
    if (type.is_art) return 1
    return type.synlist.count
}
proc name() { sprint($s1, "%s%d", type.name, index) }
proc make() {
    real = type.make()
    real.position(x, y, 0)
}
proc free() { objref real }
endtemplate NetCell

// Where events reach a cell, or where its spikes come from
begintemplate NetPlace
public cell, synindex, same, point, name
objref cell
strdef whose

proc init() {  // NetCell, which of its synapses, -1 for its spikes
    synindex = $2
    cell = $o1
}
func same() { return (synindex == $o1.synindex && cell == $o1.cell) }
obfunc point() {
    if (cell.type.is_art) return cell.real.pp
    return cell.real.synlist.object(synindex)
}
proc name() {  // string, what stands between the cell and the synapse
    cell.name(whose)
    if (cell.type.is_art || synindex < 0) {
        $s1 = whose
    } else {
        sprint($s1, "%s%s%s%d", whose, $s2, cell.type.synlist.object(synindex).stype.name, synindex)
    }
}
endtemplate NetPlace

begintemplate NetEdge
public source, target, w, d, netcon, enters, leaves, make, free, change, name, namebar
objref source, target, netcon
strdef from, to

proc init() {  // NetPlaces, weight, delay
    w = $3
    d = $4
    source = $o1
    target = $o2
}
func enters() { return (target.cell == $o1) }
func leaves() { return (source.cell == $o1) }
proc make() {
    if (object_id(netcon)) return
    netcon = source.cell.real.connect2target(target.point())
    change()
}
proc free() { objref netcon }
proc change() {
    if (object_id(netcon)) {
        netcon.delay = d
        netcon.weight = w
    }
}
proc name() {
    source.name(from, "")
    target.name(to, ".")
    sprint($s1, "%s->%s", from, to)
}
proc namebar() {
    source.name(from, "")
    target.name(to, "_")
    sprint($s1, "%s__%s", from, to)
}
endtemplate NetEdge

// Sources and targets are lists of all places, in the order of the cells
begintemplate NetData
public cells, sources, targets, edges, created_, add_cell, remove_cell, replace_cell, cel2tar
public add_edge, remove_edge, edge_index, create1, abstract, alias, by_target
objref cells, sources, targets, edges
strdef text
external hoc_sf_

proc init() {
    created_ = 0
    cells = new List()
    edges = new List()
    targets = new List()
    sources = new List()
}

proc enlist() { local k
    $o1.index = sources.count
    $o1.first = targets.count
    sources.append(new NetPlace($o1, -1))
    for k = 0, $o1.places - 1 targets.append(new NetPlace($o1, k))
}
proc enlist_all() { local k
    targets.remove_all()
    sources.remove_all()
    for k = 0, cells.count - 1 enlist(cells.object(k))
}
func cel2tar() { return cells.object($1).first + $2 }  // of a cell and one of its places, the number in targets

proc add_cell() {
    if (created_) $o1.make()
    cells.append($o1)
    enlist($o1)
}

proc remove_cell() { local k
    remove_entering($o1)
    for (k = edges.count - 1; k >= 0; k -= 1) if (edges.object(k).leaves($o1)) remove_edge(edges.object(k))
    cells.remove($o1.index)
    enlist_all()
    $o1.free()
}

proc remove_entering() { local k
    for (k = edges.count - 1; k >= 0; k -= 1) if (edges.object(k).enters($o1)) remove_edge(edges.object(k))
}

// What the cell receives is kept if the new kind has as many places for it
proc replace_cell() { local k, before  // NetCell, its new kind
    if ($o1.type == $o2) return
    for k = 0, edges.count - 1 if (edges.object(k).enters($o1) || edges.object(k).leaves($o1)) edges.object(k).free()
    before = $o1.places
    $o1.type = $o2
    if ($o1.places != before) remove_entering($o1)
    enlist_all()
    if (created_ == 0) return
    $o1.make()
    for k = 0, edges.count - 1 if (edges.object(k).enters($o1)) edges.object(k).make()
    make_edges()
}

func add_edge() {
    if (created_) $o1.make()
    return edges.append($o1) - 1
}

func remove_edge() { local number
    number = edges.index($o1)
    edges.remove(number)
    $o1.free()
    return number
}

func edge_index() { local k  // of the first edge between two places, -1 if there is none
    for k = 0, edges.count - 1 {
        if ($o1.same(edges.object(k).source)) if ($o2.same(edges.object(k).target)) return k
    }
    return -1
}

proc make_edges() { local k
    for k = 0, edges.count - 1 edges.object(k).make()
}
proc create1() { local k
    for k = 0, cells.count - 1 cells.object(k).make()
    make_edges()
    created_ = 1
}
proc abstract() { local k
    for k = 0, edges.count - 1 edges.object(k).free()
    for k = 0, cells.count - 1 cells.object(k).free()
    created_ = 0
}

proc alias() { local k  // the object whose members the made objects become; an artificial cell is its one place
    for k = 0, cells.count - 1 if (cells.object(k).type.is_art == 0) {
        cells.object(k).name(text)
        hoc_sf_.alias($o1, text, cells.object(k).real)
    }
    for k = 0, targets.count - 1 {
        targets.object(k).name(text, "_")
        hoc_sf_.alias($o1, text, targets.object(k).point())
    }
    for k = 0, edges.count - 1 {
        edges.object(k).namebar(text)
        hoc_sf_.alias($o1, text, edges.object(k).netcon)
    }
}

obfunc by_target() { local k localobj place, order  // the numbers of the edges, in the order of their targets
    order = new Vector()
    for k = 0, edges.count - 1 {
        place = edges.object(k).target
        order.append((place.cell.first + place.synindex)*edges.count + k)
    }
    order.sort()
    for k = 0, order.size - 1 order.x[k] = order.x[k] % edges.count
    return order
}
endtemplate NetData

// A window to edit weights (0) or delays (1), which shows nothing
begintemplate NetEdgeGUI
public insrt, remove, l1, l2
objref l1, l2
proc init() {  // NetData, which
    l1 = new List()
    l2 = new List()
}
proc insrt() { }
proc remove() { }
endtemplate NetEdgeGUI
"""

_TOOL = """
begintemplate EmptyClass
endtemplate EmptyClass

begintemplate NetGUI
public net, aliases, map, create1, save_hoc_templates, save_hoc_data, hocfile, set_alias, g, b
objref net, aliases, actypes, nrctypes, kinds, mapold2new, missing, g, b, tobj, tobj1, wman, dman, this
strdef text
external hoc_sf_, classname

proc init() {
    net = new NetData()
    aliases = new EmptyClass()
    nrctypes = new List("NetReadyCell")
    actypes = new List("ArtCell")
    kinds = new List()
    show_edges_ = 1
    use_alias_ = create_ = made = 0
    g = new Graph(0)
    b = new HBox()
    b.ref(this)
    if (numarg() == 0) map()
}
proc map() { b.map() }

// What a session says: the kinds of cells there were, by name, then the cells and the connections

proc original_type() { kinds.append(kind_named($s1)) }

obfunc kind_named() { local k
    for k = 0, nrctypes.count - 1 if (strcmp($s1, nrctypes.object(k).name) == 0) return nrctypes.object(k)
    for k = 0, actypes.count - 1 if (strcmp($s1, actypes.object(k).name) == 0) return actypes.object(k)
    return new String($s1)  // of which there can be no cells
}

proc newnode() { localobj kind  // which kind, where
    kind = kinds.object($1)
    classname(kind, text)
    if (strcmp(text, "String") == 0) {
        sprint(text, "cells of the kind `%s` cannot be made;", kind.s)
        execerror(text, "open the session that defines it before the one with the NetGUI")
    }
    net.add_cell(new NetCell(kind, $2, $3))
}

proc newedge() { localobj place  // source, target, synapse of the target, weight, delay
    if ($3 < 0 || $3 >= net.cells.object($2).places) {
        net.cells.object($2).name(text)
        sprint(text, "the cell %s has no synapse %d to connect to;", text, $3)
        execerror(text, "its kind is not the one with which the session was saved")
    }
    place = new NetPlace(net.cells.object($2), $3)
    net.add_edge(new NetEdge(net.sources.object($1), place, $4, $5))
}

// The network itself

proc create1() { localobj f
    if (create_ == 0) {
        set_alias(0)
        net.abstract()
        return
    }
    if (made) execerror("NetGUI:", "its network has been made; a tool makes it once")
    made = 1
    f = new File()
    f.mktemp()
    f.wopen()
    save_hoc_templates(f)
    f.close()
    xopen(f.getname())
    f.unlink()
    net.create1()
}

proc set_alias() {
    if (numarg()) use_alias_ = $1
    use_alias_ = (use_alias_ && create_)
    hoc_sf_.alias(aliases)
    if (use_alias_) net.alias(aliases)
}

// The network as hoc text

func hocfile() { localobj f
    f = new File()
    f.chooser("w", "Where to write the network", "*.hoc")
    if (f.chooser()) {
        f.wopen()
        save_hoc_templates(f)
        save_hoc_data(f)
        f.close()
        return 1
    }
    return 0
}

proc save_hoc_templates() { local k
    for k = 0, nrctypes.count - 1 nrctypes.object(k).save_class($o1)
    for k = 0, actypes.count - 1 actypes.object(k).save_class($o1)
}

proc save_hoc_data() { local k localobj cell, edge, order
    $o1.printf("objref cells, nclist, netcon\\ncells = new List()\\nnclist = new List()\\n")
    for k = 0, net.cells.count - 1 {
        cell = net.cells.object(k)
        cell.type.classname(text)
        $o1.printf("{cells.append(new %s())  cells.object(%d).position(%g, %g, 0)}", text, k, cell.x, cell.y)
        cell.name(text)
        $o1.printf("  // %s\\n", text)
    }
    order = net.by_target()
    for k = 0, order.size - 1 {
        edge = net.edges.object(order.x[k])
        $o1.printf("{netcon = cells.object(%d).connect2target(", edge.source.cell.index)
        $o1.printf("cells.object(%d).", edge.target.cell.index)
        if (edge.target.cell.type.is_art) $o1.printf("pp)") else $o1.printf("synlist.object(%d))", edge.target.synindex)
        edge.name(text)
        $o1.printf("  netcon.weight = %g  netcon.delay = %g  nclist.append(netcon)}  // %s\\n", edge.w, edge.d, text)
    }
}
endtemplate NetGUI

proc makenetbuilder() { localobj tool  tool = new NetGUI() }
proc makeartcelltype() { localobj tool  tool = new ArtCellGUI() }
"""

_NEEDED = 'load_file("celbild.hoc", "CellBuild")\n'
NETWORK_BUILDER = _NEEDED + CELL_KINDS + _NETWORK + SPIKE_PLOT + _TOOL
