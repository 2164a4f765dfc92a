"""Mechanisms that draw random numbers, draw for draw as NEURON, in a branched cell."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell import ArtificialCell, Branch, Cell, Morphology, run
from braincell.discretize.policy import CVPerBranch
from braincell.filter import AllRegion, at
from braincell.mech import Channel, MCellRan4, MechanismProbe, PointProcess, Random123, StateProbe
from nmodl_import import load_dir

HERE = Path(__file__).parent
MODS = HERE / "mod_random"
PLACES = [("soma", 0.5), ("b", 0.9), ("a", 0.25), ("soma", 0.5), ("b", 0.1)]
JOB = {
    "density": ["r_channel", "r_seeded"], "points": ["r_shared", "r_synapse", "v_crand"],
    "receive": ["r_synapse", "v_crand"],
    "record": [
        *(f"r_channel.{x}" for x in ("g", "first", "whole", "u", "lo")), "r_seeded.x",
        *(f"r_shared.{x}" for x in "abcdk"),
        *(f"r_synapse.{x}" for x in ("g", "n", "total", "share")),
        *(f"v_crand.{x}" for x in ("first", "fresh", "choice", "share")),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    folder = tmp_path_factory.mktemp("random")
    shutil.copytree(MODS, folder / "mod")
    done = subprocess.run([compiler, "mod"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*/libnrnmech.so"))


def reference(script, *arguments, folder):
    command = [sys.executable, HERE / script, *arguments, folder / "out.npz"]
    done = subprocess.run([str(c) for c in command], cwd=folder, capture_output=True, text=True, timeout=300,
                          stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out.npz") as data:
        return dict(data)


def _cell(classes, job):
    branch = Branch.from_lengths([60.0], [1.0, 1.0])
    morphology = Morphology.from_root(branch, name="soma")
    for name in ("a", "b"):
        morphology.attach(parent="soma", child_branch=branch, child_name=name)
    cell = Cell(morphology, cv_policy=CVPerBranch(3))
    cell.paint(AllRegion(), "pas", *(Channel(classes[name]) for name in job["density"]))
    for name in job["points"]:
        for k, (place, x) in enumerate(PLACES):
            cell.place(at(place, x), PointProcess(classes[name], name=f"{name}{k}"))
    for variable in job["record"]:
        owner, _, field = variable.partition(".")
        if owner in job["density"]:
            places = [(place, x) for place in ("soma", "a", "b") for x in (1 / 6, 0.5, 5 / 6)]
            for k, (place, x) in enumerate(places):
                cell.place(at(place, x), MechanismProbe(owner, field, name=f"{variable}.{k}"))
        else:
            for k, (place, x) in enumerate(PLACES):
                cell.place(at(place, x), MechanismProbe(f"{owner}{k}", field, name=f"{variable}.{k}"))
    cell.place(at("b", 0.5), StateProbe("v", name="v"))
    targets = [f"{name}{k}" for name in job["receive"] for k in range(len(PLACES))]
    for k, target in enumerate(targets):
        cell.connect(target, weight=1e-3, times=[0.3 + 0.7 * n + 0.05 * k for n in range(12)])
    return cell


@pytest.mark.slow
def test_every_draw_is_neurons(library, tmp_path):
    (tmp_path / "jobs.json").write_text(json.dumps(JOB))
    expected = reference("neuron_random_side.py", library, tmp_path / "jobs.json", folder=tmp_path)
    result = _cell(load_dir(MODS), JOB).run(10.0, 0.025)
    assert len(expected) > 5
    for key, trace in expected.items():
        worst = np.abs(result[key] - trace).max()
        assert worst <= 1e-9 * max(np.abs(trace).max(), 1e-12), (key, result[key][:6], trace[:6])
        assert np.ptp(trace) > 0 or key.split(".")[1] in ("first", "whole", "a", "fresh"), key


@pytest.mark.slow
def test_c_draws_from_given_streams_and_reads_given_vectors(library, tmp_path):
    expected = reference("neuron_verbatim_side.py", library, folder=tmp_path)
    classes = load_dir(MODS)
    cell = Cell(Morphology.from_root(Branch.from_lengths([20.0], [10.0, 10.0]), name="soma")).paint(AllRegion(), "pas")
    sources = [Random123(1, 2, 3).negexp(1), Random123(4, 5, 6).normal(1, 0.01), MCellRan4(12, 12).uniform(0.2, 1.5)]
    given = {
        "v_spikes": [*({"streams": {"ran": source}} for source in sources), {}],
        "v_vector": [*({"vectors": {"space": times}} for times in ([0.4, 1.7, 1.7, 3.05], [], [2.2, 2.6])), {}],
        "v_netstim": [{"streams": {"ran": Random123(8, 9, 10)}}, {"streams": {"ran": Random123(11, 12)}}],
    }
    artificial = {
        f"{name}{k}": ArtificialCell(classes[name], name=f"{name}{k}", **own)
        for name, all_given in given.items()
        for k, own in enumerate(all_given)
    }
    for k in range(2):
        cell.place(at("soma", 0.5), PointProcess(classes["v_release"], name=f"v_release{k}", id=(3, 9)[k]))
    for k, source in enumerate(artificial):
        cell.connect(f"v_release{k % 2}", source=source, weight=1e-4 * (k + 1), delay=0.5)
    for key in set(expected) - {"v"}:
        owner, field = key.split(".")
        if owner in artificial:
            artificial[owner].record(field)
        else:
            cell.place(at("soma", 0.5), MechanismProbe(owner, field, name=key))
    cell.place(at("soma", 0.5), StateProbe("v", name="v"))
    result = run([cell, *artificial.values()], 10.0, 0.025)
    for key, trace in expected.items():
        worst = np.abs(result[key] - trace).max()
        assert worst <= 1e-9 * max(np.abs(trace).max(), 1e-12), (key, result[key][::40], trace[::40])
    assert expected["v_release0.g"].max() > 0 and expected["v_vector0.total"].max() > 6
