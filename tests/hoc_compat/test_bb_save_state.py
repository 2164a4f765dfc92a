"""BBSaveState: what it keeps, and that a run goes on from it, as in NEURON."""

import os

import numpy as np
import pytest

from braincell.errors import InputError


class Cell:
    """A soma with a dendrite, a synapse on each, and a noisy stimulus without a gid."""

    def __init__(self, h, parallel, gid, inputs):
        self.soma, self.dend = h.Section(name="soma", cell=self), h.Section(name="dend", cell=self)
        self.dend.connect(self.soma(1))
        self.soma.L = self.soma.diam = 20
        self.dend.L, self.dend.diam, self.dend.nseg = 100, 2, 3
        self.soma.insert("hh")
        self.dend.insert("pas")
        self.synapses = [h.ExpSyn(self.soma(0.5)), h.Exp2Syn(self.dend(0.5))]
        self.stimulus = h.NetStim()
        self.stimulus.start, self.stimulus.interval, self.stimulus.number, self.stimulus.noise = 1, 2, 50, 0.5
        self.stimulus.noiseFromRandom123(gid, 2, 3)
        self.connections = [h.NetCon(self.stimulus, self.synapses[1], 0, 0.7, 0.002) for _ in range(inputs)]
        parallel.set_gid2node(gid, 0)
        parallel.cell(gid, h.NetCon(self.soma(0.5)._ref_v, None, sec=self.soma))


def ring(h, n=3, inputs=1):
    parallel = h.ParallelContext()
    parallel.gid_clear()
    cells = [Cell(h, parallel, gid, inputs) for gid in range(n)]
    connections = []
    for gid, cell in enumerate(cells):
        for k in range(4):  # more than two of equal delay, and one other
            connections.append(parallel.gid_connect((gid + 1) % n, cell.synapses[0]))
            connections[-1].weight[0], connections[-1].delay = 0.004, 1.5 if k < 3 else 2.5
    parallel.set_maxstep(10)
    return parallel, cells, connections


def test_a_run_goes_on_from_a_file(both, tmp_path):
    def model(h):
        parallel, cells, connections = ring(h)
        file = str(tmp_path / f"{type(h).__module__}.state")
        h.finitialize(-65)
        parallel.psolve(8)
        h.BBSaveState().save(file)
        parallel.psolve(20)
        expected = [cell.soma(0.5).v for cell in cells]
        connections[0].weight[0], cells[1].synapses[0].tau, cells[1].soma.gl_hh = 0.5, 7, 0.0004
        h.finitialize(-70)
        parallel.psolve(3)
        h.BBSaveState().restore(file)
        found = [h.t, connections[0].weight[0], cells[1].synapses[0].tau, cells[1].soma.gl_hh, cells[0].soma(0.5).v]
        cells[1].soma.gl_hh = 0.0003
        parallel.psolve(20)
        again = [cell.soma(0.5).v for cell in cells]
        assert np.allclose(again, expected, rtol=0, atol=1e-9)  # [mV]; NEURON orders equal events anew
        parallel.gid_clear()
        return [*found, *again]

    both(model, relative=1e-7)


def test_stimuli_with_several_connections(h, tmp_path):  # NEURON's BBSaveState aborts
    parallel, cells, connections = ring(h, 1, inputs=3)
    file, seen = str(tmp_path / "state"), []
    h.finitialize(-65)
    parallel.psolve(8)
    h.BBSaveState().save(file)
    for _ in range(2):
        parallel.psolve(12)
        seen.append(cells[0].dend(0.5).v)
        h.BBSaveState().restore(file)
    assert connections and seen[0] == seen[1]
    parallel.gid_clear()


@pytest.mark.slow
def test_files_for_each_gid_and_another_model(h, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parallel, cells, connections = ring(h, 4)
    h.finitialize(-65)
    parallel.psolve(6)
    state = h.BBSaveState()
    state.save_test()
    expected = [cell.dend(0.5).v for cell in cells]
    gids, sizes = h.Vector(), h.Vector()
    assert state.save_request(gids, sizes) == 4 and list(gids) == [0, 1, 2, 3] and sizes.min() > 0
    os.mkdir("in")
    for name in os.listdir("bbss_out"):
        text = (tmp_path / "bbss_out" / name).read_text()
        (tmp_path / "in" / name.removesuffix(".0")).write_text(text if name == "tmp" else "1\n" + text)
    del cells, connections
    parallel, cells, connections = ring(h, 2)  # without two of the cells
    alone = h.Section(name="alone")
    h.finitialize(-65)
    h.BBSaveState().restore_test()
    assert [h.t, [cell.dend(0.5).v for cell in cells], alone(0.5).v] == [pytest.approx(6), expected[:2], -65]
    parallel.psolve(7)
    assert connections
    parallel.gid_clear()


def test_ignored_processes_stay_as_they_are(both, tmp_path):
    def model(h):
        parallel, cells, _ = ring(h, 1)
        file = str(tmp_path / f"{type(h).__module__}.ignored")
        synapse, state = cells[0].synapses[1], h.BBSaveState()
        h.finitialize(-65)
        parallel.psolve(4)
        state.ignore(synapse)
        state.save(file)
        h.finitialize(-65)
        state.restore(file)
        found = [h.t, synapse.g, cells[0].soma(0.5).v]
        state.ignore()
        parallel.gid_clear()
        return found

    both(model, relative=1e-9)


def test_what_does_not_fit(h, tmp_path):
    parallel, cells, _ = ring(h, 1)
    h.finitialize(-65)
    state, file = h.BBSaveState(), str(tmp_path / "state")
    state.save(file)
    cells[0].dend.nseg = 5
    with pytest.raises(InputError, match="had 3 segments when it was saved, not 5"):
        state.restore(file)
    cells[0].dend.nseg = 3
    more = h.ExpSyn(cells[0].dend(0.5))
    with pytest.raises(InputError, match=r"in the place of ExpSyn\[\d\] there was not there|was not there"):
        state.restore(file)
    del more
    (tmp_path / "other").write_text("something else")
    with pytest.raises(InputError, match="cannot be read"):
        state.restore(str(tmp_path / "other"))
    parallel.gid_clear()
