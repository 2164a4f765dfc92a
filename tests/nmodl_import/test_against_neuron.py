"""Every test mechanism, imported, against the same file compiled by NEURON."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell import Cell, Morphology, Soma
from braincell.filter import AllRegion, at
from braincell.mech import Channel, CurrentClamp, FunctionTable, MechanismProbe, PointProcess, StateProbe
from nmodl_import import load_dir

HERE = Path(__file__).parent
MODS = HERE / "mod"
DT, TSTOP, AMPLITUDE = 0.025, 30.0, 0.35
SPIKING = 1e-6  # mV: the project's bar; states and currents are held to the same, relative to their range

EVENTS = [(1.0, 1e-3), (1.0125, 2e-3), (4.3, 5e-4), (11.06, 4e-3), (11.06, 1e-3)]  # ms, µS; ties and half steps too
POINTS = ["m_syn"]
FUNCTION_TABLES = {  # values, and (low, high) or points for each argument
    "inf": [[0.01, 0.02, 0.2, 0.8, 0.9, 0.95], [-90.0, 40.0]],
    "tau": [[3.0, 5.0, 2.0, 1.0], [-80.0, -55.0, -20.0, 30.0]],
    "level": [[[0.1, 0.2, 0.4], [0.3, 0.2, 0.1], [0.2, 0.5, 0.7], [0.9, 0.3, 0.2]], [-80.0, 20.0], [0.0, 0.8]],
    "factor": [1.25],
}
CALCIUM = ["ca_ghk", "ca_pool", "kca"]
JOBS = [
    {"name": name, "mechanisms": [name], "ions": [], "celsius": 6.3}
    for name in sorted(p.stem for p in MODS.glob("*.mod"))
    if name not in (*CALCIUM, *POINTS, "writes_ek", "m_buffer", "m_function_table", "m_ion_diffusion")
]
JOBS += [{"name": n, "mechanisms": [n], "ions": [], "celsius": 6.3, "events": EVENTS} for n in POINTS]
JOBS += [
    {"name": "writes_ek", "mechanisms": ["writes_ek"], "ions": ["ek", "ik"], "celsius": 6.3},
    {"name": "m_ion_diffusion", "mechanisms": ["m_ion_diffusion"], "ions": ["nai", "ena"], "celsius": 6.3},
    {"name": "calcium", "mechanisms": CALCIUM, "ions": ["cai", "ica", "eca"], "celsius": 6.3},
    {"name": "calcium warm", "mechanisms": CALCIUM, "ions": ["cai", "ica", "eca"], "celsius": 24.0},
    {"name": "calcium secondorder 2", "mechanisms": CALCIUM, "ions": ["cai", "ica"], "celsius": 6.3, "secondorder": 2},
    {"name": "own_q10 warm", "mechanisms": ["own_q10"], "ions": ["ena", "ek"], "celsius": 30.0},
    {"name": "tabled warm", "mechanisms": ["tabled"], "ions": [], "celsius": 20.0},
    *(
        {"name": f"{name} secondorder {order}", "mechanisms": [name], "ions": [], "celsius": 6.3, "secondorder": order}
        for name in ("m_derivimplicit", "m_euler", "m_kinetic")
        for order in (1, 2)
    ),
    {
        "name": "m_function_table",
        "mechanisms": ["m_function_table"],
        "ions": [],
        "celsius": 6.3,
        "tables": {"m_function_table": FUNCTION_TABLES},
    },
    {"name": "m_buffer", "mechanisms": ["m_buffer"], "ions": ["cai", "eca"], "celsius": 6.3},
    {"name": "secondorder 1", "mechanisms": ["own_q10", "side_effects"], "ions": [], "celsius": 6.3, "secondorder": 1},
]


@pytest.fixture(scope="module")
def classes():
    return load_dir(MODS)


def _recorded(cls):
    ranged = {name for name, declared in cls.assigned.items() if declared.scope == "range"}
    ion_variables = {name for use in cls.ions for name in use.variables}
    names = (set(cls.states) | ranged) - ion_variables
    return sorted(element for name in names for element in cls.elements(name))


@pytest.fixture(scope="module")
def reference(tmp_path_factory, classes):
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    folder = tmp_path_factory.mktemp("compiled")
    shutil.copytree(MODS, folder / "mod")
    done = subprocess.run([compiler, "mod"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    library = next(folder.glob("*/libnrnmech.so"))
    jobs = [job | {"record": {m: _recorded(classes[m]) for m in job["mechanisms"]}} for job in JOBS]
    (folder / "jobs.json").write_text(json.dumps(jobs))
    paths = [HERE / "neuron_side.py", library, folder / "jobs.json", folder / "out.npz"]
    command = [sys.executable, *(str(path) for path in paths)]
    # not in `folder`, whose library NEURON would load by itself
    done = subprocess.run(
        command, cwd=folder.parent, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out.npz") as data:
        return dict(data)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job["name"])
@pytest.mark.slow
def test_imported_mechanism_equals_neurons(job, classes, reference):
    prefix = f"{job['name']}|"
    expected = {key.removeprefix(prefix): trace for key, trace in reference.items() if key.startswith(prefix)}
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), celsius=job["celsius"])
    cell.paint(AllRegion(), "hh")
    cell.place(at("soma", 0.5), CurrentClamp(2.0, 20.0, AMPLITUDE), StateProbe("v", name="v"))
    for name in job["mechanisms"]:
        if "events" in job:
            cell.place(at("soma", 0.5), PointProcess(classes[name], name=name))
        else:
            tables = {key: FunctionTable(*given) for key, given in job.get("tables", {}).get(name, {}).items()}
            cell.paint(AllRegion(), Channel(classes[name], **tables))
    for time, weight in job.get("events", []):
        cell.connect(job["mechanisms"][0], weight=weight, times=[time])
    for key in expected:
        if "." in key:
            cell.place(at("soma", 0.5), MechanismProbe(*key.split("."), name=key))
        elif key != "v":
            cell.place(at("soma", 0.5), StateProbe(key, name=key))
    result = cell.run(TSTOP, DT, secondorder=job.get("secondorder", 0))
    assert np.abs(result["v"] - expected["v"]).max() < SPIKING
    assert len(expected) > 1
    for key, trace in expected.items():
        assert np.abs(result[key] - trace).max() <= SPIKING * max(np.abs(trace).max(), 1e-12), key
