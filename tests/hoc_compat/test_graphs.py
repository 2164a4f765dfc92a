"""Graphs hold what NEURON's hold under a display, item by item and number by number."""

import json
import os
import shutil
import subprocess
import sys

import graph_models
import pytest

from hoc_compat.figures import lines

RECORDED = json.loads(graph_models.RECORDED.read_text())
SINGLE = 2e-7  # a Graph's numbers are float32; sums in another order may round to the next one


@pytest.mark.parametrize("name", graph_models.MODELS)
@pytest.mark.slow
def test_graphs_hold_neurons_lines(h, same, name):
    found = json.loads(json.dumps(graph_models.results(h, name)))
    same(found, RECORDED[name], relative=SINGLE, absolute=1e-12, where=name)


def test_what_is_recorded_is_neurons(same, tmp_path):
    if shutil.which("xvfb-run") is None and "DISPLAY" not in os.environ:
        pytest.skip("NEURON keeps no lines without a display")
    pytest.importorskip("neuron")
    prefix = [] if "DISPLAY" in os.environ else ["xvfb-run", "-a"]
    target = str(tmp_path / "found.json")
    subprocess.run([*prefix, sys.executable, graph_models.__file__, target], check=True, capture_output=True)
    with open(target) as found:
        same(json.load(found), RECORDED, relative=SINGLE, absolute=1e-12, where="recorded")


def test_all_lines_of_all_graphs(h, tmp_path):
    s = h.Section(name="s")
    first, second = h.Graph(), h.Graph()
    first.addvar("v", s(0.5)._ref_v)
    h.graphList[0].append(first)
    second.beginline("points")
    second.line(1, 2)
    h.tstop = 0.1
    h.run()
    found = [(line.graph, line.item, line.label, len(line.x), line.y[0]) for line in lines()]
    found = [entry for entry in found if entry[0] in (str(first), str(second))]
    assert found == [(str(first), 1, "v", 5, -65.0), (str(second), 1, "points", 1, 2.0)]
    for name in ("a.eps", "b"):
        first.printfile(str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(b"%!PS")


def test_stopping_ends_with_whole_plotted_steps(h):
    s = h.Section(name="s")
    graph = h.Graph()
    h.addplot(graph, 0)
    graph.addvar("v", s(0.5)._ref_v)
    h.steps_per_ms, h.dt = 10, 0.025

    def stop():
        h.stoprun = 1

    h.stdinit()
    h.CVode().event(0.35, stop)
    h.continuerun(1)
    x, y = h.Vector(), h.Vector()
    graph.getline(-1, x, y)
    assert len(x) == 5 and abs(h.t - 0.4) < 1e-9 and abs(x[4] - 0.4) < 1e-6


def test_lists_of_graphs_are_variables_of_hoc(h):
    s = h.Section(name="s")
    h("objectvar graphList[n_graph_lists], flush_list")
    h.tstop = 0.1
    h.run()  # nothing is plotted
    h("for i = 0, n_graph_lists - 1 graphList[i] = new List(1)")
    h("flush_list = new List(1)")
    graph = h.Graph()
    graph.addvar("v", s(0.5)._ref_v)
    h.graphList[1].append(graph)
    h.flush_list.append(h.Graph())
    h.run()
    assert [len(x) for _, _, x, _ in graph.lines()] == [5]
    assert h.graphList[1].count() == 1 and len(h.graphList) == 4
