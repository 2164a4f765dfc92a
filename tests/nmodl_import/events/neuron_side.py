"""Run networks of cells, point processes and artificial cells under NEURON; used as a script by the tests.

    python neuron_side.py LIBRARY JOBS.json OUT.npz

A job is what `networks.py` describes. The library "-" stands for none.
"""

import json
import sys

import numpy as np
from neuron import h


def connect(job, sections, objects):
    """All NetCons, and the first one of each source."""
    connections, heard = [], {}
    for c in job["connections"]:
        source = c["source"]
        if isinstance(source, int):
            connection = h.NetCon(sections[source](0.5)._ref_v, objects[c["target"]], sec=sections[source])
        else:
            connection = h.NetCon(objects[source] if source else None, objects[c["target"]])
        connection.delay = c["delay"]
        connections.append(connection)
        heard.setdefault(source, connection)
    return connections, heard


def run(job):
    sections, objects = [], {}
    idle = h.Section(name="idle")  # an artificial cell is recorded with the events of some place
    place = h.IClamp(idle(0.5))
    for k in range(job["cells"]):
        section = h.Section(name=f"c{k}")
        section.L = section.diam = 20
        section.insert("hh")
        sections.append(section)
    for point in job["points"]:
        objects[point["name"]] = getattr(h, point["mechanism"])(sections[point["cell"]](0.5))
    for cell in job["artificial"]:
        objects[cell["name"]] = getattr(h, cell["mechanism"])()
    for thing in (*job["points"], *job["artificial"]):
        for key, value in thing.get("parameters", {}).items():
            array, _, index = key.partition("[")
            if index:
                getattr(objects[thing["name"]], array)[int(index[:-1])] = value
            else:
                setattr(objects[thing["name"]], key, value)
        for ids in thing.get("streams", {}).values():
            objects[thing["name"]].noiseFromRandom123(*ids)
    clamps = [h.IClamp(sections[k](0.5)) for k, _ in job["clamps"]]
    for clamp, (_, amplitude) in zip(clamps, job["clamps"], strict=True):
        clamp.delay, clamp.dur, clamp.amp = 1, 1e9, amplitude
    connections, heard = connect(job, sections, objects)
    spikes = {}
    for name in job["spikes"]:
        if name not in heard:
            heard[name] = h.NetCon(objects[name], None)
        spikes[name] = h.Vector()
        heard[name].record(spikes[name])
    traces = {f"c{k}.v": h.Vector().record(s(0.5)._ref_v) for k, s in enumerate(sections)}
    for name, variable in job["record"]:
        reference = getattr(objects[name], f"_ref_{variable}")
        is_artificial = any(cell["name"] == name for cell in job["artificial"])
        traces[f"{name}.{variable}"] = h.Vector().record(place if is_artificial else objects[name], reference)

    def begin():
        for connection, c in zip(connections, job["connections"], strict=True):
            for time in c["times"]:
                connection.event(time)

    def weigh():
        for connection, c in zip(connections, job["connections"], strict=True):
            for k, value in enumerate(c["weight"]):
                connection.weight[k] = value

    handlers = [h.FInitializeHandler(1, begin), h.FInitializeHandler(3, weigh)]
    h.celsius, h.dt = 6.3, job["dt"]
    h.finitialize(-65)
    for _ in range(job["n_steps"]):
        h.fadvance()
    weights = [[connection.weight[k] for k in range(len(c["weight"]))]
               for connection, c in zip(connections, job["connections"], strict=True)]  # fmt: skip
    found = {key: np.array(vector) for key, vector in traces.items()}
    found |= {f"spikes {name}": np.array(vector) for name, vector in spikes.items()}
    found["weights"] = np.array([x for row in weights for x in row])
    del handlers, place, idle
    return found


if __name__ == "__main__":
    library, jobs, out = sys.argv[1:]
    if library != "-":
        h.nrn_load_dll(library)
    found = {}
    with open(jobs) as file:
        for job in json.load(file):
            found |= {f"{job['name']}|{key}": values for key, values in run(job).items()}
    np.savez(out, **found)
