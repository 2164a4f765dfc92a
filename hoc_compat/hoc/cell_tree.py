"""Sections and their subsets in the CellBuilder that session files open, in hoc."""

_TOPOLOGY = """
begintemplate P3D
public x, y, z, d, set
objref x, y, z, d
proc init() {
    x = new Vector($1)
    y = new Vector($1)
    z = new Vector($1)
    d = new Vector($1)
}
proc set() { x.x[$1] = $2  y.x[$1] = $3  z.x[$1] = $4  d.x[$1] = $5 }
endtemplate P3D

begintemplate LDiamInfo
public x
double x[2]  // length and diameter
proc init() { x[0] = $1  x[1] = $2 }
endtemplate LDiamInfo

begintemplate CellBuildSection
public name_, id, index, name, parent, xparent, proximal, x0, y0, x1, y1, lx, ly, selected, position
public sets, ml, geo, ldiaminfo, i3d, p3d, logpt, logstyle, rdses, unique_name_index, write_shape, sref, length
objref parent, sets, ml, geo, ldiaminfo, p3d, logpt, sref
strdef name_, own

proc init() {
    name_ = $s1
    id = $2
    proximal = $3
    parent = $o4
    xparent = $5
    selected = unique_name_index = i3d = 0
    index = -1
    sets = new List()
    ml = new List()
    geo = new List()
}

proc name() { if (id > 0) sprint($s1, "%s[%d]", name_, id) else $s1 = name_ }

proc position() {
    x0 = $1  y0 = $2  x1 = $3  y1 = $4
    lx = (x0 + x1)/2
    ly = (y0 + y1)/2
}

proc logstyle() {
    logpt = new Vector()
    logpt.append($1, $2, $3)
}

proc rdses() { local k  // its points stand in the session file
    if (i3d == 0) return
    p3d = new P3D(i3d)
    for k = 0, i3d - 1 p3d.set(k, fscan(), fscan(), fscan(), fscan())
}

func length() { local k localobj sum  // as the pages of the tool know it
    if (i3d > 0) {
        sum = p3d.x.c.deriv(1, 1).pow(2)
        sum.add(p3d.y.c.deriv(1, 1).pow(2))
        sum.add(p3d.z.c.deriv(1, 1).pow(2))
        return sum.sqrt.sum
    }
    if (object_id(ldiaminfo)) return ldiaminfo.x[0]
    for k = 0, geo.count - 1 {
        if (geo.object(k).type == 2) return geo.object(k).value
        if (geo.object(k).type == 4) return sqrt(geo.object(k).value/PI)
    }
    name(own)
    execerror("CellBuild: values that vary with the path need a length of its own for", own)
}

// File, whether for a template: there the ends of longer sections are rounded to whole numbers
proc write_shape() { local k
    name(own)
    $o1.printf("%s {\\npt3dclear()\\n", own)
    if (object_id(logpt)) $o1.printf("pt3dstyle(1, %g, %g, %g)\\n", logpt.x[0], logpt.x[1], logpt.x[2])
    for k = 0, i3d - 1 $o1.printf("pt3dadd(%g, %g, %g, %g)\\n", p3d.x.x[k], p3d.y.x[k], p3d.z.x[k], p3d.d.x[k])
    if (i3d == 0) if ($2) {
        if ((x0 - x1)^2 + (y0 - y1)^2 > 16) {
            $o1.printf("pt3dadd(%g, %g, 0, 1)\\n", int(x0 + .5), int(y0 + .5))
            $o1.printf("pt3dadd(%g, %g, 0, 1)\\n", int(x1 + .5), int(y1 + .5))
        } else {
            $o1.printf("pt3dadd(%g, %g, 0, 1)\\npt3dadd(%g, %g, 0, 1)\\n", x0, y0, x1, y1)
        }
    } else {
        $o1.printf("pt3dadd(%.17g, %.17g, 0, diam)\\npt3dadd(%.17g, %.17g, 0, diam)\\nL = 100\\n", x0, y0, x1, y1)
    }
    $o1.printf("}\\n")
}
endtemplate CellBuildSection

begintemplate CellBuildTopology
public slist, bild, consist, unique_name, names_off, circles_off, sorted, setindex, sel_all, pl, draw
public write_names, write_creation, make_sections, write_connections, write_shapes
objref slist, bild, unique_name, tobj, tobj1
strdef sname, one, other

proc init() {
    bild = $o1
    names_off = circles_off = i = 0
    first = 1
    slist = new List()
    tobj = new CellBuildSection("soma", 0, 0, tobj1, 0)  // a new tool has one section
    tobj.position(0, 0, 15, 0)
    slist.append(tobj)
    bild.all.add(tobj)
    sname = "dend"
    consist()
}

proc all_init() { for i = 0, slist.count - 1 bild.all.add(slist.object(i)) }

proc consist() {
    validname()
    validposition()
}

// Sections of one name are counted; unique_name has the place in slist of the last one of each name
proc validname() { local k, j, found localobj part
    unique_name = new Vector()
    for k = 0, slist.count - 1 {
        part = slist.object(k)
        found = -1
        for j = 0, unique_name.size - 1 if (strcmp(slist.object(unique_name.x[j]).name_, part.name_) == 0) found = j
        if (found < 0) {
            part.id = 0
            part.unique_name_index = unique_name.size
            unique_name.append(k)
        } else {
            part.id = slist.object(unique_name.x[found]).id + 1
            part.unique_name_index = found
            unique_name.x[found] = k
        }
    }
}

// Sections begin where they hang on their parents
proc validposition() { local k, a localobj part, parent
    for k = 1, slist.count - 1 {
        part = slist.object(k)
        parent = part.parent
        a = part.xparent
        if (a != 0) if (a != 1) a = .5
        part.x0 = (1 - a)*parent.x0 + a*parent.x1
        part.y0 = (1 - a)*parent.y0 + a*parent.y1
    }
}

proc setindex() { local k
    for k = 0, slist.count - 1 slist.object(k).index = k
}

// The sections of a List, by the first appearance of their names, then by their numbers
obfunc sorted() { local k localobj order, keys, result
    keys = new Vector()
    for k = 0, $o1.count - 1 keys.append($o1.object(k).unique_name_index*1e6 + $o1.object(k).id)
    result = new List()
    if (keys.size == 0) return result
    order = keys.sortindex()
    for k = 0, order.size - 1 result.append($o1.object(order.x[k]))
    return result
}

proc write_names() { local k
    for k = 0, unique_name.size - 1 $o1.printf("public %s\\n", slist.object(unique_name.x[k]).name_)
}

proc write_creation() { local k localobj last
    for k = 0, unique_name.size - 1 {
        last = slist.object(unique_name.x[k])
        $o1.printf("create %s", last.name_)
        if (last.id > 0) $o1.printf("[%d]", last.id + 1)
        $o1.printf("\\n")
    }
}

// At the top level sections follow each other as in slist, whatever their names are
proc make_sections() { local k localobj part, groups
    groups = new List()
    for k = 0, unique_name.size - 1 groups.append(new List())
    for k = 0, slist.count - 1 {
        part = slist.object(k)
        execute("create celbild_section")
        sprint(one, "celbild_section %s.sref = new SectionRef()", part)
        execute(one)
        part.sref.unname()
        groups.object(part.unique_name_index).append(part.sref)
    }
    for k = 0, unique_name.size - 1 {
        part = slist.object(unique_name.x[k])
        if (part.id == 0) part.sref.rename(part.name_) else part.sref.rename(part.name_, groups.object(k))
    }
}

proc write_connections() { local k localobj order, part
    order = sorted(slist)
    for k = 1, order.count - 1 {
        part = order.object(k)
        part.name(one)
        part.parent.name(other)
        $o1.printf("connect %s(%d), %s(%g)\\n", one, part.proximal, other, part.xparent)
    }
}

proc write_shapes() { local k
    for k = 0, slist.count - 1 slist.object(k).write_shape($o1, $2)
}

proc sel_all() { local k
    for k = 0, slist.count - 1 slist.object(k).selected = $1
}
proc pl() { }
proc draw() { }
endtemplate CellBuildTopology
"""

