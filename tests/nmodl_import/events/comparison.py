"""Run the networks of `networks.py` in both simulators and compare."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from braincell import ArtificialCell, Cell, Morphology, Soma, run
from braincell.filter import AllRegion, at
from braincell.mech import CurrentClamp, MechanismProbe, PointProcess, Random123, SpikeDetector, StateProbe

BAR = 1e-9  # of a trace's largest value: spikes amplify the noise of di/dv


def run_neuron(jobs: list[dict], folder: Path, library: Path | None = None) -> dict[str, np.ndarray]:
    """What NEURON makes of all jobs in one process, with the mechanisms of a library besides its own."""
    (folder / "jobs.json").write_text(json.dumps(jobs))
    paths = [Path(__file__).parent / "neuron_side.py", library or "-", folder / "jobs.json", folder / "out.npz"]
    command = [sys.executable, *(str(path) for path in paths)]
    # not in `folder`, whose library NEURON would load by itself
    done = subprocess.run(
        command, cwd=folder.parent, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out.npz") as data:
        return dict(data)


def build(job: dict, find: Callable[[str], Any]) -> list:
    """The cells of a job, artificial ones last; `find` gives the class of a mechanism."""
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
        process = PointProcess(find(p["mechanism"]), name=p["name"], **p["parameters"])
        owners[p["name"]].place(at("soma", 0.5), process)
    for a in job["artificial"]:
        owners[a["name"]] = ArtificialCell(find(a["mechanism"]), name=a["name"], **_streams(a), **a["parameters"])
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


def _streams(thing: dict) -> dict:
    return {"streams": {key: Random123(*ids) for key, ids in thing["streams"].items()}} if "streams" in thing else {}


def assert_equals_neuron(
    job: dict, find: Callable[[str], Any], reference: dict[str, np.ndarray], time_bar: float = 0.0
) -> None:
    """Traces and weights to `BAR`, times of events exactly, or relative to `time_bar`.

    A job's `scales` name what is larger than a trace and decides its rounding.
    """
    prefix = f"{job['name']}|"
    expected = {key.removeprefix(prefix): x for key, x in reference.items() if key.startswith(prefix)}
    result = run(build(job, find), job["dt"] * job["n_steps"], job["dt"])
    for name in job["spikes"]:
        times = expected.pop(f"spikes {name}")
        np.testing.assert_allclose(result.spike_times(name), times, rtol=time_bar, atol=0.0, err_msg=name)
    assert not job["spikes"] or len(result.sent.time)
    given = expected.pop("weights")
    sizes = [len(c["weight"]) for c in job["connections"]]
    rows = result.state.events.weight if sizes else ()  # without connections there may be no events
    ours = np.concatenate([[], *(np.asarray(row)[:n] for row, n in zip(rows, sizes, strict=True))])
    np.testing.assert_allclose(ours, given, rtol=BAR)
    names = {key.partition(".")[2] or key: key for key in result.traces}
    for key, trace in expected.items():
        found = result[_trace_name(key, result.traces, names)]
        assert np.abs(found - trace).max() <= BAR * max(np.abs(trace).max(), job.get("scales", {}).get(key, 0.0)), key


def _trace_name(key, traces, names):
    if key in traces:
        return key
    if key == "c0.v" and "v" in traces:
        return "v"
    return names[key]
