"""Values that vary over a subset, in the CellBuilder that session files open, in hoc."""

CELL_DOMAINS = """
begintemplate InhomoFun
public argstr, expr, names
objref names
strdef argstr, expr, rest, first
external hoc_sf_, String

proc init() {  // names of parameters, expression of them, of p, and of the least and greatest p, p0 and p1
    argstr = $s1
    expr = $s2
    names = new List()
    rest = argstr
    while (hoc_sf_.head(rest, "  *", first) >= 0) {
        if (hoc_sf_.len(first)) names.append(new String(first))
        hoc_sf_.tail(rest, "  *", rest)
    }
    if (hoc_sf_.len(rest)) names.append(new String(rest))
}
endtemplate InhomoFun

begintemplate InhomoParm
public s, restore, write_locals, write_values, fun, argvec
objref info, fun, argvec
strdef s

proc init() {  // DomainParmInfo, range variable
    info = $o1
    s = $s2
    fun = info.bild.inhomofuns.object(0)
    argvec = new Vector(20)
}
proc restore() { local k  // which function, how many parameters, which stand in the session file
    for k = 0, $2 - 1 argvec.x[k] = fscan()
    fun = info.bild.inhomofuns.object($1)
}
proc write_locals() { local k  // File
    $o1.printf("local x, p, p0, p1")
    for k = 0, fun.names.count - 1 $o1.printf(", %s", fun.names.object(k).s)
    $o1.printf("\\n")
}
proc write_values() { local k
    for k = 0, fun.names.count - 1 $o1.printf("%s = %g\\n", fun.names.object(k).s, argvec.x[k])
}
endtemplate InhomoParm

begintemplate DomainParmInfo
public subset, name, bild, styleset, using, using_, is_using
public dstyle_, proxstyle_, distalstyle_, ox_, oy_, origin_, theta_, write_names, write_body, write_procs, write_loops
objref subset, bild, using_, prox, dist, this
strdef own, member

proc init() {  // SNList, CellBuild
    subset = $o1
    bild = $o2
    using_ = new List()
    theta_ = 90
    origin_ = ox_ = oy_ = 0
    styleset(0, 0, 0)
    sprint(own, "%s_x", subset.name_)
    if (subset.domainparms.count) sprint(own, "%s%d", own, subset.domainparms.count)
}
proc styleset() {  // the metric, what is 0, what is 1
    distalstyle_ = $3
    proxstyle_ = $2
    dstyle_ = $1
}
proc name() { $s1 = own }

func is_using() { return place($s1) < using_.count }
func place() { local k  // of a range variable; behind the others if it does not vary yet
    k = 0
    while (k < using_.count) {
        if (strcmp($s1, using_.object(k).s) == 0) break
        k += 1
    }
    return k
}
proc using() { local k  // whether, range variable
    k = place($s2)
    if (k < using_.count) {
        if ($1 == 0) using_.remove(k)
    } else if ($1) {
        using_.append(new InhomoParm(this, $s2))
    }
}

// In a template a SubsetDomainIterator finds the places

proc write_names() { $o1.printf("objref %s\\n", own) }
proc write_body() { local k
    $o1.printf("%s = new SubsetDomainIterator(%s, %d, %d, ", own, subset.name_, dstyle_, proxstyle_)
    $o1.printf("%d", distalstyle_)
    if (dstyle_ == 3) $o1.printf(", %g, %g)\\n", origin_, theta_)
    if (dstyle_ == 2) $o1.printf(", %g, %g, 0)\\n", ox_, oy_)
    if (dstyle_ < 2) $o1.printf(")\\n")
    for k = 0, using_.count - 1 $o1.printf("%s_%s()\\n", using_.object(k).s, own)
}
proc write_procs() { local k localobj parameter
    for k = 0, using_.count - 1 {
        parameter = using_.object(k)
        $o1.printf("proc %s_%s() { ", parameter.s, own)
        parameter.write_locals($o1)
        $o1.printf("%s.update()\\np0 = %s.p0\\np1 = %s.p1\\n", own, own, own)
        parameter.write_values($o1)
        $o1.printf("for %s.loop() {\\nx = %s.x\\np = %s.p\\n", own, own, own)
        $o1.printf("%s(x) = %s\\n}\\n}\\n", parameter.s, parameter.fun.expr)
    }
}

// At the top level values go from one end of a section to the other, as the pages of the tool know them

proc write_loops() { local k, j, p0, p1 localobj parameter, parts
    parts = subset.list
    find_ends()
    if (prox.size == 0) return
    p0 = prox.min
    if (dist.min < p0) p0 = dist.min
    p1 = prox.max
    if (dist.max > p1) p1 = dist.max
    for k = 0, using_.count - 1 {
        parameter = using_.object(k)
        $o1.printf("proc celbild_values() { ")
        parameter.write_locals($o1)
        $o1.printf("p0 = %.17g\\np1 = %.17g\\n", p0, p1)
        parameter.write_values($o1)
        for j = 0, parts.count - 1 {
            parts.object(j).name(member)
            $o1.printf("%s for (x, 0) {\\np = (1 - x)*%.17g + x*%.17g\\n", member, prox.x[j], dist.x[j])
            $o1.printf("%s(x) = %s\\n}\\n", parameter.s, parameter.fun.expr)
        }
        $o1.printf("}\\ncelbild_values()\\n")
    }
}

proc find_ends() { local lowest, highest
    prox = new Vector(subset.list.count)
    dist = new Vector(subset.list.count)
    if (prox.size == 0) return
    if (dstyle_ == 0) along_paths() else in_space()
    if (proxstyle_ == 1) {
        lowest = prox.min
        if (dist.min < lowest) lowest = dist.min
        prox.sub(lowest)
        dist.sub(lowest)
    }
    if (distalstyle_ == 1) {
        highest = prox.max
        if (dist.max > highest) highest = dist.max
        prox.div(highest)
        dist.div(highest)
    }
    if (dstyle_ == 0 && distalstyle_ == 2) by_longest_paths()
}

proc along_paths() { local k, length localobj tree, part, begins, ends
    tree = bild.topol.slist
    begins = new Vector(tree.count)
    ends = new Vector(tree.count)
    for k = 0, tree.count - 1 {
        part = tree.object(k)
        length = 0
        if (proxstyle_ != 2 || subset.list.index(part) >= 0) length = part.length()
        if (k > 0) {
            if (part.xparent == 1) begins.x[k] = ends.x[part.parent.index]
            if (part.xparent != 1) begins.x[k] = begins.x[part.parent.index]
        }
        ends.x[k] = begins.x[k] + length
    }
    for k = 0, prox.size - 1 {
        prox.x[k] = begins.x[subset.list.object(k).index]
        dist.x[k] = ends.x[subset.list.object(k).index]
    }
}

proc by_longest_paths() { local k, above localobj part, longest
    longest = new Vector(bild.topol.slist.count)
    for k = 0, dist.size - 1 longest.x[subset.list.object(k).index] = dist.x[k]
    for (k = dist.size - 1; k >= 0; k -= 1) {
        part = subset.list.object(k)
        if (object_id(part.parent) == 0) continue
        above = part.parent.index
        if (longest.x[above] < longest.x[part.index]) longest.x[above] = longest.x[part.index]
    }
    for k = 0, dist.size - 1 {
        part = subset.list.object(k)
        dist.x[k] /= longest.x[part.index]
        if (object_id(part.parent)) prox.x[k] /= longest.x[part.parent.index]
    }
}

proc in_space() { local k localobj points
    for k = 0, prox.size - 1 {
        points = subset.list.object(k).points
        if (object_id(points) == 0) {
            subset.list.object(k).name(member)
            execerror("CellBuild: distances in space need the points of", member)
        }
        prox.x[k] = measure(points, 0)
        dist.x[k] = measure(points, points.nrow - 1)
    }
}
func measure() { localobj at  // points, which
    at = $o1.getrow($2)
    if (dstyle_ == 3) return at.x[0]*cos(theta_/DEG) + at.x[1]*sin(theta_/DEG) - origin_
    return sqrt((at.x[0] - ox_)^2 + (at.x[1] - oy_)^2 + at.x[2]^2)
}
endtemplate DomainParmInfo
"""
