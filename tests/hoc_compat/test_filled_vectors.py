"""Vectors whose elements a mechanism sets while it runs: the script sees NEURON's numbers, byte by byte."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from braincell.errors import UnsupportedError
from validation.record import compile_mods

MODS = Path(__file__).parent / "filled"


def model(h):
    """What three synapses leave in their Vectors in runs, steps and calls, with changes of the script in between.

    The index of an element is `(int)(draw*n)`. Written as x - fmod(x, 1) with x = draw*n, it came out as 1.9999… where
    XLA rounds the product and the difference only once: the second synapse then set element 1 in place of 2.
    """
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    soma.insert("pas")
    synapses, vectors, kept = [], [], []
    for k in range(3):
        synapse, random, source = h.v_group(soma(0.5)), h.Random(), h.NetStim()
        random.Random123(k, 1, 2)
        random.uniform(0, 1)
        synapse.setRNG(random)
        vector = h.Vector(2 * (k + 2)).fill(-5, 0, k + 1).fill(0, k + 2, 2 * (k + 2) - 1)
        synapse.setVec(vector)
        source.interval, source.number, source.start = 1 + k, 6, 0.5
        kept += [random, source, h.NetCon(source, synapse, 0, 0.5, 0.01)]
        synapses.append(synapse)
        vectors.append(vector)
    found = []

    def run(until):
        h.continuerun(until)
        found.append([[synapse.n for synapse in synapses], [list(vector) for vector in vectors]])

    h.finitialize(-65)
    run(5)
    run(9)
    h.finitialize(-65)
    run(4)
    vectors[0].fill(-2)
    h.finitialize(-65)
    run(4)
    synapses[1].clear()
    found.append(list(vectors[1]))
    h.finitialize(-65)
    run(3)
    h.finitialize(-65)
    for _ in range(60):
        h.fadvance()
    found.append([list(vector) for vector in vectors])
    kept.append(h.Section(name="other"))
    kept[-1].connect(soma(1))
    h.finitialize(-65)
    run(3)
    return found


if __name__ == "__main__":
    from neuron import h as neurons

    neurons.load_file("stdrun.hoc")
    neurons.nrn_load_dll(sys.argv[1])
    print(json.dumps(model(neurons)))


@pytest.mark.slow
def test_elements_are_neurons(h, tmp_path):
    pytest.importorskip("neuron")
    command = [sys.executable, "-m", "tests.hoc_compat.test_filled_vectors", str(compile_mods(MODS, tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True)
    shutil.copy(MODS / "v_group.mod", tmp_path)
    h.load_mechanisms(str(tmp_path))
    assert model(h) == json.loads(done.stdout.splitlines()[-1])


def test_one_vector_for_two_is_refused(h):
    h.load_mechanisms(str(MODS))
    soma, vector = h.Section(name="soma"), h.Vector(4)
    first, second = h.v_group(soma(0.5)), h.v_group(soma(0.5))
    first.setVec(vector)
    second.setVec(vector)
    with pytest.raises(UnsupportedError, match=r"v_group\[1\]: it sets elements of the Vector that v_group\[0\] sets"):
        h.finitialize(-65)
