"""The project as others get it: the wheel, the time to import it, its entry point."""

import os
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"braincell", "nmodl_import", "hoc_compat"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, built from a copy so that no build folder is left behind."""
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in _project_files():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def _project_files() -> list[Path]:
    """What a source distribution starts from: everything but caches and what `.gitignore` names."""
    ignored = {".git", ".venv", "build", "dist", "report", "site", "x86_64", "aarch64", "__pycache__"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(p in ignored or p.endswith((".egg-info", "_cache")) for p in path.relative_to(ROOT).parts)
    ]


def test_wheel_holds_the_three_packages_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.split("/")[0] for name in names}
    assert top == PACKAGES | {next(name for name in top if name.endswith(".dist-info"))}
    code = {name for name in names if name.endswith(".py")}
    tracked = {p.relative_to(ROOT).as_posix() for package in PACKAGES for p in (ROOT / package).rglob("*.py")}
    assert code == tracked
    others = [n for n in names if n not in code and not n.split("/")[0].endswith(".dist-info")]
    assert all(name.endswith((".lark", "py.typed")) for name in others)


def test_wheel_names_what_it_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(n for n in archive.namelist() if n.endswith("METADATA"))
        found = HeaderParser().parsestr(archive.read(metadata).decode())
        assert any(n.endswith("LICENSE") for n in archive.namelist())
        entry_points = archive.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    needed = {line.split(";")[0].strip() for line in found.get_all("Requires-Dist") if "extra" not in line}
    assert needed == {"jax", "jaxlib", "numpy", "networkx", "morphio", "lark", "pycparser", "scipy", "fissix"}
    assert set(found.get_all("Provides-Extra")) >= {"plot", "neuron", "test", "docs", "dev"}
    assert found["Requires-Python"] == ">=3.11"
    assert "braincell = hoc_compat.cli:main" in entry_points


def test_import_takes_little_longer_than_that_of_jax(tmp_path):
    """Bar of the project: 0.3 s of one core, which a busy machine does not lengthen; the best of several processes.

    The first of them leaves the bytecode, as any first import does unless the environment forbids it.
    """
    code = "import time, jax; start = time.process_time(); import braincell; print(time.process_time() - start)"
    command = [sys.executable, "-c", code]
    keeping = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    run = [subprocess.run(command, cwd=ROOT, env=keeping, capture_output=True, text=True, check=True) for _ in range(5)]
    assert min(float(done.stdout) for done in run) <= 0.3


def test_import_loads_no_optional_package():
    optional = {"neuron", "matplotlib", "plotly", "tqdm", "lark", "hypothesis"}
    code = f"import sys, braincell; print(sorted({optional} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["nmodl", "--help"]])
def test_command_line_answers(arguments):
    command = [sys.executable, "-c", "import sys; from hoc_compat.cli import main; sys.exit(main())", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "usage" in done.stdout, done.stderr


def test_no_path_of_one_machine():
    needles = tuple(f"/{folder}/".encode() for folder in ("work", "root", "home"))
    text = (".py", ".md", ".toml", ".cfg", ".mod", ".json", ".yaml", ".swc", ".lark", "Makefile", "run")
    files = [p for p in _project_files() if p.name.endswith(text) and p != Path(__file__)]
    assert len(files) > 100
    assert not [str(p) for p in files if any(needle in p.read_bytes() for needle in needles)]