_SUBSETS = """
begintemplate SNList
public name_, name, list, add, del_all, ml, geo, domainparms, is_subset, write_members
objref list, ml, geo, domainparms, this
strdef name_, member

proc init() {
    name_ = $s1
    list = new List()
    ml = new List()
    geo = new List()
}
func is_subset() { return 1 }
proc name() { $s1 = name_ }

proc add() {
    if ($o1.sets.index(this) >= 0) return
    list.append($o1)
    $o1.sets.append(this)
}

proc del_all() { local k localobj part
    for k = 0, list.count - 1 {
        part = list.object(k)
        part.sets.remove(part.sets.index(this))
    }
    list.remove_all()
}

proc write_members() { local k localobj order  // File; for a template also the CellBuildTopology, which sorts them
    $o1.printf("%s = new SectionList()\\n", name_)
    order = list
    if (numarg() > 1) order = $o2.sorted(list)
    for k = 0, order.count - 1 {
        order.object(k).name(member)
        $o1.printf("%s %s.append()\\n", member, name_)
    }
}
endtemplate SNList

begintemplate SectionSubsets
public snlist, bild, consist, update, domains, write_names, write_members
objref snlist, bild, tobj, tobj1

proc init() {
    bild = $o1
    i = 0
    first = 1
    snlist = new List()
    snlist.append(bild.all)
}

proc consist() { local k, j localobj part
    for k = 0, snlist.count - 1 snlist.object(k).list.remove_all()
    for k = 0, bild.topol.slist.count - 1 {
        part = bild.topol.slist.object(k)
        for j = 0, part.sets.count - 1 part.sets.object(j).list.append(part)
    }
}
proc update() { consist() }

proc add_domainparm() { localobj made  // SNList, what is made
    if (object_id($o1.domainparms) == 0) $o1.domainparms = new List()
    made = new DomainParmInfo($o1, bild)
    $o1.domainparms.append(made)
    $o2 = made
}

obfunc domains() { local k, j localobj found, own
    found = new List()
    for k = 0, snlist.count - 1 {
        own = snlist.object(k).domainparms
        if (object_id(own)) for j = 0, own.count - 1 found.append(own.object(j))
    }
    return found
}

proc write_names() { local k  // File, "public" or "objref"
    for k = 0, snlist.count - 1 $o1.printf("%s %s\\n", $s2, snlist.object(k).name_)
}
proc write_members() { local k  // File, whether for a template
    for k = 0, snlist.count - 1 {
        if ($2) snlist.object(k).write_members($o1, bild.topol) else snlist.object(k).write_members($o1)
    }
}
endtemplate SectionSubsets
"""

CELL_TREE = _TOPOLOGY + _SUBSETS
