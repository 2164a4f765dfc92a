"""Saved morphologies: the same bits come back, and nothing else is taken for one."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_morphologies import morphologies, same

from braincell import Branch, Morphology
from braincell.errors import InputError, MorphologyError


@given(tree=morphologies())
@settings(max_examples=100, deadline=None)
def test_the_same_bits_come_back(tmp_path_factory, tree):
    path = tmp_path_factory.mktemp("saved") / "tree.json"
    tree.save(path)
    assert same(Morphology.load(path), tree)
    turned = Morphology.from_root(tree.branch(0).turned(), "ω ✓")
    turned.save(path)
    assert same(Morphology.load(path), turned)


def test_the_file_can_be_read_by_people(tmp_path):
    path = tmp_path / "tree.json"
    Morphology.from_root(Branch.from_lengths([0.1], [1.0, 0.5]), "cable").save(path)
    head, row, _ = path.read_text().splitlines()
    assert head == '{"format": "braincell morphology", "version": 1, "units": "um", "branches": ['
    assert json.loads(row)["lengths"] == [0.1]


GOOD = {"name": "a", "type": "soma", "parent": -1, "parent_x": 0, "child_x": 0, "lengths": [1.0], "points": None}
GOOD |= {"diameters_proximal": [1.0], "diameters_distal": [1.0]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lengths": [-1.0]}, "branch 0: a branch has length -1 µm"),
        ({"lengths": ["x"]}, "branch 0: could not convert"),
        ({"name": 3}, "the name is 3; it must be a string"),
        ({"parent": 0}, "the parent is 0; that of the first branch"),
        ({"points": [[0, 0, 0]]}, "1 frusta need one point more"),
        ({"points": [[0, 0, 0], [5, 0, 0]]}, "the lengths are not those between the points"),
        ({"points": [[0, 0, 0], [1e39, 0, 0]]}, "three finite numbers"),
        ({"lengths": None}, "branch 0: "),
    ],
)
def test_malformed_branches_are_named(tmp_path, change, message):
    path = tmp_path / "tree.json"
    path.write_text(json.dumps({"format": "braincell morphology", "version": 1, "branches": [GOOD | change]}))
    with pytest.raises(MorphologyError, match=message):
        Morphology.load(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not even JSON"),
        ("[" * 100_000, "not even JSON"),
        ("{}", "no saved morphology; `Morphology.save` writes one"),
        ('{"format": "braincell morphology", "version": 2}', "of version 2, and this braincell reads version 1"),
        ('{"format": "braincell morphology", "version": 1, "branches": []}', "no list of branches"),
        ('{"format": "braincell morphology", "version": 1, "branches": [{}]}', "branch 0: there is no 'name'"),
        ('{"format": "braincell morphology", "version": 1, "branches": [1]}', "branch 0: 1 describes no branch"),
    ],
)
def test_other_files_are_refused(tmp_path, text, message):
    (tmp_path / "tree.json").write_text(text)
    with pytest.raises(MorphologyError, match=message):
        Morphology.load(tmp_path / "tree.json")


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(MorphologyError, match="the file cannot be read: No such file"):
        Morphology.load(tmp_path / "none.json")
    with pytest.raises(MorphologyError, match="the file cannot be written"):
        Morphology.from_root(Branch.from_lengths([1.0], [1.0, 1.0])).save(tmp_path)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_files_give_a_morphology_or_a_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("saved") / "tree.json"
    tree = Morphology.from_root(Branch.from_points([[0, 0, 0], [3, 4, 0]], [1, 1]), "a")
    tree.attach(parent="a", child_branch=Branch.from_lengths([2.0], [1.0, 1.0]), child_name="b").save(path)
    text = path.read_text()
    position = data.draw(st.integers(0, len(text) - 1))
    piece = data.draw(st.sampled_from(["", "-", "9", "1e99", '"', "[", "]", "null", "NaN", "true", "1e999"]))
    path.write_text(text[:position] + piece + text[position + 1 :])
    try:
        assert len(Morphology.load(path).branches) >= 1
    except InputError as error:
        assert "tree.json" in str(error)
