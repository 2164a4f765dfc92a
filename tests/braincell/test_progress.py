"""The progress bar of long runs."""

import sys

import pytest

from braincell import Branch, Cell, Morphology
from braincell.errors import InputError


@pytest.fixture
def cell():
    return Cell(Morphology.from_root(Branch.from_lengths([20], [10, 10], type="soma"), name="soma"))


def test_bar_counts_every_step(cell, capsys):
    pytest.importorskip("tqdm")
    cell.run(10.0, 0.025, progress=True)
    assert "400/400" in capsys.readouterr().err


def test_missing_tqdm_says_what_to_install(cell, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(InputError, match=r"`progress=True` needs tqdm: pip install braincell\[progress\]"):
        cell.run(1.0, 0.025, progress=True)
