"""The kinds of cells and synapses of the Network Builder that session files open, in hoc."""

_WRITE_DIFFERENCES = """
strdef variable
// File, variable, MechanismStandard: what differs from a new one
proc write_differences() { local k, j, n localobj plain
    $o3.name(variable)
    plain = new MechanismStandard(variable)
    for k = 0, plain.count - 1 {
        n = plain.name(variable, k)
        for j = 0, n - 1 if (plain.get(variable, j) != $o3.get(variable, j)) {
            $o1.printf("%s.%s", $s2, variable)
            if (n > 1) $o1.printf("[%d]", j)
            $o1.printf(" = %g\\n", $o3.get(variable, j))
        }
    }
}
"""

_KINDS = """
begintemplate ArtCell
public name, ms, is_art, index, classname, save_class, create1, tobj, change
objref ms, tobj, null, this
strdef name, tstr

proc init() {  // MechanismStandard, name
    created = 0
    is_art = 1
    index = -1
    $o1.name(name)
    ms = new MechanismStandard(name)
    ms.in($o1)
    if (numarg() > 1) name = $s2
}

proc classname() {
    ms.name(tstr)
    sprint($s1, "%s_%s", name, tstr)
}

proc save_class() { localobj f  // File
    f = $o1
    classname(tstr)
    f.printf("begintemplate %s\\n", tstr)
    f.printf("public pp, connect2target, x, y, z, position, is_art\\nobjref pp\\nproc init() {\\n")
    ms.name(tstr)
    f.printf("pp = new %s()\\n", tstr)
    write_differences(f, "pp", ms)
    f.printf("}\\nfunc is_art() { return 1 }\\nobfunc connect2target() { localobj nc\\nnc = new NetCon(pp, $o1)\\n")
    f.printf("if (numarg() == 2) $o2 = nc\\nreturn nc\\n}\\nproc position() { x = $1  y = $2  z = $3 }\\n")
    classname(tstr)
    f.printf("endtemplate %s\\n", tstr)
}
WRITE_DIFFERENCES

proc create1() {  // the object that is made
    created = 1
    classname(tstr)
    sprint(tstr, "tobj = new %s()", tstr)
    execute(tstr, this)
    $o1 = tobj
    tobj = null
    ms.out($o1.pp)
}

proc change() { local k localobj cells
    if (created == 0) return
    classname(tstr)
    cells = new List(tstr)
    for k = 0, cells.count - 1 ms.out(cells.object(k).pp)
}
endtemplate ArtCell

begintemplate ArtCellGUI
public name, map, actypelist, hb
objref actypelist, tobj, hb, this
strdef name

proc init() {
    actypelist = new List()
    hb = new HBox()
    hb.ref(this)
    if (numarg() == 0) map()
}
proc map() { hb.map() }
proc append() { actypelist.append(new ArtCell($o1, $s2)) }
endtemplate ArtCellGUI

begintemplate SynType
public name, ms, index, change, created_
objref ms, this
strdef name

proc init() {  // MechanismStandard, name
    created_ = 0
    index = -1
    $o1.name(name)
    ms = new MechanismStandard(name)
    ms.in($o1)
    if (numarg() > 1) name = $s2
}

proc change() { local k localobj kinds
    if (created_ == 0) return
    kinds = new List("NetReadyCell")
    for k = 0, kinds.count - 1 kinds.object(k).changems(this)
}
endtemplate SynType

begintemplate SynTypeGUI
public name, map, stypelist, hb
objref stypelist, tobj, hb, this
strdef name

proc init() {
    stypelist = new List()
    hb = new HBox()
    hb.ref(this)
    if (numarg() == 0) map()
}
proc map() { hb.map() }
proc append() { stypelist.append(new SynType($o1, $s2)) }
endtemplate SynTypeGUI

begintemplate SynTypeInstance
public stype, cbs, x, index, x0, y0, ax, ay
objref stype, cbs
proc init() {  // SynType, CellBuildSection, where
    stype = $o1
    cbs = $o2
    x = $3
    index = -1
    x0 = y0 = 0
    ax = .5
    ay = -1
    if (numarg() > 3) {
        ax = $4
        ay = $5
    }
}
endtemplate SynTypeInstance
"""

