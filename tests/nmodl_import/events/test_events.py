"""Net events are NEURON's: delivery, order, self-events, WATCH, FOR_NETCONS, artificial cells."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell import ArtificialCell, Cell, Morphology, Soma, run
from braincell.filter import AllRegion, at
from braincell.mech import CurrentClamp, MechanismProbe, PointProcess, SpikeDetector, StateProbe
from nmodl_import import load_dir
from tests.nmodl_import.events.networks import NETWORKS

HERE = Path(__file__).parent
BAR = 1e-9  # of a trace's largest value: spikes amplify the noise of di/dv


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
    (folder / "jobs.json").write_text(json.dumps(NETWORKS))
    library = next(folder.glob("*/libnrnmech.so"))
    paths = [HERE / "neuron_side.py", library, folder / "jobs.json", folder / "out.npz"]
    command = [sys.executable, *(str(path) for path in paths)]
    # not in `folder`, whose library NEURON would load by itself
    done = subprocess.run(
        command, cwd=folder.parent, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out.npz") as data:
        return dict(data)


def build(job, classes):
    """The cells of a job, artificial ones last."""
    cells = []
    for k in range(job["cells"]):
        cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), name=f"c{k}")
        cell.paint(AllRegion(), "hh")
        cell.place(at("soma", 0.5), SpikeDetector(name="out"), StateProbe("v", name="v"))
        cells.append(cell)
    for k, amplitude in job["clamps"]:
        cells[k].place(at("soma", 0.5), CurrentClamp(1, 1e9, amplitude))
    owners = {}
    for p in job["points"]:
        owners[p["name"]] = cells[p["cell"]]
        process = PointProcess(classes[p["mechanism"]], name=p["name"], **p["parameters"])
        owners[p["name"]].place(at("soma", 0.5), process)
    for a in job["artificial"]:
        owners[a["name"]] = ArtificialCell(classes[a["mechanism"]], name=a["name"], **a["parameters"])
        cells.append(owners[a["name"]])
    for c in job["connections"]:
        source = f"c{c['source']}.out" if isinstance(c["source"], int) else c["source"]
        if job["cells"] == 1 and isinstance(c["source"], int) and len(cells) == 1:
            source = "out"
        given = {"source": source, "weight": c["weight"], "delay": c["delay"], "times": c["times"]}
        owner = owners[c["target"]]
        owner.connect(**given) if isinstance(owner, ArtificialCell) else owner.connect(c["target"], **given)
    for name, variable in job["record"]:
        if isinstance(owners[name], ArtificialCell):
            owners[name].record(variable)
        else:
            probe = MechanismProbe(name, variable, name=f"{name}.{variable}")
            owners[name].place(at("soma", 0.5), probe)
    return cells


_QUICK = ("trains 0", "ties 0", "self events", "watch", "all connections")
CASES = [pytest.param(n, id=n["name"], marks=[] if n["name"] in _QUICK else pytest.mark.slow) for n in NETWORKS]


@pytest.mark.parametrize("job", CASES)
def test_network_equals_neurons(job, classes, reference):
    prefix = f"{job['name']}|"
    expected = {key.removeprefix(prefix): x for key, x in reference.items() if key.startswith(prefix)}
    result = run(build(job, classes), job["dt"] * job["n_steps"], job["dt"])
    for name in job["spikes"]:
        np.testing.assert_array_equal(result.spike_times(name), expected.pop(f"spikes {name}"), err_msg=name)
    assert not job["spikes"] or len(result.sent.time)
    given = expected.pop("weights")
    sizes = [len(c["weight"]) for c in job["connections"]]
    ours = np.concatenate([np.asarray(row)[:n] for row, n in zip(result.state.events.weight, sizes, strict=True)])
    np.testing.assert_allclose(ours, given, rtol=BAR)
    names = {key.partition(".")[2] or key: key for key in result.traces}
    for key, trace in expected.items():
        found = result[_trace_name(key, result.traces, names)]
        assert np.abs(found - trace).max() <= BAR * np.abs(trace).max(), key


def _trace_name(key, traces, names):
    if key in traces:
        return key
    if key == "c0.v" and "v" in traces:
        return "v"
    return names[key]
