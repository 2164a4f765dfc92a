"""Models whose graphs are compared with NEURON's, which needs a display (Xvfb) to keep any.

`python tests/hoc_compat/graph_models.py [FILE]` under a display writes what NEURON gives, into graph_models.json.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_suffix(".json")


def soma(h):
    s = h.Section(name="s")
    s.L = s.diam = 10
    s.insert("hh")
    clamp = h.IClamp(s(0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 1, 0.3
    return s, clamp


def shown(h, *graphs):
    """All lines: items, labels, numbers."""
    found = []
    for graph in graphs:
        x, y, info, item = h.Vector(), h.Vector(), h.Vector(), -1
        found.append([graph.view_count(), [float(f"{graph.size(k):.6g}") for k in (1, 2, 3, 4)]])
        while graph.line_info(item, info) != -1:
            item = graph.getline(item, x, y)
            found.append([item, y.label(), list(info), list(x), list(y)])
    return found


def a_run(h):
    """Every list has its times; labels, colours and places as given."""
    s, clamp = soma(h)
    graphs = [h.Graph() for _ in range(4)]
    for k, graph in enumerate(graphs):
        h.graphList[k].append(graph)
    graphs[0].size(0, 5, -80, 40)
    graphs[0].addvar("v", s(0.5)._ref_v)
    graphs[0].addexpr("v(.5)", 2, 3)
    graphs[0].addexpr("half", "v(0.5)", 3, 4, 0.2, 0.3, 2)
    graphs[1].addvar("ina", s(0.5)._ref_ina, 2, 1)
    graphs[1].addvar("clamp", clamp._ref_i)
    graphs[2].addvar("m", s(0.5).hh._ref_m)
    graphs[2].addvar("h", s(0.5).hh._ref_h)
    graphs[3].addvar("n", s(0.5).hh._ref_n)
    graphs[3].xexpr("v(.5)")
    h.tstop = 3
    h.run()
    return shown(h, *graphs)


def fewer_points(h):
    """steps_per_ms says how often is plotted; a second run begins anew; runs may be continued."""
    s, clamp = soma(h)
    graph = h.Graph()
    h.addplot(graph, 0)
    graph.addvar("v", s(0.5)._ref_v)
    h.steps_per_ms, h.dt, h.tstop = 10, 0.025, 2
    h.run()
    h.tstop = 1
    h.run()
    h.continuerun(1.27)
    h.steprun()
    return [*shown(h, graph), h.t, h.dt]


def events_show_at_once(h):
    """What an event at the end of a step changes is plotted at that step, though recorded at the next."""
    s, clamp = soma(h)
    synapse, stimulus = h.ExpSyn(s(0.5)), h.NetStim()
    stimulus.start, stimulus.number = 0.5, 3
    stimulus.interval = 0.31
    connection = h.NetCon(stimulus, synapse)
    connection.weight[0], connection.delay = 0.01, 0.1
    graph = h.Graph()
    h.graphList[2].append(graph)
    graph.addvar("g", synapse._ref_g)
    graph.addvar("v", s(0.5)._ref_v)
    recorded = h.Vector().record(synapse._ref_g)
    h.tstop = 2
    h.run()
    return [*shown(h, graph), list(recorded)]


def calls_show_at_once(h):
    """What a function called at the end of a step changes is plotted at that step."""
    s, clamp = soma(h)
    graph = h.Graph()
    h.graphList[0].append(graph)
    graph.addvar("amp", clamp._ref_amp)
    graph.addvar("v", s(0.5)._ref_v)

    def change():
        clamp.amp = clamp.amp + 1
        s.v = -60

    h.stdinit()
    h.CVode().event(0.4, change)
    h.CVode().event(0.7, change)
    h.continuerun(1)
    return shown(h, graph)


def kept_lines(h):
    """Keep Lines, in and out; Erase."""
    s, clamp = soma(h)
    graph, other = h.Graph(), h.Graph()
    for g in (graph, other):
        h.graphList[0].append(g)
        g.addvar("v", s(0.5)._ref_v)
        g.addvar("n", s(0.5).hh._ref_n, 2, 2)
        g.exec_menu("Keep Lines")
    h.tstop = 0.2
    for amp in (0, 1, 2):
        clamp.amp, clamp.delay = amp, 0
        h.run()
    other.exec_menu("Keep Lines")
    h.run()
    found = shown(h, graph, other)
    graph.exec_menu("Erase")
    found += shown(h, graph)
    h.run()
    found += shown(h, graph)
    graph.exec_menu("Keep Lines")
    found += shown(h, graph)
    graph.begin()
    return [found, shown(h, graph)]


def a_family(h):
    """Lines stay in the colour that is set when they begin."""
    s, clamp = soma(h)
    graph = h.Graph()
    h.graphList[0].append(graph)
    graph.addvar("v", s(0.5)._ref_v, 3, 3)
    graph.family(1)
    h.tstop = 0.1
    for color in (2, 4):
        graph.color(color)
        graph.brush(color + 1)
        h.run()
    graph.family(0)
    h.run()
    return shown(h, graph)


def closed_views(h):
    """A graph without a view is forgotten by the next run, unless it gets one."""
    s, clamp = soma(h)
    graphs = [h.Graph(0), h.Graph(0), h.Graph(), h.Graph()]
    for graph in graphs:
        h.graphList[0].append(graph)
        graph.addvar("v", s(0.5)._ref_v)
        graph.size(0, 1, -80, 40)
    graphs[1].view(0, -80, 1, 120, 100, 100, 200, 200)
    graphs[1].view(2)
    graphs[3].unmap()
    h.doNotify()  # NEURON closes windows when it looks at events
    h.tstop = 0.1
    h.run()
    found = [h.graphList[0].count(), graphs[0].view_count(), graphs[0].size(1), *shown(h, graphs[1], graphs[2])]
    return [*found, [float(f"{graphs[1].view_info(0, k):.5g}") for k in (1, 2, 5, 6, 7, 8)]]


def vectors(h):
    """plot, line, mark and ploterr of Vectors."""
    graph = h.Graph()
    x, y = h.Vector([0, 0.5, 1, 1.5]), h.Vector([1, 3, 2, 5])
    y.plot(graph)
    y.label("why")
    y.plot(graph, 0.1)
    y.plot(graph, 2, 3)
    y.plot(graph, x, 4, 5)
    y.line(graph)
    y.line(graph, x)
    y.line(graph, h.Vector([7, 8]), 3, 4)
    y.mark(graph, x)
    y.mark(graph, 0.2, "o", 8, 2, 1)
    y.ploterr(graph, x, h.Vector(4, 0.5))
    graph.beginline("own", 5, 6)
    graph.line(1, 2)
    graph.line(3, 4)
    y[1] = 11
    found = shown(h, graph)
    graph.flush()
    found += shown(h, graph)
    graph.exec_menu("View = plot")
    box = h.Vector(4)
    graph.size(box._ref_x[0])
    found += [list(box), graph.size(1), graph.size(2)]
    graph.erase()
    found += shown(h, graph)
    graph.beginline()
    graph.line(-1, -1e33)
    graph.line(3, 4e35)
    return [found, shown(h, graph)]


def paths(h):
    """A RangeVarPlot follows the run in a graph of flush_list."""
    s, clamp = soma(h)
    d = h.Section(name="d")
    d.nseg, d.L = 3, 90
    d.connect(s)
    d.insert("pas")
    plot = h.RangeVarPlot("v", s(0), d(1))
    graph = h.Graph()
    graph.addobject(plot, 2, 3, 0.3, 0.4)
    h.flush_list.append(graph)
    found = shown(h, graph)
    h.tstop = 1.5
    h.run()
    found += shown(h, graph)
    graph.erase()
    return [found, shown(h, graph)]


def labels_and_items(h):
    """Labels, axes and marks are items, too, so that they count in getline's numbers."""
    s, clamp = soma(h)
    graph = h.Graph()
    graph.label(0.5, 0.5, "a")
    graph.label("b")
    graph.addvar("v", s(0.5)._ref_v)
    graph.xaxis(0, 5, 0, 5, 0, 1, 0)
    graph.yaxis()
    graph.addvar("n", s(0.5).hh._ref_n)
    graph.mark(1, 2, 3)
    graph.label(0.1, 0.2, "c", 1, 2, 0.1, 0.2, 4)
    graph.fixed(1.5)
    graph.addvar("m", s(0.5).hh._ref_m)
    graph.size(0, 10, 0, 20)
    graph.addvar("h", s(0.5).hh._ref_h)
    graph.xaxis(3)
    graph.vfixed()
    graph.addvar("o", s(0.5).hh._ref_h, 2, 3, 0.25, 0.5)
    graph.begin()
    graph.plot(1)
    graph.plot(2)
    return shown(h, graph)


