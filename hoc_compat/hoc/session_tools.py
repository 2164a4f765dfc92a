"""Templates of windows that session files open, in hoc: what they hold, such as point processes, is part of a model."""

from hoc_compat.hoc.cell_builder import CELL_BUILDER
from hoc_compat.hoc.model_tools import SUBSET_DOMAIN_ITERATOR, THRESHOLD
from hoc_compat.hoc.network_builder import NETWORK_BUILDER

_POINT_PROCESS_MANAGER = """
begintemplate PointProcessManager
public pp, v1, move, maction
objref pp, v1, d1, shape, sec, mt, ms[1], this
strdef name, command

proc init() {
    sec = new SectionRef()
    xloc = .5
    which = -1
    i = 0
    mt = new MechanismType(1)
    objref ms[mt.count()]
    v1 = new VBox()
    v1.ref(this)
    d1 = new Deck()
    shape = new Shape(0)
    if (numarg() == 0) v1.map("PointProcessManager")
}

proc move() {
    xloc = hoc_ac_
    sec = new SectionRef()
    if (which >= 0) pp.loc(xloc)
}

proc maction() {
    if (which >= 0) {
        ms[which].in(pp)
        objref pp
    }
    which = $1
    if (which >= 0) {
        mt.select(which)
        mt.selected(name)
        if (object_id(ms[which]) == 0) ms[which] = new MechanismStandard(name)
        sprint(command, "pp = new %s(%.17g)", name, xloc)
        sec.sec execute(command, this)
        ms[which].out(pp)
    }
}
endtemplate PointProcessManager
"""

_POINT_PROCESS_GROUP_MANAGER = """
begintemplate PointProcessGroupManager
public v1, move, pp, plist
objref pp, v1, d1, shape, mt, ms, plist, this
strdef name, command

proc init() {
    mt = new MechanismType(1)
    plist = new List()
    chosen = -1
    i = 0
    v1 = new VBox()
    v1.ref(this)
    d1 = new Deck()
    shape = new Shape(0)
    if (numarg() == 0) v1.map("PointProcessGroupManager")
}

proc mnew() {
    mt.select($1)
    mt.selected(name)
    sprint(command, "pp = new %s(.5)", name)
    execute(command, this)
    if (numarg() > 1) $o2.out(pp)
    plist.append(pp)
    select(plist.count - 1)
}

proc mnews() {
    mt.select($s1)
    if (numarg() > 1) mnew(mt.selected(), $o2) else mnew(mt.selected())
}

proc select() {
    chosen = $1
    objref pp
    if (chosen >= 0) pp = plist.object(chosen)
}

proc move() {
    if (chosen >= 0) plist.object(chosen).loc($1)
}

proc style() { }
endtemplate PointProcessGroupManager
"""

_ELECTRODE = """
begintemplate Electrode
public stim, vc, v1, map, unmap, installIclamp
objref stim, vc, v1, shape, this
strdef sec

proc init() {
    sec = secname()
    xloc = .5
    can_locate = 1
    vcincrement = vcsteps = samp = 0
    stim = new IClamp(xloc)
    stim.del = stim.dur = .1
    vc = new VClamp(xloc)
    v1 = new VBox()
    v1.ref(this)
    if (numarg() == 0) map() else installIclamp()
}

proc locate() {
    push_section(sec)
    stim.loc(xloc)
    vc.loc(xloc)
    pop_section()
}

// A session stores the levels of the voltage clamp, then opens the window, in which the current clamp is active
proc store_vclamp() { }
proc glyph() {
    if (can_locate) shape = new Shape(0)
    installIclamp()
}
proc map() { glyph() }
proc unmap() { }

proc installIclamp() { local level
    stim.amp = samp
    for level = 0, 2 vc.dur[level] = -1
}
endtemplate Electrode
"""

_INSERTER = """
begintemplate Inserter
public v1, sec
objref v1, sec, mt, this

proc init() {
    sec = new SectionRef()
    mt = new MechanismType(0)
    v1 = new VBox()
    v1.ref(this)
    if (numarg() == 0) v1.map("Inserter")
}
endtemplate Inserter
"""

_NUMERICAL_METHOD_PANEL = """
begintemplate NumericalMethodPanel
public atol_, restore, varstep, localstep, map, b1
external cvode_active, cvode_local
objref solver, b1

proc init() {
    b1 = new VBox()
    solver = new CVode()
    atol_ = solver.atol()
}

proc restore() { local scheme  // the code that a session keeps; its digits are choices
    scheme = int($1 / 100) % 10
    if (int($1 / 1000) % 10) localstep(1) else varstep(scheme > 2)
    if (scheme < 3) secondorder = scheme
}

proc varstep() { cvode_active($1) }
proc localstep() { cvode_local($1) }
proc map() { }
endtemplate NumericalMethodPanel
objref numericalmethodpanel
numericalmethodpanel = new NumericalMethodPanel()
"""

