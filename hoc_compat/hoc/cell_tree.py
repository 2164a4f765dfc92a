"""Sections and their subsets in the CellBuilder that session files open, in hoc."""

_SECTIONS = """
begintemplate CellBuildSection
public name_, id, index, parent, xparent, proximal, x0, y0, x1, y1, lx, ly, i3d, points, sref
public sets, ml, geo, ldiaminfo, name, where, number, position, attach, distinct, length, logstyle, rdses, write_shape
objref parent, sets, ml, geo, ldiaminfo, points, logical, sref
strdef name_, full

proc init() {  // name, number, which end is connected, parent, where on it
    index = -1
    i3d = 0
    name_ = $s1
    number($2)
    xparent = $5
    parent = $o4
    proximal = $3
    geo = new List()  // its GeoSpecs,
    ml = new List()  // mechanisms
    sets = new List()  // and SNLists
}

proc number() {
    id = $1
    full = name_
    if (id) sprint(full, "%s[%d]", name_, id)
}
proc name() { $s1 = full }
proc where() { $s1 = full }

// In the picture: from x0, y0 to x1, y1
proc position() {
    x0 = $1
    x1 = $3
    lx = (x1 + x0)/2
    y0 = $2
    y1 = $4
    ly = (y1 + y0)/2
}
proc attach() {
    if (xparent == 1) {
        x0 = parent.x1
        y0 = parent.y1
    } else if (xparent == 0) {
        x0 = parent.x0
        y0 = parent.y0
    } else {
        x0 = (parent.x0 + parent.x1)/2
        y0 = (parent.y0 + parent.y1)/2
    }
}
func drawn() { return sqrt((x1 - x0)^2 + (y1 - y0)^2) }

// In space: rows x, y, z, diameter, which stand in the session file
proc rdses() { local k, j
    if (i3d == 0) return
    points = new Matrix(i3d, 4)
    for k = 0, i3d - 1 for j = 0, 3 points.x[k][j] = fscan()
}
proc logstyle() {  // where the first point belongs
    logical = new Vector()
    logical.append($1, $2, $3)
}

proc distinct() {  // gets a length and a diameter of its own
    if (object_id(ldiaminfo)) return
    ldiaminfo = new Vector()
    ldiaminfo.append(100, 1)
}

func length() { local k localobj steps  // as the pages of the tool know it
    if (i3d) {
        steps = new Vector(i3d - 1)
        for k = 0, 2 steps.add(points.getcol(k).deriv(1, 1).pow(2))
        return steps.sqrt.sum
    }
    if (object_id(ldiaminfo)) return ldiaminfo.x[0]
    for k = 0, geo.count - 1 {
        if (geo.object(k).type == 2) return geo.object(k).value
        if (geo.object(k).type == 4) return sqrt(geo.object(k).value/PI)
    }
    execerror("CellBuild: values that vary with the path need a length of its own for", full)
}

proc write_shape() { local k, whole localobj row  // File, whether for a template
    $o1.printf("%s {\\npt3dclear()\\n", full)
    if (object_id(logical)) {
        $o1.printf("pt3dstyle(1")
        for k = 0, 2 $o1.printf(", %g", logical.x[k])
        $o1.printf(")\\n")
    }
    if (i3d) {
        for k = 0, i3d - 1 {
            row = points.getrow(k)
            $o1.printf("pt3dadd(%g, %g, %g, %g)\\n", row.x[0], row.x[1], row.x[2], row.x[3])
        }
    } else if ($2) {  // the ends of longer sections are rounded to whole numbers
        whole = (drawn() > 4)
        write_end($o1, x0, y0, whole)
        write_end($o1, x1, y1, whole)
    } else {
        $o1.printf("pt3dadd(%.17g, %.17g, 0, diam)\\npt3dadd(%.17g, %.17g, 0, diam)\\nL = 100\\n", x0, y0, x1, y1)
    }
    $o1.printf("}\\n")
}
proc write_end() {
    if ($4) $o1.printf("pt3dadd(%g, %g, 0, 1)\\n", int($2 + .5), int($3 + .5))
    if ($4 == 0) $o1.printf("pt3dadd(%g, %g, 0, 1)\\n", $2, $3)
}
endtemplate CellBuildSection

// The sections of one name
begintemplate CellBuildName
public name, parts, write_creation, rename
objref parts
strdef name
proc init() {
    name = $s1
    parts = new List()
}
proc write_creation() {
    if (parts.count > 1) $o1.printf("create %s[%d]\\n", name, parts.count) else $o1.printf("create %s\\n", name)
}
proc rename() { local k localobj made  // what was made of them
    made = new List()
    for k = 0, parts.count - 1 made.append(parts.object(k).sref)
    if (made.count > 1) made.object(0).rename(name, made) else made.object(0).rename(name)
}
endtemplate CellBuildName

begintemplate CellBuildTopology
public slist, ordered, names_off, circles_off, bild, consist
public write_names, write_creation, make_sections, write_connections, write_shapes
objref slist, ordered, names, bild, tobj, tobj1
strdef sname, text, above

proc init() {
    bild = $o1
    slist = new List()
    tobj = new CellBuildSection("soma", 0, 0, tobj1, 0)  // a new tool has one section
    tobj.position(0, 0, 15, 0)
    slist.append(tobj)
    all_init()
    sname = "dend"
    first = 1
    i = names_off = circles_off = 0
    consist()
}

proc all_init() { local k localobj everything
    everything = bild.all
    for k = 0, slist.count - 1 everything.add(slist.object(k))
}

// Sections of one name are counted, and in a template follow each other; they begin where they hang on their parents
proc consist() { local k, j localobj part, parts
    names = new List()
    for k = 0, slist.count - 1 {
        part = slist.object(k)
        part.index = k
        if (object_id(part.parent)) part.attach()
        parts = of_name(part.name_)
        part.number(parts.count)
        parts.append(part)
    }
    ordered = new List()
    for k = 0, names.count - 1 {
        parts = names.object(k).parts
        for j = 0, parts.count - 1 ordered.append(parts.object(j))
    }
}
obfunc of_name() { local k
    for k = 0, names.count - 1 if (strcmp($s1, names.object(k).name) == 0) return names.object(k).parts
    names.append(new CellBuildName($s1))
    return names.object(k).parts
}

proc write_names() { local k
    for k = 0, names.count - 1 $o1.printf("public %s\\n", names.object(k).name)
}
proc write_creation() { local k
    for k = 0, names.count - 1 names.object(k).write_creation($o1)
}

// At the top level sections follow each other as in slist, whatever their names are
proc make_sections() { local k
    for k = 0, slist.count - 1 {
        execute("create celbild_section")
        sprint(text, "celbild_section %s.sref = new SectionRef()", slist.object(k))
        execute(text)
        slist.object(k).sref.unname()
    }
    for k = 0, names.count - 1 names.object(k).rename()
}

proc write_connections() { local k localobj part
    for k = 0, ordered.count - 1 {
        part = ordered.object(k)
        if (object_id(part.parent) == 0) continue
        part.name(text)
        part.parent.name(above)
        $o1.printf("connect %s(%d), %s(%g)\\n", text, part.proximal, above, part.xparent)
    }
}
proc write_shapes() { local k
    for k = 0, slist.count - 1 slist.object(k).write_shape($o1, $2)
}
endtemplate CellBuildTopology
"""

