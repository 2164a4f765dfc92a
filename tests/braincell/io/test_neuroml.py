"""NeuroML 2 morphologies against numbers computed from the file itself, and everything that can be wrong with one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import Cell, CVPerBranch, Morphology
from braincell.errors import InputError, MorphologyError, UnknownNameError

SINGLE = 1e-6  # relative: coordinates of some 100 µm are kept as float32

# id, name, parent, fractionAlong, proximal, distal: x y z diameter [µm]
SEGMENTS = [
    (0, "Soma", None, None, (0, 0, 0, 10), (10, 0, 0, 12)),
    (1, "d_1", 0, None, (10, 0, 0, 2), (40, 0, 0, 1.5)),
    (2, "d_2", 1, None, None, (60, 20, 0, 1.2)),
    (3, "side", 1, 0.25, None, (17.5, 33, 0, 0.5)),  # hangs within d_1, whose diameter it has there
    (4, "tip", 2, None, (60, 20, 0, 0.8), (90, 20, 5, 0.6)),  # another diameter than that of its parent's end
    (5, "ais", 0, 0.0, (0, 0, 0, 1), (-20, 0, 0, 1)),
    (6, "axon_2", 5, None, None, (-60, 0, 9, 0.5)),
    (7, "top", 0, 0.5, (5, 6, 0, 3), (5, 100, 0, 2)),
    (8, "loose", 7, None, (5, 110, 0, 1), (5, 120, 0, 1)),  # begins away from its parent
]
GROUPS = """
<segmentGroup id="dend_trunk" neuroLexId="sao864921383">
  <member segment="1"/><member segment="2"/><member segment="4"/>