def plotting_by_hand(h):
    """plot(x) appends; begin empties; flush and fastflush change nothing."""
    s, clamp = soma(h)
    h.finitialize(-65)
    graph = h.Graph()
    graph.addvar("v", s(0.5)._ref_v)
    graph.begin()
    found = []
    for k in range(3):
        graph.plot(10 * k)
        h.fadvance()
        found += [graph.fastflush(), graph.flush()]
    found += shown(h, graph)
    graph.begin()
    found += shown(h, graph)
    graph.plot(1)
    graph.erase_all()
    return [*found, shown(h, graph)]


def several_runs(h):
    """Standard variables after runs, and the functions that make graphs."""
    s, clamp = soma(h)
    h.tstop = 0.5
    h.newPlotV()
    v = h.graphItem
    h.newPlotI()
    h.newPlotS()
    item = h.graphItem
    item.addvar("m", s(0.5).hh._ref_m)
    h.run()
    found = [h.running_, h.stoprun, h.nstep_steprun, h.n_graph_lists, h.eventslow, h.graphList[1].count()]
    h.tstop = 4
    h.tstop_changed()
    return [*found, *shown(h, v, item)]


SESSION = """
objectvar save_window_, rvp_
objectvar scene_vector_[3]
objectvar ocbox_, ocbox_list_, scene_, scene_list_
{ocbox_list_ = new List()  scene_list_ = new List()}
{pwman_place(0,0,0)}
{
load_file("pointman.hoc")
}
{
tested_soma ocbox_ = new PointProcessManager(0)
}
{object_push(ocbox_)}
{
mt.select("IClamp") i = mt.selected()
ms[i] = new MechanismStandard("IClamp")
ms[i].set("del", 1, 0)
ms[i].set("dur", 2, 0)
ms[i].set("amp", 0.248, 0)
mt.select("IClamp") i = mt.selected() maction(i)
hoc_ac_ = 0.3
sec.sec move() d1.flip_to(0)
}
{object_pop() doNotify()}
{
ocbox_ = ocbox_.v1
ocbox_.map("PointProcessManager", 424, 248, 208.32, 326.4)
}
objref ocbox_
{
load_file("pointgrp.hoc")
}
{
ocbox_ = new PointProcessGroupManager(0)
}
{object_push(ocbox_)}
{
ms = new MechanismStandard("IClamp")
ms.set("del", 3, 0)
ms.set("dur", 1000, 0)
ms.set("amp", -0.05, 0)
mnews("IClamp", ms)
select(0)
execute("tested_dend ocbox_.move(0.9)")
}
{object_pop() doNotify()}
{
ocbox_ = ocbox_.v1
ocbox_.map("PointProcessGroupManager", 680, 14, 556.8, 295.68)
}
objref ocbox_
{
load_file("electrod.hoc")
}
{
ocbox_=new Electrode(0)
execute("can_locate=1 sec=\\"tested_soma\\" xloc=0.55 locate(0)", ocbox_)
execute("vc.dur[0]=20 vc.amp[0]=-80", ocbox_)
execute("stim.del=4 stim.dur=500 stim.amp=0.02", ocbox_)
execute("vcsteps=5", ocbox_)
execute("samp=stim.amp  store_vclamp() glyph()", ocbox_)
ocbox_ = ocbox_.v1
ocbox_.map("I/V Clamp Electrode", 921, 13, 255.75, 513)
}
objref ocbox_
{
save_window_ = new Graph(0)
save_window_.size(0,5,-80,40)
scene_vector_[2] = save_window_
{save_window_.view(0, -80, 5, 120, 320, 126, 777.6, 312.4)}
graphList[0].append(save_window_)
save_window_.save_name("graphList[0].")
save_window_.addexpr("v(.5)", 1, 1, 0.593413, 0.971713, 2)
save_window_.addvar("tested_dend.v( 0.5 )", 2, 1, 0.872342, 0.84462, 2)
save_window_.addexpr("sum", "tested_dend.v(.5) + 2 * ina - t", 2, 1, 0.8, 0.8, 2)
}
{
xpanel("RunControl", 0)
v_init = -65
xvalue("Init","v_init", 1,"stdinit()", 1, 1 )
xbutton("Init & Run","run()")
runStopAt = 5
xvalue("Continue til","runStopAt", 1,"{continuerun(runStopAt) stoprun=1}", 1, 1 )
t = 0
xvalue("t","t", 2 )
realtime = 0.14
xvalue("Real Time","realtime", 0,"", 0, 1 )
xpanel(44,330)
}
{WindowMenu[0].ses_gid(1, 0, 1, "tested")}
objectvar scene_vector_[1]
{doNotify()}
"""


