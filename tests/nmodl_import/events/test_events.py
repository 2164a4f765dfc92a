"""Net events are NEURON's: delivery, order, self-events, WATCH, FOR_NETCONS, artificial cells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell import Cell, Morphology, Soma, run
from braincell.filter import at
from braincell.mech import PointProcess, StateProbe
from nmodl_import import load_dir, load_mod
from tests.nmodl_import.events.comparison import assert_equals_neuron, run_neuron
from tests.nmodl_import.events.networks import NETWORKS

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def classes():
    return load_dir(HERE / "mod")


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    folder = tmp_path_factory.mktemp("compiled")
    shutil.copytree(HERE / "mod", folder / "mod")
    done = subprocess.run([compiler, "mod"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return run_neuron(NETWORKS, folder, next(folder.glob("*/libnrnmech.so")))


_QUICK = ("trains 0", "ties 0", "self events", "watch", "all connections")
CASES = [pytest.param(n, id=n["name"], marks=[] if n["name"] in _QUICK else pytest.mark.slow) for n in NETWORKS]


@pytest.mark.parametrize("job", CASES)
@pytest.mark.slow
def test_network_equals_neurons(job, classes, reference):
    assert_equals_neuron(job, classes.__getitem__, reference)


def test_a_process_that_hears_nothing():
    """Its NET_RECEIVE has an INITIAL, which is run for each connection."""
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    synapse = load_mod(HERE / "mod" / "n_depress.mod")
    cell.place(at("soma", 0.5), PointProcess(synapse, name="syn"), StateProbe("v", name="v"))
    assert np.all(run(cell, 1.0)["v"] == -65)