_CELLS = """
begintemplate NetReadyCell
public name, cb, stype, synlist, consist, index, classname, save_class, is_art, create1, tobj, changems, changeloc
objref cb, stype, synlist, tobj, null, this
strdef name, tstr

proc init() {  // CellBuild, List of SynTypes
    created = is_art = 0
    index = -1
    cb = $o1
    stype = $o2
    synlist = new List()
    name = cb.manage.classname
}

proc classname() { sprint($s1, "%s_%s", name, cb.manage.classname) }

// Synapses go with their kind and with their section
proc consist() { local k localobj synapse
    for (k = synlist.count - 1; k >= 0; k -= 1) {
        synapse = synlist.object(k)
        if (stype.index(synapse.stype) == -1 || cb.topol.slist.index(synapse.cbs) == -1) synlist.remove(k)
    }
    for k = 0, stype.count - 1 stype.object(k).index = k
    for k = 0, synlist.count - 1 synlist.object(k).index = k
    cb.topol.setindex()
}

proc save_class() { local k localobj f, synapse  // File
    f = $o1
    classname(tstr)
    f.printf("begintemplate %s\\npublic is_art\\n", tstr)
    cb.manage.save_classbody(f)
    f.printf("objref syn_\\nproc synapses() {\\n")
    for k = 0, synlist.count - 1 {
        synapse = synlist.object(k)
        synapse.cbs.name(tstr)
        f.printf("/* %s%d */ %s ", synapse.stype.name, k, tstr)
        synapse.stype.ms.name(tstr)
        f.printf("syn_ = new %s(%g)\\nsynlist.append(syn_)\\n", tstr, synapse.x)
        write_differences(f, "syn_", synapse.stype.ms)
    }
    classname(tstr)
    f.printf("}\\nfunc is_art() { return 0 }\\nendtemplate %s\\n", tstr)
}
WRITE_DIFFERENCES

proc create1() { local k  // the object that is made
    created = 1
    classname(tstr)
    sprint(tstr, "tobj = new %s()", tstr)
    execute(tstr, this)
    for k = 0, synlist.count - 1 {
        synlist.object(k).stype.created_ = 1
        synlist.object(k).stype.ms.out(tobj.synlist.object(k))
    }
    $o1 = tobj
    tobj = null
}

proc changems() { local k, j localobj cells  // SynType
    if (created == 0) return
    classname(tstr)
    cells = new List(tstr)
    for k = 0, synlist.count - 1 if (synlist.object(k).stype == $o1) {
        for j = 0, cells.count - 1 $o1.ms.out(cells.object(j).synlist.object(k))
    }
}

proc changeloc() { local k localobj cells, synapse  // which synapse
    if (created == 0) return
    classname(tstr)
    cells = new List(tstr)
    synapse = synlist.object($1)
    synapse.cbs.name(tstr)
    for k = 0, cells.count - 1 {
        sprint(tstr, "%s.%s %s.loc(%g)", cells.object(k), tstr, cells.object(k).synlist.object($1), synapse.x)
        execute(tstr)
        synapse.cbs.name(tstr)
    }
}
endtemplate NetReadyCell

begintemplate NetReadyCellGUI
public nrc, map, pl, name, stgui, tobj, g, b
objref nrc, stgui, tobj, g, b, this
strdef name

proc init() {  // CellBuild, SynTypeGUI; with one number, a session fills it
    if (numarg() == 0) {
        execerror("NetReadyCellGUI:", "nobody can choose in its window; give a CellBuild and a SynTypeGUI")
    }
    b = new VBox()
    b.ref(this)
    g = new Graph(0)
    if (numarg() == 2) {
        stgui = $o2
        nrc = new NetReadyCell($o1, stgui.stypelist)
        map()
    }
}
proc map() {
    b.map()
    nrc.consist()
    name = nrc.name
}
proc pl() { }
endtemplate NetReadyCellGUI
"""

CELL_KINDS = (_KINDS + _CELLS).replace("WRITE_DIFFERENCES", _WRITE_DIFFERENCES)
