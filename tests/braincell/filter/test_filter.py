"""Regions and locsets: sets of places, with the algebra of sets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import Branch, Dendrite, Morphology, Soma
from braincell.errors import InputError
from braincell.filter import (
    AllRegion,
    BranchPoints,
    BranchSlice,
    EmptyRegion,
    EuclideanDistanceRegion,
    RadiusRangeRegion,
    RandomSamples,
    RootLocation,
    StepSamples,
    SubtreeRegion,
    Terminals,
    TreeDistanceRegion,
    UniformSamples,
    at,
    branch_in,
    branch_range,
)


@pytest.fixture(scope="module")
def tree():
    morphology = Morphology.from_root(Soma.from_points([[0, 0, 0], [20, 0, 0]], [10, 10]), "soma")
    for i in range(2):
        dendrite = Dendrite.from_points([[20, 0, 0], [120, 0, 0]], [2.0, 0.0])
        morphology.attach(parent="soma", child_branch=dendrite, child_name=f"dend[{i}]")
    tip = Branch.from_points([[120, 0, 0], [120, 50, 0]], [1.0, 1.0])
    return morphology.attach(parent="dend[1]", child_branch=tip, child_name="tip")


def test_regions(tree):
    whole = [(k, 0.0, 1.0) for k in range(4)]
    assert AllRegion().intervals(tree) == whole
    assert EmptyRegion().intervals(tree) == []
    assert branch_in("name", "dend").intervals(tree) == whole[1:3]
    assert branch_in("type", ("soma", "custom")).intervals(tree) == [whole[0], whole[3]]
    assert branch_range("length", (60, 200)).intervals(tree) == whole[1:3]
    assert branch_range("order", (2, 5)).intervals(tree) == whole[3:]
    assert SubtreeRegion("dend[1]").intervals(tree) == whole[2:]
    assert TreeDistanceRegion(70, 130).intervals(tree) == [(1, 0.5, 1.0), (2, 0.5, 1.0), (3, 0.0, pytest.approx(0.2))]
    assert RadiusRangeRegion(1.0, 5.0).intervals(tree) == [(1, 0.0, 0.5), (2, 0.0, 0.5), (3, 0.0, 1.0)]
    assert EuclideanDistanceRegion(0, 20).intervals(tree) == [(0, 0.0, 1.0)]


pieces = st.builds(
    lambda b, x: BranchSlice(b, min(x), max(x)),
    st.integers(0, 3),
    st.tuples(*[st.sampled_from([0.0, 0.25, 0.3, 0.5, 1.0])] * 2),
)


@given(pieces, pieces, pieces)
@settings(max_examples=100, deadline=None)
def test_the_algebra_of_sets_holds(tree, a, b, c):
    def size(region):
        return sum(x1 - x0 for _, x0, x1 in region.intervals(tree))

    assert size(a | b) == pytest.approx(size(a) + size(b) - size(a & b))
    assert size(a - b) == pytest.approx(size(a) - size(a & b))
    assert (a | b).complement().intervals(tree) == (a.complement() & b.complement()).intervals(tree)
    assert ((a | b) & c).intervals(tree) == ((a & c) | (b & c)).intervals(tree)


def test_locsets(tree):
    assert at("soma", 0.5).locations(tree) == [(0, 0.5)]
    assert at("tip", [0.0, 1.0]).locations(tree) == [(3, 0.0), (3, 1.0)]
    assert RootLocation(1.0).locations(tree) == [(0, 1.0)]
    assert Terminals().locations(tree) == [(1, 1.0), (3, 1.0)]
    assert BranchPoints().locations(tree) == [(0, 1.0), (2, 1.0)]
    assert UniformSamples(2, BranchSlice("dend[0]")).locations(tree) == [(1, 0.25), (1, 0.75)]
    assert StepSamples(50.0, BranchSlice("dend[0]")).locations(tree) == [(1, 0.25), (1, 0.75)]
    assert (at("soma", 0.5) | at("soma", 0.5) | at("tip", 1.0)).locations(tree) == [(0, 0.5), (3, 1.0)]
    drawn = RandomSamples(200, branch_in("name", "dend")).locations(tree)
    assert drawn == RandomSamples(200, branch_in("name", "dend")).locations(tree)
    assert {k for k, _ in drawn} == {1, 2}
    assert abs(np.mean([x for _, x in drawn]) - 0.5) < 0.1  # 5 standard errors of a uniform mean


def test_locsets_are_sets_and_regions_hold_places(tree):
    ends = Terminals() | at("soma", 0.5)
    assert (ends & Terminals()).locations(tree) == Terminals().locations(tree)
    assert (ends - Terminals()).locations(tree) == [(0, 0.5)]
    assert (Terminals() & branch_in("name", "dend")).locations(tree) == [(1, 1.0)]
    assert (Terminals() - branch_in("name", "dend")).locations(tree) == [(3, 1.0)]
    assert (at("tip", [0.2, 0.4, 0.6]) & BranchSlice("tip", 0.2, 0.4)).locations(tree) == [(3, 0.2), (3, 0.4)]
    assert repr(Terminals() & AllRegion()) == "(Terminals() & AllRegion())"
    assert tree.select(Terminals()) == [("dend[0]", 1.0), ("tip", 1.0)]


places = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 0.25, 0.3, 1.0])), max_size=6)


@given(places, places, places)
@settings(max_examples=100, deadline=None)
def test_the_algebra_of_places_holds(tree, first, second, third):
    def locset(pairs):
        result = at(0, 0.5) - at(0, 0.5)
        for k, x in pairs:
            result = result | at(k, x)
        return result

    a, b, c = map(locset, (first, second, third))
    one, other = set(first), set(second)
    for made, wanted in ((a | b, one | other), (a & b, one & other), (a - b, one - other)):
        found = made.locations(tree)
        assert set(found) == wanted and len(found) == len(wanted)
    assert set((a & (b | c)).locations(tree)) == set(((a & b) | (a & c)).locations(tree))


@given(low=st.floats(0.0, 60.0), width=st.floats(0.1, 100.0), seed=st.integers(0, 1000))
@settings(max_examples=80, deadline=None)
def test_regions_of_radius_and_distance_are_exact(low, width, seed):
    """At 400 places of random branches, but those within 1e-9 of a border."""
    draw = np.random.default_rng(seed)
    shape = Branch.from_points(draw.uniform(-60, 60, (5, 3)), draw.uniform(1, 50, 5))
    bent = Morphology.from_root(shape, "a")
    bent.attach(parent="a", child_branch=Branch.from_points(draw.uniform(-60, 60, (3, 3)), [3, 40, 3]), child_name="b")
    origin = np.array(bent.position("a", 0.0))
    values = {
        RadiusRangeRegion: lambda k, x: bent.branch(k).diameter(x) / 2.0,
        EuclideanDistanceRegion: lambda k, x: np.linalg.norm(np.array(bent.position(k, x)) - origin),
    }
    for region, value in values.items():
        intervals = region(low, low + width).intervals(bent)
        for k in (0, 1):
            borders = [x for b, *ends in intervals if b == k for x in ends]
            for x in draw.uniform(0, 1, 200):
                if all(abs(x - border) > 1e-9 for border in borders):
                    inside = any(b == k and x0 <= x <= x1 for b, x0, x1 in intervals)
                    assert inside == (low <= value(k, x) <= low + width)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda t: branch_in("nme", "x"), "unknown property `nme`"),
        (lambda t: branch_in("name", "dnd").intervals(t), "unknown branch name `dnd`.*did you mean `dend`"),
        (lambda t: BranchSlice("soma", 0.7, 0.2), "0 <= x0 <= x1 <= 1 is needed"),
        (lambda t: BranchSlice("soma", 0.0, 1.2), "0 <= x0 <= x1 <= 1 is needed"),
        (lambda t: TreeDistanceRegion(5, 1), "hold nothing; give low <= high"),
        (lambda t: AllRegion() | at("soma", 0.5), "combines regions"),
        (lambda t: Terminals() | AllRegion(), "combines locsets"),
        (lambda t: Terminals() & "soma", "combines a locset and a locset or region"),
        (lambda t: at("soma", -0.1), "x must lie within 0–1"),
        (lambda t: UniformSamples(0), "0 places; give a whole number"),
        (lambda t: StepSamples(-1.0), "`step` is -1 um"),
    ],
)
def test_bad_expressions(tree, make, message):
    with pytest.raises(InputError, match=message):
        make(tree)


def test_expressions_read_as_they_were_written():
    assert repr(AllRegion() - branch_in("type", "soma")) == "(AllRegion() - branch_in('type', ('soma',)))"
