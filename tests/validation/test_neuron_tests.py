"""`python -m validation neurontests`: verdicts over a small tree of the same shape as NEURON's."""

import json

import pytest

from validation.neuron_tests.cli import main
from validation.neuron_tests.collect import NeuronTest, collect

TESTS = """
import subprocess
from neuron import h
from neuron.tests.utils import one

def test_passes():
    assert one() == 1 and h.Vector([1, 2]).sum() == 3

def test_fails():
    assert h.Vector([1, 2]).sum() == 4

def test_needs_what_is_refused():
    h.KSChan(1)

def test_needs_a_program():
    subprocess.run("nrniv -c 'quit()'", shell=True, check=True)

def test_needs_an_mpi():
    pass
"""


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "nrn"
    folder, utilities = root / "test" / "pytest_coreneuron", root / "share" / "lib" / "python" / "neuron" / "tests"
    (root / "test" / "hoctests" / "tests").mkdir(parents=True)
    folder.mkdir()
    (utilities / "utils").mkdir(parents=True)
    (utilities / "utils" / "__init__.py").write_text("def one():\n    return 1\n")
    (folder / "test_small.py").write_text(TESTS)
    (root / "test" / "hoctests" / "tests" / "test_script.py").write_text("def test(n):\n    pass\ntest(1)\n")
    (root / "test" / "hoctests" / "tests" / "test_small.hoc").write_text('x = 1\nif (x != 1) { execerror("x", "") }\n')
    return root


def test_collection(tree):
    tests = collect(tree)
    assert tests[0] == NeuronTest("test/pytest_coreneuron/test_small.py", "test_passes", "test/pytest_coreneuron")
    assert tests[-2] == NeuronTest("test/hoctests/tests/test_script.py", "", "test/hoctests")
    assert tests[-1] == NeuronTest("test/hoctests/tests/test_small.hoc", "", "test/hoctests")
    assert [test.function for test in collect(tree, ["needs_a"])] == ["test_needs_a_program", "test_needs_an_mpi"]


def test_a_wrong_folder(tmp_path, capsys):
    assert main([str(tmp_path)]) == main([str(tmp_path / "none")]) == 2
    printed = capsys.readouterr().err
    assert "give the root of NEURON's source tree" in printed and "there is no folder" in printed


@pytest.mark.slow
def test_verdicts(tree, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    known = {test.name: {"outcome": "passed", "reason": ""} for test in collect(tree)}
    known["test/pytest_coreneuron/test_small.py::test_needs_an_mpi"] = {"outcome": "skipped", "reason": "no MPI"}
    (out / "neuron.json").write_text(json.dumps(known))
    assert main([str(tree), "--out", str(out)]) == 0
    found = json.loads((out / "tests.json").read_text())
    verdicts = {row["test"].partition("::")[2]: (row["verdict"], row["reason"]) for row in found["tests"]}
    verdicts["hoc"] = next((row["verdict"], row["reason"]) for row in found["tests"] if row["test"].endswith(".hoc"))
    assert verdicts["test_passes"] == verdicts[""] == ("passed", "")
    assert verdicts["test_fails"][0] == "failed" and "line 10: AssertionError" in verdicts["test_fails"][1]
    refused = verdicts["test_needs_what_is_refused"]
    assert refused[0] == "refused" and "KSChan" in refused[1]
    assert verdicts["hoc"] == ("passed", "")
    assert verdicts["test_needs_a_program"] == ("not applicable", "it starts NEURON's own program: nrniv")
    assert verdicts["test_needs_an_mpi"] == ("not applicable", "no MPI")
    assert found["summary"]["share of supported"] == 3 / 4
    assert "NEURON&#x27;s own program" in (out / "index.html").read_text()
