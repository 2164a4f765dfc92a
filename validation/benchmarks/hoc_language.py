"""Time the hoc language in braincell and in NEURON, on one core.

    python -m validation.benchmarks.hoc_language [--rounds 3] [--core 0] [--lines 10000]

`morphology` is the processor time to read and run a hoc file of as many lines that draws and connects a branching cell:
sections with their points, sizes, connections, mechanisms. The other rows are loops of arithmetic, calls of functions,
arrays, Vectors and objects, in ns of processor time per round. The simulators take turns in processes of their own; the
fastest counts. Compare only numbers of one invocation: they depend on the machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[2]
ROUNDS = 200_000

KERNELS = {
    "sum": "local i, s\n s = 0\n for i = 1, $1 { s += i*0.5 - s/3 }\n return s",
    "globals": "bench_s = 0\n for (bench_i = 0; bench_i < $1; bench_i += 1) { bench_s = bench_s + bench_i*2 }\n"
    " return bench_s",
    "condition": "local i, s\n s = 0\n"
    " for i = 1, $1 { if (i % 3 == 0 && s < 1e6) { s += 1 } else { s -= 0.5 } }\n return s",
    "while": "local i\n i = $1\n while (i > 0) { i = i - 1 }\n return i",
    "functions": "local i, s\n s = 0\n for i = 1, $1 { s += exp(-i/$1) + sqrt(i) + abs(s)/2 }\n return s",
    "calls": "local i, s\n s = 0\n for i = 1, $1 { s += bench_add(i, s) }\n return s",
    "array": "local i\n for i = 0, $1 - 1 { bench_a[i % 100] = bench_a[(i + 1) % 100] + 1 }\n return bench_a[0]",
    "vector": "local i\n for i = 0, $1 - 1 { bench_v.x[i % 100] = bench_v.x[(i + 1) % 100] + 1 }\n return bench_v.x[0]",
    "object": "local i\n for i = 1, $1 { bench_o.n = bench_o.n + bench_o.twice(i) }\n return bench_o.n",
}
"""Bodies of functions of the number of rounds."""

SETUP = """
bench_i = 0
bench_s = 0
double bench_a[100]
objref bench_v, bench_o
bench_v = new Vector(100)
func bench_add() { return ($1 + $2)/2 }
begintemplate BenchObject
public n, twice
proc init() { n = 0 }
func twice() { return 2*$1 }
endtemplate BenchObject
bench_o = new BenchObject()
"""


def morphology(lines: int, seed: int = 1) -> str:
    """A branching cell in `lines` lines of hoc, as programs that reconstruct cells write it."""
    random = Random(seed)
    sections = max(lines // 26, 2)
    text = ["create soma", f"create dend[{sections}]", "access soma"]
    text += ["soma { pt3dclear()", *(f"pt3dadd(0, {y}, 0, 20)" for y in (-10, 0, 10)), "}"]
    for k in range(sections):
        parent = "soma(0.5)" if k < 5 else f"dend[{random.randrange(k)}](1)"
        text.append(f"connect dend[{k}](0), {parent}")
    text += ["proc biophysics() {", "forall { insert pas g_pas = 1e-4 e_pas = -65 Ra = 150 cm = 1 nseg = 3 }"]
    text += ["soma { insert hh gnabar_hh = 0.2 }", "}"]
    left, k = lines - len(text) - 1 - 2 * sections, 0
    for k in range(sections):
        points = left // (sections - k)
        left -= points
        text.append(f"dend[{k}] {{ pt3dclear()")
        x, y, z = (random.uniform(-200, 200) for _ in range(3))
        for n in range(points):
            x, y, z = x + random.uniform(-4, 6), y + random.uniform(-5, 5), z + random.uniform(-3, 3)
            text.append(f"pt3dadd({x:.3f}, {y:.3f}, {z:.3f}, {max(0.3, 2 - 0.1 * n):.3f})")
        text.append("}")
    text.append("biophysics()")
    return "\n".join(text) + "\n"


def times(simulator: str, file: str) -> dict[str, float]:
    """Seconds of the morphology, nanoseconds per round of each kernel."""
    if simulator == "neuron":
        from neuron import h
    else:
        from hoc_compat import h
    begun = time.process_time()
    h.load_file(file)
    found = {"morphology": time.process_time() - begun}
    h(SETUP)
    for name, body in KERNELS.items():
        h(f"func bench_{name}() {{ {body}\n}}")
        found[name] = _best(h, name)
    return found


def _best(h: Any, name: str) -> float:
    kernel = getattr(h, f"bench_{name}")
    kernel(100)
    seconds = []
    for _ in range(3):
        begun = time.process_time()
        kernel(ROUNDS)
        seconds.append(time.process_time() - begun)
    return min(seconds) / ROUNDS * 1e9


def measure(simulator: str, file: str, core: int) -> dict[str, float]:
    """`times`, in a new process on one core."""
    code = (
        f"import os, json; os.sched_setaffinity(0, {{{core}}}); from validation.benchmarks import hoc_language as b; "
    )
    code += f"print(json.dumps(b.times({simulator!r}, {file!r})))"
    environment = {"JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "1", **os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure and print one line per row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often the simulators take turns")
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    parser.add_argument("--lines", type=int, default=10_000, help="lines of the morphology")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "morphology.hoc")
        file.write_text(morphology(options.lines))
        found: dict[str, list[dict[str, float]]] = {"braincell": [], "neuron": []}
        for _ in range(options.rounds):
            for simulator, rounds in found.items():
                rounds.append(measure(simulator, str(file), options.core))
    best = {side: {row: min(r[row] for r in rounds) for row in rounds[0]} for side, rounds in found.items()}
    print(f"core {options.core}, best of {options.rounds}; NEURON's time over braincell's")
    for row in best["neuron"]:
        ours, theirs = best["braincell"][row], best["neuron"][row]
        unit = f"s for {options.lines} lines" if row == "morphology" else "ns a round"
        print(f"{row:11} braincell {ours:9.2f}  NEURON {theirs:9.2f} {unit:20} {theirs / ours:5.2f}", flush=True)


if __name__ == "__main__":
    main()
