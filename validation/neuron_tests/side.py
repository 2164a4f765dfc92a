"""Run one test in this process, under NEURON or the stand-in, and write how it ended.

`python -m validation.neuron_tests.side neuron|braincell TREE FILE FUNCTION ANSWER`, in the folder of the .mod files.
"""

import json
import os
import re
import runpy
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from braincell.errors import BraincellError, UnsupportedError
from validation.mechanism.neuron_build import nrnivmodl
from validation.neuron_tests.collect import UTILITIES


def main(side: str, tree: str, file: str, function: str, answer: str) -> None:
    """Run the test `function` of `file`, or the whole file if `function` is empty."""
    path = Path(tree, file).resolve()
    sys.path.insert(0, str(path.parent))
    if side == "neuron":
        outcome = _run_nrniv(path) if path.suffix == ".hoc" else _run(path, function)
    else:
        from hoc_compat.standin import neuron_package

        refused = import_each(sorted(Path.cwd().glob("*.mod")))
        with neuron_package():
            utilities = ModuleType("neuron.tests")
            utilities.__path__ = [str(Path(tree, UTILITIES).resolve())]
            sys.modules["neuron.tests"] = utilities
            outcome = because_of(refused, _run(path, function))
    Path(answer).write_text(json.dumps(outcome))


def import_each(files: Sequence[Path]) -> dict[str, str]:
    """Import each .mod file on its own; those that are refused, by the names of their mechanisms, and why.

    A refused file matters only to what needs it.
    """
    from nmodl_import import load_mod

    refused = {}
    for file in files:
        try:
            load_mod(file)
        except BraincellError as error:
            text = file.read_text(errors="replace")
            names = re.findall(r"^\s*(?:SUFFIX|POINT_PROCESS|ARTIFICIAL_CELL)\s+(\w+)", text, re.MULTILINE)
            refused |= {name: str(error).removeprefix(f"{file.parent}/") for name in names}
    return refused


def because_of(refused: Mapping[str, str], outcome: dict[str, str]) -> dict[str, str]:
    """The outcome; if it failed for want of a mechanism whose file is refused, refused with that file's reason."""
    said = outcome["reason"].partition(";")[0]
    needed = next((name for name in refused if re.search(f"`(\\w+_)?{name}`", said)), None)
    if outcome["outcome"] == "failed" and needed is not None:
        return {"outcome": "refused", "reason": refused[needed]}
    return outcome


def _run_nrniv(path: Path) -> dict[str, str]:
    """A hoc file passes if NEURON runs it to its end."""
    program = Path(nrnivmodl()).with_name("nrniv")
    done = subprocess.run([program, "-nobanner", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if not done.returncode:
        return {"outcome": "passed", "reason": ""}
    return {"outcome": "failed", "reason": " | ".join(done.stdout.strip().splitlines()[-3:])[:300]}


def _run(path: Path, function: str) -> dict[str, str]:
    return _run_function(path, function) if function else _run_script(path)


def _run_function(path: Path, function: str) -> dict[str, str]:
    import pytest

    class Listener:
        """Keeps the worst outcome of the test's variants."""

        outcome = {"outcome": "failed", "reason": "not collected by pytest"}

        def pytest_runtest_logreport(self, report: Any) -> None:
            if hasattr(report, "wasxfail"):
                self.outcome = {"outcome": "passed", "reason": ""}
            elif report.skipped:
                self.outcome = {"outcome": "skipped", "reason": str(report.longrepr[-1])}
            elif report.passed and report.when == "call" and not self.failures:
                self.outcome = {"outcome": "passed", "reason": ""}

        def pytest_exception_interact(self, call: Any) -> None:
            self.failures.append(_failure(call.excinfo.value, path))
            self.outcome = self.failures[0]

        def __init__(self) -> None:
            self.failures: list[dict[str, str]] = []

    listener = Listener()
    options = ["-p", "no:cacheprovider", "-q", "-x", "--rootdir", str(path.parent)]
    pytest.main([*options, f"{path}::{function}"], plugins=[listener])
    return listener.outcome


def _run_script(path: Path) -> dict[str, str]:
    try:
        if path.suffix == ".hoc":
            from hoc_compat import h

            h.xopen(os.path.relpath(path))
        else:
            runpy.run_path(str(path), run_name="__main__")
    except SystemExit as leaving:
        if leaving.code:
            return {"outcome": "failed", "reason": f"exit code {leaving.code}"}
        last = traceback.extract_tb(leaving.__traceback__)[-1]
        if Path(last.filename).name == path.name:  # not h.quit()
            return {"outcome": "skipped", "reason": f"line {last.lineno}: the script leaves"}
    except BaseException as error:
        traceback.print_exc()
        return _failure(error, path)
    return {"outcome": "passed", "reason": ""}


def refusal_behind(error: BaseException) -> BaseException | None:
    """The error, or the first behind it, that is a refusal by name."""
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and not isinstance(behind, UnsupportedError):
        seen.add(id(behind))
        behind = behind.__cause__ or behind.__context__
        if id(behind) in seen:
            return None
    return behind


def _failure(error: BaseException, path: Path) -> dict[str, str]:
    """Refused, if some error behind this one is an `UnsupportedError`; otherwise failed; with the place."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).name == path.name]
    behind = refusal_behind(error)
    shown = behind or error
    text = f"{type(shown).__name__}: {str(shown).strip()}"
    place = f"line {lines[-1]}: " if lines else ""
    return {"outcome": "refused" if behind else "failed", "reason": place + text[:600]}


if __name__ == "__main__":
    main(*sys.argv[1:])
