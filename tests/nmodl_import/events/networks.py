"""Networks to run in both simulators, as plain data.

`cells` hh somas with `clamps` (cell, nA); `points` and `artificial` cells by name; `connections` from the cell number
or the process `source`, with events at `times` besides; what to `record`, and whose `spikes`.
"""

import random

DT, N_STEPS = 0.025, 1200


def network(name, cells=1, points=(), artificial=(), connections=(), clamps=(), record=(), spikes=(), n_steps=N_STEPS):
    return {
        "name": name,
        "cells": cells,
        "points": list(points),
        "artificial": list(artificial),
        "connections": list(connections),
        "clamps": list(clamps),
        "record": list(record),
        "spikes": list(spikes),
        "dt": DT,
        "n_steps": n_steps,
    }


def point(mechanism, name=None, cell=0, **parameters):
    return {"mechanism": mechanism, "name": name or mechanism, "cell": cell, "parameters": parameters}


def artificial(mechanism, name, **parameters):
    return {"mechanism": mechanism, "name": name, "parameters": parameters}


def wire(target, source=None, weight=(0.0,), delay=1.0, times=()):
    weights = list(weight) if isinstance(weight, (tuple, list)) else [weight]
    return {"source": source, "target": target, "weight": weights, "delay": delay, "times": list(times)}


def _random_times(generator, n, end):
    """Off the grid, on it, on half steps, and repeated."""
    times = [generator.uniform(0, end) for _ in range(n)]
    times += [DT * generator.randrange(int(end / DT)) for _ in range(n)]
    times += [DT * (generator.randrange(int(end / DT)) + 0.5) for _ in range(n)]
    times += generator.sample(times, n)
    generator.shuffle(times)
    return times


def _trains(seed):
    generator = random.Random(seed)
    connections = [
        wire("a" if k % 2 else "b", weight=(1e-3 * (k + 1), 0.0, 0.0), times=_random_times(generator, 8, 28))
        for k in range(5)
    ]
    return network(
        f"trains {seed}",
        points=[point("n_depress", "a"), point("n_depress", "b", tau2=6.0, e=-70.0)],
        connections=connections,
        record=[(p, v) for p in "ab" for v in ("g", "i", "code")],
    )


def _ties(seed):
    """Fan-outs with equal and with unequal delays, all at few distinct times: what counts is the order."""
    generator = random.Random(seed)
    stims = [artificial("n_train", f"s{k}", interval=generator.choice([1, 2]), number=8, start=k % 3) for k in range(4)]
    cells = [artificial("n_fire", f"f{k}", tau=1e9, refrac=generator.choice([1, 2])) for k in range(5)]
    names = [c["name"] for c in stims + cells]
    connections = []
    for source in names:
        same = generator.choice([True, False])
        for _ in range(generator.choice([1, 2, 3, 4])):
            delay = 1.0 if same else generator.choice([1.0, 2.0])
            connections.append(wire(generator.choice(names[4:]), source, round(generator.uniform(0.1, 0.6), 3), delay))
    generator.shuffle(connections)
    for k in range(8):
        connections.append(
            wire(generator.choice(names[4:]), None, 0.05 * k, times=[generator.randrange(12) for _ in range(5)])
        )
    return network(
        f"ties {seed}",
        cells=0,
        artificial=stims + cells,
        connections=connections,
        record=[(f"f{k}", v) for k in range(5) for v in ("code", "m")],
        spikes=names,
    )