_SUBSETS = """
begintemplate SNList
public name_, name, where, list, add, del_all, collect, ml, geo, domainparms, write_members
objref list, ml, geo, domainparms, this
strdef name_, member

proc init() {
    domainparms = new List()  // DomainParmInfos, which refer to it
    geo = new List()
    ml = new List()
    list = new List()
    name_ = $s1
}
proc name() { $s1 = name_ }
proc where() { sprint($s1, "forsec %s", name_) }

proc add() {
    if ($o1.sets.index(this) == -1) {
        $o1.sets.append(this)
        list.append($o1)
    }
}
proc del_all() { local k localobj sets
    for k = 0, list.count - 1 {
        sets = list.object(k).sets
        sets.remove(sets.index(this))
    }
    list.remove_all()
}

obfunc among() { local k localobj found  // those of a List that belong to it
    found = new List()
    for k = 0, $o1.count - 1 if ($o1.object(k).sets.index(this) >= 0) found.append($o1.object(k))
    return found
}
proc collect() { list = among($o1) }

proc write_members() { local k localobj found  // File, sections in the order in which they are written
    $o1.printf("%s = new SectionList()\\n", name_)
    found = among($o2)
    for k = 0, found.count - 1 {
        found.object(k).name(member)
        $o1.printf("%s %s.append()\\n", member, name_)
    }
}
endtemplate SNList

begintemplate SectionSubsets
public snlist, bild, consist, domains, write_names, write_members
objref snlist, bild, tobj, tobj1

proc init() {
    snlist = new List()
    bild = $o1
    snlist.append(bild.all)
    first = 1
    i = 0
}

proc consist() { local k  // the sections of a subset are in the order of the tree
    for k = 0, snlist.count - 1 snlist.object(k).collect(bild.topol.slist)
}

proc add_domainparm() { localobj made  // SNList, what is made
    made = new DomainParmInfo($o1, bild)
    $o1.domainparms.append(made)
    $o2 = made
}
obfunc domains() { local k, j localobj found
    found = new List()
    for k = 0, snlist.count - 1 {
        for j = 0, snlist.object(k).domainparms.count - 1 found.append(snlist.object(k).domainparms.object(j))
    }
    return found
}

proc write_names() { local k  // File, "public" or "objref"
    for k = 0, snlist.count - 1 $o1.printf("%s %s\\n", $s2, snlist.object(k).name_)
}
proc write_members() { local k  // File, all sections in the order in which they are written
    for k = 0, snlist.count - 1 snlist.object(k).write_members($o1, $o2)
}
endtemplate SectionSubsets
"""

CELL_TREE = _SECTIONS + _SUBSETS
