"""`braincell nmodl` and the cache of generated sources."""

from pathlib import Path

import pytest

from hoc_compat.cli import main
from nmodl_import import load_mod, mechanism_class

MODS = Path(__file__).parent / "mod"


def test_a_file_is_printed(capsys):
    assert main(["nmodl", str(MODS / "leaky.mod")]) == 0
    printed = capsys.readouterr().out
    assert "class leaky(Channel):" in printed
    compile(printed, "leaky", "exec")


def test_a_folder_is_written(tmp_path):
    assert main(["nmodl", str(MODS), "-o", str(tmp_path / "out")]) == 0
    assert {p.stem for p in (tmp_path / "out").iterdir()} == {p.stem for p in MODS.glob("*.mod")}


def test_problems_go_to_stderr_and_the_exit_code(tmp_path, capsys):
    (tmp_path / "a.mod").write_text("NEURON { SUFFIX a")
    (tmp_path / "b.mod").write_text((MODS / "leaky.mod").read_text())
    assert main(["nmodl", str(tmp_path), "-o", str(tmp_path / "out")]) == 1
    assert "a.mod:1:18: found the end of the file" in capsys.readouterr().err
    assert (tmp_path / "out" / "b.py").is_file()
    assert main(["nmodl", str(tmp_path / "none.mod")]) == 1
    assert "the file cannot be read" in capsys.readouterr().err


def test_sources_are_cached_by_content(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "leaky.mod"
    file.write_text((MODS / "leaky.mod").read_text())
    first = load_mod(file)
    assert len(list((tmp_path / "cache/braincell/nmodl").iterdir())) == 1
    with monkeypatch.context() as patch:
        patch.setattr(mechanism_class, "to_source", lambda *_: pytest.fail("the cache was not used"))
        assert load_mod(file) is first
    file.write_text(file.read_text().replace("leaky", "leakier"))
    assert load_mod(file).name == "leakier"


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert load_mod(MODS / "leaky.mod").name == "leaky"
