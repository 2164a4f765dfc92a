"""Figures of morphologies: closed forms, laws, and NEURON's areas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_morphologies import morphologies

from braincell import Branch, Dendrite, Morphology, Soma
from braincell.errors import InputError, MorphologyError, UnknownNameError

EXACT = 1e-12  # relative: the same formulas, sums in another order
SINGLE = 1e-5  # relative: coordinates of some 100 µm in float32, differences of some µm


def star(n=4, length=100.0):
    """A soma along x, and `n` straight dendrites of radius 1 in the yz plane from its middle."""
    tree = Morphology.from_root(Soma.from_points([[-5, 0, 0], [5, 0, 0]], [5, 5]))
    for k in range(n):
        end = length * np.array([0.0, np.cos(2 * np.pi * k / n), np.sin(2 * np.pi * k / n)])
        arm = Dendrite.from_points([[0, 0, 0], end], [1, 1])
        tree.attach(parent="soma", child_branch=arm, child_name=f"dend[{k}]", parent_x=0.5)
    return tree


def test_cones_and_cylinders():
    tree = Morphology.from_root(Branch.from_lengths([4.0], [3.0, 0.0]), "cone")
    tree.attach(parent="cone", child_branch=Dendrite.from_lengths([10.0], [2.0, 2.0]), child_name="tube")
    metric = tree.metric
    np.testing.assert_allclose(metric.areas, [np.pi * 3.0 * 5.0, 2 * np.pi * 2.0 * 10.0], rtol=EXACT)
    np.testing.assert_allclose(metric.volumes, [np.pi * 3.0**2 * 4.0 / 3.0, np.pi * 2.0**2 * 10.0], rtol=EXACT)
    assert metric.lengths.tolist() == [4.0, 10.0] and metric.total_length == 14.0
    assert metric.mean_radius == pytest.approx((4.0 * 1.5 + 10.0 * 2.0) / 14.0, rel=EXACT)
    assert metric.by_type()["dendrite"] == {
        "n_branches": 1,
        "length": 10.0,
        "area": pytest.approx(40 * np.pi, rel=EXACT),
        "volume": pytest.approx(40 * np.pi, rel=EXACT),
    }


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_areas_and_lengths_are_those_of_neuron(data):
    """Of each section of random trees, nseg = 1; the last point's ring, which NEURON may lose, is never there."""
    h = pytest.importorskip("neuron").h
    tree = data.draw(morphologies(placed=True))
    sections = []
    for _, branch, _ in tree.parts():
        section = h.Section()
        diameters = [branch.diameters_proximal[0], *branch.diameters_distal]
        for point, diameter in zip(branch.points, diameters, strict=True):
            section.pt3dadd(*(float(u) for u in point), float(diameter))
        sections.append(section)
    np.testing.assert_allclose(tree.metric.lengths, [section.L for section in sections], rtol=EXACT)
    np.testing.assert_allclose(tree.metric.areas, [section(0.5).area() for section in sections], rtol=EXACT)
    np.testing.assert_allclose(
        tree.metric.volumes, [sum(segment.volume() for segment in section) for section in sections], rtol=EXACT
    )


@given(tree=morphologies(), factor=st.sampled_from([0.5, 2.0, 8.0]))
@settings(max_examples=60, deadline=None)
def test_scaling_laws(tree, factor):
    before, after = tree.metric, tree.copy().scale(length=factor, diameter=factor).metric
    np.testing.assert_allclose(after.lengths, factor * before.lengths, rtol=SINGLE)
    np.testing.assert_allclose(after.areas, factor**2 * before.areas, rtol=SINGLE)
    np.testing.assert_allclose(after.volumes, factor**3 * before.volumes, rtol=SINGLE)
    thicker = tree.copy().scale(diameter=factor).metric
    np.testing.assert_allclose(thicker.lengths, before.lengths, rtol=1e-15)
    np.testing.assert_allclose(thicker.volumes, factor**2 * before.volumes, rtol=EXACT)


