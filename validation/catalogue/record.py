"""Record what NEURON makes of the published `.mod` files.

    python -m validation.catalogue.record MODELS [NAME …]

MODELS is a folder with one folder per ModelDB number, `MODELS/139653/…`, which the user brings; names are rows of the
catalogue, all of them if there are none. Needs NEURON and a C++ compiler.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from braincell.channel.catalogue import CatalogueRow, catalogue
from braincell.errors import InputError, SimulationError
from braincell.mech.mechanism import Mechanism
from braincell.mech.registry import find
from braincell.mech.source import Source
from validation.catalogue import protocol
from validation.catalogue.cases import Case, cases
from validation.mechanism.neuron_build import nrnivmodl

REFERENCES = Path(__file__).parent / "references"


def main(models: str, *names: str) -> None:
    """Write `references/NAME.npz` for the rows `names`."""
    rows = {row.name: row for row in catalogue()}
    chosen = [rows[name] for name in names or cases()]
    for number in dict.fromkeys(row.source.modeldb for row in chosen if row.source):
        record([row for row in chosen if row.source and row.source.modeldb == number], Path(models), number)


def record(rows: list[CatalogueRow], models: Path, number: int | None) -> None:
    """Record the rows of one model, whose files one library holds."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = {} if number is None else {name: _find(models / str(number), find(name)) for name in _names(rows)}
        library = _compile(set(files.values()), folder) if files else ""
        settings = {key: getattr(protocol, key) for key in vars(protocol) if key.isupper()}
        jobs = [_job(cases()[row.name], row) for row in rows]
        (folder / "jobs.json").write_text(json.dumps({"protocol": settings, "library": library, "jobs": jobs}))
        _run([sys.executable, str(Path(__file__).parent / "neuron_side.py"), str(folder)], folder)
        for row in rows:
            _store(row, folder / f"{row.name}.npz", files.get(row.name), settings)


def _job(case: Case, row: CatalogueRow) -> dict:
    states = [case.states.get(name, name) for name in row.mechanism.states]
    compared = {name: case.states.get(name, name) for name in case.only or row.mechanism.states}
    conductance = {case.conductance: case.amount * case.factor} if case.conductance else {}
    driving = cases().get(case.drive)
    read = {name for use in row.mechanism.ions for name in use.reads}
    calcium = {key: x for key, x in (("cai", "{cai}"), ("cao", protocol.CALCIUM_OUTSIDE)) if key in read}
    return {
        "name": case.name,
        "suffix": case.suffix,
        "variables": compared | dict.fromkeys(row.mechanism.currents, case.current),
        "states": states,
        "starts": {case.states.get(name, name): value for name, value in case.starts.items()},
        "set": {
            **conductance,
            **dict(case.parameters.values()),
            **dict.fromkeys(case.silent, 0.0),
        },
        "segment": dict(case.segment or calcium),
        "defaults": [name for name in (case.conductance, case.reversal, *case.defaults.values()) if name],
        "drive": [driving.suffix, driving.conductance, protocol.DRIVE * driving.factor] if driving else [case.drive],
    }


def _names(rows: list[CatalogueRow]) -> set[str]:
    """The rows whose files are needed."""
    drives = {cases()[row.name].drive for row in rows}
    return {row.name for row in rows} | {name for name in drives if name in cases()}


def _find(folder: Path, cls: type[Mechanism]) -> Path:
    source = getattr(cls, "source", Source(""))
    found = sorted(folder.rglob(source.file))
    if not found:
        raise InputError(f"{cls.name}: there is no {source.file} in {folder}")
    return found[0]


def _compile(files: Iterable[Path], folder: Path) -> str:
    apart = folder / "mod"  # NEURON loads by itself what it finds where it starts
    apart.mkdir()
    for file in files:
        shutil.copy(file, apart)
    _run([nrnivmodl()], apart)
    return str(next(apart.rglob("libnrnmech.*")))


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SimulationError(f"{command[0]}: {(done.stdout + done.stderr)[-2000:]}")


def _store(row: CatalogueRow, recorded: Path, file: Path | None, settings: dict) -> None:
    found = dict(np.load(recorded))
    about = {
        "row": row.name,
        "source": str(row.source),
        "sha1 of the .mod file": hashlib.sha1(file.read_bytes()).hexdigest() if file else "NEURON's own",
        "NEURON": str(found.pop("neuron")),
        "usetable": "set to 0" if found.pop("usetable") else "there is none",
        "settings": settings | {"CONDUCTANCE": cases()[row.name].amount},
    }
    REFERENCES.mkdir(exist_ok=True)
    target = REFERENCES / f"{row.name}.npz"
    np.savez_compressed(target, allow_pickle=False, about=np.array(json.dumps(about)), **found)
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
