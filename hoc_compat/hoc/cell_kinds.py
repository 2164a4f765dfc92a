"""The kinds of cells and synapses of the Network Builder that session files open, in hoc."""

# What the kinds share: the values of a mechanism, and the hoc text that assigns those that differ from a new one's
_VALUES = """
objref ms
strdef mechanism, variable

proc take() {  // MechanismStandard, copied
    $o1.name(mechanism)
    ms = new MechanismStandard(mechanism)
    ms.in($o1)
}

proc write_values() { local k, j, n localobj plain  // File, the variable of hoc that holds the mechanism
    plain = new MechanismStandard(mechanism)
    for k = 0, plain.count - 1 {
        n = plain.name(variable, k)
        for j = 0, n - 1 if (plain.get(variable, j) != ms.get(variable, j)) {
            $o1.printf("%s.%s", $s2, variable)
            if (n > 1) $o1.printf("[%d]", j)
            $o1.printf(" = %g\\n", ms.get(variable, j))
        }
    }
}
"""

# What kinds of cells share: objects of the template that they write
_MADE = """
objref made, this
strdef text
external hoc_sf_

obfunc new_cell() { localobj fresh
    classname(text)
    sprint(text, "made = new %s()", text)
    execute(text, this)
    fresh = made
    objref made
    return fresh
}

obfunc cells() {  // all that exist
    classname(text)
    if (hoc_sf_.is_name(text)) return new List(text)
    return new List()
}
"""

_ART_CELLS = """
begintemplate ArtCell
public name, ms, is_art, classname, save_class, make, change, made
strdef name
VALUES
MADE
proc init() {  // MechanismStandard, name
    is_art = 1
    take($o1)
    name = mechanism
    if (numarg() == 2) name = $s2
}
proc classname() { sprint($s1, "%s_%s", name, mechanism) }

obfunc make() { localobj cell
    cell = new_cell()
    ms.out(cell.pp)
    return cell
}
proc change() { local k localobj found  // ms has changed
    found = cells()
    for k = 0, found.count - 1 ms.out(found.object(k).pp)
}

proc save_class() {  // File
    classname(text)
    $o1.printf("begintemplate %s\\npublic pp, x, y, z, is_art, position, connect2target\\nobjref pp\\n", text)
    $o1.printf("func is_art() { return 1 }\\nproc init() {\\npp = new %s()\\n", mechanism)
    write_values($o1, "pp")
    $o1.printf("}\\nproc position() { x = $1  y = $2  z = $3 }\\n")
    $o1.printf("obfunc connect2target() { localobj connection\\nconnection = new NetCon(pp, $o1)\\n")
    $o1.printf("if (numarg() > 1) $o2 = connection\\nreturn connection\\n}\\nendtemplate %s\\n", text)
}
endtemplate ArtCell

begintemplate ArtCellGUI
public actypelist, append, map, hb, name
objref actypelist, hb, tobj, this
strdef name

proc init() {
    hb = new HBox()
    hb.ref(this)
    actypelist = new List()
    if (numarg() == 0) map()
}
proc append() { actypelist.append(new ArtCell($o1, $s2)) }
proc map() { hb.map() }
endtemplate ArtCellGUI
"""

_SYNAPSES = """
begintemplate SynType
public name, ms, mechanism, index, change, write_values
objref this
strdef name
VALUES
proc init() {  // MechanismStandard, name
    take($o1)
    index = -1
    name = mechanism
    if (numarg() == 2) name = $s2
}
proc change() { local k localobj ready  // ms has changed
    ready = new List("NetReadyCell")
    for k = 0, ready.count - 1 ready.object(k).put(this)
}
endtemplate SynType

begintemplate SynTypeGUI
public stypelist, append, map, hb, name
objref stypelist, hb, tobj, this
strdef name

proc init() {
    hb = new HBox()
    hb.ref(this)
    stypelist = new List()
    if (numarg() == 0) map()
}
proc append() { stypelist.append(new SynType($o1, $s2)) }
proc map() { hb.map() }
endtemplate SynTypeGUI

begintemplate SynTypeInstance
public stype, cbs, x, index
objref stype, cbs
proc init() {  // SynType, CellBuildSection, where on it; where the picture of it stands does not matter
    index = -1
    x = $3
    cbs = $o2
    stype = $o1
}
endtemplate SynTypeInstance
"""

_CELLS = """
begintemplate NetReadyCell
public name, cb, stype, synlist, is_art, consist, classname, save_class, make, put, made
objref cb, stype, synlist
strdef name, where
MADE
proc init() {  // CellBuild, List of SynTypes
    is_art = 0
    synlist = new List()
    stype = $o2
    cb = $o1
    name = cb.manage.classname
}

// Synapses go with their kind and with their section
proc consist() { local k localobj before
    for k = 0, stype.count - 1 stype.object(k).index = k
    before = synlist
    synlist = new List()
    for k = 0, before.count - 1 if (belongs(before.object(k))) {
        before.object(k).index = synlist.count
        synlist.append(before.object(k))
    }
}
func belongs() { return (cb.topol.slist.index($o1.cbs) >= 0 && stype.index($o1.stype) >= 0) }

proc classname() { sprint($s1, "%s_%s", name, cb.manage.classname) }

obfunc make() { local k localobj cell
    cell = new_cell()
    for k = 0, synlist.count - 1 synlist.object(k).stype.ms.out(cell.synlist.object(k))
    return cell
}
proc put() { local k, j localobj found, cell  // the values of a SynType into all its synapses
    found = cells()
    for j = 0, found.count - 1 {
        cell = found.object(j)
        for k = 0, synlist.count - 1 if ($o1 == synlist.object(k).stype) $o1.ms.out(cell.synlist.object(k))
    }
}

proc save_class() { local k localobj synapse  // File
    classname(text)
    $o1.printf("begintemplate %s\\npublic is_art\\n", text)
    cb.manage.save_classbody($o1)
    $o1.printf("objref synapse\\nfunc is_art() { return 0 }\\nproc synapses() {\\n")
    for k = 0, synlist.count - 1 {
        synapse = synlist.object(k)
        synapse.cbs.name(where)
        $o1.printf("%s synapse = new %s(%g)  // %s\\n", where, synapse.stype.mechanism, synapse.x, synapse.stype.name)
        synapse.stype.write_values($o1, "synapse")
        $o1.printf("synlist.append(synapse)\\n")
    }
    $o1.printf("}\\nendtemplate %s\\n", text)
}
endtemplate NetReadyCell

begintemplate NetReadyCellGUI
public nrc, stgui, map, pl, name, tobj, g, b
objref nrc, stgui, tobj, g, b, this
strdef name

proc init() {  // CellBuild, SynTypeGUI; with one number, a session fills it
    if (numarg() == 0) {
        execerror("NetReadyCellGUI:", "nobody can choose in its window; give a CellBuild and a SynTypeGUI")
    }
    g = new Graph(0)
    b = new VBox()
    b.ref(this)
    if (numarg() == 1) return
    stgui = $o2
    nrc = new NetReadyCell($o1, stgui.stypelist)
    map()
}
proc map() {
    nrc.consist()
    name = nrc.name
    b.map()
}
proc pl() { }
endtemplate NetReadyCellGUI
"""

CELL_KINDS = (_ART_CELLS + _SYNAPSES + _CELLS).replace("VALUES", _VALUES).replace("MADE", _MADE)
