"""Run one model in a process of its own, under NEURON or under braincell, and keep its lines."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from braincell.errors import InputError, SimulationError
from validation.mechanism.neuron_build import nrnivmodl
from validation.modeldb.lines import collect, save
from validation.modeldb.recipe import Recipe
from validation.modeldb.stage import Staged, stage

_ROOT = Path(__file__).parents[2]
_COMPILE_SECONDS = 900


@dataclass
class Outcome:
    """How a run ended. `reason` is the last error, with its place."""

    outcome: str  # "done", "failed", "refused", "timeout", "not run"
    reason: str = ""
    wall_s: float = 0.0
    digest: str = ""  # of the recipe and the model; NEURON's outcome holds as long as it does


def neuron(recipe: Recipe, model: Path, out: Path, seconds: float, screen: str, first: str = "") -> Outcome:
    """Compile and run under NEURON on the display `screen`, after the hoc in `first`; OUT.npz, OUT.log."""

    def run(staged: Staged) -> Outcome:
        for group in staged.mods:
            reason = _compile(group, staged.start)
            if reason:
                return Outcome("failed", reason)
        program = Path(nrnivmodl()).with_name("nrniv")
        stack = [] if recipe.stack is None else ["-NSTACK", str(recipe.stack)]
        language = ["-python"] if recipe.python else []
        files = list(staged.files)
        if first:
            files.insert(0, staged.folder / "braincell_first.hoc")
            files[0].write_text(first, encoding="utf-8")
        command = [str(program), "-nobanner", *stack, *language, *map(str, files)]
        code, wall = _process(command, staged.start, {"DISPLAY": screen}, out.with_suffix(".log"), seconds)
        said = out.with_suffix(".log").read_text(errors="replace")
        if code is None:
            return Outcome("timeout", f"longer than {seconds:g} s", wall)
        return Outcome("failed", _complaint(said), wall) if code else Outcome("done", "", wall)

    return _staged(recipe, model, out, run)


def braincell(recipe: Recipe, model: Path, out: Path, seconds: float) -> Outcome:
    """Import the .mod files and run under braincell; OUT.npz, OUT.log."""

    def run(staged: Staged) -> Outcome:
        answer = out.with_suffix(".answer.json")
        answer.unlink(missing_ok=True)
        request = {"mods": [str(file) for file in (staged.mods or [()])[-1]], "files": [str(f) for f in staged.files]}
        command = [sys.executable, "-m", "validation.modeldb.side", json.dumps(request), str(answer)]
        path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        variables = {"PYTHONPATH": path, "JAX_PLATFORMS": os.environ.get("JAX_PLATFORMS", "cpu"), "MPLBACKEND": "agg"}
        code, wall = _process(command, staged.start, variables, out.with_suffix(".log"), seconds)
        if code is None:
            return Outcome("timeout", f"longer than {seconds:g} s", wall)
        if answer.is_file():
            found = json.loads(answer.read_text())
            answer.unlink()
            return Outcome(found["outcome"], found["reason"], wall)
        if code == 0:  # quit()
            return Outcome("done", "", wall)
        said = out.with_suffix(".log").read_text(errors="replace").strip().splitlines()
        return Outcome("failed", f"exit code {code}: {' | '.join(said[-2:])[:300]}", wall)

    return _staged(recipe, model, out, run)


def _staged(recipe: Recipe, model: Path, out: Path, run) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="braincell-modeldb-") as name:
        folder = Path(name, model.name)
        try:
            outcome = run(staged := stage(recipe, model, folder))
        except InputError as error:
            return Outcome("not run", str(error))
        save(collect(staged.folder), out.with_suffix(".npz"))
        outcome.reason = outcome.reason.replace(f"{folder}/", "").replace(str(folder), ".")
        return outcome


def _compile(group: Sequence[Path], folder: Path) -> str:
    """The compiler's complaint, or nothing."""
    files = [os.path.relpath(file, folder) for file in group]
    try:
        done = subprocess.run(
            [nrnivmodl(), *files],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_COMPILE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"nrnivmodl: longer than {_COMPILE_SECONDS} s"
    return f"nrnivmodl: {_complaint(done.stdout)}" if done.returncode else ""


def _complaint(text: str) -> str:
    """The error in a log: NEURON prints it, then the place and the line."""
    lines = [re.sub(r"\x1b\[\d*m", "", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("Notice", "Warning", "hoc_run1"))]
    lines = [line for line in lines if "unable to open font" not in line]
    at = [k for k, line in enumerate(lines) if re.search(r"error|nrniv: |near line", line, re.IGNORECASE)]
    return " | ".join(lines[at[0] : at[0] + 3] if at else lines[-3:])[:400]


def _process(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], log: Path, seconds: float
) -> tuple[int | None, float]:
    """The exit code, None after `seconds`, and the wall time; the process and all that it starts are ended."""
    begin = time.perf_counter()
    with log.open("w") as sink:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
    return code, time.perf_counter() - begin


def store(outcome: Outcome, out: Path) -> None:
    """Write OUT.json, which says that the run is complete."""
    out.with_suffix(".json").write_text(json.dumps(asdict(outcome), indent=1) + "\n")


def stored(out: Path) -> Outcome | None:
    """What `store` wrote."""
    file = out.with_suffix(".json")
    return Outcome(**json.loads(file.read_text())) if file.is_file() else None


def neuron_is_there() -> bool:
    """Whether NEURON's compiler can be found."""
    try:
        return bool(nrnivmodl())
    except SimulationError:
        return False
