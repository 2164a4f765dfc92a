"""Imports follow the arrows: packages, and layers inside braincell, know only what is below them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("braincell", "nmodl_import", "hoc_compat", "validation", "tests")
MAY_IMPORT = {
    "braincell": {"braincell"},
    "nmodl_import": {"nmodl_import", "braincell"},
    "hoc_compat": {"hoc_compat", "nmodl_import", "braincell"},
    "validation": {"validation", "hoc_compat", "nmodl_import", "braincell"},
}
DOORS = {"braincell/hoc_compat.py": {"hoc_compat"}, "braincell/nmodl_import.py": {"nmodl_import"}}

LAYERS = (
    {"units", "errors", "arrays", "kept_programs"},
    {"morph"},
    {"filter", "io", "random"},
    {"mech"},
    {"channel", "ion", "synapse", "electrode", "artificial_cells"},
    {"neuron", "cell", "artificial", "junction", "single_compartment", "network"},
    {"discretize"},
    {"lower"},
    {"quad"},
    {"run", "run_variable", "drive", "result", "fit", "checkpoint", "population"},
    {"vis"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
IO_MAY_IMPORT = {"io", "morph", "units", "errors", "arrays"}


def imported_modules(tree: ast.AST) -> list[str]:
    """Absolute names of everything that a syntax tree imports."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute here"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


class _WithoutLate(ast.NodeTransformer):
    """Drops what runs later than the import: bodies of functions, and blocks for type checkers."""

    def visit_FunctionDef(self, node):
        return None

    def visit_If(self, node):
        return None if "TYPE_CHECKING" in ast.unparse(node.test) else node


def wrong_packages(path: str, source: str) -> list[str]:
    """Imports, anywhere in a file, of packages that its own package must not know."""
    own = path.split("/")[0]
    allowed = MAY_IMPORT[own] | DOORS.get(path, set())
    names = imported_modules(ast.parse(source))
    return [name for name in names if name.split(".")[0] in PACKAGES and name.split(".")[0] not in allowed]


def wrong_layers(path: str, source: str) -> list[str]:
    """Imports, at the import of a file inside braincell, of layers above its own."""
    own = Path(path).parts[1].removesuffix(".py")
    names = imported_modules(_WithoutLate().visit(ast.parse(source)))
    layers = [(name, name.split(".")[1]) for name in names if name.startswith("braincell.")]
    if own == "io":
        return [name for name, layer in layers if layer not in IO_MAY_IMPORT]
    return [name for name, layer in layers if LEVEL[layer] > LEVEL[own]]


def files(package: str) -> list[str]:
    return [str(p.relative_to(ROOT)) for p in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_know_only_those_below(package):
    found = {path: wrong_packages(path, (ROOT / path).read_text()) for path in files(package)}
    assert found and not any(found.values()), {path: names for path, names in found.items() if names}


def test_layers_inside_braincell_know_only_those_below():
    inner = [p for p in files("braincell") if p != "braincell/__init__.py" and p not in DOORS]
    found = {path: wrong_layers(path, (ROOT / path).read_text()) for path in inner}
    assert found and not any(found.values()), {path: names for path, names in found.items() if names}


def test_the_checks_see_a_wrong_arrow():
    assert wrong_packages("braincell/run.py", "def f():\n    import hoc_compat.section") == ["hoc_compat.section"]
    assert wrong_packages("nmodl_import/parse.py", "from hoc_compat import h") == ["hoc_compat.h"]
    assert wrong_packages("hoc_compat/run.py", "import validation.case") == ["validation.case"]
    assert wrong_layers("braincell/morph/branch.py", "from braincell.mech import Ion") == ["braincell.mech.Ion"]
    assert wrong_layers("braincell/io/swc.py", "from braincell.mech import Ion") == ["braincell.mech.Ion"]
    assert wrong_layers("braincell/cell.py", "def run():\n    import braincell.run") == []


def test_doors_only_reexport():
    for path in DOORS:
        statements = ast.parse((ROOT / path).read_text()).body[1:]
        assert all(isinstance(s, ast.ImportFrom) for s in statements)
        assert all(alias.asname == alias.name for s in statements for alias in s.names)


def test_importing_braincell_opens_no_door():
    code = "import sys, braincell; print(sorted({'hoc_compat', 'nmodl_import'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_both_doors_lead_to_one_h():
    code = "import hoc_compat, braincell.hoc_compat; print(braincell.hoc_compat.h is hoc_compat.h)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
