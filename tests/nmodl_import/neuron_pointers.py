"""Run two cables whose mechanisms point at one another under NEURON; used as a script by the tests.

    python neuron_pointers.py LIBRARY SCENARIOS.json OUT.npz

Both cables have three segments and hh. A scenario: {"name", "insert": [[cable, mechanism]], "place": [[label,
mechanism, cable, x]], "point": [[owner, cable, x, pointer, variable, target cable, target x]], "record": [[cable, x,
variable]], "clamp", "events": [[label, time, weight]], "secondorder"}. x null: every segment, and as target x the
same one.
"""

import json
import sys

import numpy as np
from neuron import h

DT, TSTOP = 0.025, 25.0


def run(scenario):
    cables, points = {}, {}
    for name in ("a", "b"):
        section = cables[name] = h.Section(name=name)
        section.L, section.diam, section.nseg = 60, 10, 3
        section.insert("hh")
    for cable, mechanism in scenario["insert"]:
        cables[cable].insert(mechanism)
    for label, mechanism, cable, x in scenario["place"]:
        points[label] = getattr(h, mechanism)(cables[cable](x))

    def reference(variable, segment):
        owner, _, field = variable.rpartition(".")
        holder = points.get(owner) or (getattr(segment, owner) if owner else segment)
        return getattr(holder, f"_ref_{field}")

    for owner, cable, x, pointer, variable, target, target_x in scenario["point"]:
        for segment in cables[cable] if x is None else [cables[cable](x)]:
            aim = cables[target](segment.x if target_x is None else target_x)
            h.setpointer(reference(variable, aim), pointer, points.get(owner) or getattr(segment, owner))
    clamps = [h.IClamp(cables[cable](0.5)) for cable, *_ in scenario["clamp"]]
    for clamp, (_, clamp.delay, clamp.dur, clamp.amp) in zip(clamps, scenario["clamp"], strict=True):
        pass
    vectors = [h.Vector().record(reference(variable, cables[cable](x))) for cable, x, variable in scenario["record"]]
    h.dt, h.celsius, h.secondorder = DT, 6.3, scenario.get("secondorder", 0)
    connections = [h.NetCon(None, points[label]) for label, _, _ in scenario.get("events", [])]
    h.finitialize(-65)
    for connection, (_, time, weight) in zip(connections, scenario.get("events", []), strict=True):
        connection.weight[0] = weight
        connection.event(time)
    while h.t < TSTOP - DT / 2:
        h.fadvance()
    return np.array([np.array(vector) for vector in vectors])


if __name__ == "__main__":
    library, scenarios, out = sys.argv[1:]
    h.nrn_load_dll(library)
    with open(scenarios) as file:
        np.savez(out, **{scenario["name"]: run(scenario) for scenario in json.load(file)})
