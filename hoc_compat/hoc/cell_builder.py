"""The CellBuilder that session files open, in hoc: sections, subsets, geometry and mechanisms of one kind of cell.

A session fills the pages of the tool; the tool then writes hoc text, to be executed at the top level or as a template.
"""

from hoc_compat.hoc.cell_domains import CELL_DOMAINS
from hoc_compat.hoc.cell_tree import CELL_TREE

_GEOMETRY = """
begintemplate GeoSpec
public type, value, snlist, name, update, set_default, changed
objref snlist

proc init() {
    type = $1
    value = 1
    if (numarg() > 1) {
        snlist = $o2
        update()
    }
}
proc update() { local k localobj parts
    parts = snlist.list
    for k = 0, parts.count - 1 parts.object(k).distinct()
}
proc set_default() { }
func changed() { return 0 }
proc name() { if (type == 0) $s1 = "Ra" else $s1 = "cm" }  // what it stood for before version 5.7
endtemplate GeoSpec

begintemplate CellGeometry
public bild, g, changed, update, write_geometry, write_grid
objref bild, g, tobj
strdef target

proc init() {
    bild = $o1
    g = bild.gtopol
    i = 0
    first = 1
}
func changed() { return 0 }
proc update() { }

// Its kinds: 0 and 1 L and diam, of each section; 2 and 3 the same, of all; 4 area; 5 an area of 100 um2 with an axial
// resistance in MOhm of Ra; 6 nseg; 7 nseg by a part of the length constant; 8 nseg by a length.
// Before version 5.7 there were no distinct values.
proc set_default() { local k, j localobj sets, specs
    if (bild.file_version_ >= 5.7) return
    sets = bild.sets()
    for k = 0, sets.count - 1 {
        specs = sets.object(k).geo
        for j = 0, specs.count - 1 specs.object(j).type += 2
    }
}

proc write_geometry() { local k, j, side localobj sets, specs, spec
    sets = bild.sets()
    for k = 0, sets.count - 1 {
        specs = sets.object(k).geo
        if (specs.count == 0) continue
        sets.object(k).where(target)
        $o1.printf("%s {\\n", target)
        for j = 0, specs.count - 1 {
            spec = specs.object(j)
            if (spec.type == 2) $o1.printf("L = %g\\n", spec.value)
            if (spec.type == 3) $o1.printf("diam = %g\\n", spec.value)
            if (spec.type == 4) $o1.printf("L = diam = %g\\n", sqrt(spec.value/PI))
            if (spec.type == 5) $o1.printf("L = 43.0127\\ndiam = 100/L/PI\\n")
        }
        $o1.printf("}\\n")
        for j = 0, specs.count - 1 if (specs.object(j).type < 2) write_distinct($o1, specs.object(j))
    }
}

proc write_distinct() { local k localobj part
    for k = 0, $o2.snlist.list.count - 1 {
        part = $o2.snlist.list.object(k)
        part.name(target)
        if ($o2.type == 0) $o1.printf("%s.L = %g\\n", target, part.ldiaminfo.x[0])
        if ($o2.type == 1) $o1.printf("%s.diam = %g\\n", target, part.ldiaminfo.x[1])
    }
}

proc write_grid() { local k, j localobj sets, specs, spec
    sets = bild.sets()
    for k = 0, sets.count - 1 {
        specs = sets.object(k).geo
        sets.object(k).where(target)
        for j = 0, specs.count - 1 {
            spec = specs.object(j)
            if (spec.type == 6) $o1.printf("%s { nseg = %d }\\n", target, spec.value)
            if (spec.type == 7) {
                $o1.printf("%s { nseg = int((L/(%g*lambda_f(100)) + .999)/2)*2 + 1 }\\n", target, spec.value)
            }
            if (spec.type == 8) $o1.printf("%s { nseg = int((L/%g + .999)/2)*2 + 1 }\\n", target, spec.value)
        }
    }
}
endtemplate CellGeometry
"""

