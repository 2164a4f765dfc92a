"""Record what NEURON makes of the joined cables: `python -m validation.junctions.record`.

Needs NEURON and a C++ compiler.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from braincell.errors import SimulationError
from validation.junctions import cases
from validation.record import VERSION, compile_mods

HERE = Path(__file__).parent
REFERENCE = HERE / "reference.npz"


def main() -> None:
    """Write `reference.npz`: "KIND CURRENT v" and "KIND CURRENT i" of every kind of half gap and every current."""
    version, found = "", {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "library"
        folder.mkdir()
        library = compile_mods(HERE / "mod", folder)
        for kind in cases.KINDS:
            for current in cases.CURRENTS:
                out = Path(temporary) / "out.npz"
                command = [sys.executable, str(HERE / "neuron_side.py"), str(library), kind, current, str(out)]
                done = subprocess.run(command, cwd=temporary, capture_output=True, text=True)
                if done.returncode:
                    raise SimulationError(done.stderr[-2000:])
                with np.load(out) as file:
                    version = str(file["neuron"])
                    found |= {f"{kind} {current} {x}": file[x] for x in "vi"}
    if VERSION not in version:
        raise SimulationError(f"{version} is installed; references are recorded by NEURON {VERSION}")
    settings = {key: getattr(cases, key) for key in vars(cases) if key.isupper()}
    about = json.dumps({"NEURON": version, "settings": settings})
    np.savez_compressed(REFERENCE, about=np.array(about), **found)
    print({key: x.shape for key, x in found.items()})


if __name__ == "__main__":
    main()
