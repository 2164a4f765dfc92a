"""Sessions with the CellBuilder and the Network Builder: the objects, their numbers and the spikes are NEURON's."""

from pathlib import Path

import pytest

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
    numbers = [[synapse.tau, synapse.e] for synapse in h.List("ExpSyn")] + [[c.pp.tau] for c in cells if c.is_art() and str(c)[0] == "F"]
    v = h.Vector().record(cells[0].soma(0.5)._ref_v)
    h.tstop = 100
    h.run()
    spikes = [list(times) for times in h.List("SpikePlot").object(0).vecs]
    names = [str(item) for kind in ("NetGUI", "NetData", "NetReadyCell", "ArtCell", "Graph") for item in h.List(kind)]
    return described, aliases, places, numbers, connections(h), sections(h), spikes, names, list(v)[::97]


def test_a_network_of_a_session(both):
    found = both(network, str(SESSIONS / "network.ses"), absolute=STEP)
    assert [len(times) for times in found[6]] == [5, 3, 5, 3, 3]


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
    return found


def test_curves_of_spikes(both):
    assert all(both(curves, str(SESSIONS / "network.ses"), relative=1e-12))


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


def written(h, path, folder):
    """The template that the CellBuilder writes, as cells of another one are made."""
    h.load_file("stdrun.hoc")
    h.load_file("subiter.hoc")
    h.load_file(path)
    builder = h.List("CellBuild").object(0)
    file = h.File()
    file.wopen(f"{folder}/{h.nrnversion(0)}{type(h).__name__}.hoc")
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