_PARALLEL_COMPUTE_TOOL = """
begintemplate ParallelComputeTool
public nthread, pthread, cache, busywait, multisplit, map, np, nthread_
objref pc, solver

proc init() {
    pc = new ParallelContext()
    solver = new CVode()
    nthread_ = pc.nthread()
    parallel = 1
    np = pc.thread_how_many_proc()
}

func nthread() { if (numarg()) change_nthread($1, parallel)  return nthread_ }
func pthread() { if (numarg()) change_nthread(nthread_, $1)  return parallel }

proc change_nthread() {
    nthread_ = $1
    parallel = $2
    pc.nthread(nthread_, parallel)
}

proc cache() { solver.cache_efficient($1) }
proc busywait() { pc.thread_busywait($1) }
proc multisplit() { }  // threads are XLA's affair
proc map() { }
endtemplate ParallelComputeTool
"""

_VECTOR_PLAY = """
begintemplate VectorPlay
public b, g, vx, vy, sname, contin, oldval, con1, set_vec, scale
objref b, g, vx, vy, this
strdef sname, command

proc init() {
    i = oldval = contin = have_name = playing = 0
    b = new VBox()
    b.ref(this)
    b.intercept(1)
    g = new Graph()
    b.intercept(0)
    if (numarg() == 0) b.map("VectorPlay")
}

proc scale() {
    if (object_id(vy) == 0) return
    vy.mul($1)
    g.erase()
    vy.plot(g, vx)
}

proc set_vec() {  // times, values
    vy = $o2.c
    vx = $o1.c
    vy.plot(g, vx)
}

proc con1() {  // 1: play, 0: stop, and give the variable back what it held
    if (object_id(vy) == 0) return
    if (playing) {
        vy.play_remove()
        sprint(command, "%s = %.17g", sname, oldval)
        execute(command)
        playing = 0
    }
    if ($1) {
        sprint(command, "{%s.oldval = %s  %s.vy.play(&%s, %s.vx, %d)}", this, sname, this, sname, this, contin)
        playing = execute1(command)
    }
}
endtemplate VectorPlay
"""

_VEC_WRAP = """
begintemplate VecWrap
public b, g, list, input
objref b, g, list, vx, vy, this
strdef retrieved

proc init() {
    i = 0
    list = new List()
    b = new VBox()
    b.ref(this)
    b.intercept(1)
    g = new Graph()
    sprint(retrieved, "%s.input(hoc_obj_[1], hoc_obj_[0])", this)
    g.menu_action("Copy From Clipboard", "execute1(retrieved)")
    b.intercept(0)
    if (numarg() == 0) b.map("VecWrap")
}

proc input() { local k
    list.append($o2.cl)
    list.append($o1.c)
    g.erase()
    g.label(0.6, 0.95)
    for (k = 0; k < list.count; k += 2) list.object(k).line(g, list.object(k + 1))
    g.flush()
}
endtemplate VecWrap
"""

FILES = {
    "parcom.hoc": ("ParallelComputeTool", _PARALLEL_COMPUTE_TOOL),
    "varmeth1.hoc": ("NumericalMethodPanel", _NUMERICAL_METHOD_PANEL),
    "pointman.hoc": ("PointProcessManager", _POINT_PROCESS_MANAGER),
    "pointgrp.hoc": ("PointProcessGroupManager", _POINT_PROCESS_GROUP_MANAGER),
    "electrod.hoc": ("Electrode", _ELECTRODE),
    "inserter.hoc": ("Inserter", _INSERTER),
    "vplay.hoc": ("VectorPlay", _VECTOR_PLAY),
    "vecwrap.hoc": ("VecWrap", _VEC_WRAP),
    "celbild.hoc": ("CellBuild", CELL_BUILDER),
    "netbild.hoc": ("NetGUI", NETWORK_BUILDER),
    "subiter.hoc": ("SubsetDomainIterator", SUBSET_DOMAIN_ITERATOR),
    "thresh.hoc": ("thresh_excited", THRESHOLD),
}
"""By the name of NEURON's file, what it defines and its text."""
FILE_OF = {template: file for file, (template, _) in FILES.items()} | dict.fromkeys(
    ("ArtCellGUI", "SynTypeGUI", "NetReadyCellGUI", "SpikePlot"), "netbild.hoc"
)