_MEMBRANE = """
begintemplate FakeMechStan
public type, value, name, set_default, changed
strdef variable
proc init() {
    value = 1
    variable = "cm"
    type = $1
    if (type == 0) {
        value = 35.4
        variable = "Ra"
    }
}
proc name() { $s1 = variable }
proc set_default() { }
func changed() { return 0 }
endtemplate FakeMechStan

begintemplate MStanWrap
public ms, is_ms, changed, set_default
objref ms
proc init() {
    ms = $o1
    is_ms = 1
    if (numarg() > 1) is_ms = $2
}
proc set_default() { }
func changed() { return 0 }
endtemplate MStanWrap

begintemplate CellMembrane
public bild, g, changed, update, write_membrane
objref bild, g, tobj
strdef target, mechanism

proc init() {
    bild = $o1
    g = bild.gtopol
    i = 0
    first = 1
}
func changed() { return 0 }
proc update() { }

proc write_membrane() { local k, j localobj sets, specs
    sets = bild.sets()
    for k = 0, sets.count - 1 {
        specs = sets.object(k).ml
        if (specs.count == 0) continue
        sets.object(k).where(target)
        $o1.printf("%s {\\n", target)
        for j = 0, specs.count - 1 write_values($o1, specs.object(j))
        $o1.printf("}\\n")
    }
}

proc write_values() { local k, n, j localobj values
    values = $o2.ms
    values.name(mechanism)
    if ($o2.is_ms == 0) {
        $o1.printf("%s = %g\\n", mechanism, values.value)
        return
    }
    $o1.printf("insert %s\\n", mechanism)
    for k = 0, values.count - 1 {
        n = values.name(mechanism, k)
        if (n == 1) $o1.printf("%s = %g\\n", mechanism, values.get(mechanism))
        if (n > 1) for j = 0, n - 1 $o1.printf("%s[%d] = %g\\n", mechanism, j, values.get(mechanism, j))
    }
}
endtemplate CellMembrane
"""

