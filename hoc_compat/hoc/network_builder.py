"""The Network Builder that session files open, in hoc: the cells of a network and their connections."""

from hoc_compat.hoc.cell_kinds import CELL_KINDS
from hoc_compat.hoc.spike_plot import SPIKE_PLOT

_NETWORK = """
begintemplate NetCell
public type, x, y, create1, real, replace, name, index
objref type, real
proc init() {  // its kind, a NetReadyCell or an ArtCell; where it stands in the picture
    type = $o1
    x = $2
    y = $3
    index = -1
}
proc name() { sprint($s1, "%s%d", type.name, index) }
proc create1() {
    type.create1(real)
    real.position(x, y, 0)
}
proc replace() {
    type = $o1
    if (object_id(real)) create1()
}
endtemplate NetCell

begintemplate NetSource
public cell, edges
objref cell, edges
proc init() {
    cell = $o1
    edges = new List()
}
endtemplate NetSource

begintemplate NetTarget
public cell, syn, synindex, edges, place
objref cell, syn, edges
proc init() {  // NetCell, which of its synapses
    cell = $o1
    synindex = $2
    if (cell.type.is_art == 0) syn = cell.type.synlist.object(synindex)
    edges = new List()
}
obfunc place() {  // the point process
    if (cell.type.is_art) return cell.real.pp
    return cell.real.synlist.object(synindex)
}
endtemplate NetTarget

begintemplate NetEdge
public source, target, w, d, create1, netcon, name, namebar, change, free
objref source, target, netcon
strdef first, second

proc init() {  // NetSource, NetTarget, weight, delay
    source = $o1
    target = $o2
    w = $3
    d = $4
}
proc create1() {
    netcon = source.cell.real.connect2target(target.place())
    change()
}
proc change() {
    if (object_id(netcon) == 0) return
    netcon.weight = w
    netcon.delay = d
}
proc free() { objref netcon }

proc joined() {  // string, between the cells, before the synapse
    source.cell.name(first)
    target.cell.name(second)
    sprint(first, "%s%s%s", first, $s2, second)
    $s1 = first
    if (target.cell.type.is_art == 0) sprint($s1, "%s%s%s%d", first, $s3, target.syn.stype.name, target.syn.index)
}
proc name() { joined($s1, "->", ".") }
proc namebar() { joined($s1, "__", "_") }
endtemplate NetEdge

begintemplate NetData
public sources, targets, edges, add_edge, remove_edge, edge_index, add_cell, remove_cell, replace_cell, cel2tar
public create1, created_, abstract
objref sources, targets, edges, null

proc init() {
    created_ = 0
    sources = new List()
    targets = new List()
    edges = new List()
}

func add_edge() {
    edges.append($o1)
    $o1.source.edges.append($o1)
    $o1.target.edges.append($o1)
    if (created_) $o1.create1()
    return edges.count - 1
}

func remove_edge() { local k
    k = edges.index($o1)
    edges.remove(k)
    $o1.source.edges.remove($o1.source.edges.index($o1))
    $o1.target.edges.remove($o1.target.edges.index($o1))
    $o1.free()
    return k
}

func edge_index() { local k  // NetSource, NetTarget
    for k = 0, $o1.edges.count - 1 if ($o1.edges.object(k).target == $o2) return edges.index($o1.edges.object(k))
    return -1
}

proc add_cell() {  // NetCell
    sources.append(new NetSource($o1))
    add_targets($o1, targets.count)
    $o1.index = sources.count - 1
    if (created_) $o1.create1()
}

proc add_targets() { local k  // NetCell, where in the list
    if ($o1.type.is_art) {
        targets.insrt($2, new NetTarget($o1, 0))
        return
    }
    for k = 0, $o1.type.synlist.count - 1 targets.insrt($2 + k, new NetTarget($o1, k))
}

proc remove_edges() { local k localobj edge  // NetCell, whether also those from it
    for (k = edges.count - 1; k >= 0; k -= 1) {
        edge = edges.object(k)
        if (edge.target.cell == $o1 || ($2 && edge.source.cell == $o1)) remove_edge(edge)
    }
}

proc remove_cell() { local k  // NetCell
    remove_edges($o1, 1)
    sources.remove($o1.index)
    for k = $o1.index, sources.count - 1 sources.object(k).cell.index = k
    for (k = targets.count - 1; k >= 0; k -= 1) if (targets.object(k).cell == $o1) targets.remove(k)
    $o1.real = null
}

// What the cell receives is kept if the new kind has as many places for it
proc replace_cell() { local k, first, before, same localobj kind  // NetCell, its new kind
    if ($o1.type == $o2) return
    first = cel2tar($o1.index, 0)
    before = places($o1.type)
    same = before == places($o2)
    if (same == 0) remove_edges($o1, 0)
    for k = 0, edges.count - 1 {
        if (edges.object(k).target.cell == $o1 || edges.object(k).source.cell == $o1) edges.object(k).free()
    }
    $o1.replace($o2)
    if (same == 0) {
        for k = 1, before targets.remove(first)
        add_targets($o1, first)
    } else if ($o2.is_art == 0) {
        for k = 0, before - 1 targets.object(first + k).syn = $o2.synlist.object(k)
    }
    if (created_) {
        for k = 0, edges.count - 1 if (edges.object(k).target.cell == $o1) edges.object(k).create1()
        for k = 0, edges.count - 1 if (object_id(edges.object(k).netcon) == 0) edges.object(k).create1()
    }
}

func places() { if ($o1.is_art) return 1 else return $o1.synlist.count }

func cel2tar() { local k, first  // which cell, which of its synapses; gives the place in targets
    first = 0
    for k = 0, $1 - 1 first += places(sources.object(k).cell.type)
    return first + $2
}

proc create1() { local k
    created_ = 1
    for k = 0, sources.count - 1 sources.object(k).cell.create1()
    for k = 0, edges.count - 1 edges.object(k).create1()
}

proc abstract() { local k
    created_ = 0
    for k = 0, edges.count - 1 edges.object(k).free()
    for k = 0, sources.count - 1 sources.object(k).cell.real = null
}
endtemplate NetData

begintemplate NetEdgeGUI
public insrt, remove, l1, l2
objref l1, l2
proc init() {  // NetData, 0 for weights and 1 for delays: a window to edit them
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
objref actypes, nrctypes, net, aliases, mapold2new, missing, g, b, tobj, tobj1, wman, dman, cmap_, this
strdef tstr, one
external hoc_sf_

proc init() {
    use_alias_ = create_ = created_ = 0
    show_edges_ = 1
    aliases = new EmptyClass()
    actypes = new List("ArtCell")
    nrctypes = new List("NetReadyCell")
    net = new NetData()
    b = new HBox()
    b.ref(this)
    g = new Graph(0)
    if (numarg() == 0) map()
}
proc map() { b.map() }
proc spikeplt() { tobj = new SpikePlot(net)  objref tobj }

// What a session says: the kinds of cells there were, by name, then the cells and the connections

obfunc kind() { if ($1 < nrctypes.count) return nrctypes.object($1) else return actypes.object($1 - nrctypes.count) }

proc original_type() { local k, found
    found = -1
    for (k = nrctypes.count + actypes.count - 1; k >= 0; k -= 1) if (strcmp(kind(k).name, $s1) == 0) found = k
    mapold2new.append(found)
    missing.append(new String($s1))
}

proc newnode() {
    if (mapold2new.x[$1] < 0) {
        sprint(tstr, "cells of the kind `%s` cannot be made;", missing.object($1).s)
        execerror(tstr, "open the session that defines it before the one with the NetGUI")
    }
    net.add_cell(new NetCell(kind(mapold2new.x[$1]), $2, $3))
}

proc newedge() {  // source, target, synapse of the target, weight, delay
    net.add_edge(new NetEdge(net.sources.object($1), net.targets.object(net.cel2tar($2, $3)), $4, $5))
}

proc add_edge() { net.add_edge($o1) }
proc remove_edge() { net.remove_edge($o1) }

// The network itself

proc create1() { local k localobj f, before
    if (create_ == 0) {
        set_alias(0)
        if (created_) net.abstract()
        return
    }
    if (created_) execerror("NetGUI:", "its network has been made; a tool makes it once")
    before = actypes  // from now on there are no further kinds
    actypes = new List()
    for k = 0, before.count - 1 actypes.append(before.object(k))
    before = nrctypes
    nrctypes = new List()
    for k = 0, before.count - 1 nrctypes.append(before.object(k))
    f = new File()
    f.mktemp()
    f.wopen()
    save_hoc_templates(f)
    f.close()
    xopen(f.getname())
    f.unlink()
    created_ = 1
    net.create1()
}

proc set_alias() { local k, j localobj cell, synapses
    hoc_sf_.alias(aliases)
    if (numarg()) use_alias_ = $1
    if (create_ == 0) use_alias_ = 0
    if (use_alias_ == 0) return
    for k = 0, net.sources.count - 1 {
        cell = net.sources.object(k).cell
        cell.name(tstr)
        if (cell.type.is_art) {
            hoc_sf_.alias(aliases, tstr, cell.real.pp)
        } else {
            hoc_sf_.alias(aliases, tstr, cell.real)
            synapses = cell.type.synlist
            for j = 0, synapses.count - 1 {
                sprint(one, "%s_%s%d", tstr, synapses.object(j).stype.name, j)
                hoc_sf_.alias(aliases, one, cell.real.synlist.object(j))
            }
        }
    }
    for k = 0, net.edges.count - 1 {
        net.edges.object(k).namebar(tstr)
        hoc_sf_.alias(aliases, tstr, net.edges.object(k).netcon)
    }
}

proc cellmap() { local k, j localobj cell, synapses
    if (create_ == 0) return
    cmap_ = new List()
    for k = 0, net.sources.count - 1 {
        cell = net.sources.object(k).cell
        cell.name(one)
        mapped(one, cell.real)
        if (cell.type.is_art) continue
        synapses = cell.type.synlist
        for j = 0, synapses.count - 1 {
            cell.name(one)
            sprint(one, "%s_%s%d", one, synapses.object(j).stype.name, j)
            mapped(one, cell.real.synlist.object(j))
        }
    }
    for k = 0, net.edges.count - 1 {
        net.edges.object(k).namebar(one)
        mapped(one, net.edges.object(k).netcon)
    }
}
proc mapped() {
    sprint(tstr, "%-12s %s", $s1, $o2)
    cmap_.append(new String(tstr))
}

// The network as hoc text

func hocfile() { localobj f
    f = new File()
    f.chooser("w", "Save network in file", "*.hoc")
    if (f.chooser() == 0) return 0
    f.wopen()
    save_hoc_templates(f)
    save_hoc_data(f)
    f.close()
    return 1
}

proc save_hoc_templates() { local k
    for k = 0, nrctypes.count - 1 nrctypes.object(k).save_class($o1)
    for k = 0, actypes.count - 1 actypes.object(k).save_class($o1)
}

proc save_hoc_data() { local k, j, synapse localobj f, cell, target, edge
    f = $o1
    f.printf("objref cells, nclist, netcon\\ncells = new List()\\nnclist = new List()\\n")
    f.printf("func cell_append() { cells.append($o1)  $o1.position($2, $3, $4)  return cells.count - 1 }\\n")
    f.printf("func nc_append() { localobj target\\ntarget = cells.object($2)\\n")
    f.printf("if ($3 >= 0) target = target.synlist.object($3) else target = target.pp\\n")
    f.printf("netcon = cells.object($1).connect2target(target)\\nnetcon.weight = $4\\nnetcon.delay = $5\\n")
    f.printf("nclist.append(netcon)\\nreturn nclist.count - 1\\n}\\n")
    for k = 0, net.sources.count - 1 {
        cell = net.sources.object(k).cell
        cell.type.classname(tstr)
        cell.name(one)
        f.printf("/* %s */ cell_append(new %s(), %g, %g, 0)\\n", one, tstr, cell.x, cell.y)
    }
    for k = 0, net.targets.count - 1 {
        target = net.targets.object(k)
        if (target.cell.type.is_art) synapse = -1 else synapse = target.synindex
        for j = 0, target.edges.count - 1 {
            edge = target.edges.object(j)
            edge.name(one)
            f.printf("/* %s */ nc_append(%d, %d, ", one, edge.source.cell.index, target.cell.index)
            f.printf("%d, %g, %g)\\n", synapse, edge.w, edge.d)
        }
    }
}
endtemplate NetGUI

proc makenetbuilder() { localobj tool  tool = new NetGUI() }
proc makeartcelltype() { localobj tool  tool = new ArtCellGUI() }
"""

_NEEDED = 'load_file("celbild.hoc", "CellBuild")\n'
NETWORK_BUILDER = _NEEDED + CELL_KINDS + _NETWORK + SPIKE_PLOT + _TOOL
