"""Run the mechanisms that draw random numbers under NEURON: `python neuron_random_side.py LIBRARY JOBS.json OUT.npz`.

A job: {"name", "density": [suffix], "points": [class] at each of the places, "record": {mechanism: [variable]}}.
"""

import json
import sys

import numpy as np
from neuron import h

PLACES = [("soma", 0.5), ("b", 0.9), ("a", 0.25), ("soma", 0.5), ("b", 0.1)]


def tree():
    sections = {name: h.Section(name=name) for name in ("soma", "a", "b")}
    for name, section in sections.items():
        section.L, section.diam, section.nseg = 60, 2, 3
        section.insert("pas")
        if name != "soma":
            section.connect(sections["soma"](1))
    return sections


def run(job):
    sections = tree()
    vectors, points, connections = {}, [], []
    for name in job["density"]:
        for section in sections.values():
            section.insert(name)
    for name in job["points"]:
        for place, x in PLACES:
            points.append((name, getattr(h, name)(sections[place](x))))
    for variable in job["record"]:
        owner, _, field = variable.partition(".")
        if owner in job["density"]:
            targets = [getattr(segment, owner) for section in sections.values() for segment in section]
        else:
            targets = [point for name, point in points if name == owner]
        for k, target in enumerate(targets):
            vectors[f"{variable}.{k}"] = h.Vector().record(getattr(target, f"_ref_{field}"))
    vectors["v"] = h.Vector().record(sections["b"](0.5)._ref_v)
    for _, point in ((name, point) for name, point in points if name in job["receive"]):
        connections.append(h.NetCon(None, point))
        connections[-1].weight[0] = 1e-3
    h.dt = 0.025
    h.finitialize(-65)
    for k, connection in enumerate(connections):
        for n in range(12):
            connection.event(0.3 + 0.7 * n + 0.05 * k)
    for _ in range(400):
        h.fadvance()
    return {key: np.array(vector) for key, vector in vectors.items()}


if __name__ == "__main__":
    library, jobs, out = sys.argv[1:]
    h.nrn_load_dll(library)
    with open(jobs) as file:
        job = json.load(file)
    np.savez(out, **run(job))
