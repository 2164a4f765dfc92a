"""SWC files that we write, as NEURON's Import3d and MorphIO read them."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from test_swc import swc_files

from braincell import Branch, Dendrite, Morphology, Soma
from braincell.errors import MorphologyError

EXACT = 1e-12  # relative: the same float32 points, sums in another order
INSERTED = 1e-6  # relative: points that are put in for children are rounded to float32


def _in_neuron(path):
    """Length and area of the sections that Import3d makes of a file."""
    h = pytest.importorskip("neuron").h
    h.load_file("import3d.hoc")
    reader = h.Import3d_SWC_read()
    reader.quiet = 1
    reader.input(str(path))

    class Holder:
        pass

    holder = Holder()
    h.Import3d_GUI(reader, 0).instantiate(holder)
    return sum(s.L for s in holder.all), sum(segment.area() for s in holder.all for segment in s)


def _in_morphio(path):
    """Length and area of the neurites, without the soma, that MorphIO finds in a file."""
    import morphio

    morphio.set_maximum_warnings(0)
    length = area = 0.0
    for section in morphio.Morphology(str(path)).iter():
        points, radii = section.points.astype(float), section.diameters.astype(float) / 2.0
        steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
        length += steps.sum()
        area += (np.pi * (radii[1:] + radii[:-1]) * np.hypot(steps, np.diff(radii))).sum()
    return length, area


@given(text=swc_files())
@settings(max_examples=80, deadline=None)
def test_what_neuron_reads_is_what_was_read(tmp_path_factory, text):
    """Files that warn of something are not equal; here only wires from within a dendrite are of the kind."""
    path = tmp_path_factory.mktemp("swc") / "tree.swc"
    path.write_text(text)
    tree = Morphology.from_swc(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tree.to_swc(path)
    again, expected = Morphology.from_swc(path), [tree.metric.total_length, tree.metric.total_area]
    np.testing.assert_allclose(_in_neuron(path), [again.metric.total_length, again.metric.total_area], rtol=EXACT)
    if caught:
        assert all("tree.swc: the gap between" in str(warning.message) for warning in caught)
    else:
        np.testing.assert_allclose(_in_neuron(path), expected, rtol=EXACT)
        assert again.metric.by_type().keys() == tree.metric.by_type().keys()


def star(parent_x=0.5, start=(0.0, 0.0, 0.0), soma=None):
    tree = Morphology.from_root(soma or Soma.from_points([[-5, 0, 0], [0, 0, 0], [5, 0, 0]], [5, 5, 5]))
    arm = Dendrite.from_points([start, [0, 50, 0], [0, 90, 10]], [1.5, 1, 0.5])
    tree.attach(parent="soma", child_branch=arm, child_name="dend", parent_x=parent_x)
    fork = [Dendrite.from_points([[0, 90, 10], end], [0.5, 0.25]) for end in ([20, 120, 10], [-20, 130, 5])]
    tree.attach(parent="dend", child_branch=fork[0], child_name="left")
    tree.attach(parent="dend", child_branch=fork[1].turned(), child_name="right", child_x=1)
    begin, radius = tree.position("dend", 0.3), tree.branch("dend").diameter(0.3) / 2.0
    side = Dendrite.from_points([begin, [30, 25, 0]], [radius, 0.75])
    return tree.attach(parent="dend", child_branch=side, child_name="side", parent_x=0.3)


@pytest.mark.parametrize(
    "tree",
    [
        star(),
        star(start=(0.0, 5.0, 0.0)),
        star(1.0, start=(5.0, 0.0, 0.0), soma=Soma.from_points([[0, 0, 0], [5, 0, 0]], [4, 3])),
        star(0.0, soma=Soma.from_points([[0, 0, 0], [5, 0, 0]], [4, 3])),
        star(0.5, start=(2.5, 0.0, 0.0), soma=Soma.from_points([[0, 0, 0], [5, 0, 0]], [4, 3])),
    ],
    ids=["sphere", "wire", "end", "start", "middle"],
)
def test_neuron_and_morphio_read_the_same_cable(tmp_path, tree):
    """A soma as a point or as a chain, children at its ends and middle, turned branches, a branch from within."""
    path = tmp_path / "tree.swc"
    tree.to_swc(path)
    metric, soma = tree.metric, tree.metric.by_type()["soma"]
    np.testing.assert_allclose(_in_neuron(path), [metric.total_length, metric.total_area], rtol=INSERTED)
    neurites = [metric.total_length - soma["length"], metric.total_area - soma["area"]]
    np.testing.assert_allclose(_in_morphio(path), neurites, rtol=INSERTED)
    again = Morphology.from_swc(path)
    assert again.attachments[1].parent_x == tree.attachments[1].parent_x
    assert again.metric.max_path_distance == pytest.approx(metric.max_path_distance, rel=INSERTED)
    before = path.read_text()
    again.to_swc(path)
    assert path.read_text() == before  # nothing grows by reading and writing


def test_types_that_swc_has(tmp_path):
    tree = Morphology.from_root(Soma.from_points([[-5, 0, 0], [0, 0, 0], [5, 0, 0]], [5, 5, 5]))
    for k, kind in enumerate(("axon", "basal_dendrite", "dendrite", "apical_dendrite", "custom")):
        arm = Branch.from_points([[0, 0, 0], [0, 50, k]], [1, 1], type=kind)
        tree.attach(parent="soma", child_branch=arm, child_name=kind, parent_x=0.5)
    tree.to_swc(tmp_path / "tree.swc")
    read = Morphology.from_swc(tmp_path / "tree.swc")
    assert read.branches == ("soma[0]", "axon[0]", "dend[0]", "dend[1]", "apic[0]", "dend_5[0]")


@pytest.mark.parametrize(
    ("branch", "parent_x", "message"),
    [
        (Dendrite.from_points([[0, 90, 10], [0, 99, 10]], [0.25, 0.25]), 1.0, "`new` begin.* another diameter"),
        (Dendrite.from_points([[0, 95, 10], [0, 99, 10]], [0.5, 0.25]), 1.0, "the gap between `new` and the parent"),
        (
            Dendrite.from_points(
                [[0, 90, 10], [0, 99, 10], [0, 110, 10]], radii_proximal=[0.5, 0.2], radii_distal=[0.4, 0.2]
            ),
            1.0,
            "a jump within `new` became a slope",
        ),
    ],
)
def test_what_swc_cannot_hold_warns(tmp_path, branch, parent_x, message):
    tree = star().attach(parent="dend", child_branch=branch, child_name="new", parent_x=parent_x)
    with pytest.warns(UserWarning, match=message):
        tree.to_swc(tmp_path / "tree.swc")


def test_other_places_of_a_soma_warn(tmp_path):
    soma = Soma.from_points([[0, 0, 0], [2, 0, 0], [5, 0, 0]], [4, 3, 3])
    with pytest.warns(UserWarning, match="`dend` now hang.* from the middle of the soma"):
        star(0.2, soma=soma).to_swc(tmp_path / "tree.swc")


@pytest.mark.parametrize(
    ("branch", "message"),
    [
        (Dendrite.from_lengths([1.0], [1.0, 1.0]), "`new` has no coordinates, which SWC needs"),
        (Dendrite.from_points([[0, 90, 10], [0, 99, 10]], [0.5, 0.0]), "`new` tapers to diameter 0"),
    ],
)
def test_what_no_reader_takes_is_refused(tmp_path, branch, message):
    tree = star().attach(parent="dend", child_branch=branch, child_name="new")
    with pytest.raises(MorphologyError, match=message):
        tree.to_swc(tmp_path / "tree.swc")
    assert not (tmp_path / "tree.swc").exists()
