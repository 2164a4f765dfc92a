"""Run the cases under NEURON; a script of its own process.

    python neuron_side.py LIBRARY OUT.npz NAME …

Writes "NAME|variable" [sample, compartment] for every case, and "neuron", the version.
"""

import sys
from pathlib import Path

import numpy as np
from neuron import h

sys.path.insert(0, str(Path(__file__).parents[2]))

from validation.synapses.cases import CASES, CLAMP, EVERY, LEAK, N_STEPS, SIZE, WEIGHTS, Case  # noqa: E402


def run(case: Case) -> dict[str, np.ndarray]:
    """The samples [sample, compartment] of each variable, by our names."""
    kept, vectors = [], {name: [] for name in case.variables}
    events = []
    if hasattr(h, f"usetable_{case.mechanism}"):
        setattr(h, f"usetable_{case.mechanism}", 0)  # a table is an approximation
    for setting in case.settings:
        section = h.Section()
        section.L = section.diam = SIZE
        section.insert("pas")
        section(0.5).pas.g, section(0.5).pas.e = LEAK
        clamp = h.IClamp(section(0.5))
        clamp.delay, clamp.dur, clamp.amp = CLAMP[0] * case.scale, CLAMP[1] * case.scale, CLAMP[2]
        synapse = getattr(h, case.mechanism)(section(0.5))
        for name, value in {**setting, **case.given}.items():
            put(case, synapse, case.names.get(name, name), value)
        for weight, times in zip(WEIGHTS, case.times, strict=True):
            connection = h.NetCon(None, synapse)
            connection.weight[0] = case.weight * weight
            events.append((connection, times))
        for ours, theirs in case.variables.items():
            reference = section(0.5)._ref_v if ours == "v" else getattr(synapse, f"_ref_{theirs}")
            vectors[ours].append(h.Vector().record(reference))
        kept.append((section, clamp, synapse))
    h.dt = case.dt
    h.finitialize(-65)
    for connection, times in events:
        for time in times:
            connection.event(time * case.scale)
    for _ in range(N_STEPS):
        h.fadvance()
    return {name: np.array(found).T[::EVERY] for name, found in vectors.items()}


def put(case: Case, synapse, name: str, value: float) -> None:
    """Set a RANGE or a GLOBAL variable."""
    if hasattr(synapse, name):
        setattr(synapse, name, value)
    else:
        setattr(h, f"{name}_{case.mechanism}", value)


def defaults(case: Case) -> dict[str, np.ndarray]:
    """What the file has as defaults, by our names."""
    section = h.Section()
    synapse = getattr(h, case.mechanism)(section(0.5))
    found = {}
    for ours, theirs in case.defaults.items():
        owner, name = (synapse, theirs) if hasattr(synapse, theirs) else (h, f"{theirs}_{case.mechanism}")
        found[f"default {ours}"] = np.array(getattr(owner, name))
    return found


def main(library: str, out: str, *names: str) -> None:
    h.nrn_load_dll(library)
    found = {}
    for case in CASES:
        if case.name in names:
            recorded = defaults(case) | (run(case) if case.settings else {})
            found |= {f"{case.name}|{variable}": trace for variable, trace in recorded.items()}
    np.savez(out, neuron=np.array(h.nrnversion(5)), **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
