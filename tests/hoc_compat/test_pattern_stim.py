"""PatternStim plays the spikes of absent cells, as NEURON's does."""

import numpy as np
import pytest

from braincell.errors import InputError


def test_spikes_of_absent_cells(both):
    def model(h):
        soma = h.Section(name="soma")
        soma.L = soma.diam = 20
        soma.insert("pas")
        parallel, synapses = h.ParallelContext(), [h.ExpSyn(soma(0.5)) for _ in range(2)]
        connections = [
            parallel.gid_connect(gid, s) for gid, s in ((7, synapses[0]), (8, synapses[1]), (7, synapses[1]))
        ]
        for k, connection in enumerate(connections):
            connection.weight[0], connection.delay = 0.01 * (k + 1), 1 + 0.3 * k
        connections[1].active(False)
        pattern = h.PatternStim()
        times, gids = h.Vector([0, 1, 2.0125, 2.3, 4]), h.Vector([7, 8, 7, 9, 7])
        pattern.play(times, gids)
        times.resize(0)
        v, g = h.Vector().record(soma(0.5)._ref_v), h.Vector().record(synapses[1]._ref_g)
        h.finitialize(-65)
        h.continuerun(5)
        found = [np.array(v), np.array(g)]
        connections[1].active(True)
        h.finitialize(-65)
        h.continuerun(5)
        found += [np.array(g), pattern.fake_output]
        pattern.play()
        h.finitialize(-65)
        h.continuerun(5)
        found += [np.array(g)]
        parallel.gid_clear()
        return found

    both(model, relative=1e-9)


def test_what_cannot_be_played(h):
    with pytest.raises(InputError, match="two Vectors of the same length"):
        h.PatternStim().play(h.Vector(3), h.Vector(2))
