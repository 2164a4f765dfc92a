"""Record what NEURON makes of `.mod` files with the equations of the synapses.

    python -m validation.synapses.record [MODELS [NAME …]]

MODELS is a folder with one folder per ModelDB number, which the user brings; files that it lacks are passed over. Names
are cases, all of them if there are none. Needs NEURON and a C++ compiler.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from braincell.errors import SimulationError
from validation.record import VERSION, compile_mods
from validation.synapses.cases import CASES, CLAMP, EVERY, LEAK, N_STEPS, SIZE, WEIGHTS, Case

HERE = Path(__file__).parent
REFERENCES = HERE / "references"


def main(models: str = "", *names: str) -> None:
    """Write `references/NAME.npz` for the cases `names` whose file is there."""
    for case in (case for case in CASES if not names or case.name in names):
        file = (HERE if case.file.startswith("mod/") else Path(models)) / case.file
        if file.is_file():
            record(case, file)
        else:
            print(f"{case.name}: there is no {file}")


def record(case: Case, file: Path) -> None:
    """Record one case, in a process of its own: two files may declare the same name."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "mod").mkdir()
        shutil.copy(file, folder / "mod")
        library = compile_mods(folder / "mod", folder / "mod")
        command = [sys.executable, str(HERE / "neuron_side.py"), str(library), str(folder / "out.npz"), case.name]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise SimulationError(f"{case.name}: {done.stderr[-2000:]}")
        found = dict(np.load(folder / "out.npz"))
    about = {
        "NEURON": str(found.pop("neuron")),
        "file": case.file,
        "sha1 of the file": hashlib.sha1(file.read_bytes()).hexdigest(),
        "settings": {
            **{"SIZE": SIZE, "LEAK": LEAK, "CLAMP": CLAMP, "TIMES": case.times, "WEIGHTS": WEIGHTS, "N_STEPS": N_STEPS},
            **{"EVERY": EVERY, "dt": case.dt, "weight": case.weight, "parameters": case.settings},
        },
    }
    if VERSION not in about["NEURON"]:
        raise SimulationError(f"{about['NEURON']} is installed; references are recorded by NEURON {VERSION}")
    REFERENCES.mkdir(exist_ok=True)
    traces = {key.partition("|")[2]: x for key, x in found.items()}
    np.savez_compressed(REFERENCES / f"{case.name}.npz", about=np.array(json.dumps(about)), **traces)
    print(f"{case.name}: {', '.join(f'{key} {x.shape}' for key, x in traces.items())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
