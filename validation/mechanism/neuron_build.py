"""Compile `.mod` files with the installed NEURON."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from braincell.errors import SimulationError
from validation.mechanism.stage import Staged

_SECONDS = 300


def nrnivmodl() -> str:
    """NEURON's compiler. Raises `SimulationError` if NEURON is not there."""
    command = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if command is None or importlib.util.find_spec("neuron") is None:
        raise SimulationError("this needs NEURON and a C++ compiler: pip install neuron==9.0.2")
    return command


def translate(file: Staged) -> str:
    """What NEURON's translator has against a file; nothing if it accepts it, or if the translator is not found."""
    spec = importlib.util.find_spec("neuron")
    home = Path(next(iter(spec.submodule_search_locations or [""]))) / ".data" if spec else Path()
    command, units = home / "bin" / "nocmodl", home / "share" / "nrn" / "lib" / "nrnunits.lib"
    if not command.is_file():
        return ""
    out = file.copy.parent / "translated"
    out.mkdir(exist_ok=True)
    done = _run([str(command), file.copy.name, "-o", str(out)], file.copy.parent, {"MODLUNIT": str(units)})
    return _complaint(done) if done.returncode else ""


def compile_together(files: Sequence[Staged], folder: Path) -> tuple[Path | None, str]:
    """One library of several files, made in `folder`; or None and the compiler's complaint."""
    folder.mkdir(parents=True)
    done = _run([nrnivmodl(), *(str(file.copy) for file in files)], folder, {})
    libraries = list(folder.rglob("libnrnmech.*"))
    return (libraries[0], "") if libraries and not done.returncode else (None, _complaint(done))


def groups(
    files: Sequence[Staged], valences: Mapping[str, Mapping[str, float | None]], size: int
) -> list[list[Staged]]:
    """Files that one library may hold: at most `size`, no two of one name, and of one mind about every ion.

    `valences` gives, by key, what each file says of its ions (None: nothing): NEURON has one valence of an ion for all.
    """
    found: list[list[Staged]] = []
    agreed: list[dict[str, float | None]] = []
    for file in files:
        own = valences[file.key]
        fits = (
            k
            for k, group in enumerate(found)
            if len(group) < size
            and file.name not in {other.name for other in group}
            and all(agreed[k].get(ion, valence) == valence for ion, valence in own.items())
        )
        k = next(fits, len(found))
        if k == len(found):
            found.append([])
            agreed.append({})
        found[k].append(file)
        agreed[k] |= own
    return found


def _run(command: list[str], folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, f"error: longer than {_SECONDS} s", "")


def _complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The lines that tell what went wrong."""
    lines = [re.sub(r"\x1b\[\d*m", "", line).strip() for line in done.stdout.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("Translating", "Thread Safe", "Notice"))]
    wrong = [line for line in lines if re.search(r"error|not declared|undefined|illegal", line, re.IGNORECASE)]
    return " | ".join((wrong or lines[-3:])[:2])[:400] or f"exit code {done.returncode}"
