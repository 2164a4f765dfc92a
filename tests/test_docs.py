"""The pages of docs/ build without warnings, and the API reference has every public name."""

import ast
import importlib.util
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {f"braincell.{name}" for name in ("errors", "fit", "network", "units")}  # with a page of their own


def exported(package: Path) -> set[str]:
    """What a package's `__init__` imports as `X as X`."""
    imports = [node for node in ast.walk(ast.parse(package.read_text())) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports for alias in node.names if alias.asname == alias.name}


def defined(module: Path) -> set[str]:
    """Public functions and classes of a module."""
    found = [n.name for n in ast.parse(module.read_text()).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return {name for name in found if not name.startswith("_")}


def public_names() -> dict[str, set[str]]:
    """Package or module -> its public names."""
    inits = [ROOT / name / "__init__.py" for name in ("braincell", "nmodl_import", "hoc_compat")]
    inits += sorted((ROOT / "braincell").glob("*/__init__.py"))
    found = {".".join(path.parent.relative_to(ROOT).parts): exported(path) for path in inits}
    found |= {name: defined(ROOT / f"{name.replace('.', '/')}.py") for name in MODULES}
    return {name: names for name, names in found.items() if names}


def referred() -> dict[str, str]:
    """Names of `braincell` that are described with their packages: name -> package."""
    page = (ROOT / "docs/api/braincell.md").read_text()
    return {name: f"braincell.{package}" for package, name in re.findall(r"^   (\w+)\.(\w+)$", page, re.MULTILINE)}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of the built pages; warnings are errors."""
    for package in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(package, reason="the documentation is built with sphinx: pip install 'braincell[docs]'")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", str(folder / "trees")]
    done = subprocess.run([*command, str(ROOT / "docs"), str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def described(built) -> dict[str, set[str]]:
    """Package or module -> the names that the reference describes in it."""
    *_, compressed = (built / "objects.inv").read_bytes().split(b"\n", 4)  # behind four lines of text
    found: dict[str, set[str]] = {}
    for name, kind in re.findall(r"^(\S+) py:(\w+) ", zlib.decompress(compressed).decode(), re.MULTILINE):
        package, _, last = name.rpartition(".")
        if kind != "module":
            found.setdefault(package, set()).add(last)
    return found


@pytest.mark.slow
def test_every_page_is_built(built):
    pages = {p.relative_to(ROOT / "docs").with_suffix(".html") for p in (ROOT / "docs").rglob("*.md")}
    assert pages <= {p.relative_to(built) for p in built.rglob("*.html")}


@pytest.mark.slow
@pytest.mark.parametrize("package", sorted(public_names().keys() - {"braincell"}))
def test_the_reference_has_what_a_package_exports(described, package):
    assert described.get(package, set()) == public_names()[package]


@pytest.mark.slow
def test_the_reference_has_what_braincell_exports(described):
    packages = {name.removeprefix("braincell.") for name in public_names() if name.startswith("braincell.")}
    elsewhere = set(referred())
    assert not elsewhere & described["braincell"]
    assert described["braincell"] | elsewhere == public_names()["braincell"] - (packages - elsewhere)


def test_names_described_elsewhere_are_the_same_things():
    import braincell

    assert referred()
    for name, package in referred().items():
        assert getattr(importlib.import_module(package), name) is getattr(braincell, name)


def test_docstrings_become_restructured_text():
    specification = importlib.util.spec_from_file_location("docs_conf", ROOT / "docs/conf.py")
    assert specification is not None and specification.loader is not None
    conf = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(conf)
    assert conf.docstring_to_rst("a `b*c` of |d| and *e, f_.") == r"a \ ``b*c``\  of \|d| and \*e, f\_."
    assert conf.docstring_to_rst("So:\n\n    x*y\n\n    z\n\nend") == "So:\n\n::\n\n    x*y\n\n    z\n\nend"