</segmentGroup>
<segmentGroup id="soma_group" neuroLexId="GO:0043025"><member segment="0"/></segmentGroup>
<segmentGroup id="dendrite_group"><include segmentGroup="dend_trunk"/><member segment="3"/></segmentGroup>
<segmentGroup id="cables" neuroLexId="GO:0030424"><path><from segment="5"/><to segment="6"/></path></segmentGroup>
<segmentGroup id="apical_group"><subTree><from segment="7"/></subTree></segmentGroup>
<segmentGroup id="all"><subTree/></segmentGroup>
"""


def _point(tag, values):
    return (
        f"<{tag} " + " ".join(f'{key}="{v}"' for key, v in zip(("x", "y", "z", "diameter"), values, strict=True)) + "/>"
    )


def _xml(segments=SEGMENTS, groups=GROUPS, cells=("c1",)):
    rows = []
    for number, name, parent, along, proximal, distal in segments:
        fraction = "" if along is None else f' fractionAlong="{along}"'
        inner = "" if parent is None else f'<parent segment="{parent}"{fraction}/>'
        inner += "" if proximal is None else _point("proximal", proximal)
        rows.append(f'<segment id="{number}" name="{name}">{inner}{_point("distal", distal)}</segment>')
    morphology = '<morphology id="m">' + "\n".join(rows) + groups + "</morphology>"
    body = "".join(f'<cell id="{cell}">{morphology}</cell>' for cell in cells)
    return f'<?xml version="1.0"?>\n<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="d">{body}</neuroml>'


def _read(folder, text, cell=None):
    path = folder / "cell.nml"
    path.write_text(text)
    return Morphology.from_neuroml(path, cell)


def _expected():
    """Length and area of each segment of the list, its start taken from the parent where the file gives none."""
    result, starts = {}, {}
    by_id = {s[0]: s for s in SEGMENTS}
    for number, _, parent, along, proximal, distal in SEGMENTS:
        if proximal is None:
            f = 1.0 if along is None else along
            proximal = (1 - f) * np.array(starts[parent]) + f * np.array(by_id[parent][5])
        starts[number] = np.array(proximal, float)
        length = np.linalg.norm(np.array(distal[:3]) - starts[number][:3])
        r0, r1 = starts[number][3] / 2, distal[3] / 2
        result[number] = length, np.pi * (r0 + r1) * np.hypot(length, r0 - r1)
    return result


def test_segments_become_branches(tmp_path):
    tree, expected = _read(tmp_path, _xml()), _expected()
    members = {
        "Soma": [0],
        "dend_trunk": [1, 2, 4],
        "side": [3],
        "ais": [5, 6],
        "top": [7],
        "loose": [8],
    }
    assert set(tree.branches) == set(members) and tree.branches[0] == "Soma"
    for k, name in enumerate(tree.branches):
        length, area = np.sum([expected[number] for number in members[name]], axis=0)
        assert tree.metric.lengths[k] == pytest.approx(length, rel=SINGLE)
        assert tree.metric.areas[k] == pytest.approx(area, rel=SINGLE)
    types = {name: tree.branch(name).type for name in tree.branches}
    assert types == {
        "Soma": "soma",
        "dend_trunk": "dendrite",
        "side": "dendrite",
        "ais": "axon",
        "top": "apical_dendrite",
        "loose": "apical_dendrite",
    }
    hung = {name: (tree.branches[at.parent], at.parent_x) for name, _, at in list(tree.parts())[1:]}
    trunk = sum(expected[number][0] for number in (1, 2, 4))
    assert hung == {
        "dend_trunk": ("Soma", 1.0),
        "side": ("dend_trunk", pytest.approx(0.25 * expected[1][0] / trunk, rel=SINGLE)),
        "ais": ("Soma", 0.0),
        "top": ("Soma", 0.5),
        "loose": ("top", 1.0),
    }


def test_a_missing_start_has_the_parents_diameter_there(tmp_path):
    tree = _read(tmp_path, _xml())
    assert tree.branch("side").diameters_proximal[0] == pytest.approx(2.0 - 0.25 * 0.5, rel=SINGLE)
    np.testing.assert_allclose(tree.branch("side").points[0], [17.5, 0, 0], rtol=SINGLE)
    trunk = tree.branch("dend_trunk")
    np.testing.assert_allclose(trunk.diameters_proximal, [2.0, 1.5, 0.8], rtol=SINGLE)
    np.testing.assert_allclose(trunk.diameters_distal, [1.5, 1.2, 0.6], rtol=SINGLE)  # a jump from 1.2 to 0.8


def test_without_groups_branches_end_where_the_tree_forks(tmp_path):
    tree = _read(tmp_path, _xml(groups=""))
    assert set(tree.branches) == {"Soma", "d_1", "d_2", "side", "ais", "axon_2", "top", "loose"}
    assert tree.branch("d_2").length == pytest.approx(_expected()[2][0] + _expected()[4][0], rel=SINGLE)
    assert [tree.branch(name).type for name in ("Soma", "ais", "axon_2", "top")] == ["soma", "custom", "axon", "custom"]


def test_a_sphere_is_a_cylinder_of_its_area(tmp_path):
    tree = _read(tmp_path, _xml([(0, "soma", None, None, (1, 2, 3, 20), (1, 2, 3, 20))], ""))
    assert tree.metric.total_area == pytest.approx(np.pi * 20.0**2, rel=SINGLE)
    assert tree.metric.total_length == pytest.approx(20.0, rel=SINGLE)
    assert tree.position("soma", 0.5) == (1.0, 2.0, 3.0)


def test_cells_of_a_file_are_chosen_by_name(tmp_path):
    text = _xml(cells=("a", "b"))
    assert _read(tmp_path, text, "b").branches[0] == "Soma"
    with pytest.raises(MorphologyError, match="the file holds 2 cells; name one of a, b as `cell`"):
        _read(tmp_path, text)
    with pytest.raises(UnknownNameError, match="unknown cell `bb`.*did you mean `b`"):
        _read(tmp_path, text, "bb")


def test_a_morphology_of_its_own(tmp_path):
    text = _xml()
    alone = text.replace('<cell id="c1">', "").replace("</cell>", "")
    assert _read(tmp_path, alone).branches == _read(tmp_path, text).branches
    by_name = alone.replace("</neuroml>", '<cell id="x" morphology="m"/></neuroml>')
    assert _read(tmp_path, by_name, "x").branches == _read(tmp_path, text).branches
    with pytest.raises(MorphologyError, match="there is no morphology `n`; included files are not followed"):
        _read(tmp_path, alone.replace("</neuroml>", '<cell id="x" morphology="n"/></neuroml>'))


def test_such_a_cell_has_control_volumes(tmp_path):
    tree = _read(tmp_path, _xml())
    cell = Cell(tree, cv_policy=CVPerBranch(3))
    assert cell.cvs().area.sum() == pytest.approx(tree.metric.total_area, rel=1e-12)


def _changed(number, **changes):
    fields = ("id", "name", "parent", "along", "proximal", "distal")
    rows = [dict(zip(fields, row, strict=True)) for row in SEGMENTS]
    rows[number] |= changes
    return _xml([tuple(row.values()) for row in rows])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cell.nml: this is no XML"),
        ("<a/>", "the file holds no cell with a morphology"),
        (_xml([], ""), "the morphology has no segments"),
        (_changed(2, parent=99), "segment 2: its parent 99 does not exist"),
        (_changed(2, parent=None), r"2 segments have no parent \(0, 2\); one is to be the root"),
        (_changed(0, parent=6), "every segment has a parent; one is to be the root"),
        (_changed(1, parent=2), "is its own ancestor"),
        (_changed(2, id=1), "segment 1 is there twice"),
        (_changed(2, along=1.5), "segment 2: fractionAlong is 1.5; it must lie within 0–1"),
        (_changed(0, proximal=None), "segment 0, the root, has no proximal point"),
        (_changed(2, distal=(0, 0, 0, -1)), "segment 2: a diameter is -1 µm"),
        (_changed(1, distal=(40, 0, 0, 0)), "segment 1: a branch has diameter 0"),
        (_changed(2, distal=(0, "nan", 0, 1)), "segment 2: distal: `y` is nan; it must be finite"),
        (_changed(2, distal=(0, "", 0, 1)), "segment 2: distal: `y` is ''; a number is needed"),
        (_changed(2, id="x"), "`id` is 'x'; a whole number is needed"),
        (_xml(groups=GROUPS.replace('member segment="3"', 'member segment="33"')), "dendrite_group: its segment 33"),
        (_xml(groups=GROUPS.replace('Group="dend_trunk"', 'Group="dend_trnk"')), "did you mean `dend_trunk`"),
        (_xml().replace("<distal", "<dstal"), "segment 0 has no distal point"),
    ],
)
def test_malformed_files_are_refused_with_their_place(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        _read(tmp_path, text)


TEXT = _xml(SEGMENTS[:4], GROUPS[: GROUPS.index('<segmentGroup id="cables')].replace('<member segment="4"/>', ""))


@given(position=st.integers(0, len(TEXT) - 1), piece=st.sampled_from(["", "-", "9", " ", "1e99", "é", "<", '"', "/>"]))
@settings(max_examples=200, deadline=None)
def test_mutated_files_give_a_morphology_or_a_clear_error(tmp_path_factory, position, piece):
    folder = tmp_path_factory.mktemp("nml")
    try:
        assert len(_read(folder, TEXT[:position] + piece + TEXT[position + 1 :]).branches) >= 1
    except InputError as error:
        assert "cell.nml" in str(error)
