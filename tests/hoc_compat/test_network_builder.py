"""Sessions with the CellBuilder and the Network Builder: the objects, their numbers and the spikes are NEURON's."""

from pathlib import Path

import pytest

from braincell.errors import UnknownNameError
from hoc_compat.hoc.errors import HocError

SESSIONS = Path(__file__).parent / "sessions"
STEP = 1e-9  # mV, of runs of some 1000 steps: sums of currents in another order


def connections(h):
    """Every NetCon: names of source, target and their cells, weight and delay."""
    names = [(n.pre(), n.precell(), n.syn(), n.postcell()) for n in h.List("NetCon")]
    numbers = [(n.weight[0], n.delay, n.threshold) for n in h.List("NetCon")]
    return [[str(item) for item in row] for row in names], numbers


def sections(h):
    """Every section: name, parent, grid, shape, cable and mechanisms' numbers."""
    found = []
    for section in h.allsec():
        section.push()
        parent = section.parentseg()
        segments = [
            [
                segment.diam,
                segment.area(),
                segment.cm,
                segment.ri(),
                segment.g_pas if h.ismembrane("pas") else 0.0,
                segment.e_pas if h.ismembrane("pas") else 0.0,
                segment.gnabar_hh if h.ismembrane("hh") else 0.0,
            ]
            for segment in section
        ]
        points = [[section.x3d(i), section.y3d(i), section.z3d(i), section.diam3d(i)] for i in range(section.n3d())]
        where = [str(parent.sec), parent.x] if parent else []
        found.append([str(section), where, section.nseg, section.L, section.Ra, segments, points])
        h.pop_section()
    return found


def network(h, path):
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")  # NEURON does not load it for the template that a NetGUI makes
    h.load_file(path)
    tool = h.List("NetGUI").object(0)
    cells = [source.cell.real for source in tool.net.sources]
    described = [str(cell) for cell in cells], [[cell.x, cell.y, cell.z, cell.is_art()] for cell in cells]
    aliases = [str(tool.aliases.B0), str(tool.aliases.B3_I1), str(tool.aliases.F4), str(tool.aliases.B3__B0_I1)]
    places = [[str(synapse), synapse.get_loc()] + [h.pop_section()] for synapse in cells[0].synlist]
    numbers = [[synapse.tau, synapse.e] for synapse in h.List("ExpSyn")] + [
        [c.pp.tau] for c in cells if c.is_art() and str(c)[0] == "F"
    ]
    v = h.Vector().record(cells[0].soma(0.5)._ref_v)
    h.tstop = 100
    h.run()
    spikes = [list(times) for times in h.List("SpikePlot").object(0).vecs]
    names = [str(item) for kind in ("NetGUI", "NetData", "NetReadyCell", "ArtCell", "Graph") for item in h.List(kind)]
    return described, aliases, places, numbers, connections(h), sections(h), spikes, names, list(v)[::97]


def test_a_network_of_a_session(both):
    found = both(network, str(SESSIONS / "network.ses"), absolute=STEP)
    assert [len(times) for times in found[6]] == [3, 3, 5, 3, 3]


def curves(h, path):
    """What the window with the spikes shows in each of its modes."""
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")  # NEURON does not load it for the template that a NetGUI makes
    h.load_file(path)
    plot = h.List("SpikePlot").object(0)
    for k in range(5):
        plot.vecs[k].from_python([1.0 + k, 4.0, 17.0 + k, 30.0, 34.0 + 2 * k, 77.0])
    h.tstop, plot.high, plot.fwindow, plot.binwidth = 100, 50, 7, 2
    found = []
    for mode in range(1, 11):
        plot.mode = mode
        plot.flush()
        found.append(list(plot.ps if mode == 9 else plot.y))
    h("strdef told\nobjref labels\nlabels = new List()")
    h("for i = 0, 4 { told = SpikePlot[0].vecs[i].label()  labels.append(new String(told)) }")
    return found, [label.s for label in h.labels]


def test_curves_of_spikes(both):
    found, labels = both(curves, str(SESSIONS / "network.ses"), relative=1e-12)
    assert all(found) and labels == ["B0", "B1", "S2", "B3", "F4"]


def cell(h, path):
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(path)
    accessed = str(h.cas())
    subsets = [[str(section) for section in subset] for subset in (h.all, getattr(h, "dends", []))]
    return accessed, subsets, sections(h)


