"""The mechanism check: what it runs together, what it compares, and its verdicts."""

from pathlib import Path

import numpy as np
import pytest

from validation.mechanism.compare import compare
from validation.mechanism.corpus import summarise
from validation.mechanism.neuron_build import groups
from validation.mechanism.report import write_summary
from validation.mechanism.rows import Row
from validation.mechanism.stage import Staged


def staged(key, name):
    return Staged(Path(f"{key}.mod"), key, "", Path(f"{key}.mod"), name)


def test_files_of_one_name_or_of_two_minds_about_an_ion_are_not_compiled_together():
    files = [staged(*pair) for pair in (("a", "x"), ("b", "x"), ("c", "y"), ("d", "z"), ("e", "u"))]
    valences = {"a": {}, "b": {}, "c": {"mg": 2.0}, "d": {"mg": None}, "e": {"mg": 2.0, "ca": None}}
    keys = [[file.key for file in group] for group in groups(files, valences, 40)]
    assert keys == [["a", "c", "e"], ["b", "d"]]
    assert [len(group) for group in groups(files, valences, 1)] == [1] * 5


@pytest.fixture
def theirs():
    return {"v": np.linspace(-65.0, 20.0, 50), "x.m": np.linspace(0.0, 1.0, 50)}


def test_a_variable_may_differ_by_a_billionth_of_its_largest_value(theirs):
    ours = {name: trace.copy() for name, trace in theirs.items()}
    ours["x.m"][10] += 0.9e-9
    assert all(d.equal for d in compare("free", ours, theirs).differences)
    ours["x.m"][10] += 0.2e-9
    wrong = [d for d in compare("free", ours, theirs).differences if not d.equal]
    assert [(d.variable, d.since) for d in wrong] == [("x.m", 0.25)]


def test_what_braincell_lacks_or_has_no_number_for_differs(theirs):
    ours = {"v": theirs["v"].copy()}
    assert not compare("free", ours, theirs).differences[1].equal
    ours["v"][3] = np.nan
    assert not compare("free", ours, theirs).differences[0].equal


def test_what_is_no_number_in_neuron_is_not_compared_but_noted(theirs):
    ours = {name: trace.copy() for name, trace in theirs.items()}
    theirs["x.m"][2:] = np.nan
    found = compare("free", ours, theirs)
    assert [d.variable for d in found.differences] == ["v"]
    assert found.notes == ["NEURON's x.m is nan at 0.05 ms in 'free'"]


def test_states_solved_together_carry_the_rounding_of_the_largest(theirs):
    theirs |= {"x.open": 1e-12 * np.ones(50), "x.closed": np.ones(50)}
    ours = {name: trace.copy() for name, trace in theirs.items()}
    ours["x.open"] += 3e-16
    alone = {d.variable: d.equal for d in compare("free", ours, theirs).differences}
    assert not alone["x.open"]
    together = compare("free", ours, theirs, joint=["x.open", "x.closed"]).differences
    assert all(d.equal for d in together)


def test_what_neuron_amplifies_itself_is_sensitive_but_an_early_difference_is_not(theirs):
    growth = np.geomspace(1e-9, 10.0, 50)
    nudged = {name: trace + growth for name, trace in theirs.items()}
    ours = {name: trace - 5 * growth for name, trace in theirs.items()}
    assert all(d.sensitive and not d.equal for d in compare("free", ours, theirs, nudged).differences)
    ours["v"][3] += 1e-3
    found = {d.variable: d.sensitive for d in compare("free", ours, theirs, nudged).differences}
    assert found == {"v": False, "x.m": True}


def test_the_summary_of_a_corpus_counts_files_models_and_features(tmp_path):
    rows = {
        "1": Row("a/x.mod", "1", "x", "equal", features=["TABLE"]),
        "2": Row(
            "a/y.mod", "2", "y", "refused", reason="the function `f` is not supported", features=["TABLE", "KINETIC"]
        ),
        "3": Row("b/z.mod", "3", "z", "differs", features=["KINETIC"]),
    }
    files = {tmp_path / row.file: key for key, row in rows.items()}
    summary = summarise(files, rows, tmp_path)
    assert (summary["imported"], summary["equal"], summary["models"]["all_files_import"]) == (2, 1, 1)
    assert summary["features"]["KINETIC"] == {"files": 2, "imported": 1, "equal": 0, "bad": 1}
    page = write_summary(summary, list(rows.values()), tmp_path).read_text()
    assert "KINETIC" in page and "the function `…` is not supported" in page and "1 of 2 models" in page
