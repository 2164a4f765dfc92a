"""Find the tests in Python and hoc in a copy of NEURON's source tree."""

import ast
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from braincell.errors import InputError

FOLDERS = {
    "test/pytest_coreneuron": "test/pytest_coreneuron",
    "test/hoctests/tests": "test/hoctests",
    "test/hoctests/vardimtests": "test/hoctests",
}
"""Where tests are, and where each of them is started: beside the .mod files."""

FILES = "test*.py", "test*.hoc"

UTILITIES = "share/lib/python/neuron/tests"
"""NEURON's package `neuron.tests`, which its tests import."""


@dataclass(frozen=True)
class NeuronTest:
    """One test function, or a whole script if the file has none or is hoc."""

    file: str  # relative to the tree
    function: str  # "" for a script
    start: str  # folder where it is started, relative to the tree

    @property
    def name(self) -> str:
        return f"{self.file}::{self.function}" if self.function else self.file


def collect(tree: Path, patterns: Sequence[str] = ()) -> list[NeuronTest]:
    """The tests whose names contain one of the patterns, in order; `InputError` if the tree has none."""
    found = []
    for folder, start in FOLDERS.items():
        for path in (path for pattern in FILES for path in sorted((tree / folder).glob(pattern))):
            file = path.relative_to(tree).as_posix()
            functions = _functions(path) if path.suffix == ".py" else []
            found += [NeuronTest(file, function, start) for function in functions or [""]]
    if not found:
        raise InputError(f"`{tree}` has no tests in {' or '.join(FOLDERS)}; give the root of NEURON's source tree")
    return [test for test in found if not patterns or any(pattern in test.name for pattern in patterns)]


def _functions(path: Path) -> list[str]:
    """Functions that can be called alone; those that the file itself calls with arguments are part of a script."""
    text = path.read_text(encoding="utf-8")
    functions = [s for s in ast.parse(text).body if isinstance(s, ast.FunctionDef) and s.name.startswith("test")]
    if "fixture" not in text:
        functions = [f for f in functions if len(f.args.args) == len(f.args.defaults)]
    return [f.name for f in functions]


def copy_tree(tree: Path, target: Path) -> None:
    """Copy the folders of the tests, so that what they write does not stay in the tree."""
    for start in set(FOLDERS.values()):
        if (tree / start).is_dir():
            shutil.copytree(tree / start, target / start)
    shutil.copytree(tree / UTILITIES, target / UTILITIES)
