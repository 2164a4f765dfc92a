"""Neurolucida (ASC) and H5 files, and everything that can be wrong with one."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import Cell, Morphology
from braincell.errors import MorphologyError
from braincell.filter import AllRegion, at
from braincell.mech import CurrentClamp, StateProbe

STEM = [(5.0, 0.0, 0.0, 2.0), (15.0, 0.0, 0.0, 2.0), (25.0, 5.0, 0.0, 1.0)]
TWIGS = [
    [(25.0, 5.0, 0.0, 1.0), (35.0, 10.0, 0.0, 1.0), (45.0, 15.0, 0.0, 0.5)],
    [(25.0, 5.0, 0.0, 0.75), (30.0, -5.0, 0.0, 0.75)],  # MorphIO gives a copied first point the next one's diameter
]
AXON = [(-5.0, 0.0, 0.0, 1.0), (-60.0, 2.0, 1.0, 1.0)]
CONTOUR = [(3.0, 4.0, 0.0, 0.1), (-3.0, 4.0, 0.0, 0.1), (-3.0, -4.0, 0.0, 0.1), (3.0, -4.0, 0.0, 0.1)]


def _asc(points):
    return " ".join("({} {} {} {})".format(*point) for point in points)


ASC = f"""("CellBody" (Color Red) (CellBody) {_asc(CONTOUR)})
((Color Blue) (Dendrite) {_asc(STEM)} ({_asc(TWIGS[0][1:])} | {_asc(TWIGS[1][1:])}))
((Color Green) (Axon) {_asc(AXON)})
"""


def _write_h5(path):
    morphio = pytest.importorskip("morphio")
    tree = morphio.mut.Morphology()
    tree.soma.points, tree.soma.diameters = [p[:3] for p in CONTOUR], [p[3] for p in CONTOUR]
    tree.soma.type = morphio.SomaType.SOMA_SIMPLE_CONTOUR

    def level(points):
        return morphio.PointLevel([p[:3] for p in points], [p[3] for p in points])

    stem = tree.append_root_section(level(STEM), morphio.SectionType.basal_dendrite)
    for twig in TWIGS:
        stem.append_section(level(twig))
    tree.append_root_section(level(AXON), morphio.SectionType.axon)
    tree.write(str(path))


def _written(folder, kind):
    path = folder / f"cell.{kind}"
    path.write_text(ASC) if kind == "asc" else _write_h5(path)
    read = Morphology.from_asc if kind == "asc" else Morphology.from_h5
    with pytest.warns(
        UserWarning, match=f"cell.{kind}: the soma's contour of 4 points became a sphere of diameter 10 "
    ):
        return read(path)


@pytest.mark.parametrize("kind", ["asc", "h5"])
def test_sections_become_branches(tmp_path, kind):
    morphology = _written(tmp_path, kind)
    assert morphology.branches == ("soma[0]", "dend[0]", "dend[1]", "dend[2]", "axon[0]")
    types = [morphology.branch(name).type for name in morphology.branches]
    assert types == ["soma", "basal_dendrite", "basal_dendrite", "basal_dendrite", "axon"]
    assert [(at.parent, at.parent_x) for at in morphology.attachments[1:]] == [(0, 0.5), (1, 1.0), (1, 1.0), (0, 0.5)]
    for name, points in zip(morphology.branches[1:], [STEM, *TWIGS, AXON], strict=True):
        branch, expected = morphology.branch(name), np.array(points, np.float32)
        np.testing.assert_array_equal(branch.points, expected[:, :3])
        np.testing.assert_array_equal([*branch.diameters_proximal, branch.diameters_distal[-1]], expected[:, 3])
    soma = Cell(morphology).cvs().area[0]
    assert soma == pytest.approx(np.pi * 10.0**2, rel=1e-6)  # of a sphere; coordinates are float32


@pytest.mark.parametrize("kind", ["asc", "h5"])
def test_a_cell_of_such_a_file_runs(tmp_path, kind):
    cell = Cell(_written(tmp_path, kind)).paint(AllRegion(), "hh")
    cell.place(at("soma[0]", 0.5), CurrentClamp(0.5, 2.0, 1.0), StateProbe(name="v"))
    assert cell.run(5.0)["v"].max() > 0.0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.asc", b"", r"a\.asc: the file is empty"),
        ("a.h5", b"", r"a\.h5: the file is empty"),
        ("a.asc", b"((((", r"a\.asc:1: MorphIO cannot read it: \w"),
        ("a.asc", ASC[: ASC.index("|")].encode(), r"a\.asc:\d+: MorphIO cannot read it: \w"),
        ("a.h5", b"no HDF5", r"a\.h5: MorphIO cannot read it: Could not open.* Not an HDF5 file"),
        ("a.asc", f"((Axon) {_asc(AXON)})".encode(), r"a\.asc: the file has no soma; add one"),
        ("a.swc", b"1 1 0 0 0 5 -1", r"a\.swc: its name must end in \.asc or \.h5; read SWC files with `Morphology.f"),
    ],
)
def test_malformed_files_are_refused_with_their_place(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MorphologyError, match=message) as error:
        Morphology.from_asc(tmp_path / name)
    assert "\x1b" not in str(error.value)


@pytest.mark.parametrize("read", [Morphology.from_asc, Morphology.from_h5])
def test_unreadable_files(tmp_path, read):
    for name in ("none.asc", "none.h5"):
        with pytest.raises(MorphologyError, match=rf"{name}: the file cannot be read: there is no such file"):
            read(tmp_path / name)
    (tmp_path / "folder.asc").mkdir()
    with pytest.raises(MorphologyError, match=r"folder\.asc: the file cannot be read"):
        read(tmp_path / "folder.asc")


def test_a_point_without_diameter_is_refused_with_its_section(tmp_path):
    path = tmp_path / "thin.asc"
    path.write_text(ASC.replace("15.0 0.0 0.0 2.0", "15.0 0.0 0.0 0.0"))
    with pytest.raises(MorphologyError, match=r"thin\.asc: section 0: a branch has diameter 0 µm"):
        with pytest.warns(UserWarning, match="contour"):
            Morphology.from_asc(path)


@given(
    position=st.integers(0, len(ASC) - 1), piece=st.sampled_from(["", "(", ")", "|", "-", "9", "nan", '"', ";", "é"])
)
@settings(max_examples=150, deadline=None)
def test_mutated_files_give_a_morphology_or_a_clear_error(tmp_path_factory, position, piece):
    path = tmp_path_factory.mktemp("asc") / "mutated.asc"
    path.write_text(ASC[:position] + piece + ASC[position + 1 :], encoding="utf-8")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*contour")
            assert len(Morphology.from_asc(path).branches) >= 1
    except MorphologyError as error:
        assert "mutated.asc" in str(error)
