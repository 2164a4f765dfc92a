"""Time single steps of a script, `h.fadvance()` from Python, in braincell and in NEURON, on one core.

    python -m validation.benchmarks.script_steps [--rounds 3] [--core 0]

`plain`: an hh soma. `recorded`: its voltage, a gate and the time are recorded. `events`: recorded, with a NetStim,
an ExpSyn and a NetCon that records spikes. Each row gives the CPU time of a step made by `h.fadvance()`, of one after
which the voltage is read and a clamp's amplitude set, and of one inside `h.continuerun`: what a step made from Python
costs over the step itself is the difference. The simulators take turns in processes of their own; the fastest counts.
Compare only numbers of one invocation: they depend on the machine.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
KINDS = ("plain", "recorded", "events")
STEPS = 2000


def script(h: Any, kind: str) -> tuple[Any, list[Any]]:
    """An hh soma, its clamp, and what else the kind asks for."""
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    soma.insert("hh")
    clamp = h.IClamp(soma(0.5))
    clamp.dur = 1e9
    kept = [clamp]
    if kind != "plain":
        kept += [h.Vector().record(ref) for ref in (h._ref_t, soma(0.5)._ref_v, soma(0.5).hh._ref_m)]
    if kind == "events":
        synapse, train, spikes = h.ExpSyn(soma(0.5)), h.NetStim(), h.Vector()
        train.number, train.interval, train.start = 1e9, 10, 1
        kept += [synapse, train, spikes, h.NetCon(train, synapse, 0, 1, 0.01)]
        kept.append(h.NetCon(soma(0.5)._ref_v, None, sec=soma))
        kept[-1].record(spikes)
    return soma, kept


def steps(simulator: str, kind: str) -> dict[str, float]:
    """Microseconds of CPU time per step, by way of stepping."""
    if simulator == "neuron":
        from neuron import h
    else:
        from hoc_compat import h
    h.load_file("stdrun.hoc")
    soma, kept = script(h, kind)
    place, clamp = soma(0.5), kept[0]

    def by_hand() -> None:
        for _ in range(STEPS):
            h.fadvance()

    def interactive() -> None:
        for k in range(STEPS):
            h.fadvance()
            clamp.amp = 0.01 if place.v < -60 else 0.02 + 1e-6 * k

    def inside() -> None:
        h.continuerun(h.t + STEPS * h.dt)

    h.finitialize(-65)
    return {f.__name__: _best(f) for f in (by_hand, interactive, inside)}


def _best(function: Callable[[], None], repeats: int = 3) -> float:
    function()  # compiles
    seconds = []
    for _ in range(repeats):
        begun = time.process_time()
        function()
        seconds.append(time.process_time() - begun)
    return min(seconds) / STEPS * 1e6


def measure(simulator: str, kind: str, core: int) -> dict[str, float]:
    """`steps`, in a new process on one core."""
    code = (
        f"import os, json; os.sched_setaffinity(0, {{{core}}}); from validation.benchmarks import script_steps as s; "
    )
    code += f"print(json.dumps(s.steps({simulator!r}, {kind!r})))"
    environment = {"JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "1", **os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure and print one line per kind and simulator."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often the simulators take turns")
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    options = parser.parse_args()
    print(f"µs of CPU time per step on core {options.core}, best of {options.rounds}")
    for kind in KINDS:
        found: dict[str, list[dict[str, float]]] = {"braincell": [], "neuron": []}
        for _ in range(options.rounds):
            for simulator, rounds in found.items():
                rounds.append(measure(simulator, kind, options.core))
        for simulator, rounds in found.items():
            least = {way: min(r[way] for r in rounds) for way in rounds[0]}
            over = least["by_hand"] - least["inside"]
            shown = "  ".join(f"{way} {value:7.2f}" for way, value in least.items())
            print(f"{kind:9} {simulator:10} {shown}  over the step itself {over:6.1f}", flush=True)


if __name__ == "__main__":
    main()
