"""Networks of populations: NEURON's spikes, edges of every kind, and mistakes."""

import numpy as np
import pytest

from braincell import ArtificialCell, Branch, Cell, Morphology, Network, SingleCompartment
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import CableProperty, PointProcess, Random123, SpikeDetector, StateProbe
from braincell.mech.connection import Connection
from braincell.network import all_pairs, dense, pairs, probability

N = 5


def neuron(size=1):
    return SingleCompartment(size, 20, 10, V_th=10, hh="hh").place(PointProcess("ExpSyn", name="syn", tau=2))


def cell():
    made = Cell(Morphology.from_root(Branch.from_lengths([20], [10, 10], type="soma"), name="soma"), name="any")
    made.paint(AllRegion(), CableProperty(membrane_capacitance=1), "hh")
    return made.place(at("soma", 0.5), PointProcess("ExpSyn", name="syn", tau=2), StateProbe("v", name="v"))


def ring(members, size):
    """Each excites the next one; a NetStim starts the first."""
    train = ArtificialCell("NetStim", interval=30, number=3, start=1, noise=0.5, streams={"ranvar": Random123(1, 2, 3)})
    net = Network().add_population("ring", members, size).add_population("train", train, 1)
    net.add_projection("ring", "ring", "syn", pairs([(k, (k + 1) % N) for k in range(N)]), weight=0.03, delay=2)
    return net.add_projection("train", "ring", "syn", pairs([(0, 0)]), weight=0.03, delay=1)


@pytest.fixture(scope="module")
def neurons():
    """NEURON's spike times of the ring."""
    h = pytest.importorskip("neuron").h
    cells, kept, spikes = [], [], [h.Vector() for _ in range(N)]
    for k in range(N):
        s = h.Section(name=f"s{k}")
        s.L = s.diam = 20
        s.insert("hh")
        synapse = h.ExpSyn(s(0.5))
        synapse.tau = 2
        cells.append((s, synapse))
    for k, (s, _) in enumerate(cells):
        heard = h.NetCon(s(0.5)._ref_v, cells[(k + 1) % N][1], sec=s)
        heard.threshold, heard.delay, heard.weight[0] = 10, 2, 0.03
        heard.record(spikes[k])
        kept.append(heard)
    train = h.NetStim()
    train.interval, train.number, train.start, train.noise = 30, 3, 1, 0.5
    train.noiseFromRandom123(1, 2, 3)
    kept.append(h.NetCon(train, cells[0][1], 0, 1, 0.03))
    h.celsius, h.dt = 6.3, 0.025
    h.finitialize(-65)
    while h.t < 100 - h.dt / 2:
        h.fadvance()
    return [list(times) for times in spikes]


@pytest.mark.parametrize("members, size", [(neuron(N), None), (cell(), N), (lambda k: cell(), N)])
def test_spikes_are_neurons(neurons, members, size):
    result = ring(members, size).run(100)
    assert [list(times) for times in result.spikes["ring"]] == neurons
    assert sum(map(len, neurons)) > 3 * N
    assert result["ring"]["v"].shape == (4001, N)
    assert len(result.spikes["train"][0]) == 3
    times, which = result.raster("ring")
    assert (np.diff(times) >= 0).all() and np.bincount(which).tolist() == [len(x) for x in neurons]


def test_edges():
    def edges(made, n=3, m=3, same=True):
        source, target, weights = made.between(n, m, same)
        return list(zip(source.tolist(), target.tolist(), strict=True)), weights

    assert edges(pairs([]))[0] == []
    assert edges(all_pairs(), 2, 2)[0] == [(0, 1), (1, 0)]
    assert len(edges(all_pairs(), 2, 3, same=False)[0]) == 6
    assert edges(probability(1.0), 2, 2)[0] == [(0, 1), (1, 0)] and edges(probability(0.0))[0] == []
    assert edges(probability(0.3, seed=1), 40, 40) == edges(probability(0.3, seed=1), 40, 40)
    found, weights = edges(dense([[0, 2.0], [3.0, 0]]), 2, 2)
    assert found == [(0, 1), (1, 0)] and weights.tolist() == [2, 3]


def test_weights_and_delays_of_each_edge():
    net = Network().add_population("a", neuron(2)).add_population("b", neuron(2))
    net.stimulate("a", "syn", [[1.0], [3.0]], weight=0.05)
    net.add_projection("a", "b", "syn", dense([[0.05, 0], [0, 0.05]]), delay=[2.0, 4.0])
    result = net.run(20)
    lags = [b[0] - a[0] for a, b in zip(result.spikes["a"], result.spikes["b"], strict=True)]
    assert lags[1] - lags[0] == pytest.approx(2.0, abs=1e-9)
    net = Network().add_population("a", neuron(3)).stimulate("a", "syn", [[1.0, 30.0], [], [2.0]], weight=0.05)
    assert [len(times) for times in net.run(40).spikes["a"]] == [2, 0, 1]
    assert result.spikes["a"][1][0] - result.spikes["a"][0][0] == pytest.approx(2.0, abs=1e-9)


def test_connections_stay_what_they_are():
    """A member has its neuron's connections, names and deaf ones too, as connections of its own."""
    one = cell().place(at("soma", 0.5), SpikeDetector(10, name="spikes"))
    one.connections.append(Connection("syn", "spikes", (0.05,), 1.0, (), active=False, name="own"))
    first, second = Network().add_population("a", one, 2).cells()
    for member in (first, second):
        assert member.connections == one.connections and member.connections[0].serial != one.connections[0].serial
    assert first.connections[0].serial != second.connections[0].serial


