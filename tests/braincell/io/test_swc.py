"""SWC files against NEURON's Import3d, and everything that can be wrong with one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import Morphology
from braincell.errors import MorphologyError

SHARED = Path(__file__).parents[4] / "shared" / "data" / "morphologies"
REFUSED = {"morph_flywire_t4_720575940626407426.swc", "morph_multiple_roots.swc"}  # NEURON cannot read them either
FILES = [p for p in sorted(SHARED.glob("*.swc")) if p.name not in REFUSED] if SHARED.is_dir() else []


class _Holder:
    """What Import3d puts its sections into."""


def _import3d(path):
    h = pytest.importorskip("neuron").h
    h.load_file("import3d.hoc")
    reader = h.Import3d_SWC_read()
    reader.quiet = 1
    reader.input(str(path))
    holder = _Holder()
    h.Import3d_GUI(reader, 0).instantiate(holder)
    return h, holder


def _compare(path):
    h, holder = _import3d(path)
    morphology = Morphology.from_swc(path)
    sections = {section.name().split(".")[-1]: section for section in holder.all}
    assert set(sections) == set(morphology.branches)
    for name, section in sections.items():
        branch = morphology.branch(name)
        n = section.n3d()
        points = [[section.x3d(i), section.y3d(i), section.z3d(i)] for i in range(n)]
        diameters = [section.diam3d(i) for i in range(n)]
        np.testing.assert_array_equal(branch.points, np.array(points, np.float32))
        np.testing.assert_array_equal([*branch.diameters_proximal, branch.diameters_distal[-1]], diameters)
        attachment = morphology.attachments[morphology.index(name)]
        parent = section.parentseg()
        if parent is None:
            assert attachment.parent == -1
        else:
            assert morphology.branches[attachment.parent] == parent.sec.name().split(".")[-1]
            assert attachment.parent_x == parent.x


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_real_files_become_neurons_sections(path):
    _compare(path)


@pytest.mark.parametrize("offset", [3, 3.02, 3.2])
def test_three_points_of_a_soma_are_a_sphere_if_their_distances_make_its_diameter(tmp_path, offset):
    """NeuroMorpho.Org's convention; 1 % of the diameter is allowed."""
    path = tmp_path / "soma.swc"
    rows = ["1 1 0 0 0 3 -1", f"2 1 0 {offset} 0 3 1", "3 1 0 -3 0 3 1", "4 3 9 1 0 1 1", "5 3 19 1 0 1 4"]
    path.write_text("\n".join([*rows, "6 2 0 -9 0 0.5 1"]) + "\n")
    _compare(path)


@st.composite
def swc_files(draw):
    """Small trees, mostly with a soma of one to four points."""
    n_soma = draw(st.integers(0, 4))
    lines, kinds = [], []
    for i in range(draw(st.integers(max(2, n_soma), 14))):
        kind = 1 if i < n_soma else draw(st.sampled_from([2, 3, 3, 4, 5]))
        contiguous = draw(st.booleans())
        parent = -1 if i == 0 else (i if contiguous else draw(st.integers(1, i)))
        if kind == 1 and i:  # NEURON breaks on somata that hang on dendrites
            parent = draw(st.integers(1, i))
        x, y, z = (draw(st.integers(-50, 50)) + 100 * (i % 2) * (axis == 0) for axis, _ in enumerate("xyz"))
        lines.append(f"{i + 1} {kind} {x} {y} {z + i} {draw(st.sampled_from([0.5, 1.0, 2.25]))} {parent}")
        kinds.append(kind)
    return "\n".join(lines) + "\n"


@given(text=swc_files())
@settings(max_examples=60, deadline=None)
def test_random_files_become_neurons_sections(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("swc") / "random.swc"
    path.write_text(text)
    _compare(path)


GOOD = "1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 1 2\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.swc: the file holds no points"),
        ("# only a comment\n", "the file holds no points"),
        (GOOD + "4 3 1 1\n", "a.swc:4: 4 columns; a line needs 7"),
        (GOOD + "4 3 x 1 1 1 3\n", "a.swc:4: could not convert string to float: 'x'"),
        (GOOD + "4 3 nan 1 1 1 3\n", "a.swc:4: a value is not finite"),
        (GOOD + "4 3 1 1 1 0 3\n", "a.swc:4: the radius is 0 µm; it must be positive"),
        (GOOD + "4 3 1 1 1 -2 3\n", "a.swc:4: the radius is -2 µm"),
        (GOOD + "4.5 3 1 1 1 1 3\n", "a.swc:4: the id is 4.5; it must be a whole number"),
        (GOOD + "4 3 1 1 1 1 9\n", "a.swc:4: the parent 9 of point 4 does not exist"),
        (GOOD + "4 3 1 1 1 1 4\n", "a.swc:4: the parent 4 of point 4 does not come before it"),
        (GOOD + "3 3 1 1 1 1 2\n", "a.swc:4: the id 3 is that of line 3 too"),
        (GOOD + "4 3 1 1 1 1 -1\n", r"a.swc:4: the file holds 2 trees \(roots in lines 1, 4\)"),
    ],
)
def test_malformed_files_are_refused_with_their_line(tmp_path, text, message):
    path = tmp_path / "a.swc"
    path.write_text(text)
    with pytest.raises(MorphologyError, match=message):
        Morphology.from_swc(path)


def test_unreadable_files(tmp_path):
    with pytest.raises(MorphologyError, match="none.swc: the file cannot be read: No such file"):
        Morphology.from_swc(tmp_path / "none.swc")
    with pytest.raises(MorphologyError, match="the file cannot be read"):
        Morphology.from_swc(tmp_path)
    (tmp_path / "binary.swc").write_bytes(bytes(range(256)))
    with pytest.raises(MorphologyError, match="binary.swc:1: 1 columns; a line needs 7"):
        Morphology.from_swc(tmp_path / "binary.swc")


@given(position=st.integers(0, len(GOOD) - 1), piece=st.sampled_from(["", "-", "9", " ", "\n", "nan", "1e9", "é", "#"]))
@settings(max_examples=200, deadline=None)
def test_mutated_files_give_a_morphology_or_a_clear_error(tmp_path_factory, position, piece):
    path = tmp_path_factory.mktemp("swc") / "mutated.swc"
    path.write_text(GOOD[:position] + piece + GOOD[position + 1 :], encoding="utf-8")
    try:
        assert len(Morphology.from_swc(path).branches) >= 1
    except MorphologyError as error:
        assert "mutated.swc" in str(error)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared morphologies")
def test_neurolucida_files_are_read_and_contours_warn():
    with pytest.warns(UserWarning, match="soma's contour"):
        morphology = Morphology.from_asc(SHARED / "l5pc_cell1.asc")
    assert len(morphology.branches) == 195
    assert {morphology.branch(name).type for name in morphology.branches} == {
        "soma",
        "axon",
        "basal_dendrite",
        "apical_dendrite",
    }
