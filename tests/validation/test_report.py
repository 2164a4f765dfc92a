"""The report says what was found, in a form that needs nothing else."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from validation.compare import Outcome, judge, judge_float32
from validation.report import line, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def judged(outcome, ours, theirs):
    outcome.traces, outcome.reference = ours, theirs
    outcome.facts = {"script_seconds": 1.25, "run_seconds": 0.01}
    ours["record/v soma(0.5)"][17] += 4e-7
    judge(outcome, ours, theirs)
    judge_float32(outcome, ours, theirs)
    return outcome


def test_json_holds_the_figures(judged, tmp_path):
    write([judged], tmp_path / "report")
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    (case,) = report["cases"]
    assert (case["name"], case["verdict"]) == ("made_up", "pass")
    assert case["max_abs_dv_mV"] == pytest.approx(4e-7, rel=1e-6)
    assert (case["spikes"], case["spike_time_difference_ms"], case["t_identical"]) == (1, 0.0, True)
    assert (case["compartments"], case["wall_s"]["braincell_warm_run"]) == (1, 0.01)
    assert case["float32"]["max_abs_dv_mV"] == pytest.approx(4e-7, rel=1e-6)
    assert report["environment"]["reference"] == ["NEURON 9.0.2"]
    assert report["environment"]["packages"]["jax"]


def test_page_shows_a_failure_and_needs_no_other_file(judged, case, tmp_path):
    broken = Outcome(case, failures=["<crash> & burn"])
    page = write([judged, broken], tmp_path).read_text()
    assert "1 of 2 cases pass" in page
    assert "&lt;crash&gt; &amp; burn" in page and "<crash>" not in page
    sources = re.findall(r'(?:src|href)="([^"]{0,30})', page)
    assert sources and all(s.startswith(("data:image/png;base64,", "#")) for s in sources)
    assert page.count("<img ") == 1  # a case that did not run has no traces to draw


def test_json_is_valid_for_a_trace_that_is_not_finite(outcome, ours, theirs, tmp_path):
    ours["record/v soma(0.5)"][3] = np.inf
    judge(outcome, ours, theirs)
    outcome.traces, outcome.reference = ours, theirs
    write([outcome], tmp_path)
    (case,) = json.loads((tmp_path / "report.json").read_text())["cases"]
    assert case["verdict"] == "fail" and case["max_abs_dv_mV"] is None


def test_line_for_the_terminal(judged, case):
    assert line(judged) == "pass  made_up          max |dv| 4.0e-07 mV, 1 spikes, all identical"
    assert line(Outcome(case, failures=["why"])).startswith("FAIL  made_up          max |dv| –")
    assert line(Outcome(case, failures=["why"])).endswith("\n      why")


@pytest.mark.parametrize(
    "script, verdict, code",
    [("def broken(:\n", "fail", 1), (None, "pass", 0)],
)
def test_exit_code_says_whether_all_passed(script, verdict, code, tmp_path):
    """Through the command, on a copy of the cases, one of them spoilt on purpose."""
    command = "import sys; from pathlib import Path; import validation.case as c; c.FOLDER = Path(sys.argv.pop(1)); "
    command += "from validation.__main__ import main; sys.exit(main())"
    folder = tmp_path / "cases" / "passive_cable"
    folder.mkdir(parents=True)
    for path in (ROOT / "validation/cases/passive_cable").iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    if script is not None:
        (folder / "model.py").write_text(script)
        facts = json.loads((folder / "reference.json").read_text())
        facts["inputs"]["model.py"] = hashlib.sha256(script.encode()).hexdigest()
        (folder / "reference.json").write_text(json.dumps(facts))
    done = subprocess.run(
        [sys.executable, "-c", command, str(tmp_path / "cases"), "run", "--report", str(tmp_path / "report")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert json.loads((tmp_path / "report/report.json").read_text())["cases"][0]["verdict"] == verdict
    assert ("SyntaxError" in done.stdout) == (code == 1)


def test_unknown_case_ends_with_code_2():
    done = subprocess.run(
        [sys.executable, "-m", "validation", "run", "nothing_like_it"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2 and "unknown case `nothing_like_it`" in done.stderr
