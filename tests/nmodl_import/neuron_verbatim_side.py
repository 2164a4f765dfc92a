"""Run the mechanisms whose C draws and reads Vectors: `python neuron_verbatim_side.py LIBRARY OUT.npz`."""

import sys

import numpy as np
from neuron import h

TIMES = [[0.4, 1.7, 1.7, 3.05], [], [2.2, 2.6]]


def run():
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    soma.insert("pas")
    spikers = [h.v_spikes() for _ in range(4)]
    randoms = [h.Random() for _ in range(3)]
    randoms[0].Random123(1, 2, 3)
    randoms[0].negexp(1)
    randoms[1].Random123(4, 5, 6)
    randoms[1].normal(1, 0.01)
    randoms[2].MCellRan4(11, 12)
    randoms[2].uniform(0.2, 1.5)
    randoms[1].repick()  # the second number of the pair that `normal` drew
    for r in randoms[:2]:
        r.seq(0)
    for spiker, r in zip(spikers, randoms):
        spiker.noiseFromRandom(r)
    releases = [h.v_release(soma(0.5)) for _ in range(2)]
    releases[1].id = 9
    players = [h.v_vector() for _ in range(4)]
    played = [h.Vector(times) for times in TIMES]
    for player, vector in zip(players, played):
        player.play(vector)
    netstims = [h.v_netstim() for _ in range(2)]
    netstims[0].noiseFromRandom123(8, 9, 10)
    netstims[1].noiseFromRandom123(11, 12)
    joined = []
    for k, source in enumerate([*spikers, *players, *netstims]):
        joined.append(h.NetCon(source, releases[k % 2]))
        joined[-1].weight[0], joined[-1].delay = 1e-4 * (k + 1), 0.5
    record = {"v": soma(0.5)._ref_v}
    for name, group, fields in (
        ("v_spikes", spikers, ("n", "last")),
        ("v_release", releases, ("g", "u", "w1")),
        ("v_vector", players, ("index", "total")),
        ("v_netstim", netstims, ("n", "last")),
    ):
        for k, cell in enumerate(group):
            record |= {f"{name}{k}.{field}": getattr(cell, f"_ref_{field}") for field in fields}
    vectors = {key: h.Vector().record(place) for key, place in record.items()}
    h.dt = 0.025
    h.finitialize(-65)
    for _ in range(400):
        h.fadvance()
    return {key: np.array(vector) for key, vector in vectors.items()}


if __name__ == "__main__":
    h.nrn_load_dll(sys.argv[1])
    np.savez(sys.argv[2], **run())
