"""SaveState keeps what NEURON's keeps, and a run goes on from it as from the first time."""

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError


def model(h):
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    soma.insert("hh")
    synapse, stim = h.ExpSyn(soma(0.5)), h.NetStim()
    synapse.tau = 2
    stim.start, stim.interval, stim.number = 1, 3.3, 10
    return soma, synapse, stim, h.NetCon(stim, synapse, 0, 2.5, 0.005)


def test_a_run_goes_on_from_what_was_saved(both):
    def run(h):
        soma, synapse, stim, connection = model(h)
        v, sent, saved = h.Vector().record(soma(0.5)._ref_v), h.Vector(), h.SaveState()
        connection.record(sent)
        h.finitialize(-65)
        h.continuerun(5)
        saved.save()
        h.continuerun(12)
        found = [len(v), soma(0.5).v, soma(0.5).hh.m]
        connection.weight[0], stim.interval, synapse.tau, soma.gkbar_hh = 0.05, 9, 3, 0.04
        saved.restore()
        found += [h.t, soma(0.5).v, soma(0.5).hh.m, connection.weight[0], stim.interval, synapse.tau, soma.gkbar_hh]
        found += [synapse.g, len(v)]
        soma.gkbar_hh = 0.036
        h.continuerun(12)
        return [*found, soma(0.5).v, np.array(sent), np.array(v)]

    ours = both(run, relative=1e-9)
    assert ours[1] == ours[-3]  # the same bits once more


def test_single_steps_go_on_after_a_save(both):
    def run(h):
        soma, synapse, stim, connection = model(h)
        stim.start = 0.02
        h.finitialize(-65)
        saved, seen = h.SaveState(), []
        for _ in range(4):
            h.fadvance()
            saved.save()
            seen.append([h.t, soma(0.5).v, synapse.g, connection.weight[0]])
        saved.restore()
        h.fadvance()
        h.finitialize(-65)
        return [*seen, soma(0.5).v, synapse.g]

    both(run, relative=1e-9)


def test_a_state_in_a_file(both, tmp_path):
    def run(h):
        def made():
            soma, synapse, stim, connection = parts = model(h)
            h.finitialize(-65)
            return soma, parts

        soma, kept = made()
        h.continuerun(5)
        saved, file = h.SaveState(), h.File(str(tmp_path / f"{type(h).__module__}.state"))
        saved.save()
        saved.fwrite(file)
        h.continuerun(8)
        found = [soma(0.5).v, kept[1].g]
        del kept, soma, saved
        soma, kept = made()
        read = h.SaveState()
        read.fread(file)
        read.restore()
        found += [h.t]
        h.continuerun(8)
        return [*found, soma(0.5).v, kept[1].g]

    ours = both(run, relative=1e-9)
    assert ours[:2] == ours[3:]


def test_files_that_do_not_fit(h, tmp_path):
    parts = model(h)
    h.finitialize(-65)
    saved, file = h.SaveState(), h.File(str(tmp_path / "state"))
    with pytest.raises(InputError, match="fwrite: nothing is saved yet"):
        saved.fwrite(file)
    with pytest.raises(InputError, match="state` cannot be opened"):
        saved.fread(file)
    (tmp_path / "state").write_text("something else")
    with pytest.raises(InputError, match="state` was not written by `SaveState.fwrite`"):
        saved.fread(file)
    saved.save()
    saved.fwrite(file)
    parts[0].nseg = 3
    saved.fread(file)
    with pytest.raises(InputError, match="inconsistent with the current structure"):
        saved.restore()


def test_mistakes(h):
    soma, synapse, stim, connection = model(h)
    saved = h.SaveState()
    with pytest.raises(InputError, match="nothing is saved yet"):
        saved.restore()
    h.finitialize(-65)
    saved.save()
    soma.nseg = 3
    with pytest.raises(InputError, match="inconsistent with the current structure"):
        saved.restore()
    with pytest.raises(UnsupportedError, match="SaveState.writehoc is not supported: keep the object"):
        saved.writehoc(None)
