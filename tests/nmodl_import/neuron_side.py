"""Run one compartment with compiled mechanisms under NEURON; used as a script by the tests.

    python neuron_side.py LIBRARY JOBS.json OUT.npz

A job: {"name", "mechanisms", "record": {mechanism: [variable]}, "ions": [variable], "celsius", "parameters", "events",
"tables"}.
`events` holds [time, weight] pairs: the mechanism is a point process that gets these from one NetCon each.
"""

import json
import sys

import numpy as np
from neuron import h

DT, TSTOP, AMPLITUDE = 0.025, 30.0, 0.35


def run(job):
    section = h.Section(name="soma")
    section.L = section.diam = 20
    section.insert("hh")
    segment = section(0.5)
    points = {}
    for name in job["mechanisms"]:
        if "events" in job:
            points[name] = getattr(h, name)(segment)
        else:
            section.insert(name)
    for name, values in job.get("parameters", {}).items():
        for key, value in values.items():
            if hasattr(getattr(segment, name), key):
                setattr(getattr(segment, name), key, value)
            else:
                setattr(h, f"{key}_{name}", value)
    kept = [
        fill(f"table_{f}_{m}", *given) for m, tables in job.get("tables", {}).items() for f, given in tables.items()
    ]
    clamp = h.IClamp(segment)
    clamp.delay, clamp.dur, clamp.amp = 2, 20, AMPLITUDE
    vectors = {"v": h.Vector().record(segment._ref_v)}
    for name, variables in job["record"].items():
        for variable in variables:
            array, _, index = variable.partition("[")
            owner = points[name] if name in points else getattr(segment, name)
            if hasattr(owner, array):
                reference = getattr(owner, f"_ref_{array}")
                reference = reference[int(index[:-1])] if index else reference
                vectors[f"{name}.{variable}"] = h.Vector().record(reference)
    for variable in job["ions"]:
        vectors[variable] = h.Vector().record(getattr(segment, f"_ref_{variable}"))
    h.celsius, h.dt, h.secondorder = job["celsius"], DT, job.get("secondorder", 0)
    connections = [h.NetCon(None, point) for point in points.values() for _ in job["events"]]
    h.finitialize(-65)
    for connection, (time, weight) in zip(connections, job.get("events", []), strict=True):
        connection.weight[0] = weight
        connection.event(time)
    assert kept is not None
    while h.t < TSTOP - DT / 2:
        h.fadvance()
    return {key: np.array(vector) for key, vector in vectors.items()}


def fill(function, values, *axes):
    """Give NEURON the values of a FUNCTION_TABLE; what is returned must stay alive."""
    if not axes:
        getattr(h, function)(values)
        return ()
    data = h.Vector(np.ravel(values))
    if len(axes) == 1 and len(axes[0]) > 2:
        points = h.Vector(axes[0])
        getattr(h, function)(data, points)
        return data, points
    sizes = np.shape(values)
    given = [x for n, (low, high) in zip(sizes, axes, strict=True) for x in (n, low, high)]
    getattr(h, function)(data._ref_x[0], *given)
    return (data,)


if __name__ == "__main__":
    library, jobs, out = sys.argv[1:]
    h.nrn_load_dll(library)
    traces = {}
    with open(jobs) as file:
        for job in json.load(file):
            traces |= {f"{job['name']}|{key}": values for key, values in run(job).items()}
    np.savez(out, **traces)