@given(tree=morphologies(placed=True), seed=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_turning_and_moving_change_no_size(tree, seed):
    draw = np.random.default_rng(seed)
    rotation, _ = np.linalg.qr(draw.normal(size=(3, 3)))
    shift = draw.uniform(-50.0, 50.0, 3)
    moved = None
    for name, branch, at in tree.parts():
        radii = np.array([branch.diameters_proximal[0], *branch.diameters_distal]) / 2.0
        other = Branch.from_points(branch.points @ rotation.T + shift, radii, type=branch.type)
        if moved is None:
            moved = Morphology.from_root(other, name)
        else:
            place = {"parent_x": at.parent_x, "child_x": at.child_x}
            moved.attach(parent=at.parent, child_branch=other, child_name=name, **place)
    a, b = tree.metric, moved.metric
    for array in ("lengths", "areas", "volumes"):
        np.testing.assert_allclose(getattr(b, array), getattr(a, array), rtol=SINGLE, atol=1e-3)
    np.testing.assert_allclose(b.path_distances, a.path_distances, rtol=SINGLE, atol=1e-3)
    np.testing.assert_allclose(b.centre, rotation @ a.centre + shift, atol=1e-3)
    np.testing.assert_allclose(b.max_euclidean_distance, a.max_euclidean_distance, rtol=SINGLE, atol=1e-3)
    assert (a.orders == b.orders).all() and (a.n_tips, a.n_bifurcations) == (b.n_tips, b.n_bifurcations)


@given(tree=morphologies())
@settings(max_examples=60, deadline=None)
def test_parts_add_up(tree):
    metric = tree.metric
    kinds = metric.by_type().values()
    for quantity in ("length", "area", "volume"):
        assert sum(kind[quantity] for kind in kinds) == pytest.approx(getattr(metric, f"total_{quantity}"), rel=EXACT)
    for k, name in enumerate(tree.branches):
        expected = [tree.distance(name, 0.0), tree.distance(name, 1.0)]
        np.testing.assert_allclose(metric.path_distances[k], expected, rtol=EXACT, atol=1e-9)
    assert metric.max_path_distance == metric.path_distances.max()


def test_order_tips_and_bifurcations():
    tree = star(3)
    thin = Dendrite.from_points([[0, 100, 0], [0, 150, 0]], [1, 1])
    for name in ("left", "right"):
        tree.attach(parent="dend[0]", child_branch=thin, child_name=name)
    tree.attach(parent="dend[1]", child_branch=thin, child_name="on")  # goes on: no bifurcation
    tree.attach(parent="dend[2]", child_branch=thin, child_name="side", parent_x=0.3)
    tree.attach(parent="side", child_branch=thin, child_name="twin", parent_x=0.0)  # at the same place as `side`
    metric, names = tree.metric, tree.branches
    assert dict(zip(names, metric.orders.tolist(), strict=True)) == {
        "soma": 0,
        **{f"dend[{k}]": 1 for k in range(3)},
        **dict.fromkeys(("left", "right", "on", "side"), 2),
        "twin": 3,
    }
    assert [(names[k], x) for k, x in metric.bifurcations] == [("dend[0]", 1.0), ("dend[2]", 0.3)]
    assert {names[k] for k, _ in metric.tips} == {"left", "right", "on", "dend[2]", "side", "twin"}
    assert (metric.n_stems, metric.n_branches, metric.max_branch_order) == (3, 9, 3)
    cable = Morphology.from_root(thin, "cable").metric
    assert (cable.n_tips, cable.n_bifurcations, cable.n_stems) == (2, 0, 0)


def test_sholl_of_a_star():
    metric = star(5).metric
    assert metric.sholl([20.0, 50.0, 99.0, 101.0]).tolist() == [5, 5, 5, 0]
    assert metric.sholl(4.0, types="soma").tolist() == [2]
    assert metric.sholl([50.0], centre=[0.0, 0.0, 1000.0]).tolist() == [0]


def test_sholl_counts_dips_and_no_touches():
    """A line at distance 10 from the centre leaves a sphere of 20 twice, touches one of 10, misses one of 5."""
    tree = Morphology.from_root(Branch.from_points([[-50, 10, 0], [50, 10, 0]], [1, 1]), "line")
    radii = [5.0, 10.0, 20.0, 60.0]
    assert tree.metric.sholl(radii, centre=[0, 0, 0]).tolist() == [0, 0, 2, 0]
    assert tree.resample(0.7).metric.sholl(radii, centre=[0, 0, 0]).tolist() == [0, 0, 2, 0]
    assert tree.metric.sholl([50.0], centre=[-50, 10, 0]).tolist() == [1]


@given(tree=morphologies(placed=True), r=st.floats(1.0, 300.0))
@settings(max_examples=60, deadline=None)
def test_crossings_are_changes_of_side_along_dense_points(tree, r):
    """Dense points may miss pairs of crossings, never a single one."""
    count, dense = tree.metric.sholl([r], types=set(tree.metric.types))[0], 0
    for k, (_, branch, _) in enumerate(tree.parts()):
        at = np.linspace(0.0, branch.length, 2001)
        points = np.stack([np.interp(at, branch.arc, axis.astype(float)) for axis in branch.points.T], axis=1)
        dense += np.count_nonzero(np.diff(np.linalg.norm(points - tree.metric.centre, axis=1) > r))
    assert count >= dense and (count - dense) % 2 == 0


def test_box_and_distances():
    metric = star(4).metric
    np.testing.assert_allclose(metric.bounds, [[-5, -100, -100], [5, 100, 100]], atol=1e-4)
    np.testing.assert_allclose(metric.extent, [10, 200, 200], atol=1e-4)
    assert metric.centre.tolist() == [0.0, 0.0, 0.0]
    assert metric.max_euclidean_distance == pytest.approx(100.0, rel=1e-6)
    assert metric.max_path_distance == pytest.approx(105.0, rel=1e-6)
    assert "total_area" in repr(metric) and metric.as_dict()["n_tips"] == 4


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda m: m.sholl([-1.0]), InputError, "give positive, finite numbers"),
        (lambda m: m.sholl([float("nan")]), InputError, "give positive, finite numbers"),
        (lambda m: m.sholl([1.0], types="dendrit"), UnknownNameError, "did you mean `dendrite`"),
        (lambda m: m.sholl([1.0], centre=[0, 0]), InputError, "give three finite numbers"),
    ],
)
def test_wrong_questions(ask, error, message):
    with pytest.raises(error, match=message):
        ask(star().metric)


def test_places_need_coordinates():
    metric = Morphology.from_root(Branch.from_lengths([1.0], [1.0, 1.0]), "cable").metric
    for ask in (lambda: metric.bounds, lambda: metric.centre, lambda: metric.max_euclidean_distance):
        with pytest.raises(MorphologyError, match="`cable` has no coordinates; use `Branch.from_points`"):
            ask()
    assert metric.total_length == 1.0
