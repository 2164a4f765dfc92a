"""LONGITUDINAL_DIFFUSION on a branched cell, against NEURON."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

from braincell import Cell, Dendrite, Morphology, Soma, lower, simulate
from braincell.discretize import CVPerBranch
from braincell.filter import AllRegion, at, branch_in
from braincell.mech import Channel, MechanismProbe, StateProbe
from nmodl_import import load_mod

MODS = Path(__file__).parent / "mod"
NAMES = ["m_diffusion", "m_ion_diffusion"]
N_STEPS, DT = 200, 0.025
# name, parent, where, length, diameter, segments, mechanism there
SECTIONS = [
    ["soma", None, 0.0, 20.0, 12.0, 1, True],
    ["trunk", "soma", 1.0, 120.0, 2.0, 5, True],
    ["left", "trunk", 1.0, 60.0, 1.2, 3, True],
    ["right", "trunk", 1.0, 30.0, 0.8, 2, False],
    ["far", "right", 1.0, 25.0, 0.7, 2, True],
    ["side", "trunk", 0.5, 40.0, 1.0, 3, True],
    ["root", "soma", 0.0, 50.0, 1.5, 2, True],
    ["back", "side", 0.0, 15.0, 0.9, 1, True],
]
VARIABLES = {"m_diffusion": ["a[0]", "a[2]", "b[1]", "x"], "m_ion_diffusion": ["nai"]}

NEURON_SIDE = """
import json, sys
from neuron import h
library, text, out = sys.argv[1:]
given = json.loads(text)
h.nrn_load_dll(library)
sections, recorded = {}, {}
for name, parent, x, length, diam, n, present in given["sections"]:
    sections[name] = section = h.Section(name=name)
    section.L, section.diam, section.nseg = length, diam, n
    section.insert("hh")
    if parent:
        section.connect(sections[parent](x), 0)
    if present:
        for mechanism in given["variables"]:
            section.insert(mechanism)
for name, *_, n, present in given["sections"]:
    for j in range(n if present else 0):
        segment = sections[name]((j + 0.5) / n)
        for mechanism, variables in given["variables"].items():
            for variable in variables:
                array, _, index = variable.partition("[")
                owner = segment if array == "nai" else getattr(segment, mechanism)
                place = getattr(owner, f"_ref_{array}")
                place = place[int(index[:-1])] if index else place
                recorded[f"{name}.{j}.{variable}"] = h.Vector().record(place)
h.dt = given["dt"]
h.finitialize(-65)
for _ in range(given["n_steps"]):
    h.fadvance()
json.dump({key: list(vector) for key, vector in recorded.items()}, open(out, "w"))
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    folder = tmp_path_factory.mktemp("diffusion")
    command = [compiler, *(str(MODS / f"{name}.mod") for name in NAMES)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    given = {"sections": SECTIONS, "variables": VARIABLES, "dt": DT, "n_steps": N_STEPS}
    library, out = next(folder.glob("*/libnrnmech.so")), folder / "out.json"
    command = [sys.executable, "-c", NEURON_SIDE, str(library), json.dumps(given), str(out)]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return {key: np.array(trace) for key, trace in json.loads(out.read_text()).items()}


def _cell(classes):
    morphology = None
    for name, parent, x, length, diam, _, _ in SECTIONS:
        branch = (Dendrite if parent else Soma).from_lengths([length], [diam / 2, diam / 2])
        if parent is None:
            morphology = Morphology.from_root(branch, name=name)
        else:
            morphology.attach(parent=parent, child_branch=branch, child_name=name, parent_x=x)
    cell = Cell(morphology, cv_policy=_Segments())
    cell.paint(AllRegion(), "hh")
    present = [name for name, *_, there in SECTIONS if there]
    cell.paint(branch_in("name", present), *(Channel(cls) for cls in classes))
    return cell


class _Segments(CVPerBranch):
    def __init__(self):
        super().__init__(1)

    def counts(self, morphology, axial_resistivity, membrane_capacitance):
        return np.array([n for *_, n, _ in SECTIONS])


def test_states_diffuse_as_in_neuron(reference):
    cell = _cell([load_mod(MODS / f"{name}.mod") for name in NAMES])
    for key in reference:
        name, j, variable = key.split(".")
        n = next(s[5] for s in SECTIONS if s[0] == name)
        where = at(name, (int(j) + 0.5) / n)
        probe = StateProbe(variable, name=key) if variable == "nai" else MechanismProbe(NAMES[0], variable, name=key)
        cell.place(where, probe)
    result = cell.run(N_STEPS * DT, DT)
    moved = 0.0
    for key, trace in reference.items():
        assert np.abs(result[key] - trace).max() <= 1e-9 * np.abs(trace).max(), key
        moved = max(moved, np.ptp(trace))
    assert moved > 1.0


@pytest.mark.slow
def test_diffusion_is_differentiable():
    cell = _cell([load_mod(MODS / "m_diffusion.mod")])
    cell.place(at("trunk", 0.1), MechanismProbe(NAMES[0], "a[0]", name="a"))
    model, _ = lower(cell)

    def loss(D):
        return simulate(model.with_parameter("m_diffusion", "D", D), dt=DT, n_steps=40).traces["a"][-1].sum()

    slope = float(jax.grad(loss)(0.3))
    difference = float(loss(0.3 + 1e-3) - loss(0.3 - 1e-3)) / 2e-3
    assert slope == pytest.approx(difference, rel=1e-5) and abs(slope) > 1e-6