@pytest.mark.parametrize("name", ["cell", "points"])
def test_a_cell_of_a_session_at_the_top_level(both, name):
    both(cell, str(SESSIONS / f"{name}.ses"), relative=1e-12)


@pytest.mark.parametrize("version", ["5.1", "4.9"])
def test_sessions_of_older_versions(both, tmp_path, version):
    text = (SESSIONS / "points.ses").read_text().replace("version(5.7)", f"version({version})")
    text = text.replace("new GeoSpec(8)", "new GeoSpec(6)").replace("new FakeMechStan(0)", "new GeoSpec(0)")
    if version == "4.9":  # the subset of all sections is one of the session's
        subset = '{tobj = new SNList("all") snlist.append(tobj)}\n'
        subset += "for i=0,3 tobj.add(bild.topol.slist.object(fscan()))\n0\n1\n2\n3\n"
        text = text.replace("all_init()\n", "").replace("{ tobj = snlist.object(0)}\n", subset)
    session = tmp_path / "old.ses"
    session.write_text(text)
    both(cell, str(session), relative=1e-12)


def written(h, path, folder):
    """The template that the CellBuilder writes, as cells of another one are made."""
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(path)
    builder = h.List("CellBuild").object(0)
    file = h.File()
    file.wopen(f"{folder}/{type(h).__name__}.hoc")
    file.printf("begintemplate Written\n")
    builder.manage.save_classbody(file)
    file.printf("proc synapses() {}\nendtemplate Written\n")
    file.close()
    h.load_file(file.getname())
    cell = h.Written()
    cell.position(5, -7, 11)
    connection = cell.connect2target(None)
    watched = [str(connection.preseg()), connection.threshold]
    members = [str(section) for section in cell.all]
    return members, watched, [cell.x, cell.y, cell.z], sections(h)


def test_the_template_of_a_cell(both, tmp_path):
    both(written, str(SESSIONS / "points.ses"), str(tmp_path), relative=1e-12)


def defined(h, path, folder):
    """The hoc text that the CellBuilder writes of its cell, run instead of the session."""
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(path)
    file = h.File()
    file.wopen(f"{folder}/{type(h).__name__}.hoc")
    manage = h.List("CellBuild").object(0).manage
    manage.toplevel = 1
    manage.pr(file)
    file.close()
    h.load_file(file.getname())
    h.celldef()
    return sections(h)


def test_the_hoc_text_of_a_cell(both, tmp_path):
    both(defined, str(SESSIONS / "points.ses"), str(tmp_path), relative=1e-12)


def exported(h, session, file):
    """The network, made by the hoc text that the tool writes."""
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(session)
    tool = h.List("NetGUI").object(0)
    written = h.File()
    written.wopen(file)
    tool.save_hoc_templates(written)
    tool.save_hoc_data(written)
    written.close()
    return loaded(h, file)


def loaded(h, file):
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(file)
    cells = [[str(cell), cell.x, cell.y, cell.is_art()] for cell in h.cells]
    return cells, [str(connection) for connection in h.nclist], connections(h), sections(h)


def test_the_hoc_text_of_a_network(h, neurons, same, tmp_path):
    session = tmp_path / "network.ses"
    session.write_text((SESSIONS / "network.ses").read_text().replace("{create_ = 1  create1()}\n", ""))
    theirs = neurons(exported, str(session), str(tmp_path / "theirs.hoc"))
    same(exported(h, str(session), str(tmp_path / "ours.hoc")), theirs, 1e-12, 0.0, "ours")
    same(neurons(loaded, str(tmp_path / "ours.hoc")), theirs, 0.0, 0.0, "our text, run by NEURON")


