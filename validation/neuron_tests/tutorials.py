"""The command `tutorials` of `python -m validation`: NEURON's tutorials on braincell, and their traces compared."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FOLDER = "docs/tutorials"
_ROOT = Path(__file__).parents[2]


@dataclass
class Outcome:
    """What became of one tutorial. Its parts are the cells of a notebook or statements of a script that it writes."""

    tutorial: str
    parts: int = 0
    vectors: int = 0
    identical: int = 0  # Vectors of the same bits
    largest_difference: float = 0.0
    failed: dict[str, str] = field(default_factory=dict)  # parts that only NEURON runs
    skipped: dict[str, str] = field(default_factory=dict)  # parts that NEURON does not run here, either
    unequal: list[str] = field(default_factory=list)  # Vectors of other names or lengths


def main(arguments: Sequence[str]) -> int:
    """Run all tutorials under both; 1 if one fails or a Vector differs by more than the bound, 2 if there are none."""
    parser = argparse.ArgumentParser(prog="python -m validation tutorials", description=__doc__)
    parser.add_argument("tree", type=Path, metavar="DIR", help="the root of NEURON's source tree")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the outcomes")
    parser.add_argument("--bound", type=float, default=1e-6, help="largest difference of an element (default: 1e-6)")
    parser.add_argument("--seconds", type=float, default=300.0, help="limit for each tutorial (default: 300)")
    options = parser.parse_args(arguments)
    notebooks = sorted((options.tree / FOLDER).glob("*.ipynb"))
    if not notebooks:
        print(f"tutorials: `{options.tree}` has no notebooks in {FOLDER}", file=sys.stderr)
        return 2
    outcomes = [outcome for notebook in notebooks for outcome in run(notebook, options.seconds)]
    for outcome in outcomes:
        print(_line(outcome))
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(outcome) for outcome in outcomes], indent=2) + "\n")
    bad = [o for o in outcomes if o.failed or o.unequal or not o.largest_difference <= options.bound]
    print(f"{len(outcomes) - len(bad)} of {len(outcomes)} run as under NEURON")
    return int(bool(bad))


def run(notebook: Path, seconds: float) -> list[Outcome]:
    """Outcomes of a notebook and of the scripts that it writes."""
    with tempfile.TemporaryDirectory(prefix="braincell-tutorials-") as name:
        folders = {side: Path(name, side) for side in ("neuron", "braincell")}
        for folder in folders.values():
            shutil.copytree(notebook.parent, folder)
        before = set(folders["neuron"].glob("*.py"))
        outcomes = [_compare(Path(notebook.name), notebook.name, folders, seconds)]
        for script in sorted(set(folders["neuron"].glob("*.py")) - before):
            outcomes.append(_compare(Path(script.name), f"{notebook.name}: {script.name}", folders, seconds))
        return outcomes


def _compare(file: Path, name: str, folders: dict[str, Path], seconds: float) -> Outcome:
    theirs, ours = (_process(side, file, folder, seconds) for side, folder in folders.items())
    outcome = Outcome(name, len(theirs["cells"]), len(theirs["vectors"]))
    for cell, error in theirs["cells"].items():
        if error:
            outcome.skipped[cell] = error
        elif ours["cells"].get(cell, "") or cell not in ours["cells"]:
            outcome.failed[cell] = ours["cells"].get(cell, "not reached")
    for vector, values in theirs["vectors"].items():
        found = ours["vectors"].get(vector)
        if found is None or len(found) != len(values):
            outcome.unequal.append(vector)
        else:
            difference = max((abs(a - b) for a, b in zip(found, values, strict=True)), default=0.0)
            outcome.identical += found == values
            outcome.largest_difference = max(outcome.largest_difference, difference)
    return outcome


def _process(side: str, file: Path, folder: Path, seconds: float) -> dict[str, Any]:
    answer = folder / f"{file.name}.answer.json"
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "validation.neuron_tests.tutorial_side", side, str(file), str(answer)]
    environment = {"JAX_PLATFORMS": "cpu", **os.environ, "PYTHONPATH": path}
    with open(folder / "log", "w") as log:
        try:
            subprocess.run(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            pass
    if answer.is_file():
        return json.loads(answer.read_text())
    return {"cells": {"all": f"no answer: {(folder / 'log').read_text()[-200:]}"}, "vectors": {}}


def _line(outcome: Outcome) -> str:
    text = f"{outcome.tutorial:40} {outcome.parts - len(outcome.skipped)} of {outcome.parts} parts, {outcome.vectors} "
    text += f"Vectors ({outcome.identical} identical), largest difference {outcome.largest_difference:.1e}"
    problems = [f"{cell}: {error}" for cell, error in outcome.failed.items()] + [
        f"{v} differs" for v in outcome.unequal
    ]
    return "\n    ".join([text, *problems])