def a_session(h):
    """A session file: its point processes act, its graph shows what it names."""
    h.load_file("nrngui.hoc")
    h("create tested_soma, tested_dend")
    h("access tested_soma")
    h("connect tested_dend(0), tested_soma(1)")
    h("tested_dend.nseg = 3")
    h("forall insert hh")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tested.hoc")
        path.write_text(SESSION)
        h.load_file(1, str(path))
    h.tstop = 5
    h.run()
    clamps = [[c.delay, c.dur, c.amp, str(c.get_segment())] for c in h.List("IClamp") if c.has_loc()]
    return [*shown(h, h.save_window_), clamps, h.List("VClamp").count(), h.runStopAt]


def shapes_give_points(h):
    """A Shape, also that of a tool, makes 3-d points; sections that come later get theirs as a run looks at windows.

    It comes first: a window that another model has left open would do the same.
    """
    h.load_file("electrod.hoc")
    h("objref shaped_tool")
    h("proc shaped() { diam = 1.3 L = 100 nseg = 3 diam(0:1) = 2.1:0.7 insert pas }")
    h.tstop = 0.1
    found = []
    for tool in ("Inserter(0)", "Electrode(0)", "Shape(0)", "PlotShape(0)", "PointProcessManager(0)"):
        h("create shaped_a, shaped_b, shaped_c")
        h("connect shaped_b(0), shaped_a(1)")
        h("shaped_a shaped()")
        h("shaped_b shaped()")
        h(f"shaped_a shaped_tool = new {tool}")
        for change in ("", "run()", "shaped_c shaped()", "run()", "shaped_c nseg = 5", "doNotify()"):
            h(change)
            sections = [h.shaped_a, h.shaped_b, h.shaped_c]
            found.append([[s.n3d(), [p.diam for p in s], [p.area() for p in s]] for s in sections])
        h("objref shaped_tool")
        h("forall delete_section()")
    return found


