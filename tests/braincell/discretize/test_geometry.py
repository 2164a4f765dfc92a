"""Areas, resistances and nodes against NEURON, on random trees."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from braincell import Branch, Morphology
from braincell.discretize import control_volumes

EXACT = 1e-13  # relative: the project's bar; both integrate the same frusta, in another order of summation
RA = 35.4


@pytest.fixture(scope="module")
def h():
    return pytest.importorskip("neuron").h


coordinate = st.floats(-200.0, 200.0, width=32)
diameter = st.floats(0.25, 30.0, width=32)


@st.composite
def point_lists(draw):
    n = draw(st.integers(2, 7))
    points = [[draw(coordinate) for _ in range(3)] for _ in range(n)]
    duplicate = draw(st.integers(0, n))
    if 0 < duplicate < n:  # a duplicate point, mostly with another diameter
        points[duplicate] = points[duplicate - 1]
    points[0] = [float(np.float32(points[-1][0]) + 10.0), *points[-1][1:]]  # never of length 0
    return points, [draw(diameter) for _ in range(n)]


@st.composite
def stylized(draw):
    n = draw(st.integers(1, 11))
    return draw(st.floats(1.0, 500.0)), [draw(st.floats(0.2, 30.0)) for _ in range(n)]


@st.composite
def trees(draw):
    branches = []
    for i in range(draw(st.integers(1, 4))):
        from_points = draw(st.booleans())
        shape = draw(point_lists() if from_points else stylized())
        nseg = draw(st.integers(1, 11)) if from_points else len(shape[1])
        parent = draw(st.integers(0, i - 1)) if i else -1
        parent_x = draw(st.sampled_from([0.0, 0.5, 1.0, 1.0, draw(st.floats(0.0, 1.0))]))
        branches.append((from_points, shape, nseg, parent, parent_x, draw(st.sampled_from([0, 0, 0, 1])) if i else 0))
    return branches


def _in_neuron(h, tree):
    sections = []
    for from_points, shape, nseg, parent, parent_x, child_x in tree:
        section = h.Section()
        if parent >= 0:
            section.connect(sections[parent](parent_x), child_x)
        section.nseg = nseg
        if from_points:
            for (x, y, z), d in zip(*shape, strict=True):
                section.pt3dadd(x, y, z, d)
        else:
            section.L = shape[0]
            for segment, d in zip(section, shape[1], strict=True):
                segment.diam = d
        section.Ra = RA
        sections.append(section)
    return sections


def _in_braincell(tree):
    morphology = None
    for i, (from_points, shape, nseg, parent, parent_x, child_x) in enumerate(tree):
        if from_points:
            points, diameters = (list(reversed(part)) if child_x else part for part in shape)
            branch = Branch.from_points(points, np.array(diameters) / 2.0)
        else:
            radii = np.array(shape[1]) / 2.0
            branch = Branch.from_lengths(np.full(nseg, shape[0] / nseg), radii_proximal=radii, radii_distal=radii)
        if morphology is None:
            morphology = Morphology.from_root(branch, "b0")
        else:
            morphology.attach(
                parent=f"b{parent}", child_branch=branch, child_name=f"b{i}", parent_x=parent_x, child_x=child_x
            )
    return morphology


@given(trees())
@settings(max_examples=60, deadline=None)
def test_random_trees(h, tree):
    sections, morphology = _in_neuron(h, tree), _in_braincell(tree)
    cvs = control_volumes(morphology, np.array([branch[2] for branch in tree]))
    halves = np.stack([cvs.resistance_proximal, cvs.resistance_distal]) * RA
    for k, section in enumerate(sections):
        branch, child_x = morphology.branch(k), morphology.attachments[k].child_x
        assert branch.length == pytest.approx(section.L, rel=EXACT)
        if section.n3d():
            arc = branch.arc if child_x == 0 else (branch.length - branch.arc)[::-1]
            theirs = [section.arc3d(i) for i in range(section.n3d())]
            np.testing.assert_allclose(arc, theirs, rtol=EXACT, atol=EXACT * section.L)
        for segment in section:
            cv = cvs.cv(k, segment.x)
            assert cvs.area[cv] == pytest.approx(segment.area(), rel=EXACT)
            assert cvs.diam[cv] == pytest.approx(segment.diam, rel=EXACT)
            edges = [(cvs.edge_a[cv], cvs.edge_a_side[cv]), (cvs.edge_b[cv], cvs.edge_b_side[cv])]
            resistance = sum(halves[side, other] for other, side in edges if other >= 0)
            assert resistance == pytest.approx(segment.ri(), rel=EXACT)


def test_a_duplicate_point_adds_its_annulus_and_a_jump_does_not():
    flat = Branch.from_points([[0, 0, 0], [5, 0, 0], [5, 0, 0], [10, 0, 0]], [1.0, 1.0, 2.0, 2.0])
    jump = Branch.from_lengths([5.0, 5.0], radii_proximal=[1.0, 2.0], radii_distal=[1.0, 2.0])
    areas = [control_volumes(Morphology.from_root(b), [1]).area[0] for b in (flat, jump)]
    assert areas[1] == pytest.approx(2 * np.pi * 5 * (1 + 2), rel=1e-14)
    assert areas[0] - areas[1] == pytest.approx(np.pi * (2**2 - 1**2), rel=1e-12)


@given(point_lists(), st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_area_and_resistance_do_not_depend_on_the_division(shape, n):
    assume(shape[0][-1] != shape[0][-2])  # an annulus at x = 1 is lost or kept as NEURON's rounding has it
    branch = Branch.from_points(shape[0], np.array(shape[1]) / 2.0)
    # where a border cuts a steep piece, its rounding error of 1e-16 L counts relative to the piece's length
    assume((branch.lengths[branch.lengths > 0] > 1e-3).all())
    morphology = Morphology.from_root(branch)
    one, many = control_volumes(morphology, [1]), control_volumes(morphology, [n])
    assert many.area.sum() == pytest.approx(one.area.sum(), rel=1e-12)
    total = many.resistance_proximal.sum() + many.resistance_distal.sum()
    assert total == pytest.approx(one.resistance_proximal[0] + one.resistance_distal[0], rel=1e-12)


def test_nodes_follow_neurons_tree():
    cable = Branch.from_lengths([10.0], [1.0, 1.0])
    morphology = Morphology.from_root(cable, "soma")
    for name, x in (("at0", 0.0), ("at05", 0.5), ("at1", 1.0)):
        morphology.attach(parent="soma", child_branch=cable, child_name=name, parent_x=x)
    cvs = control_volumes(morphology, [3, 1, 1, 1])
    first = {name: cvs.parent[cvs.cv(k, 0.5)] for k, name in enumerate(morphology.branches)}
    assert first["at0"] == cvs.node(0, 0.0) and cvs.parent[cvs.node(0, 0.0)] == -1
    assert first["at05"] == cvs.cv(0, 0.5) == 1
    assert first["at1"] == cvs.node(0, 1.0)
    assert cvs.n_node == 6 + 4 + 1  # Σ (nseg + 1) + 1
