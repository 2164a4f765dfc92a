"""Every case holds its bars, and its stored trace belongs to its inputs."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from validation.case import find
from validation.compare import Outcome, compare, judge
from validation.record import VERSION, load, run_neuron

CASES = find()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
@pytest.mark.slow
def test_case_equals_neuron(case):
    outcome = compare(case)
    assert outcome.passed, "\n".join(outcome.failures)
    assert outcome.differences and outcome.max_abs_dv is not None
    if case.kind == "spiking":
        assert outcome.n_spikes > 0
        assert outcome.reference["t"][-1] == pytest.approx(100)  # ms: the span that the project's bar names


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_stored_trace_belongs_to_its_inputs(case):
    facts = json.loads(case.facts.read_text())
    assert facts["inputs"] == case.inputs()
    assert (facts["simulator"], facts["version"]) == ("NEURON", VERSION)
    assert set(facts["settings"]) == {"dt", "tstop", "v_init", "celsius", "secondorder"}


def test_the_cases_cover_what_the_project_promises():
    names = {case.name for case in CASES}
    assert len(names) >= 10
    settings = {case.name: json.loads(case.facts.read_text())["settings"] for case in CASES}
    assert {s["secondorder"] for s in settings.values()} == {0, 1, 2}
    assert any(s["celsius"] != 6.3 for s in settings.values())
    assert any(case.mods for case in CASES)
    swc = next(case for case in CASES if list(case.folder.glob("*.swc")))
    assert len(load(swc.traces)["constants/nseg"]) >= 50


@pytest.mark.parametrize("name", ["pt3d_tree", "channel_set"])
def test_recording_again_gives_the_stored_trace(name):
    """Within the case's bar, not to the bit: the C library's `exp` depends on the processor."""
    neuron = pytest.importorskip("neuron")
    if neuron.__version__ != VERSION:
        pytest.skip(f"NEURON {neuron.__version__} is not {VERSION}")
    (case,) = find([name])
    if case.mods and not (shutil.which("g++") or shutil.which("c++")):
        pytest.skip("NEURON needs a C++ compiler for .mod files")
    traces, _ = run_neuron(case)
    outcome = Outcome(case)
    judge(outcome, traces, load(case.traces))
    assert outcome.passed, "\n".join(outcome.failures)


def test_a_script_runs_by_itself_under_neuron(tmp_path):
    """The scripts are ordinary ones: nothing of the validation is needed to run them."""
    pytest.importorskip("neuron")
    (case,) = find(["hh_soma"])
    done = subprocess.run([sys.executable, str(case.script)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_references_are_finite_and_sampled_at_every_step():
    for case in CASES:
        traces = load(case.traces)
        settings = json.loads(case.facts.read_text())["settings"]
        assert len(traces["t"]) == round(settings["tstop"] / settings["dt"]) + 1, case.name
        recorded = [values for key, values in traces.items() if key.startswith("record/")]
        assert all(np.isfinite(values).all() and len(values) == len(traces["t"]) for values in recorded), case.name