NETWORKS = [
    *(_trains(seed) for seed in range(3)),
    *(_ties(seed) for seed in range(6)),
    network(
        "spikes between cells",
        cells=2,
        clamps=[(0, 0.5)],
        points=[point("n_depress", "syn", 1), point("n_depress", "back", 0, e=-80.0)],
        connections=[
            wire("syn", 0, (0.02, 0, 0), 1.3),
            wire("syn", 0, (0.001, 0, 0), 0.0),
            wire("back", 1, (0.01, 0, 0), 2.0),
            wire("back", 0, (0.004, 0, 0), 0.5),
        ],
        record=[("syn", "g"), ("syn", "code"), ("back", "g"), ("back", "code")],
    ),
    network(
        "self events",
        points=[point("n_selfish", "a"), point("n_selfish", "b", tau=7.0), point("n_depress", "syn")],
        connections=[
            wire("a", None, 2e-3, times=[3.0, 4.01, 4.0125, 4.02, 9.9, 20.0]),
            wire("syn", "a", (1e-3, 0, 0), 0.4),
            wire("b", "a", 1e-3, 0.0),
            wire("syn", "b", (3e-3, 0, 0), 0.4),
        ],
        record=[(p, v) for p in "ab" for v in ("g", "count", "moved", "last")] + [("syn", "g"), ("syn", "code")],
        spikes=["a", "b"],
    ),
    network(
        "watch",
        cells=0 + 1,
        points=[point("n_izhi", "z"), point("n_depress", "syn")],
        clamps=[(0, 0.2)],
        connections=[
            wire("z", None, 0.05, times=[12.0, 12.5, 13.01]),
            wire("syn", "z", (2e-3, 0, 0), 0.7),
        ],
        record=[("z", "u"), ("z", "n"), ("z", "ups"), ("syn", "code"), ("syn", "g")],
        spikes=["z"],
    ),
    network(
        "all connections",
        points=[point("n_pair", "p"), point("n_pair", "q", tau=5.0)],
        clamps=[(0, 0.3)],
        connections=[wire("p", None, (2e-3, 0, 0), times=[2, 7.3, 11.0, 19]),
                     wire("q", None, (1e-3, 0, 0), times=[5, 6]),
                     wire("p", None, (1e-3, 0, 0), times=[2, 9.01]),
                     wire("p", 0, (4e-3, 0, 0), 0.8)],
        record=[(p, v) for p in "pq" for v in ("g", "i", "total", "tpost")],
    ),
    network(
        "artificial cells",
        cells=0,
        artificial=[
            artificial("n_train", "s", interval=3.3, number=6, start=2.0),
            artificial("n_ramp", "r", period=5.0),
            artificial("n_ramp", "r2"),
            artificial("n_fire", "f", tau=20.0, refrac=1.7),
            artificial("n_train", "s2", interval=0.45, number=3, start=-1.0),
        ],
        connections=[
            wire("r", "s", 0.3, 0.5),
            wire("r2", "s", 0.1, 0.5),
            wire("r2", "r", 0.05, 0.125),
            wire("f", "r", 0.6, 0.1),
            wire("f", "r2", 0.6, 0.1),
            wire("s2", "f", 1.0, 0.2),
            wire("f", "s2", 0.3, 0.0),
        ],
        record=[("r", "m"), ("r", "moves"), ("r2", "m"), ("f", "m"), ("f", "code"), ("s", "sent"), ("s2", "sent")],
        spikes=["s", "r", "r2", "f", "s2"],
    ),
    network(
        "sent in a loop",
        cells=0,
        artificial=[artificial("n_burst", "a", gap=0.5), artificial("n_burst", "b", size=5, gap=0.0625)],
        connections=[
            wire("a", None, 0.5, times=[1, 2, 3.25]),
            wire("b", "a", 1.5, 0.25),
        ],
        record=[("a", "sent"), ("b", "sent"), ("b", "size")],
        spikes=["a", "b"],
        n_steps=300,
    ),
    network(
        "x of a process",
        points=[point("n_watchme", "w"), point("n_depress", "syn")],
        clamps=[(0, 0.4)],
        connections=[wire("syn", "w", (1e-3, 0, 0), 0.3)],
        record=[("w", "x"), ("syn", "g"), ("syn", "code")],
    ),
]  # fmt: skip
