"""Time networks of Hodgkin-Huxley cells with synapses in braincell and in NEURON, on one core.

    python -m validation.benchmarks.network [--network random ring] [--rounds 3] [--core 0]

`random`: 100 cells of 100 compartments (soma 20 x 20 µm, dendrite 600 x 2 µm, hh everywhere), each with 10 ExpSyn on
the dendrite, heard by random cells after 1 to 5 ms, started by a NetStim: 200 ms. `ring`: 256 somas, each exciting
the next one: 1000 ms. dt 0.025 ms. Both simulators must give the same spikes. Every measurement is the best of three
warm runs in a process of its own, pinned to one core; they take turns, `--rounds` times, and the fastest counts.
Times are CPU time per step. Compare only numbers of one invocation: they depend on the machine.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validation.benchmarks.hh_cable import best, fastest

ROOT = Path(__file__).parents[2]
DT = 0.025
DENDRITE_LENGTH, THRESHOLD = 600.0, 10.0
_STREAM = (1, 2, 3)  # ids of the NetStim's random numbers


@dataclass(frozen=True)
class NetworkSpec:
    """Cells of some compartments, their synapses and who is heard where, as plain data."""

    n_cell: int
    n_compartment: int
    synapses: tuple[tuple[int, float], ...]  # cell, place on the dendrite (or the soma, without one)
    connections: tuple[tuple[int | None, int, float, float], ...]  # source cell (None: NetStim), synapse, weight, delay
    tau: float  # ms
    duration: float  # ms
    train: dict[str, float]  # of the NetStim

    @property
    def steps(self) -> int:
        """How many steps a run has."""
        return round(self.duration / DT)


def random_network(n_cell: int = 100, n_compartment: int = 100, per_cell: int = 10) -> NetworkSpec:
    """Each synapse listens to a random cell; one of five cells hears the NetStim, too."""
    generator = random.Random(1)
    synapses, connections = [], []
    for cell in range(n_cell):
        for _ in range(per_cell):
            weight, delay = generator.uniform(1e-3, 5e-3), generator.uniform(1.0, 5.0)
            connections.append((generator.randrange(n_cell), len(synapses), weight, delay))
            synapses.append((cell, generator.uniform(0.05, 0.95)))
        if cell % 5 == 0:
            connections.append((None, len(synapses) - 1, 0.02, generator.uniform(1.0, 5.0)))
    train = {"interval": 20.0, "number": 1e9, "start": 1.0, "noise": 0.5}
    return NetworkSpec(n_cell, n_compartment, tuple(synapses), tuple(connections), 2.0, 200.0, train)


def ring_network(n_cell: int = 256) -> NetworkSpec:
    """Every soma excites the next one; the NetStim starts the first."""
    synapses = tuple((cell, 0.5) for cell in range(n_cell))
    connections = [(cell, (cell + 1) % n_cell, 0.03, 1.0 + 0.01 * (cell % 7)) for cell in range(n_cell)]
    train = {"interval": 50.0, "number": 1.0, "start": 1.0, "noise": 0.0}
    return NetworkSpec(n_cell, 1, synapses, (*connections, (None, 0, 0.03, 1.0)), 2.0, 1000.0, train)


NETWORKS = {"random": random_network, "ring": ring_network}


def braincell_cells(network: NetworkSpec) -> list[Any]:
    """The network as `Cell`s and an `ArtificialCell`."""
    from braincell import ArtificialCell, Branch, Cell, CVPerBranchList, Morphology
    from braincell.filter import AllRegion, at
    from braincell.mech import CableProperty, PointProcess, Random123, SpikeDetector

    n, policy = network.n_compartment, [1]
    morphology = Morphology.from_root(Branch.from_lengths(lengths=[20], radii=[10, 10], type="soma"), name="soma")
    if n > 1:
        dendrite = Branch.from_lengths(lengths=[DENDRITE_LENGTH], radii=[1, 1], type="basal_dendrite")
        morphology.attach(parent="soma", child_branch=dendrite, child_name="dend")
        policy.append(n - 1)
    cells: list[Any] = []
    for k in range(network.n_cell):
        cell = Cell(morphology, cv_policy=CVPerBranchList(policy), name=f"c{k}")
        cell.paint(AllRegion(), CableProperty(axial_resistivity=35.4, membrane_capacitance=1), "hh")
        cells.append(cell.place(at("soma", 0.5), SpikeDetector(THRESHOLD, name="spikes")))
    branch = "soma" if n == 1 else "dend"
    for k, (cell, x) in enumerate(network.synapses):
        cells[cell].place(at(branch, x), PointProcess("ExpSyn", name=f"syn{k}", tau=network.tau))
    for source, synapse, weight, delay in network.connections:
        heard = "train" if source is None else f"c{source}.spikes"
        cells[network.synapses[synapse][0]].connect(f"syn{synapse}", source=heard, weight=weight, delay=delay)
    streams = {"ranvar": Random123(*_STREAM)}
    return [*cells, ArtificialCell("NetStim", name="train", streams=streams, **network.train)]


def braincell_spikes(network: NetworkSpec) -> list[list[float]]:
    """Spike times of every cell."""
    from braincell import run

    result = run(braincell_cells(network), network.duration, DT)
    return [result.spike_times(f"c{k}.spikes").tolist() for k in range(network.n_cell)]


def braincell(network: NetworkSpec) -> float:
    """Seconds of a warm run."""
    from braincell import lower, run_model

    model, _ = lower(braincell_cells(network))
    return best(lambda: run_model(model, network.duration, DT))


def neuron_network(network: NetworkSpec) -> dict[str, list[Any]]:
    """The network in NEURON; `spikes` are vectors."""
    from neuron import h

    n = network.n_compartment
    made: dict[str, list[Any]] = {key: [] for key in ("soma", "dend", "synapse", "connection", "spikes", "train")}
    for k in range(network.n_cell):
        soma = h.Section(name=f"soma{k}")
        soma.L = soma.diam = 20
        soma.insert("hh")
        made["soma"].append(soma)
        if n > 1:
            dend = h.Section(name=f"dend{k}")
            dend.L, dend.diam, dend.nseg = DENDRITE_LENGTH, 2, n - 1
            dend.connect(soma(1))
            dend.insert("hh")
            made["dend"].append(dend)
    for cell, x in network.synapses:
        synapse = h.ExpSyn((made["soma"] if n == 1 else made["dend"])[cell](x))
        synapse.tau = network.tau
        made["synapse"].append(synapse)
    train = h.NetStim()
    for key, value in network.train.items():
        setattr(train, key, value)
    train.noiseFromRandom123(*_STREAM)
    made["train"].append(train)
    for source, synapse, weight, delay in network.connections:
        target = made["synapse"][synapse]
        section = None if source is None else made["soma"][source]
        heard = h.NetCon(train, target) if section is None else h.NetCon(section(0.5)._ref_v, target, sec=section)
        if section is not None:
            heard.threshold = THRESHOLD
        heard.delay, heard.weight[0] = delay, weight
        made["connection"].append(heard)
    for section in made["soma"]:
        detector, times = h.NetCon(section(0.5)._ref_v, None, sec=section), h.Vector()
        detector.threshold = THRESHOLD
        detector.record(times)
        made["connection"].append(detector)
        made["spikes"].append(times)
    h.dt = DT
    return made


def neuron_runner(network: NetworkSpec) -> Callable[[], None]:
    """A function that runs the network in NEURON."""
    from neuron import h

    parallel = h.ParallelContext()
    parallel.set_maxstep(10)

    def run() -> None:
        h.finitialize(-65)
        parallel.psolve(network.duration)

    return run


def neuron_spikes(network: NetworkSpec) -> list[list[float]]:
    """Spike times of every cell in NEURON."""
    made = neuron_network(network)
    neuron_runner(network)()
    return [list(times) for times in made["spikes"]]


def neuron(network: NetworkSpec) -> float:
    """Seconds of a warm run in NEURON."""
    made = neuron_network(network)
    seconds = best(neuron_runner(network))
    del made
    return seconds


def measure(simulator: str, name: str, core: int) -> float | str:
    """Microseconds per step, measured in a new process on one core; or why there is no number."""
    code = f"import os; os.sched_setaffinity(0, {{{core}}}); from validation.benchmarks import network as n; "
    code += f"print('seconds', n.{simulator}(n.NETWORKS[{name!r}]()))"
    environment = {"JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "1", **os.environ}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return float(done.stdout.split()[-1]) * 1e6 / NETWORKS[name]().steps
    return (done.stderr.strip() or "no output").splitlines()[-1][:60]


def main() -> None:
    """Measure and print one line per network."""
    options = _parser().parse_args()
    rows = []
    for name in options.network:
        found: dict[str, list[float | str]] = {"braincell": [], "neuron": []}
        for _ in range(options.rounds):
            for simulator, values in found.items():
                values.append(measure(simulator, name, options.core))
        times = {simulator: fastest(values) for simulator, values in found.items()}
        rows.append({"network": name, "us_per_step": times, "all_rounds": found})
        print(f"{name}: µs per step on core {options.core}, best of {options.rounds}: {times}", flush=True)
        own, other = times["braincell"], times["neuron"]
        if isinstance(own, float) and isinstance(other, float):
            print(f"  NEURON takes {other / own:.2f} x braincell's time", flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=2), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", nargs="+", choices=list(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--rounds", type=int, default=3, help="how often the simulators take turns")
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    parser.add_argument("--json", metavar="FILE", help="store the numbers, too")
    return parser


if __name__ == "__main__":
    main()