def changed(h, path):
    """Cells and connections that come and go after the network was made."""
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(path)
    net = h.List("NetGUI").object(0).net
    ball, stim = net.sources[0].cell.type, net.sources[2].cell.type
    net.add_cell(h.NetCell(ball, 7, 8))
    net.add_cell(h.NetCell(stim, -7, 8))
    net.add_edge(h.NetEdge(net.sources[6], net.targets[int(net.cel2tar(5, 1))], 0.3, 4))
    found = [
        net.edge_index(net.sources[6], net.targets[int(net.cel2tar(5, 1))]),
        net.edge_index(net.sources[5], net.targets[0]),
    ]
    edge = net.edges[0]
    edge.w, edge.d = 0.125, 6
    edge.change()
    names = [h.ref(""), h.ref("")]
    edge.name(names[0]), net.edges[7].namebar(names[1])
    del edge
    found += [names[0][0], names[1][0], net.remove_edge(net.edges[1])]
    net.replace_cell(net.sources[4].cell, stim)
    net.remove_cell(net.sources[1].cell)
    ball.synlist[1].stype.ms.set("tau2", 9)
    ball.synlist[1].stype.change()
    stim.ms.set("number", 3)
    stim.change()
    found += [synapse.tau2 for synapse in h.List("Exp2Syn")] + [stim.number for stim in h.List("NetStim")]
    found += [[str(source.cell.real), source.cell.index] for source in net.sources]
    found += [[target.cell.index, target.synindex] for target in net.targets], connections(h)
    tool = h.List("NetGUI").object(0)
    tool.create_ = 0
    tool.create1()
    return found, h.List("NetCon").count(), h.List("NetStim").count()


def test_a_network_that_changes(both):
    both(changed, str(SESSIONS / "network.ses"))


def artificial(h):
    """A network of artificial cells, made in hoc."""
    h("""
        load_file("stdrun.hoc")
        load_file("netbild.hoc")
        objref kinds, tool, values, raster
        kinds = new ArtCellGUI()
        values = new MechanismStandard("NetStim")
        values.set("interval", 7)
        values.set("number", 8)
        kinds.actypelist.append(new ArtCell(values, "Input"))
        values = new MechanismStandard("IntFire2")
        kinds.actypelist.append(new ArtCell(values, "Slow"))
        values = new MechanismStandard("IntFire4")
        kinds.actypelist.append(new ArtCell(values, "Fast"))
        tool = new NetGUI()
        object_push(tool)
        mapold2new = new Vector()
        missing = new List()
        original_type("Fast")
        original_type("Input")
        original_type("Slow")
        newnode(0, 10, 20)
        newnode(1, 30, 20)
        newnode(2, 30, 40)
        newedge(1, 0, 0, 1.5, 1)
        newedge(1, 2, 0, 0.5, 2)
        newedge(0, 2, 0, 0.75, 3)
        newedge(2, 0, 0, -0.2, 1)
        create_ = 1
        create1()
        object_pop()
        raster = new SpikePlot(tool.net)
        tstop = 80
        run()
    """)
    return connections(h), [list(times) for times in h.raster.vecs], str(h.tool.net.sources[0].cell.real)


def test_a_network_made_in_hoc(both):
    spikes = both(artificial, absolute=STEP)[1]
    assert all(len(times) > 3 for times in spikes)


def test_what_cannot_be_made_is_named(h):
    text = (SESSIONS / "network.ses").read_text()
    only = "//Begin NetGUI[0]" + text.partition("//Begin NetGUI[0]")[2]
    with pytest.raises(HocError, match="cells of the kind `B` cannot be made; open the session that defines it before"):
        h.load_file("netbild.hoc")
        h("objref ocbox_")
        h.execute(f"~{only}")
    with pytest.raises(HocError, match="cell F4 has no synapse 1 to connect to; its kind is not the one with which"):
        h.execute("~" + text.replace("newedge(0, 4, 0", "newedge(0, 4, 1"))
    with pytest.raises(HocError, match="nobody can choose in its window; give a CellBuild and a SynTypeGUI"):
        h.NetReadyCellGUI()
    builder = h.CellBuild()
    with pytest.raises(HocError, match="the session is of a newer version than 5.7"):
        builder.version(5.8)
    with pytest.raises(HocError, match="cells are not read from NeuroML"):
        builder.manage.neuroml(None)
    builder.subsets.add_domainparm(builder.all, h.ref(None))
    builder.manage.emem = builder.continuous = 1
    with pytest.raises(HocError, match="values that vary with the path need a length of its own for soma"):
        builder.cexport()


def test_tools_are_known_once_their_file_is_loaded(h):
    with pytest.raises(UnknownNameError, match=r"h.NetGUI is defined by .*; call `h.load_file\('netbild.hoc'\)` first"):
        h.NetGUI()
    assert h.StringFunctions().is_name("NetGUI") == 0
    h.load_file("netbild.hoc")
    assert str(h.NetGUI()) == "NetGUI[0]" and h.StringFunctions().is_name("CellBuild") == 1
