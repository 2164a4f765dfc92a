"""CV policies against NEURON's rules."""

import numpy as np
import pytest

from braincell import (
    Branch,
    CompositeByTypePolicy,
    CVPerBranch,
    CVPerBranchList,
    CVPolicyByTypeRule,
    DLambda,
    MaxCVLen,
    Morphology,
)
from braincell.discretize.policy import lambda_f
from braincell.errors import InputError, UnknownNameError

CABLE = Branch.from_lengths([100.0], [1.0, 0.5])


def _counts(policy, *branches, ra=100.0, cm=1.0):
    morphology = Morphology.from_root(branches[0], "b0")
    for i, branch in enumerate(branches[1:], start=1):
        morphology.attach(parent="b0", child_branch=branch, child_name=f"b{i}")
    n = len(branches)
    return policy.counts(morphology, np.full(n, ra), np.full(n, cm)).tolist()


def test_counts():
    assert _counts(CVPerBranch(3), CABLE, CABLE) == [3, 3]
    assert _counts(CVPerBranchList((1, 4)), CABLE, CABLE) == [1, 4]
    assert _counts(MaxCVLen(40.0), CABLE) == [3]
    assert _counts(MaxCVLen(25.0), CABLE) == [5]
    assert _counts(MaxCVLen(25.0, keep_odd=False), CABLE) == [4]


def test_a_policy_for_each_type():
    soma, dendrite = (Branch.from_lengths([100.0], [1.0, 0.5], type=kind) for kind in ("soma", "dendrite"))
    by_type = CompositeByTypePolicy(
        CVPolicyByTypeRule("dendrite", MaxCVLen(40)), CVPolicyByTypeRule("dendrite", CVPerBranch(9))
    )
    assert _counts(by_type, soma, dendrite, dendrite) == [1, 3, 3]
    by_type = CompositeByTypePolicy(CVPolicyByTypeRule("soma", CVPerBranch(2)), default=MaxCVLen(25))
    assert _counts(by_type, soma, dendrite) == [2, 5]
    with pytest.raises(UnknownNameError, match="unknown branch type `soma`"):
        _counts(by_type, dendrite)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: CompositeByTypePolicy(("soma", CVPerBranch(1))), "is no `CVPolicyByTypeRule`"),
        (lambda: CVPerBranch(0), "0 control volumes; give a whole number of at least 1"),
        (lambda: CVPerBranch(2.5), "2.5 control volumes"),
        (lambda: _counts(CVPerBranchList((1,)), CABLE, CABLE), "1 numbers for 2 branches"),
        (lambda: MaxCVLen(0), "`max_length` is 0 um"),
        (lambda: DLambda(-1), "`d_lambda` is -1"),
        (lambda: DLambda(0.1, frequency=float("nan")), "`frequency` is nan"),
    ],
)
def test_bad_policies(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize("points", [True, False])
def test_d_lambda_is_neurons(points):
    h = pytest.importorskip("neuron").h
    h.load_file("stdlib.hoc")
    section = h.Section()
    if points:
        shape = [(0, 0, 0, 4), (60, 10, 0, 2), (60, 10, 0, 3), (300, 80, -40, 0.5)]
        for point in shape:
            section.pt3dadd(*point)
        branch = Branch.from_points([p[:3] for p in shape], [p[3] / 2 for p in shape])
    else:
        section.L, section.diam = 700, 1.5
        branch = Branch.from_lengths([700.0], [0.75, 0.75])
    section.Ra, section.cm = 150, 0.75
    for frequency in (50.0, 100.0, 1000.0):
        theirs = h.lambda_f(frequency, sec=section)
        assert lambda_f(branch, frequency, 150.0, 0.75) == pytest.approx(theirs, rel=1e-12)
        nseg = int((section.L / (0.1 * theirs) + 0.9) / 2) * 2 + 1
        assert _counts(DLambda(0.1, frequency), branch, ra=150.0, cm=0.75) == [nseg]
    assert _counts(DLambda(0.1, 100.0), branch, ra=150.0, cm=0.0) == [1]  # without capacitance it is infinitely long
