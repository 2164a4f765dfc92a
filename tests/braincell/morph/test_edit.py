"""Editing trees: what goes, what stays, and what the rest keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_morphologies import morphologies, same

from braincell import Branch, Cell, CVPerBranch, Dendrite, Morphology, Soma
from braincell.errors import InputError, MorphologyError, UnknownNameError
from braincell.filter import BranchSlice, RadiusRangeRegion, TreeDistanceRegion, branch_in

SINGLE = 1e-5  # relative: coordinates of some 100 µm in float32


def tree():
    morphology = Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0]))
    dendrite = Dendrite.from_lengths([60.0, 40.0], [2.0, 1.0, 0.5])
    twig = Dendrite.from_lengths([10.0], [0.5, 0.5])
    morphology.attach(parent="soma", child_branch=dendrite, child_name="dend")
    morphology.attach(parent="dend", child_branch=twig, child_name="near", parent_x=0.25)
    morphology.attach(parent="dend", child_branch=twig, child_name="far", parent_x=1.0, child_x=1)
    return morphology.attach(parent="near", child_branch=dendrite, child_name="next")


@given(tree=morphologies(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_detached_can_be_attached_again(tree, data):
    if len(tree.branches) == 1:
        return
    name = data.draw(st.sampled_from(tree.branches[1:]))
    at, rest = tree.attachments[tree.index(name)], tree.copy()
    parent = tree.branches[at.parent]
    taken = rest.detach(name)
    assert taken.branches[0] == name
    assert set(taken.branches) | set(rest.branches) == set(tree.branches)
    assert taken.metric.total_area + rest.metric.total_area == pytest.approx(tree.metric.total_area, rel=1e-12)
    rest.attach(parent=parent, child_branch=taken, child_name=name, parent_x=at.parent_x, child_x=at.child_x)
    for other in tree.branches:
        ends = [[t.distance(other, x) for x in (0.0, 1.0)] for t in (tree, rest)]
        np.testing.assert_allclose(*ends, rtol=1e-12, atol=1e-9)


def test_detached_trees_are_whole():
    morphology = tree()
    taken = morphology.detach("near")
    assert morphology.branches == ("soma", "dend", "far")
    assert taken.topo().splitlines() == ["near", "  next at near(1)"]
    assert morphology.attachments[2].parent == 1
    Cell(morphology).cvs()


def test_a_copy_changes_alone():
    morphology = tree()
    other = morphology.copy()
    other.detach("dend")
    assert len(morphology.branches) == 5 and len(other.branches) == 1


def test_pruning_names_and_twigs():
    assert tree().prune("near").branches == ("soma", "dend", "far")
    assert tree().prune(["far", "next"]).branches == ("soma", "dend", "near")
    assert tree().prune(min_length=50).branches == ("soma", "dend", "near", "next")
    assert tree().prune(min_length=5).branches == tree().branches


def test_pruning_a_region_cuts_where_it_begins():
    morphology = tree().prune(BranchSlice("dend", 0.5, 0.6))
    assert morphology.branches == ("soma", "dend", "near", "next")
    stump = morphology.branch("dend")
    assert stump.length == 50.0 and stump.diameters_distal[-1] == pytest.approx(2.0 * (2.0 - 50.0 / 60.0), rel=1e-15)
    assert morphology.attachments[2].parent_x == 0.5  # 25 µm from the start, as before
    turned = tree().prune(BranchSlice("far", 0.0, 0.4))  # attached by x = 1: the part beyond 0.4 stays
    assert turned.branch("far").length == pytest.approx(6.0, rel=1e-15)


@given(tree=morphologies(placed=False), reach=st.floats(1.0, 500.0))
@settings(max_examples=100, deadline=None)
def test_pruning_what_is_far_leaves_the_near_part(tree, reach):
    near = TreeDistanceRegion(0.0, reach).intervals(tree)
    expected = sum((x1 - x0) * tree.branch(k).length for k, x0, x1 in near)
    pruned = tree.copy().prune(TreeDistanceRegion(reach, 1e9))
    assert pruned.metric.total_length == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert pruned.metric.max_path_distance <= reach * (1 + 1e-9)


@given(tree=morphologies(), step=st.floats(0.5, 80.0))
@settings(max_examples=80, deadline=None)
def test_resampling_keeps_the_cable(tree, step):
    finer = tree.copy().resample(step)
    for (_, old, _), (_, new, _) in zip(tree.parts(), finer.parts(), strict=True):
        assert new.lengths.max() <= step * (1 + SINGLE)
        assert len(new.lengths) >= len(old.lengths)
        if old.points is not None:
            assert (new.points[[0, -1]] == old.points[[0, -1]]).all()
            assert {tuple(p) for p in old.points.tolist()} <= {tuple(p) for p in new.points.tolist()}
    for array in ("lengths", "areas", "volumes"):
        np.testing.assert_allclose(getattr(finer.metric, array), getattr(tree.metric, array), rtol=SINGLE)
    coarse = 1e6  # longer than any frustum: nothing is done
    assert same(tree.copy().resample(coarse), tree)


def test_scaling_keeps_the_start_and_the_soma_in_place():
    soma = Soma.from_points([[10, 0, 0], [30, 0, 0]], [10, 10])
    morphology = Morphology.from_root(soma)
    morphology.attach(
        parent="soma", child_branch=Dendrite.from_points([[30, 0, 0], [30, 50, 0]], [1, 1]), child_name="d"
    )
    morphology.scale(length=2, diameter=0.5)
    assert morphology.branch("d").points.tolist() == [[50, 0, 0], [50, 100, 0]]
    assert morphology.branch("soma").points[0].tolist() == [10, 0, 0]
    assert morphology.branch("d").diameters_distal.tolist() == [1.0]
    assert isinstance(morphology.branch("d"), Dendrite)


def test_renaming_keeps_the_order():
    morphology = tree().rename("near", "twig")
    assert morphology.branches == ("soma", "dend", "twig", "far", "next")
    assert morphology.attachments == tree().attachments


def test_cells_see_the_edited_tree():
    morphology = tree()
    cell = Cell(morphology, cv_policy=CVPerBranch(3))
    before = cell.cvs().area.sum()
    assert before == pytest.approx(morphology.metric.total_area, rel=1e-12)
    morphology.prune(RadiusRangeRegion(0.0, 0.5))
    after = cell.cvs().area.sum()
    assert after == pytest.approx(morphology.metric.total_area, rel=1e-12) and after < before


def test_selection_by_name():
    assert tree().select(branch_in("name", "far")) == [("far", 0.0, 1.0)]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda t: t.detach("soma"), MorphologyError, "`soma` is the root, .* detach its children, or `copy`"),
        (lambda t: t.detach("nea"), UnknownNameError, "did you mean `near`"),
        (lambda t: t.prune("soma"), MorphologyError, "start of the root `soma`, .*`detach`"),
        (lambda t: t.prune(BranchSlice("soma", 0.0, 0.1)), MorphologyError, "start of the root"),
        (lambda t: t.prune(["near", "fa"]), UnknownNameError, "did you mean `far`"),
        (lambda t: t.prune(), InputError, "say what is to go"),
        (lambda t: t.prune("near", min_length=3), InputError, "say what is to go"),
        (lambda t: t.prune(3.5), InputError, "is no branch and no region"),
        (lambda t: t.prune(min_length=-1), InputError, "must be positive"),
        (lambda t: t.resample(0), InputError, "resample: `step` is 0 um"),
        (lambda t: t.scale(length=-1), InputError, "scale: `length` is -1"),
        (lambda t: t.scale(diameter=float("nan")), InputError, "a finite number"),
        (lambda t: t.rename("near", "far"), MorphologyError, "there is a branch `far` already"),
        (lambda t: t.rename("ner", "x"), UnknownNameError, "did you mean `near`"),
        (
            lambda t: t.attach(parent="soma", child_branch=tree(), child_name="new"),
            MorphologyError,
            "there is a branch `dend` already; `rename`",
        ),
        (lambda t: t.select("near"), InputError, "is no region and no locset"),
    ],
)
def test_mistakes(change, error, message):
    morphology = tree()
    with pytest.raises(error, match=message):
        change(morphology)
    assert same(morphology, tree())


def test_points_with_radii_of_both_ends():
    branch = Branch.from_points([[0, 0, 0], [1, 0, 0], [2, 0, 0]], radii_proximal=[1, 2], radii_distal=[1, 2])
    assert branch.diameters_distal.tolist() == [2.0, 4.0] == branch.diameters_proximal.tolist()
