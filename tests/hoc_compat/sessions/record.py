"""Write the sessions of this folder with NEURON's own tools: `xvfb-run -a python record.py` (NEURON 9.0.2).

The tools are filled as their windows would fill them, then NEURON saves the windows.
"""

import sys
from pathlib import Path

from neuron import h

HERE = Path(__file__).parent

BUILD = """
load_file("netbild.hoc")
load_file("subiter.hoc")
objref cb, st, ready, art, net, node[10], part, cells, spec, null

proc section() {  // name, which parent, where on it, the end in the picture
    $o6 = new CellBuildSection($s1, 0, 0, $o2, $3)
    cb.all.add($o6)
    $o6.position($o2.x1, $o2.y1, $4, $5)
    cb.topol.slist.append($o6)
    cb.topol.consist()
}
proc geometry() { spec = new GeoSpec($2)  spec.value = $3  $o1.geo.append(spec) }
proc density() {
    spec = new MechanismStandard($s2)
    if (numarg() > 2) spec.set($s3, $4)
    $o1.ml.append(new MStanWrap(spec))
}
proc cable() { spec = new FakeMechStan($2)  spec.value = $3  $o1.ml.append(new MStanWrap(spec, 0)) }

proc ball_and_tree() { local i
    cb = new CellBuild()
    section("dend", cb.topol.slist.object(0), 1, 90, 0, part)
    section("dend", cb.topol.slist.object(1), 1, 150, 45, part)
    section("apical", cb.topol.slist.object(0), 0, -60, -15, part)
    section("dend", cb.topol.slist.object(1), 1, 150.5, -45.5, part)
    part = new SNList("dends")
    cb.subsets.snlist.append(part)
    for i = 0, cb.topol.slist.count - 1 if (strcmp(cb.topol.slist.object(i).name_, "dend") == 0) {
        part.add(cb.topol.slist.object(i))
    }
    cb.consist()
    geometry(cb.all, 7, 0.1)
    geometry(cb.topol.slist.object(0), 4, 500)
    geometry(cb.topol.slist.object(3), 2, 123.456)
    geometry(cb.topol.slist.object(3), 3, 1.25)
    geometry(cb.topol.slist.object(3), 6, 3)
    geometry(part, 3, 1.5)
    spec = new GeoSpec(0, part)
    for i = 0, 2 part.list.object(i).ldiaminfo.x[0] = 60 + 20*i
    part.geo.append(spec)
    cable(cb.all, 0, 120)
    cable(cb.all, 1, 1.1)
    density(part, "pas", "e_pas", -66.5)
    density(cb.topol.slist.object(0), "hh", "gnabar_hh", 0.13)
    density(cb.topol.slist.object(3), "pas")
    cb.manage.classname = "Ball"
}
"""

VARIED = """
object_push(cb.subsets)
tobj = snlist.object(1)
add_domainparm(tobj, tobj1)
tobj1.styleset(0, {proximal}, {distal})
tobj1.using(1, "g_pas")
tobj = tobj1.using_.object(0)
object_pop()
objref varied
varied = cb.subsets.snlist.object(1).domainparms.object(0).using_.object(0)
object_push(varied)
argvec.x[0] = 0.0005
argvec.x[1] = 0.002
argvec.x[2] = {rate}
ufun(2)
object_pop()
"""

NETWORK = """
ball_and_tree()
"""

NETWORK += VARIED.format(proximal=1, distal=0, rate=0.02)

