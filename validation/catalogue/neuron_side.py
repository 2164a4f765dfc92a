"""Run channels under NEURON; a script of its own process, which knows nothing of braincell.

    python neuron_side.py FOLDER

FOLDER/jobs.json holds {"protocol": …, "library": path or "", "jobs": […]}; writes FOLDER/NAME.npz per job.
"""

import json
import sys
from pathlib import Path

import numpy as np
from neuron import h


def main() -> None:
    folder = Path(sys.argv[1])
    given = json.loads((folder / "jobs.json").read_text())
    if given["library"] and not h.nrn_load_dll(given["library"]):
        sys.exit("NEURON cannot load the library")
    for job in given["jobs"]:
        found = simulate(job, given["protocol"])
        found["neuron"] = np.array(h.nrnversion(5))
        np.savez(folder / f"{job['name']}.npz", allow_pickle=False, **found)


def simulate(job, protocol) -> dict:
    """Samples [temperature, sample, compartment] of each variable, and what the file has as defaults."""
    sections = [h.Section(name=f"s{k}") for k in range(len(protocol["LEVELS"]))]
    kept, vectors = [], {key: [] for key in job["variables"]}
    defaults = {}
    for k, section in enumerate(sections):
        section.L, section.diam, section.cm = protocol["LENGTH"], protocol["DIAMETER"], protocol["CAPACITANCE"]
        section.insert(job["suffix"])
        segment = section(0.5)
        kept.append(clamp(segment, protocol, protocol["LEVELS"][k]))
        defaults = {key: get(segment, job["suffix"], key) for key in job["defaults"]}
        for name, value in job["set"].items():
            put(segment, job["suffix"], name, value)
        if job["drive"][0]:
            section.insert(job["drive"][0])
        if len(job["drive"]) > 1:
            put(segment, *job["drive"])
        for name, value in job["segment"].items():
            setattr(segment, name, protocol["CALCIUM"][k] if value == "{cai}" else value)
        for key, name in job["variables"].items():
            vectors[key].append(h.Vector().record(reference(segment, job["suffix"], name)))
    tabulating = [name for name in (f"usetable_{x}" for x in (job["suffix"], job["drive"][0])) if hasattr(h, name)]
    for name in tabulating:
        setattr(h, name, 0)
    samples = {key: [] for key in vectors}
    for celsius in protocol["CELSIUS"]:
        h.celsius, h.dt = celsius, protocol["DT"]
        h.finitialize(protocol["V_INIT"])
        for section in sections if job["starts"] else ():
            for name in job["states"]:
                setattr(section(0.5), f"{name}_{job['suffix']}", job["starts"].get(name, 0.0))
        for _ in range(protocol["N_STEPS"]):
            h.fadvance()
        for key, recorded in vectors.items():
            samples[key].append(np.array(recorded)[:, protocol["SAMPLES"]].T)
    del kept
    found = {key: np.array(values) for key, values in samples.items()}
    return (
        found
        | {f"default {key}": np.array(x) for key, x in defaults.items()}
        | {"usetable": np.array(bool(tabulating))}
    )


def clamp(segment, protocol, levels):
    clamp = h.SEClamp(segment)
    clamp.rs = protocol["SERIES_RESISTANCE"]
    for k, level in enumerate(levels, 1):
        setattr(clamp, f"dur{k}", protocol["PHASE"])
        setattr(clamp, f"amp{k}", level)
    return clamp


def get(segment, suffix, name):
    """A RANGE or a GLOBAL variable."""
    owner = segment if hasattr(segment, f"{name}_{suffix}") else h
    return getattr(owner, f"{name}_{suffix}")


def put(segment, suffix, name, value):
    """Set a RANGE or a GLOBAL variable."""
    owner = segment if hasattr(segment, f"{name}_{suffix}") else h
    setattr(owner, f"{name}_{suffix}", value)


def reference(segment, suffix, name):
    """Where a variable of the mechanism lives, or an ion's current."""
    own = f"_ref_{name}_{suffix}"
    return getattr(segment, own) if hasattr(segment, own) else getattr(segment, f"_ref_{name}")


if __name__ == "__main__":
    main()
