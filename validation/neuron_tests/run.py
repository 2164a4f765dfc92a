"""Run each test under NEURON and, if it passes there, on braincell: a process for each, with a time limit."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from braincell.errors import InputError, SimulationError
from validation.mechanism.neuron_build import nrnivmodl
from validation.neuron_tests.collect import FOLDERS, UTILITIES, NeuronTest, collect, copy_tree

VERDICTS = {
    "passed": "the unmodified test passes",
    "failed": "it does not",
    "refused": "it needs something that braincell refuses by name",
    "not applicable": "NEURON, as installed here, does not pass it alone (it needs CoreNEURON, MPI, a display, another "
    "test …), or the test is about NEURON's own programs",
}

PROGRAMS = ("nrniv", "nrngui", "nrnivmodl", "neurondemo", "special", "nrniv-core", "modlunit", "nocmodl", "sortspike")

_ROOT = Path(__file__).parents[2]


@dataclass
class Row:
    """What became of one test."""

    test: str
    verdict: str
    reason: str = ""


def run(
    tree: Path, patterns: Sequence[str], seconds: float, jobs: int, reference: Path, say: Callable[[str], None] = print
) -> list[Row]:
    """Rows of the tests whose names contain one of `patterns`; `reference` keeps what NEURON said of each."""
    tests = collect(tree, patterns)
    if not (tree / UTILITIES).is_dir():
        raise InputError(f"`{tree}` has no folder `{UTILITIES}`, which the tests import")
    known = json.loads(reference.read_text()) if reference.is_file() else {}
    with tempfile.TemporaryDirectory(prefix="braincell-neurontests-") as name:
        folder = Path(name)
        copy_tree(tree, folder)
        if any(test.name not in known for test in tests):
            _compile(folder)
        with ThreadPoolExecutor(jobs) as pool:
            rows = []
            for row, theirs in pool.map(lambda test: _row(test, folder, seconds, known.get(test.name)), tests):
                known[row.test] = theirs
                rows.append(row)
                say(f"{row.verdict:15} {row.test}  {row.reason.splitlines()[0] if row.reason else ''}")
    reference.parent.mkdir(parents=True, exist_ok=True)
    reference.write_text(json.dumps(known, indent=1))
    return rows


def _row(test: NeuronTest, tree: Path, seconds: float, known: dict[str, str] | None) -> tuple[Row, dict[str, str]]:
    theirs = known or _process("neuron", test, tree, seconds)
    if theirs["outcome"] != "passed":
        return Row(test.name, "not applicable", theirs["reason"] or theirs["outcome"]), theirs
    ours = _process("braincell", test, tree, seconds)
    if ours["started"]:
        return Row(test.name, "not applicable", f"it starts NEURON's own program: {ours['started']}"), theirs
    verdict = ours["outcome"] if ours["outcome"] in VERDICTS else "failed"
    return Row(test.name, verdict, ours["reason"]), theirs


def _process(side: str, test: NeuronTest, tree: Path, seconds: float) -> dict[str, str]:
    """How a test ends in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        answer, log, started = (Path(name, file) for file in ("answer.json", "log", "started"))
        path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        if side == "braincell":
            _bar_neuron(Path(name, "barred"), started)
            path = os.pathsep.join([str(Path(name, "barred")), path])
        environment = {"JAX_PLATFORMS": "cpu", "MPLBACKEND": "agg", **os.environ, "PYTHONPATH": path}
        environment["PATH"] = os.pathsep.join([str(Path(name, "barred")), os.environ["PATH"]])
        module = [sys.executable, "-m", "validation.neuron_tests.side"]
        command = [*module, side, str(tree), test.file, test.function, str(answer)]
        with log.open("w") as sink:
            try:
                done = subprocess.run(
                    command,
                    cwd=tree / test.start,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    timeout=seconds,
                )
            except subprocess.TimeoutExpired:
                return {"outcome": "failed", "reason": f"took longer than {seconds:g} s", "started": ""}
        programs = {"started": " ".join(started.read_text().splitlines()[:1]) if started.is_file() else ""}
        if answer.is_file():
            return json.loads(answer.read_text()) | programs
        if not done.returncode:
            return {"outcome": "passed", "reason": ""} | programs  # h.quit() ends NEURON's process
        said = log.read_text(errors="replace").strip().splitlines()
        return {"outcome": "failed", "reason": f"exit code {done.returncode}: {' | '.join(said[-2:])[:300]}"} | programs


def _bar_neuron(folder: Path, started: Path) -> None:
    """Programs by the names of NEURON's, and a package `neuron`, that only note in `started` that they were wanted."""
    (folder / "neuron").mkdir(parents=True)
    note = f"open({str(started)!r}, 'a').write('neuron, in a process of its own\\n')"
    (folder / "neuron" / "__init__.py").write_text(f"{note}\nraise ImportError('neuron')\n")
    for program in PROGRAMS:
        file = folder / program
        file.write_text(f"#!/bin/sh\necho {program} >> '{started}'\nexit 127\n")
        file.chmod(0o755)


def _compile(tree: Path) -> None:
    """Compile the .mod files of each folder where NEURON will find them: beside themselves."""
    for start in set(FOLDERS.values()):
        if any((tree / start).glob("*.mod")):
            done = subprocess.run([nrnivmodl()], cwd=tree / start, capture_output=True, text=True, timeout=600)
            if done.returncode:
                raise SimulationError(f"nrnivmodl fails in {start}: {done.stdout[-500:]}{done.stderr[-500:]}")


def shares(rows: Sequence[Row]) -> dict[str, float | int | None]:
    """Counts by verdict, and the share that passes of the tests of supported features, and of all that apply."""
    counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in VERDICTS}
    supported = counts["passed"] + counts["failed"]
    all_that_apply = supported + counts["refused"]
    return counts | {
        "share of supported": counts["passed"] / supported if supported else None,
        "share of all": counts["passed"] / all_that_apply if all_that_apply else None,
    }


def as_json(rows: Sequence[Row]) -> str:
    """{"summary": counts and shares, "tests": rows}."""
    return json.dumps({"summary": shares(rows), "tests": [asdict(row) for row in rows]}, indent=2) + "\n"