def test_one_neuron_alone():
    net = Network().add_population("a", cell(), 1).stimulate("a", "syn", [1.0], weight=0.05)
    net.add_projection("a", "a", "syn", all_pairs(to_itself=True), weight=0.0, delay=1)
    assert len(net.run(10).spikes["a"][0]) == 1


def test_populations_are_copies():
    declared = cell()
    net = Network().add_population("a", declared, 2)
    net.add_projection("a", "a", "syn", all_pairs(), weight=0.01)
    assert declared.connections == [] and declared.name == "any" and len(declared.placed) == 2


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda n: n.add_population("a", neuron()), "'a' is no new name"),
        (lambda n: n.add_population("b", cell()), "the `size` of `b` is None"),
        (lambda n: n.add_population("b", neuron(2), 3), "`b` has 2 neurons of its own, not 3"),
        (lambda n: n.add_population("b", lambda k: 3, 2), "3 is no neuron"),
        (lambda n: n.add_projection("a", "a", "syn", all_pairs()), "`a` to `a` has no `weight`"),
        (
            lambda n: n.add_projection("a", "a", "syn", pairs([(0, 3)]), weight=1),
            "pairs: target 3 of a population of 3",
        ),
        (lambda n: n.add_projection("a", "a", None, all_pairs(), weight=1), "name the `synapse` of `a`"),
        (lambda n: n.add_projection("a", "a", "syn", all_pairs(), weight=[1, 2]), r"`weight` has the shape \(2,\)"),
        (lambda n: n.add_projection("a", "a", "syn", dense([[1.0]])), r"`weights` has the shape \(1, 1\)"),
        (lambda n: n.stimulate("a", "syn", [[1], [2]], weight=1), "`times` has 2 lists for the 3 neurons"),
        (lambda n: probability(2), "`p` is 2"),
        (lambda n: pairs([(1, 2, 3)]), "give pairs of whole numbers"),
        (lambda n: dense([1.0]), r"the shape \(1,\)"),
        (lambda n: Network().run(1), "the network has no population"),
    ],
)
def test_mistakes(make, message):
    with pytest.raises(InputError, match=message):
        make(Network().add_population("a", neuron(3)))


def test_unknown_names():
    net = Network().add_population("a", neuron(2))
    for make, message in [
        (lambda: net.add_projection("b", "a", "syn", all_pairs(), weight=1), "unknown population `b`"),
        (
            lambda: net.add_projection("a", "a", "sin", all_pairs(), weight=1),
            "unknown synapse `sin`.*did you mean `syn`",
        ),
        (
            lambda: net.add_projection("a", "a", "syn", all_pairs(), weight=1, detector="x"),
            "unknown spike detector `x`",
        ),
        (lambda: net.stimulate("a", "sin", [1.0], weight=1), "unknown synapse `sin`.*mean `syn`"),
        (lambda: net.run(1)["b"], "unknown population `b`"),
    ]:
        with pytest.raises(UnknownNameError, match=message):
            make()


def test_detectors_need_names():
    net = Network().add_population("a", cell().place(at("soma", 0.5), SpikeDetector()), 2)
    with pytest.raises(InputError, match=r"the spike detector of `a\[0\]` has no `name`"):
        net.add_projection("a", "a", "syn", all_pairs(), weight=1)


def _of_length(length, n_probes=1):
    made = Cell(Morphology.from_root(Branch.from_lengths([length], [10, 10], type="soma"), name="soma"))
    made.paint(AllRegion(), "hh").place(at("soma", 0.5), PointProcess("ExpSyn", name="syn", tau=2))
    return made.place(at("soma", [(k + 0.5) / n_probes for k in range(n_probes)]), StateProbe("v", name="v"))


def test_a_population_of_different_cells():
    lengths = [20.0, 40.0, 80.0]
    cells = [_of_length(length) for length in lengths]
    net = Network().add_population("E", [*cells, neuron(2)])
    result = net.stimulate("E", "syn", [1.0], weight=0.05).run(10)
    assert result["E"]["v"].shape == (401, 5) and len(result.spikes["E"]) == 5
    for k, length in enumerate(lengths):
        alone = _of_length(length).connect("syn", times=[1.0], weight=0.05).run(10)
        # one sum of currents after another: rounding, amplified by a spike
        np.testing.assert_allclose(result["E"]["v"][:, k], alone["v"], rtol=1e-9)
    assert all(not one.connections for one in cells)  # the population has copies
    several = Network().add_population("E", [_of_length(20), _of_length(20, 3)]).run(1)["E"]["v"]
    assert [x.shape for x in several] == [(41,), (41, 3)]


def test_mistakes_of_lists_are_named():
    with pytest.raises(InputError, match="the list of `E` has 2 neurons; `size` is 3"):
        Network().add_population("E", [neuron(), cell()], 3)
    with pytest.raises(InputError, match="the list of `E` has 0 neurons"):
        Network().add_population("E", [])
    with pytest.raises(InputError, match="'hh' is no neuron"):
        Network().add_population("E", [cell(), "hh"])
    without = Cell(Morphology.from_root(Branch.from_lengths([20], [10, 10]), name="soma"))
    net = Network().add_population("E", [cell(), without])
    with pytest.raises(UnknownNameError, match=r"synapse `syn`.*`E\[1\]`|`E\[1\]`.*`syn`"):
        net.add_projection("E", "E", "syn", pairs([(0, 1)]), weight=0.1)
