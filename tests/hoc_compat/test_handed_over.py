"""Random objects, stream ids and Vectors that a script hands to imported mechanisms: the event times are NEURON's."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from braincell.errors import UnsupportedError

MODS = Path(__file__).parents[1] / "nmodl_import" / "mod_random"
FILES = ("v_netstim", "v_spikes", "v_vector")


def model(h):
    """Event times of cells that draw from a Random object, from a stream of ids and from a Vector, in several runs."""
    random, times = h.Random(), h.Vector([1.5, 2.25, 7.0, 11.125])
    random.Random123(4, 5, 6)
    random.negexp(1)
    of_object, of_ids, of_vector = h.v_spikes(), h.v_netstim(), h.v_vector()
    of_object.noiseFromRandom(random)
    of_ids.noiseFromRandom123(1, 2, 3)
    of_vector.play(times)
    recorded = []
    for cell in (of_object, of_ids, of_vector):
        vector = h.Vector()
        h.NetCon(cell, None).record(vector)
        recorded.append(vector)
    soma = h.Section(name="soma")
    found = []
    for run in range(3):
        if run == 1:
            random.seq(0)
            times.x[2] = 3.75
            times.sort()
        h.finitialize(-65)
        h.continuerun(15)
        found += [list(vector) for vector in recorded]
    return [found, soma.name()]


if __name__ == "__main__":
    from neuron import h as neurons

    neurons.load_file("stdrun.hoc")
    print(json.dumps(model(neurons)))


@pytest.fixture(scope="module")
def neurons_times(tmp_path_factory):
    pytest.importorskip("neuron")
    folder = tmp_path_factory.mktemp("handed_over")
    for name in FILES:
        shutil.copy(MODS / f"{name}.mod", folder)
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    subprocess.run([compiler], cwd=folder, check=True, capture_output=True)
    done = subprocess.run([sys.executable, __file__], cwd=folder, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_times_are_neurons(h, tmp_path, neurons_times):
    for name in FILES:
        shutil.copy(MODS / f"{name}.mod", tmp_path)
    h.load_mechanisms(str(tmp_path))
    ours = model(h)
    assert [len(x) for x in ours[0]] == [len(x) for x in neurons_times[0]]
    assert ours == neurons_times


def test_what_a_mechanism_does_not_take_is_refused(h, tmp_path):
    shutil.copy(MODS / "v_netstim.mod", tmp_path)
    h.load_mechanisms(str(tmp_path))
    with pytest.raises(UnsupportedError, match="takes 1 random streams and 0 Vectors"):
        h.v_netstim().noiseFromRandom(h.Vector([1]))
