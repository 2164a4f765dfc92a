"""What is wrong with files, line by line, and repairs that are all named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_swc import GOOD, swc_files

from braincell import Morphology
from braincell.errors import InputError, MorphologyError
from braincell.io import check_morphology, repair_swc

TREE = """# a soma, a dendrite with a fork, an axon
1 1 0 0 0 5 -1
2 3 10 0 0 1 1
3 3 20 0 0 1 2
4 3 30 5 0 0.5 3
5 3 30 -5 0 0.5 3
6 2 0 -20 0 0.5 1
"""


def _file(folder, text, name="a.swc"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _edited(**lines):
    """TREE with some lines (l4=…) replaced."""
    rows = TREE.splitlines()
    for key, row in lines.items():
        rows[int(key[1:]) - 1] = row
    return "\n".join(rows) + "\n"


def test_a_good_file(tmp_path):
    path = _file(tmp_path, TREE)
    report = check_morphology(path)
    assert report.ok and report.problems == () and str(report) == "a.swc: nothing is wrong"
    tree, repairs = repair_swc(path)
    assert repairs == () and tree.branches == Morphology.from_swc(path).branches


@pytest.mark.parametrize(
    ("text", "line", "message", "repair", "branches"),
    [
        (_edited(l5="4 3 30 5 0 0 3"), 5, "radius of point 4 is 0 µm", "that of the next point with one, 1 µm", 5),
        (_edited(l2="1 1 0 0 0 nan -1"), 2, "radius of point 1 is nan µm", "becomes that of the next", 5),
        (
            _edited(l4="3 3 inf 0 0 1 2"),
            4,
            "a coordinate is not finite",
            "left out; what hung on it hangs on its par",
            5,
        ),
        (_edited(l7="6 2 0 -20 0 0.5 9"), 7, "the parent 9 of point 6 does not exist", "becomes the root", 4),
        (_edited(l7="6 2 0 -20 0 0.5 -1"), 7, "the root of another tree", "that tree of 1 points is left out", 4),
        (_edited(l7="6 2 0 -20 0 0.5 6"), 7, "point 6 hangs on a cycle", "the 1 points of the kind are left out", 4),
        (_edited(l7="5 3 30 -5 0 0.5 3"), 7, "the id 5 is that of line 6 too", "the line, a copy, is left out", 4),
        (_edited(l7="5 2 0 -20 0 0.5 1"), 7, "the id 5 is that of line 6 too", "the point gets the id 6", 5),
        (
            TREE.replace("3 3 20 0 0 1 2", "9 3 20 0 0 1 2").replace(" 3\n", " 9\n"),
            5,
            "the parent 9 of point 4 does not come before it (2 such points)",
            "sorted and renumbered from 1",
            5,
        ),
    ],
)
def test_what_readers_refuse_is_named_with_its_repair(tmp_path, text, line, message, repair, branches):
    path = _file(tmp_path, text)
    with pytest.raises(MorphologyError):
        Morphology.from_swc(path)
    report = check_morphology(path)
    found = [problem for problem in report.problems if problem.refused]
    assert not report.ok and [problem.line for problem in found][0] == line
    assert message in found[0].message
    assert repair in found[0].repair and f"line {line}: " in str(report)
    tree, repairs = repair_swc(path)
    assert set(found) <= set(repairs) and len(tree.branches) == branches


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (_edited(l4="3 3 20 0 0"), 4, "5 columns; a line needs 7"),
        (_edited(l4="3 3 20 y 0 1 2"), 4, "could not convert string to float: 'y'"),
        (_edited(l4="3.5 3 20 0 0 1 2"), 4, "the id is 3.5"),
        (_edited(l4="2 3 20 0 0 1 2"), 4, "the id 2 is that of line 3 too, and points hang on it"),
        ("", 0, "the file holds no points"),
        ("1 1 0 0 0 1 2\n2 1 0 0 1 1 1\n", 1, "point 1 is its own ancestor, and the file has no root"),
        ("1 1 0 0 0 0 -1\n2 1 0 0 1 0 1\n", 1, "the radius of point 1 is 0 µm"),
        ("1 1 nan 0 0 1 -1\n", 0, "no point has a place"),
        (bytes(range(256)), 1, "1 columns; a line needs 7"),
    ],
)
def test_what_has_no_repair(tmp_path, text, line, message):
    path = _file(tmp_path, text)
    report = check_morphology(path)
    hopeless = [problem for problem in report.problems if problem.refused and not problem.repair]
    assert hopeless[0].line == line and message in hopeless[0].message
    with pytest.raises(MorphologyError, match="have no repair; mend them by hand"):
        repair_swc(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TREE.replace("1 1 0", "1 3 0"), "the file has no soma"),
        (_edited(l3="2 1 10 0 0 5 1"), "line 2: a soma of 2 points is read as one frustum"),
        (_edited(l6="5 3 20 0 0 1 3"), "line 6: point 5 repeats point 3; repair: the point is left out"),
        (_edited(l6="5 3 20 0 0 0.5 3"), "line 6: point 5 lies on point 3 with another radius"),
        (_edited(l5="4 1 30 5 0 0.5 3"), "line 5: point 4 of the soma hangs on point 3, which is none"),
        (TREE.replace("-1\n2", "-1\n8 3 0 9 9 1 1\n2"), "line 4: point 2 comes after a point with a greater id"),
    ],
)
def test_oddities_that_readers_take(tmp_path, text, message):
    report = check_morphology(_file(tmp_path, text))
    assert message in str(report)


def test_several_problems_are_all_listed(tmp_path):
    path = _file(tmp_path, _edited(l4="3 3 20 0 0 0 2", l6="5 3 30 -5 0 -1 3", l7="6 2 0 -20 0 0.5 77"))
    assert [problem.line for problem in check_morphology(path).problems] == [4, 6, 7, 7]
    tree, repairs = repair_swc(path)
    assert len(repairs) == 4
    assert tree.branch("dend[2]").diameters_distal[-1] == 2.0  # the nearest radius above, past the other wrong one


pieces = st.sampled_from(["", "-", "9", " ", "\n", "nan", "1e9", "é", "#", "0", "1", "2 ", ".5"])


@given(position=st.integers(0, len(TREE) - 1), piece=pieces, other=st.integers(0, len(TREE) - 1), text=swc_files())
@settings(max_examples=300, deadline=None)
def test_the_report_agrees_with_the_reader(tmp_path_factory, position, piece, other, text):
    """`ok` is what `from_swc` does, and a repaired file is one that needs no repair."""
    base = TREE if position % 2 else text
    mutated = base[:position] + piece + base[position + 1 : other] + piece + base[max(position, other) + 1 :]
    path = _file(tmp_path_factory.mktemp("swc"), mutated)
    try:
        Morphology.from_swc(path)
        accepted = True
    except MorphologyError:
        accepted = False
    report = check_morphology(path)
    assert report.ok == accepted, str(report)
    try:
        tree, repairs = repair_swc(path)
    except InputError:
        assert not accepted
    else:
        assert accepted or any(problem.refused for problem in repairs)
        assert tree.metric.total_length > 0


@given(content=st.binary(max_size=200), name=st.sampled_from(["a.swc", "a.asc", "a.h5", "a.nml", "a.json"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_answered(tmp_path_factory, content, name):
    path = _file(tmp_path_factory.mktemp("bytes"), content, name)
    assert isinstance(str(check_morphology(path)), str)
    read = {"nml": Morphology.from_neuroml, "json": Morphology.load, "swc": Morphology.from_swc}
    with pytest.raises(InputError):
        read.get(name.split(".")[1], Morphology.from_asc)(path)


def test_other_formats_are_read_to_check_them(tmp_path):
    asc = _file(tmp_path, "((Axon) (0 0 0 1) (1 0 0 1)\n(2 0 0", "a.asc")
    report = check_morphology(asc)
    assert not report.ok and 2 in [problem.line for problem in report.problems]
    saved = tmp_path / "tree.json"
    _file(tmp_path, GOOD, "a.swc")
    Morphology.from_swc(tmp_path / "a.swc").save(saved)
    assert check_morphology(saved).ok
    with pytest.raises(MorphologyError, match=r"cannot be checked; it must end in one of \.swc, \.asc"):
        check_morphology(tmp_path / "a.txt")
    with pytest.raises(MorphologyError, match="the file cannot be read"):
        check_morphology(tmp_path / "none.asc")
