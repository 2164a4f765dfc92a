"""Templates of windows that session files open, in hoc: what they hold, such as point processes, is part of a model."""

_POINT_PROCESS_MANAGER = """
begintemplate PointProcessManager
public pp, v1, move, maction, dist
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

func dist() { local x
    sec.root distance(0, 0)
    sec.sec x = distance(1, xloc)
    return x
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
public stim, vc, map, unmap, v1, installIclamp
objref stim, vc, v1, d1, shape, this
strdef sec
double vdur[3], vamp[3]

proc init() {
    sectionname(sec)
    xloc = .5
    can_locate = 1
    clamped = samp = 0
    vcincrement = 10
    vcsteps = 5
    stim = new IClamp(.5)
    stim.del = .1
    stim.dur = .1
    stim.amp = 0
    vc = new VClamp(.5)
    vc.dur[0] = .1
    vc.amp[0] = -65
    vc.dur[1] = 2.5
    vc.amp[1] = 10
    vc.dur[2] = 100
    vc.amp[2] = -65
    if (numarg() == 1) if ($1 == 0) return
    map()
}

proc locate() {
    push_section(sec)
    hoc_ac_ = xloc
    move()
    pop_section()
}

proc move() {
    xloc = hoc_ac_
    stim.loc(xloc)
    vc.loc(xloc)
    sectionname(sec)
}

proc store_vclamp() { local k
    for k = 0, 2 {
        vdur[k] = vc.dur[k]
        vamp[k] = vc.amp[k]
    }
}

proc set_vclamp() { local k
    for k = 0, 2 {
        vc.dur[k] = vdur[k]
        vc.amp[k] = vamp[k]
    }
}

proc installVclamp() {
    set_vclamp()
    if (!clamped) {
        samp = stim.amp
        stim.amp = 0
    }
    clamped = 1
}

proc installIclamp() { local k
    if (clamped) {
        stim.amp = samp
        for k = 0, 2 vc.dur[k] = -1
    }
    clamped = 0
}

proc glyph() {
    v1 = new VBox()
    v1.ref(this)
    d1 = new Deck()
    shape = new Shape(0)
    if (can_locate) locate()
    installVclamp()
    installIclamp()
}

proc map() {
    samp = stim.amp
    store_vclamp()
    glyph()
    v1.map("Electrode")
}

proc unmap() {
    v1.unmap()
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
public atol_, restore, varstep, localstep, map
external cvode_active
objref solver

proc init() {
    solver = new CVode()
    atol_ = solver.atol()
}

proc restore() { local scheme  // the code that a session keeps; its digits are choices
    scheme = int($1 / 100) % 10
    varstep(scheme > 2)
    localstep(int($1 / 1000) % 10)
    if (scheme < 3) secondorder = scheme
}

proc varstep() { cvode_active($1) }
proc localstep() { solver.use_local_dt($1) }
proc map() { }
endtemplate NumericalMethodPanel
objref numericalmethodpanel
numericalmethodpanel = new NumericalMethodPanel()
"""

FILES = {
    "varmeth1.hoc": ("NumericalMethodPanel", _NUMERICAL_METHOD_PANEL),
    "pointman.hoc": ("PointProcessManager", _POINT_PROCESS_MANAGER),
    "pointgrp.hoc": ("PointProcessGroupManager", _POINT_PROCESS_GROUP_MANAGER),
    "electrod.hoc": ("Electrode", _ELECTRODE),
    "inserter.hoc": ("Inserter", _INSERTER),
}
"""By the name of NEURON's file, the template and its text."""
FILE_OF = {template: file for file, (template, _) in FILES.items()}
