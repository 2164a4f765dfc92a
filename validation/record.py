"""Record the cases' references: run them under NEURON and store traces, settings and hashes of the inputs."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from braincell.errors import SimulationError
from validation.case import Case

VERSION = "9.0.2"
"""The NEURON that references come from."""
ROOT = Path(__file__).parent.parent


def record(case: Case) -> None:
    """Run a case under NEURON and store its reference. Raises `SimulationError` if NEURON fails or is another one."""
    traces, facts = run_neuron(case)
    if facts["version"] != VERSION:
        raise SimulationError(f"NEURON {facts['version']} is installed; references are recorded by {VERSION}")
    np.savez_compressed(case.traces, **traces)  # type: ignore[arg-type]
    order = {"simulator": "NEURON", "version": facts.pop("version"), **facts, "inputs": case.inputs()}
    case.facts.write_text(json.dumps(order, indent=2) + "\n")


def run_neuron(case: Case) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Traces and facts of a case under the installed NEURON, which compiles the case's `.mod` files."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        if case.mods is not None:
            arguments = ["--mods", str(compile_mods(case.mods, Path(folder)))]
        traces, _, facts = execute("neuron", case.script, Path(folder) / "out", arguments)
        return traces, facts


def compile_mods(mods: Path, folder: Path) -> Path:
    """The library that `nrnivmodl` makes in `folder`. Raises `SimulationError` with its output if it fails."""
    command = str(Path(sys.executable).parent / "nrnivmodl")
    done = subprocess.run([command, str(mods)], cwd=folder, capture_output=True, text=True)
    libraries = list(folder.rglob("libnrnmech.*"))
    if done.returncode or not libraries:
        raise SimulationError(f"nrnivmodl failed on {mods}:\n{done.stdout}\n{done.stderr}")
    return libraries[0]


def execute(
    simulator: str, script: Path, out: Path, arguments: list[str], timeout: float = 900.0
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray] | None, dict[str, Any]]:
    """Run a script in a new process: traces, those in float32 (or None), and facts about the run.

    Raises `SimulationError` with what the process said if it fails or takes longer than `timeout` seconds.
    """
    command = [sys.executable, "-m", "validation.execute", simulator, str(script.resolve()), str(out), *arguments]
    environment = {"JAX_PLATFORMS": "cpu", **os.environ}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise SimulationError(f"{script} took longer than {timeout:g} s under {simulator}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise SimulationError(
            f"{script.parent.name} failed under {simulator} (exit {done.returncode}):\n{said[-3000:]}"
        )
    single = out.with_suffix(".float32.npz")
    return (
        load(out.with_suffix(".npz")),
        load(single) if single.is_file() else None,
        json.loads(out.with_suffix(".json").read_text()),
    )


def load(path: Path) -> dict[str, np.ndarray]:
    """Every array of a `.npz` file."""
    with np.load(path) as file:
        return dict(file)
