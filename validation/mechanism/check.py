"""Check a batch of files: import, compile, run on both sides, compare."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from validation.mechanism.compare import NUDGE, PART, Difference, compare, event_trace
from validation.mechanism.features import features
from validation.mechanism.neuron_build import compile_together, groups, translate
from validation.mechanism.protocol import DT, N_STEPS, SIZE, V_INIT
from validation.mechanism.rows import Row, finite
from validation.mechanism.stage import Staged, stage

BATCH = 40
_ROOT = Path(__file__).parents[2]
_SECONDS_PER_FILE = 180.0

Answers = dict[str, dict[str, Any]]


def check_files(paths: Sequence[Path], source: Path | None = None) -> list[Row]:
    """Rows of several files, in their order, made with one process per simulator as far as possible."""
    with tempfile.TemporaryDirectory(prefix="braincell-check-") as name:
        folder = Path(name)
        files = stage(paths, folder, source)
        rejected = {file.key: translate(file) for file in files}
        answers = run_braincell([file for file in files if not rejected[file.key]], folder)
        for key, text in rejected.items():
            if text:
                answers[key] = {"not compiled": text}
        ready = [file for file in files if "protocols" in answers[file.key]]
        libraries: dict[str, Path] = {}
        for group in groups(ready, {file.key: answers[file.key].get("valences", {}) for file in ready}, BATCH):
            run_neuron(group, answers, folder, libraries)
        rows = [_row(file, answers[file.key], folder) for file in files]
        for k, file in enumerate(files):
            if rows[k].verdict == "differs":
                _neuron_process([file], answers, folder, libraries[file.key], NUDGE)
                rows[k] = _row(file, answers[file.key], folder)
        return rows


def run_braincell(files: Sequence[Staged], folder: Path) -> Answers:
    """What `braincell_side` says about each file; a file on which it crashes or hangs is set aside."""
    answers: Answers = {}
    pending = list(files)
    while pending:
        given = [{"key": f.key, "path": str(f.copy), "source": f.source and str(f.source.resolve())} for f in pending]
        (folder / "files.json").write_text(json.dumps(given))
        end = _braincell_process(folder, lambda: sum((folder / f"{f.key}.json").is_file() for f in files))
        for file in list(pending):
            answer = folder / f"{file.key}.json"
            if not answer.is_file():
                break
            answers[file.key] = json.loads(answer.read_text())
            pending.remove(file)
        if pending:  # it ended at the first of them
            answers[pending.pop(0).key] = {"failed": f"braincell's process {end}"}
    return answers


def _braincell_process(folder: Path, progress: Callable[[], int]) -> str:
    """Run `braincell_side` until it ends or makes no progress; how it ended."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    own_cache = {
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPATH": path,
    }  # thousands of files stay out of the user's
    environment = {"JAX_PLATFORMS": "cpu", **os.environ, **own_cache}
    command = [sys.executable, "-m", "validation.mechanism.braincell_side", str(folder)]
    with open(folder / "braincell.log", "w") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        done, since = progress(), time.monotonic()
        while True:
            try:
                code = process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                if (now := progress()) != done:
                    done, since = now, time.monotonic()
                elif time.monotonic() - since > _SECONDS_PER_FILE:
                    process.kill()
                    process.wait()
                    return f"took longer than {_SECONDS_PER_FILE:g} s"
                continue
            said = (folder / "braincell.log").read_text(errors="replace").strip().splitlines()
            return f"ended with exit code {code}: {said[-1][:300] if said else ''}"


def run_neuron(files: Sequence[Staged], answers: Answers, folder: Path, libraries: dict[str, Path]) -> None:
    """Compile files into one library and run it; if that fails, halve, until the culprit is alone.

    `libraries` gets the library of each file that ran.
    """
    place = folder / f"neuron-{'-'.join(f.key for f in files[:1])}-{len(files)}"
    library, complaint = compile_together(files, place)
    if library is not None:
        complaint = _neuron_process(files, answers, folder, library)
        if not complaint:
            libraries.update({file.key: library for file in files})
            return
    if len(files) == 1:
        answers[files[0].key] |= {"not compiled": complaint}
        return
    half = len(files) // 2
    for part in (files[:half], files[half:]):
        run_neuron(part, answers, folder, libraries)