NETWORK += """
st = new SynTypeGUI()
spec = new MechanismStandard("ExpSyn")
spec.set("tau", 2.3456789)
st.stypelist.append(new SynType(spec, "E"))
spec = new MechanismStandard("Exp2Syn")
spec.set("tau2", 6)
spec.set("e", -80)
st.stypelist.append(new SynType(spec, "I"))
ready = new NetReadyCellGUI(cb, st)
ready.nrc.name = "B"
ready.name = "B"
ready.nrc.synlist.append(new SynTypeInstance(st.stypelist.object(0), cb.topol.slist.object(2), 0.8))
ready.nrc.synlist.append(new SynTypeInstance(st.stypelist.object(1), cb.topol.slist.object(0), 0.5))
ready.nrc.consist()
art = new ArtCellGUI()
spec = new MechanismStandard("NetStim")
spec.set("interval", 12)
spec.set("number", 5)
spec.set("start", 3)
art.actypelist.append(new ArtCell(spec, "S"))
spec = new MechanismStandard("IntFire1")
spec.set("tau", 20)
spec.set("refrac", 4)
art.actypelist.append(new ArtCell(spec, "F"))
net = new NetGUI()
proc node_of() { net.net.add_cell(new NetCell($o1, $2, $3)) }
node_of(ready.nrc, -30, 20)
node_of(ready.nrc, 30, 20)
node_of(art.actypelist.object(0), -60, 50)
node_of(ready.nrc, 0, -35)
node_of(art.actypelist.object(1), 60, -50)
proc edge() {
    part = net.net.targets.object(net.net.cel2tar($2, $3))
    net.net.add_edge(new NetEdge(net.net.sources.object($1), part, $4, $5))
}
edge(2, 0, 0, 0.06, 1)
edge(0, 1, 0, 0.06, 2.5)
edge(1, 3, 0, 0.06, 2.5)
edge(3, 0, 1, 0.01, 3)
edge(0, 4, 0, 0.7, 1)
edge(3, 4, 0, 0.7, 1.5)
edge(4, 1, 1, 0.02, 1)
object_push(net)
create_ = 1
create1()
set_alias(1)
object_pop()
spec = new SpikePlot(net.net)
tstop = 100
cb.vbox.unmap()
"""

CELL = """
ball_and_tree()
"""

CELL += VARIED.format(proximal=2, distal=2, rate=1.5)

CELL += """
object_push(cb.subsets)
tobj = snlist.object(0)
add_domainparm(tobj, tobj1)
tobj1.styleset(0, 0, 1)
tobj1.using(1, "cm")
object_pop()
objref varied
varied = cb.subsets.snlist.object(0).domainparms.object(0).using_.object(0)
object_push(varied)
argvec.x[0] = 1.25
argvec.x[1] = -0.5
ufun(1)
object_pop()
cb.continuous = 1
cb.cexport()
"""

POINTS = """
cb = new CellBuild()
section("trunk", cb.topol.slist.object(0), 1, 60, 80, part)
section("twig", cb.topol.slist.object(1), 1, 150, 45, part)
section("twig", cb.topol.slist.object(1), 0.5, 90, 145, part)
proc points() { local i
    part = cb.topol.slist.object($1)
    part.i3d = 4
    part.p3d = new P3D(4)
    for i = 0, 3 {
        part.p3d.x.x[i] = part.x0 + i*(part.x1 - part.x0)/3
        part.p3d.y.x[i] = part.y0 + i^2*(part.y1 - part.y0)/9
        part.p3d.z.x[i] = 3*i*$1
        part.p3d.d.x[i] = 4/(1 + i + $1)
    }
}
for i = 0, 3 points(i)
cb.topol.slist.object(2).logstyle(61.5, 79, 2)
cb.consist()
geometry(cb.all, 8, 17)
cable(cb.all, 0, 90)
density(cb.all, "pas", "g_pas", 0.0002)
object_push(cb.subsets)
tobj = snlist.object(0)
add_domainparm(tobj, tobj1)
tobj1.styleset(2, 1, 1)
tobj1.ox_ = 12
tobj1.oy_ = -3
tobj1.using(1, "g_pas")
add_domainparm(tobj, tobj1)
tobj1.styleset(3, 0, 0)
tobj1.origin_ = 5
tobj1.theta_ = 35
tobj1.using(1, "e_pas")
object_pop()
objref varied
varied = cb.subsets.snlist.object(0).domainparms.object(0).using_.object(0)
object_push(varied)
argvec.x[0] = 0.0001
argvec.x[1] = 0.0003
argvec.x[2] = 5
argvec.x[3] = 0.5
ufun(0)
object_pop()
varied = cb.subsets.snlist.object(0).domainparms.object(1).using_.object(0)
cb.append_inhomofun("base slope", "base - slope*p^2")
object_push(varied)
argvec.x[0] = -70
argvec.x[1] = 0.001
ufun(3)
object_pop()
object_push(cb.manage)
output_index = 2
output_x = 0.25
thresh = -10
object_pop()
cb.continuous = 1
cb.cexport()
"""

if __name__ == "__main__":
    h.load_file("nrngui.hoc")
    assert h(BUILD)
    for name, text in {"network": NETWORK, "cell": CELL, "points": POINTS}.items():
        if len(sys.argv) == 1:  # each session from a NEURON of its own
            import subprocess

            subprocess.run([sys.executable, __file__, name], check=True)
        elif name == sys.argv[1]:
            assert h(text)
            h.doNotify()
            h.save_session(str(HERE / f"{name}.ses"))
