"""Programs that one process has compiled serve the next one, to the same numbers."""

import os
import subprocess
import sys
from pathlib import Path

import jax
import pytest

from braincell import keep_programs, kept_programs
from braincell.errors import InputError

SCRIPT = """
from neuron import h
import jax.monitoring
hits = []
jax.monitoring.register_event_listener(lambda name, **_: hits.append(name) if "cache_hits" in name else None)
soma = h.Section(name="soma")
soma.insert("hh")
stimulus = h.IClamp(soma(0.5))
stimulus.dur, stimulus.amp = 5, {amp}
h.load_file("stdrun.hoc")
h.finitialize(-65)
h.continuerun(5)
print(len(hits), repr(soma.v))
"""


@pytest.fixture
def settings(monkeypatch):
    """The settings of this process, as they were."""
    names = "jax_compilation_cache_dir", "jax_persistent_cache_min_compile_time_secs"
    before = {name: jax.config.values[name] for name in names}
    for name in (*map(str.upper, names), "BRAINCELL_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, "")
    yield monkeypatch
    for name, value in before.items():
        jax.config.update(name, value)


@pytest.mark.slow
def test_the_next_process_compiles_nothing(tmp_path):
    script, kept = tmp_path / "script.py", tmp_path / "kept"

    def run(amp, **environment):
        script.write_text(SCRIPT.format(amp=amp))
        command = [sys.executable, "-c", "import sys; from hoc_compat.cli import main; sys.exit(main())"]
        done = subprocess.run(
            [*command, "run", str(script)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        hits, v = done.stdout.split()
        return int(hits), float(v), sorted(x.name for x in kept.rglob("*-cache"))

    never = run(0.1)
    first = run(0.1, BRAINCELL_CACHE=str(kept))
    again = run(0.1, BRAINCELL_CACHE=str(kept))
    other = run(0.2, BRAINCELL_CACHE=str(kept))
    assert never[0] == first[0] == 0 and never[2] == []
    # a program that compiles in about the shortest time worth a file may get its file later
    assert first[2] and set(first[2]) <= set(again[2]) <= set(other[2])
    assert again[0] >= len(first[2]) and other[0] >= len(again[2])
    assert never[1] == first[1] == again[1] != other[1]


def test_where_programs_are_kept(settings, tmp_path):
    settings.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    place = keep_programs()
    assert place.parent == tmp_path / "caches" / "braincell"
    assert jax.config.jax_compilation_cache_dir == os.environ["JAX_COMPILATION_CACHE_DIR"] == str(place)
    assert keep_programs(tmp_path / "else") is None  # JAX has one


def test_none_are_kept(settings, tmp_path):
    settings.setenv("BRAINCELL_CACHE", "off")
    assert keep_programs() is None and keep_programs("off") is None
    assert not jax.config.jax_compilation_cache_dir
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be kept in .*file'"):
        keep_programs(tmp_path / "file")
    settings.delenv("BRAINCELL_CACHE")
    settings.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert keep_programs() is None


def test_the_oldest_programs_go(settings, tmp_path):
    place = keep_programs(tmp_path)
    jax.config.update("jax_compilation_cache_dir", None)
    for age, name in enumerate("abcd"):
        (place / name).write_bytes(b"x" * 10)
        os.utime(place / name, (1000 - age, 1000 - age))
    settings.setattr(kept_programs, "_MOST", 25)
    assert keep_programs(tmp_path) == place
    assert sorted(x.name for x in place.iterdir()) == ["a", "b"]
    assert Path(os.environ["JAX_COMPILATION_CACHE_DIR"]) == place
