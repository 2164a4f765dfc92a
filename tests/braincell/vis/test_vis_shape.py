"""What is drawn has the geometry of the morphology: pieces, shadows, tubes, and the layout of lengths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import Axon, Branch, Cell, CVPerBranch, Dendrite, Morphology, Soma
from braincell.vis import plot3d
from braincell.vis.plot2d import outlines
from braincell.vis.shape import pieces

coordinate = st.floats(-50.0, 50.0, width=32)
radius = st.floats(0.125, 5.0, width=32)


@st.composite
def bent_branches(draw):
    n = draw(st.integers(2, 6))
    steps = draw(st.lists(st.tuples(coordinate, coordinate, st.floats(1.0, 50.0, width=32)), min_size=n, max_size=n))
    return Branch.from_points(np.cumsum(steps, axis=0), draw(st.lists(radius, min_size=n, max_size=n)))


@given(bent_branches(), st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_pieces_have_the_area_of_their_control_volumes(branch, n):
    cell = Cell(Morphology.from_root(branch), cv_policy=CVPerBranch(n))
    cut = pieces(cell.morphology, np.array([n]))
    length = np.linalg.norm(cut.end - cut.start, axis=1)
    side = np.hypot(length, (cut.diameter_end - cut.diameter_start) / 2.0)
    area = np.bincount(cut.cv, np.pi * (cut.diameter_start + cut.diameter_end) / 2.0 * side, n)
    # cable lengths come from steps rounded to float32, by 6e-8, as in NEURON; pieces lie between the points themselves
    assert area == pytest.approx(cell.cvs().area, rel=1e-6)
    assert cut.start[1:] == pytest.approx(cut.end[:-1], abs=1e-9)
    assert cut.arc_end[-1] == branch.length


@given(st.tuples(coordinate, coordinate, coordinate).filter(lambda p: np.linalg.norm(p) > 0.1), radius)
@settings(max_examples=100, deadline=None)
def test_the_shadow_of_a_cylinder(tip, r):
    """Its extent across any direction φ is that of the two end discs: p·φ + r |u × φ|."""
    branch = Branch.from_points([[0, 0, 0], tip], [r, r])
    end = branch.points[1].astype(float)
    u = end / np.linalg.norm(end)
    for projection, axes in {"xy": [0, 1], "xz": [0, 2], "yz": [1, 2]}.items():
        (polygon,) = outlines(pieces(Morphology.from_root(branch)), projection)
        for angle in np.linspace(0.0, 2.0 * np.pi, 12):
            direction = np.zeros(3)
            direction[axes] = np.cos(angle), np.sin(angle)
            disc = r * np.linalg.norm(np.cross(u, direction))
            expected = max(0.0, float(end @ direction)) + disc
            found = (polygon @ direction[axes]).max()
            # a disc is drawn with a corner every 15°, so its sides lie inside by up to r (1 − cos 7.5°)
            assert expected - r * (1.0 - np.cos(np.pi / 24.0)) - 1e-9 <= found <= expected + 1e-9


def test_a_cone_seen_on_end_is_the_wider_disc():
    branch = Branch.from_points([[0, 0, 0], [0, 0, 9]], [2, 3])
    (polygon,) = outlines(pieces(Morphology.from_root(branch)), "xy")
    assert np.hypot(*polygon.T) == pytest.approx(3.0)
    (polygon,) = outlines(pieces(Morphology.from_root(branch)), "xz")
    assert np.ptp(polygon, axis=0) == pytest.approx([6.0, 9.0])


def test_bends_are_filled_and_borders_of_control_volumes_stay_straight():
    bent = Morphology.from_root(Branch.from_points([[0, 0, 0], [10, 0, 0], [10, 10, 0]], [2, 2, 2]))
    first, second = outlines(pieces(bent), "xy")
    assert first[:, 0].max() == pytest.approx(12.0) and second[:, 1].min() == pytest.approx(0.0)
    straight = Morphology.from_root(Branch.from_points([[0, 0, 0], [10, 0, 0]], [2, 2]))
    first, second = outlines(pieces(straight, np.array([2])), "xy")
    assert first[:, 0].max() == second[:, 0].min() == 5.0


def built(branches):
    """A tree of lengths: (parent, parent_x, child_x, length) of each branch after the root."""
    morphology = Morphology.from_root(Soma.from_lengths([20.0], [5.0, 5.0]), name="0")
    for k, (parent, parent_x, child_x, length) in enumerate(branches, 1):
        branch = Dendrite.from_lengths([length / 3, length / 1.5], [1.0, 0.5, 0.5])
        morphology.attach(parent=parent % k, child_branch=branch, child_name=str(k), parent_x=parent_x, child_x=child_x)
    return morphology


where = st.sampled_from([0.0, 0.25, 0.5, 1.0, 1.0])
trees = st.lists(
    st.tuples(st.integers(0, 50), where, st.integers(0, 1), st.floats(5.0, 200.0)), min_size=3, max_size=14
).map(built)


def crossing(a, b, c, d):
    """Whether the segments a–b and c–d have a point in common but for their ends: a + s (b − a) = c + t (d − c)."""
    (ux, uy), (vx, vy), (wx, wy) = (b - a)[:2], (d - c)[:2], (c - a)[:2]
    area = ux * vy - uy * vx
    if abs(area) < 1e-9 * np.hypot(ux, uy) * np.hypot(vx, vy):
        return False  # parallel
    s, t = (wx * vy - wy * vx) / area, (wx * uy - wy * ux) / area
    return 1e-6 < s < 1.0 - 1e-6 and 1e-6 < t < 1.0 - 1e-6


@given(trees)
@settings(max_examples=60, deadline=None)
def test_a_layout_keeps_lengths_and_joints_and_crosses_nothing(morphology):
    cut = pieces(morphology)
    assert cut.is_laid_out and (cut.start[:, 2] == 0).all()
    ends = []
    for k, at in enumerate(morphology.attachments):
        own = cut.branch == k
        first, last = cut.start[own][0], cut.end[own][-1]
        ends.append((first, last))
        assert np.linalg.norm(last - first) == pytest.approx(morphology.branch(k).length)
        if at.parent >= 0:
            start, stop = ends[at.parent]
            assert (last if at.child_x else first) == pytest.approx(start + at.parent_x * (stop - start), abs=1e-9)
    for k, one in enumerate(ends):
        assert not any(crossing(*one, *other) for other in ends[:k])


def ring_radii(mesh, sides):
    points = np.stack([mesh.x, mesh.y, mesh.z], axis=1).reshape(-1, sides, 3)
    return np.linalg.norm(points - points.mean(axis=1, keepdims=True), axis=2), points.mean(axis=1)


def test_tubes_have_the_radii_of_their_points_and_are_closed():
    branch = Branch.from_points([[0, 0, 0], [3, 4, 0], [3, 4, 12]], [1.0, 2.0, 0.5])
    (mesh,) = plot3d(Morphology.from_root(branch), sides=6).data
    radii, centres = ring_radii(mesh, 6)
    assert radii == pytest.approx(np.repeat([[1.0], [2.0], [2.0], [0.5]], 6, axis=1))
    assert centres == pytest.approx(branch.points[[0, 1, 1, 2]], abs=1e-6)
    assert len(mesh.i) == 2 * 12 + 2 * 4  # two walls and two lids
    single = plot3d(Morphology.from_root(Branch.from_points([[0, 0, 0], [3, 4, 0]], [1.0, 2.0]))).data[0]
    corners = np.stack([single.i, single.j, single.k], axis=1)
    edges = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()  # every edge borders two triangles


def test_meshes_by_type_and_by_value():
    morphology = Morphology.from_root(Soma.from_points([[0, 0, 0], [0, 10, 0]], [5, 5]))
    tail = Axon.from_points([[0, 10, 0], [0, 90, 0]], [1, 1])
    morphology.attach(parent="soma", child_branch=tail, child_name="axon")
    by_type = morphology.vis3d()
    assert [(mesh.name, mesh.showlegend) for mesh in by_type.data] == [("soma", True), ("axon", True)]
    cell = Cell(morphology, cv_policy=CVPerBranch(3))
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    (mesh,) = cell.vis3d(values, label="load", unit="nA", sides=4).data
    corners = np.stack([mesh.x, mesh.y, mesh.z], axis=1)[np.stack([mesh.i, mesh.j, mesh.k], axis=1)]
    middle = corners[:, :, 1].mean(axis=1)  # a triangle lies within its control volume
    expected = np.where(middle < 10, middle // (10 / 3), 3 + (middle - 10) // (80 / 3))
    inner = (middle % 10 > 1e-6) & (middle < 89.9)  # lids lie on the ends
    assert mesh.intensity[inner].tolist() == values[expected[inner].astype(int)].tolist()
    assert (mesh.intensitymode, mesh.cmin, mesh.cmax) == ("cell", 1.0, 6.0)
    assert mesh.colorbar.title.text == "load [nA]"
    flat = plot3d(Morphology.from_root(Branch.from_lengths([10.0], [1.0, 1.0])))
    assert "no coordinates" in flat.layout.title.text and flat.layout.scene.aspectmode == "data"


def test_absent_mechanisms_are_a_grey_mesh():
    morphology = Morphology.from_root(Soma.from_points([[0, 0, 0], [0, 10, 0]], [5, 5]))
    tail = Axon.from_points([[0, 10, 0], [0, 90, 0]], [1, 1])
    morphology.attach(parent="soma", child_branch=tail, child_name="axon")
    from braincell.filter import branch_in

    cell = Cell(morphology).paint(branch_in("type", "soma"), "pas")
    there, absent = plot3d(cell, "pas.g").data
    assert set(there.intensity) == {0.001} and absent.name == "absent"
    assert there.cmin < 0.001 < there.cmax