def several_times(h):
    """A graph that stands in the lists more than once gets a point for each place."""
    s, clamp = soma(h)
    graph, other = h.Graph(), h.Graph()
    graph.addvar("v", s(0.5)._ref_v)
    other.addvar("m", s(0.5).hh._ref_m)
    for which, one in ((0, graph), (0, other), (0, graph), (1, graph), (2, other)):
        h.graphList[which].append(one)
    h.tstop = 0.2
    h.run()
    return shown(h, graph, other)


MODELS: dict[str, Callable[[Any], Any]] = {
    model.__name__: model
    for model in (
        shapes_give_points, a_run, fewer_points, events_show_at_once, calls_show_at_once, kept_lines, a_family,
        closed_views, vectors, paths, labels_and_items, plotting_by_hand, several_runs, a_session,
        several_times,
    )
}  # fmt: skip


def results(h: Any, name: str) -> Any:
    """What a model gives, with NEURON's defaults and empty lists."""
    h.dt, h.tstop, h.v_init, h.steps_per_ms, h.t = 0.025, 5.0, -65.0, 40.0, 0.0
    h.setdt()
    for graphs in [*(h.graphList[k] for k in range(4)), h.flush_list, h.fast_flush_list]:
        graphs.remove_all()
    return MODELS[name](h)


if __name__ == "__main__":
    from neuron import gui, h  # noqa: F401

    target = Path(sys.argv[1]) if sys.argv[1:] else RECORDED
    target.write_text(json.dumps({name: results(h, name) for name in MODELS}) + "\n")
