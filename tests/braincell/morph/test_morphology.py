"""Branches and trees, and what is refused."""

import numpy as np
import pytest

from braincell import Axon, Branch, Dendrite, Morphology, Soma
from braincell.errors import InputError, MorphologyError, UnknownNameError

CABLE = Branch.from_lengths([10.0, 30.0], [1.0, 1.0, 2.0])


def tree():
    morphology = Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0]))
    morphology.attach(parent="soma", child_branch=Dendrite.from_lengths([100.0], [1.0, 0.5]), child_name="dend")
    morphology.attach(parent="dend", child_branch=CABLE, child_name="side", parent_x=0.25)
    return morphology.attach(
        parent="soma", child_branch=Axon.from_lengths([50.0], [0.5, 0.5]), child_name="axon", parent_x=0.0, child_x=1
    )


def test_branches_know_their_shape():
    assert (CABLE.length, CABLE.type) == (40.0, "custom")
    assert [CABLE.diameter(x) for x in (0.0, 0.25, 0.625, 1.0)] == [2.0, 2.0, 3.0, 4.0]
    assert Soma.from_lengths(20, [10, 10]).type == "soma"
    straight = Branch.from_points([[0, 0, 0], [3, 4, 0]], [1.0, 1.0])
    assert straight.length == 5.0 and straight.points.dtype == np.float32


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Branch.from_lengths([0.0], [1.0, 1.0]), "length 0 µm; a control volume needs a positive length"),
        (lambda: Branch.from_lengths([-1.0], [1.0, 1.0]), "length -1 µm; none may be negative"),
        (lambda: Branch.from_lengths([float("inf")], [1.0, 1.0]), "length is not finite"),
        (lambda: Branch.from_lengths([1.0], [1.0, -1.0]), "diameter -2 µm; none may be negative"),
        (lambda: Branch.from_lengths([1.0], [0.0, 0.0]), "diameter 0 µm; it must be positive, only a tip may taper"),
        (lambda: Branch.from_lengths([1.0, 2.0], [1.0, 0.0, 1.0]), "diameter 0 µm; it must be positive"),
        (lambda: Branch.from_points([[0, 0, 0], [1, 0, 0]], [0.0, 0.0]), "diameter 0 µm; it must be positive"),
        (lambda: Branch.from_points([[0, 0, 0], [float("nan"), 0, 0]], [1.0, 1.0]), "length is not finite"),
        (lambda: Branch.from_lengths([1.0], [1.0, float("nan")]), "diameter is not finite"),
        (lambda: Branch.from_lengths([1.0, 2.0], [1.0]), "2 lengths need 3 radii"),
        (lambda: Branch.from_lengths([1.0]), "a branch needs `radii`"),
        (lambda: Branch.from_points([[0, 0, 0]], [1.0]), "n >= 2; found"),
        (lambda: Branch.from_points([[0, 0], [1, 1]], [1.0, 1.0]), r"shape \[n, 3\]"),
        (lambda: Branch.from_points([[0, 0, 0], [0, 0, 0]], [1.0, 1.0]), "length 0 µm"),
        (lambda: tree().attach(parent="x", child_branch=CABLE, child_name="x"), "unknown branch `x` in the morphology"),
        (lambda: tree().attach(parent="dnd", child_branch=CABLE, child_name="x"), "did you mean `dend`"),
        (
            lambda: tree().attach(parent="dend", child_branch=CABLE, child_name="axon"),
            "there is a branch `axon` already",
        ),
        (lambda: tree().attach(parent="dend", child_branch=CABLE, child_name="x", parent_x=1.5), "parent_x is 1.5"),
        (lambda: tree().attach(parent="dend", child_branch=CABLE, child_name="x", child_x=0.5), "child_x is 0.5"),
        (lambda: tree().attach(parent="dend", child_branch="b", child_name="x"), "'b' is no branch"),
        (lambda: tree().position("dend", 0.5), "branch `dend` has no coordinates"),
    ],
)
def test_bad_shapes_are_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_unknown_branches_suggest():
    with pytest.raises(UnknownNameError, match="unknown branch `sid` in the morphology; did you mean `side`"):
        tree().branch("sid")
    assert issubclass(MorphologyError, InputError)


def test_distances_are_path_lengths_from_the_root():
    morphology = tree()
    assert morphology.distance("soma", 0.5) == 10.0
    assert morphology.distance("dend", 1.0) == 120.0
    assert morphology.distance("side", 0.5) == 20.0 + 25.0 + 20.0
    assert morphology.distance("axon", 0.0) == 50.0 and morphology.distance("axon", 1.0) == 0.0


def test_topology():
    morphology = tree()
    assert morphology.branches == ("soma", "dend", "side", "axon")
    assert sorted(morphology.graph.edges) == [("dend", "side"), ("soma", "axon"), ("soma", "dend")]
    assert morphology.graph.edges["dend", "side"]["parent_x"] == 0.25
    expected = ["soma", "  dend at soma(1)", "    side at dend(0.25)", "  axon at soma(0)"]
    assert morphology.topo().splitlines() == expected
    assert "4 branches" in repr(morphology)