def _neuron_process(files: Sequence[Staged], answers: Answers, folder: Path, library: Path, nudge: float = 0.0) -> str:
    """Run every protocol of every file; what NEURON has against the library, if it does not load.

    With a `nudge` the initial voltage is moved by so much [mV], concentrations are moved by the same part of their
    values, and the traces go to other files.
    """
    told = "name kind sends extra elements ions pointers valences tables streams calls protocols".split()
    jobs = [{"key": f.key} | {k: answers[f.key][k] for k in told if k in answers[f.key]} for f in files]
    given = {"dt": DT, "n_steps": N_STEPS, "v_init": V_INIT, "nudge": nudge, "size": SIZE, "jobs": jobs}
    given["side"] = "nudged" if nudge else "neuron"
    (folder / "jobs.json").write_text(json.dumps(given))
    (folder / "loaded").unlink(missing_ok=True)
    command = [sys.executable, str(Path(__file__).with_name("neuron_side.py")), str(folder), str(library)]
    # not in the library's folder: NEURON would load it by itself
    limit = 60.0 + 30.0 * sum(len(job["protocols"]) for job in jobs)
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="latin-1", timeout=limit
        )
    except subprocess.TimeoutExpired:
        return f"NEURON took longer than {limit:g} s"
    if (folder / "loaded").is_file() and done.returncode == 0:
        return ""
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    wrong = [line for line in lines if "DISPLAY" not in line and "graphics" not in line and "mechanisms" not in line]
    return f"NEURON does not load it: {' | '.join(wrong[-3:])[:400]}"


def _row(file: Staged, answer: dict[str, Any], folder: Path) -> Row:
    row = Row(str(file.path), file.digest, answer.get("name", file.name), "", features=features(file.copy))
    for verdict in ("not compiled", "refused", "failed"):
        if verdict in answer:
            row.verdict, row.reason, row.line = verdict, answer[verdict], answer.get("line", 0)
            return row
    found: list[Difference] = []
    failures: list[str] = []
    for number, protocol in enumerate(answer["protocols"]):
        ours, theirs, nudged = (
            _traces(folder / f"{file.key}.{number}.{side}.npz") for side in ("braincell", "neuron", "nudged")
        )
        if theirs is None:
            row.notes.append((folder / f"{file.key}.{number}.error").read_text())
            continue
        if ours is None:
            failures.append(f"{answer['errors'][str(number)]} in {protocol['name']!r}")
            continue
        comparison = compare(protocol["name"], ours, theirs, nudged or {}, answer.get("joint", []))
        found += comparison.differences
        row.notes += comparison.notes
    row.worst = _worst(found)
    row.verdict = _verdict(found, failures)
    row.reason = "; ".join(failures or _explanations(row, found))
    return row


def _explanations(row: Row, found: Sequence[Difference]) -> list[str]:
    """What to say beside the numbers."""
    if not found:
        return row.notes[:1]
    if row.verdict == "sensitive":
        own = max((d for d in found if not d.equal), key=lambda d: d.relative)
        return [f"NEURON's own moves by {own.nudged:.1e} of it when its start moves by {PART:.1e}"]
    return []


def _traces(file: Path) -> dict[str, np.ndarray] | None:
    if not file.is_file():
        return None
    with np.load(file) as data:
        traces = dict(zip(data["names"].tolist(), data["values"], strict=True))
        return traces | ({"times of net_event": event_trace(data["sent"])} if "sent" in data else {})


def _worst(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """The largest difference of every variable, largest first."""
    worst: dict[str, Difference] = {}
    for difference in found:
        if difference.variable not in worst or difference.relative > worst[difference.variable].relative:
            worst[difference.variable] = difference
    ordered = sorted(worst.values(), key=lambda d: (d.equal, -d.relative))
    return [{k: finite(x) if isinstance(x, float) else x for k, x in asdict(d).items()} for d in ordered]


def _verdict(found: Sequence[Difference], failures: Sequence[str]) -> str:
    if failures:
        return "failed"
    if not found:
        return "no reference"
    if all(d.absolute == 0.0 for d in found):
        return "identical"
    if all(d.equal for d in found):
        return "equal"
    return "sensitive" if all(d.equal or d.sensitive for d in found) else "differs"
