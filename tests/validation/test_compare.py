"""The comparison sees what is wrong, whatever it is, and survives it."""

import numpy as np
import pytest

from braincell.errors import BraincellError, UnknownNameError
from validation.case import find
from validation.compare import compare, difference, judge, judge_float32


def test_equal_traces_pass(outcome, ours, theirs):
    judge(outcome, ours, theirs)
    judge_float32(outcome, ours, theirs)
    assert outcome.passed
    assert (outcome.max_abs_dv, outcome.max_relative, outcome.spike_offset, outcome.n_spikes) == (0.0, 0.0, 0.0, 1)


@pytest.mark.parametrize("error, passes", [(0.9e-6, True), (1.1e-6, False), (-1.1e-6, False), (np.nan, False)])
def test_one_voltage_at_one_step_decides(outcome, ours, theirs, error, passes):
    ours["record/v soma(0.5)"][17] += error
    judge(outcome, ours, theirs)
    assert outcome.passed is passes
    if error == error:
        assert outcome.max_abs_dv == pytest.approx(abs(error), rel=1e-6)
    if not passes:
        assert "v soma(0.5) differs by" in outcome.failures[0] and "the bar is 1e-06" in outcome.failures[0]


def test_other_variables_are_judged_relative_to_their_largest_value(outcome, ours, theirs):
    ours["record/m_hh soma(0.5)"][3] += 2e-6 * theirs["record/m_hh soma(0.5)"].max()
    judge(outcome, ours, theirs)
    assert outcome.failures == ["m_hh soma(0.5) differs by 2e-06 relative; the bar is 1e-06"]


def test_geometry_is_judged_value_by_value(outcome, ours, theirs):
    ours["constants/area"][1] *= 1 + 1e-12  # relative to the largest value this would be 2e-15
    judge(outcome, ours, theirs)
    assert outcome.failures == ["area differs by 1e-12 relative; the bar is 1e-13"]


def test_one_bit_of_time_fails(outcome, ours, theirs):
    ours["t"][5] = np.nextafter(ours["t"][5], 1)
    judge(outcome, ours, theirs)
    assert outcome.failures == ["`t` is not bit for bit NEURON's"]


def test_a_spike_one_step_later_fails_in_float64_only(outcome, ours, theirs):
    ours["spikes/soma(0.5)"] += 0.025
    judge_float32(outcome, ours, theirs)
    assert outcome.passed and outcome.float32_spike_offset == pytest.approx(0.025)
    judge(outcome, ours, theirs)
    assert "spikes are not at NEURON's steps" in outcome.failures[0]


def test_a_missing_spike_fails(outcome, ours, theirs):
    ours["spikes/soma(0.5)"] = np.zeros(0)
    judge(outcome, ours, theirs)
    judge_float32(outcome, ours, theirs)
    assert outcome.spike_offset is None
    assert ["another number of spikes" in failure for failure in outcome.failures] == [True, True]


def test_a_float32_spike_two_steps_off_fails(outcome, ours, theirs):
    ours["spikes/soma(0.5)"] -= 0.05
    judge_float32(outcome, ours, theirs)
    assert outcome.failures[0].startswith("float32: spikes are off by 0.05 ms; the bar is one dt")


def test_what_one_side_did_not_record_is_named(outcome, ours, theirs):
    del ours["record/m_hh soma(0.5)"]
    with pytest.raises(BraincellError, match=r"recorded by one side only: \['record/m_hh soma\(0.5\)'\]"):
        judge(outcome, ours, theirs)


def test_traces_of_other_lengths_differ_infinitely():
    assert difference("v", np.zeros(3), np.zeros(4)).absolute == np.inf


def test_a_script_that_crashes_fails_and_does_not_raise(runnable):
    outcome = compare(runnable("raise ValueError('no such luck')\n"))
    assert not outcome.passed
    assert "ValueError: no such luck" in outcome.failures[0]


def test_inputs_that_changed_fail(runnable):
    case = runnable("pass\n")
    case.script.write_text("pass  # changed\n")
    assert "inputs of made_up changed" in compare(case).failures[0]


def test_a_case_without_reference_fails(case):
    assert "reference.json" in compare(case).failures[0]


def test_unknown_cases_are_refused_with_a_hint():
    with pytest.raises(UnknownNameError, match="unknown case `hh_some` in validation/cases; did you mean `hh_soma`"):
        find(["hh_some"])