_MANAGEMENT = """
begintemplate CellManage
public bild, classname, etop, esub, egeom, emem, toplevel, output_index, output_x, thresh
public save_classbody, pr, update, write_cell, xmlwrite, neuroml
objref bild, tobj
strdef classname, root, output

proc init() {
    bild = $o1
    classname = "Cell"
    first = output_x = etop = esub = egeom = emem = itop = i3d = 1
    isub = igeom = imem = output_index = toplevel = i = 0
    thresh = 10
}
proc update() { bild.consist() }

proc save_classbody() { localobj f  // File: what stands in the template, but for its synapses
    f = $o1
    bild.consist()
    f.printf("public init, topol, basic_shape, subsets, geom, biophys, geom_nseg, biophys_inhomo\\n")
    f.printf("public synlist, x, y, z, position, connect2target\\n")
    bild.topol.write_names(f)
    bild.subsets.write_names(f, "public")
    f.printf("external lambda_f\\nobjref synlist\\n")
    f.printf("proc init() {\\ntopol()\\nsubsets()\\ngeom()\\nbiophys()\\ngeom_nseg()\\nbiophys_inhomo()\\n")
    f.printf("synlist = new List()\\nsynapses()\\nx = y = z = 0\\n}\\n")
    write_procs(f, 1)
    bild.topol.slist.object(0).name(root)
    f.printf("proc position() { local i\\n%s for i = 0, n3d() - 1 {\\n", root)
    f.printf("pt3dchange(i, $1 - x + x3d(i), $2 - y + y3d(i), $3 - z + z3d(i), diam3d(i))\\n}\\n")
    f.printf("x = $1\\ny = $2\\nz = $3\\n}\\n")
    bild.topol.slist.object(output_index).name(output)
    f.printf("obfunc connect2target() { localobj nc\\n%s nc = new NetCon(&v(%g), $o1)\\n", output, output_x)
    f.printf("nc.threshold = %g\\nif (numarg() == 2) $o2 = nc\\nreturn nc\\n}\\n", thresh)
}

proc write_procs() { local k localobj f, domains  // File, whether they make the sections
    f = $o1
    if ($2) {
        bild.topol.write_creation(f)
        f.printf("proc topol() {\\n")
        bild.topol.write_connections(f)
        f.printf("basic_shape()\\n}\\nproc basic_shape() {\\n")
        bild.topol.write_shapes(f, 1)
        f.printf("}\\n")
    }
    bild.subsets.write_names(f, "objref")
    f.printf("proc subsets() {\\n")
    bild.subsets.write_members(f, bild.topol.ordered)
    f.printf("}\\nproc geom() {\\n")
    bild.geom.write_geometry(f)
    f.printf("}\\nproc geom_nseg() {\\n")
    bild.geom.write_grid(f)
    f.printf("}\\nproc biophys() {\\n")
    bild.memb.write_membrane(f)
    f.printf("}\\n")
    domains = bild.subsets.domains()
    for k = 0, domains.count - 1 domains.object(k).write_names(f)
    f.printf("proc biophys_inhomo() {\\n")
    for k = 0, domains.count - 1 domains.object(k).write_body(f)
    f.printf("}\\n")
    for k = 0, domains.count - 1 domains.object(k).write_procs(f)
}

proc pr() {  // File: the cell at the top level, made by celldef()
    bild.consist()
    $o1.printf("proc celldef() {\\n")
    if (etop) $o1.printf("topol()\\n")
    if (esub) $o1.printf("subsets()\\n")
    if (egeom) $o1.printf("geom()\\n")
    if (emem) $o1.printf("biophys()\\n")
    if (egeom) $o1.printf("geom_nseg()\\n")
    if (emem) $o1.printf("biophys_inhomo()\\n")
    $o1.printf("}\\n")
    write_procs($o1, etop)
}
proc xmlwrite() { execerror("CellBuild: cells are not written as NeuroML;", "write hoc with pr(file)") }
proc neuroml() { execerror("CellBuild: cells are not read from NeuroML;", "build it in Python") }

proc write_cell() {  // File, whether to connect the sections: the cell at the top level
    if ($2) {
        bild.topol.write_connections($o1)
        bild.topol.write_shapes($o1, 0)
        bild.topol.slist.object(0).name(root)
        $o1.printf("access %s\\n", root)
    }
    if (esub) {
        bild.subsets.write_names($o1, "objref")
        bild.subsets.write_members($o1, bild.topol.slist)
    }
    if (emem) write_mechanisms($o1)
    if (egeom) {
        bild.geom.write_geometry($o1)
        bild.geom.write_grid($o1)  // which depends on cm and Ra
    }
    if (esub && egeom && emem) write_mechanisms($o1)  // for the new segments
}
proc write_mechanisms() { local k localobj domains
    bild.memb.write_membrane($o1)
    domains = bild.subsets.domains()
    for k = 0, domains.count - 1 domains.object(k).write_loops($o1)
}
endtemplate CellManage

begintemplate CellBuild
public topol, subsets, geom, memb, manage, all, gtopol, vbox, continuous, file_version_, changed_, inhomofuns
public version, consist, changed, cexport, map, page, append_inhomofun, sets
objref topol, subsets, geom, memb, manage, all, gtopol, vbox, inhomofuns, this

proc init() {
    file_version_ = 5.7
    continuous = changed_ = made = 0
    inhomofuns = new List()
    append_inhomofun("A0 A k d", "A0 + A/(1 + exp(k*(d - p)))")
    append_inhomofun("b m", "b + m*p/(p1 - p0)")
    append_inhomofun("A0 A k", "A0 + A*exp(-k*(p - p0))")
    all = new SNList("all")
    vbox = new VBox()
    vbox.ref(this)
    gtopol = new Graph(0)
    manage = new CellManage(this)
    memb = new CellMembrane(this)
    geom = new CellGeometry(this)
    topol = new CellBuildTopology(this)
    subsets = new SectionSubsets(this)
    consist()
    if (numarg() == 0) map()
}

func version() {
    file_version_ = $1
    if (file_version_ > 5.7) {
        execerror("CellBuild: the session is of a newer version than 5.7;", "save it with NEURON 9")
    }
    if (file_version_ < 5) subsets.snlist.remove_all()  // the session defines the subset of all sections
    return 1
}

proc append_inhomofun() { inhomofuns.append(new InhomoFun($s1, $s2)) }
proc map() { vbox.map() }
proc page() { }
func changed() { return 0 }

proc consist() {
    topol.consist()
    subsets.consist()
}

// What has a geometry and mechanisms: the subsets, then the sections
obfunc sets() { local k localobj found
    found = new List()
    for k = 0, subsets.snlist.count - 1 found.append(subsets.snlist.object(k))
    for k = 0, topol.slist.count - 1 found.append(topol.slist.object(k))
    return found
}
proc cexport() { local makes localobj f
    if (numarg()) continuous = $1
    if (file_version_ < 5) {
        all.del_all()
        all = subsets.snlist.object(0)
        file_version_ = 5.7
    }
    consist()
    if (continuous == 0) return
    makes = (manage.etop && made == 0)
    f = new File()
    f.mktemp()
    f.wopen()
    if (makes) topol.make_sections()
    manage.write_cell(f, makes)
    f.close()
    made = 1
    xopen(f.getname())
    f.unlink()
}
endtemplate CellBuild
"""

CELL_BUILDER = CELL_DOMAINS + CELL_TREE + _GEOMETRY + _MEMBRANE + _MANAGEMENT
