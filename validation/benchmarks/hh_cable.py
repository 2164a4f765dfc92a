"""Time one Hodgkin-Huxley cable in braincell and in the simulators that are installed, on one core.

    python -m validation.benchmarks.hh_cable [--compartments 10 100 1000] [--rounds 3] [--peers-python PATH]

Soma of 20 x 20 µm and dendrite of 1000 x 2 µm, hh everywhere, 0.3 nA from 5 to 95 ms, dt 0.025 ms, 100 ms. Every
measurement is the best of three warm runs in a process of its own, all pinned to the same core; the simulators take
turns, `--rounds` times, and the fastest of each counts. Times are CPU time, which other load disturbs less than it
does wall time, per compartment and step. Compare only numbers of one invocation: they depend on the machine.
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
DT, DURATION = 0.025, 100.0
STEPS = round(DURATION / DT)
LONG = 11  # CoreNEURON: the difference of a long and a short run leaves out the transfer of the model


def best(run: Callable[[], object], repeats: int = 3) -> float:
    """Seconds of the fastest of `repeats` runs, after one that is not counted."""
    run()
    return min(_seconds(run) for _ in range(repeats))


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def braincell(n: int) -> float:
    """Seconds of a warm run of `n` compartments, recording the soma's voltage."""
    from braincell import lower, run_model

    model, _ = lower(braincell_cell(n))
    return best(lambda: run_model(model, DURATION, DT))


def braincell_cell(n: int) -> Any:
    """The cable as a `Cell` of `n` control volumes."""
    from braincell import Branch, Cell, CVPerBranchList, Morphology
    from braincell.filter import AllRegion, at
    from braincell.mech import CableProperty, CurrentClamp, StateProbe

    morphology = Morphology.from_root(Branch.from_lengths(lengths=[20], radii=[10, 10], type="soma"))
    dendrite = Branch.from_lengths(lengths=[1000], radii=[1, 1], type="basal_dendrite")
    morphology.attach(parent="soma", child_branch=dendrite, child_name="dend")
    cell = Cell(morphology, cv_policy=CVPerBranchList([1, n - 1]))
    cell.paint(AllRegion(), CableProperty(axial_resistivity=35.4, membrane_capacitance=1), "hh")
    return cell.place(at("soma", 0.5), CurrentClamp(delay=5, durations=90, amplitudes=0.3), StateProbe("v", name="v"))


def neuron_model(n: int) -> list[Any]:
    """The cable in NEURON: soma, dendrite and clamp."""
    from neuron import h

    soma, dend = h.Section(name="soma"), h.Section(name="dend")
    soma.L = soma.diam = 20
    dend.L, dend.diam, dend.nseg = 1000, 2, n - 1
    dend.connect(soma(1))
    for section in (soma, dend):
        section.insert("hh")
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 5, 90, 0.3
    h.dt = DT
    return [soma, dend, clamp]


def neuron_runner() -> Callable[[float], None]:
    """A function that runs the model in NEURON for some ms."""
    from neuron import h

    parallel = h.ParallelContext()
    parallel.set_maxstep(10)

    def run(duration: float) -> None:
        h.finitialize(-65)
        parallel.psolve(duration)

    return run


def neuron(n: int) -> float:
    """Seconds of a warm run in NEURON."""
    model, run = neuron_model(n), neuron_runner()
    seconds = best(lambda: run(DURATION))
    del model
    return seconds


def coreneuron(n: int) -> float:
    """Seconds of `DURATION` in CoreNEURON, without the transfer of the model."""
    from neuron import coreneuron, h

    model, run = neuron_model(n), neuron_runner()
    h.CVode().cache_efficient(1)
    coreneuron.enable, coreneuron.verbose = True, 0  # type: ignore[attr-defined]
    short, long = (best(lambda factor=factor: run(factor * DURATION)) for factor in (1, LONG))
    del model
    return (long - short) / (LONG - 1)


def arbor(n: int) -> float:
    """Seconds of a warm run in Arbor."""
    import arbor as A
    from arbor import units as U

    tree = A.segment_tree()
    soma = tree.append(A.mnpos, A.mpoint(-20, 0, 0, 10), A.mpoint(0, 0, 0, 10), tag=1)
    tree.append(soma, A.mpoint(0, 0, 0, 1), A.mpoint(1000, 0, 0, 1), tag=3)
    decor = A.decor().paint("(all)", A.density("hh"))
    decor.place("(location 0 0)", A.i_clamp(5 * U.ms, 90 * U.ms, 0.3 * U.nA))
    cell = A.cable_cell(tree, decor, A.label_dict({}), A.cv_policy_max_extent(1020 / n * U.um))

    class Recipe(A.recipe):
        def num_cells(self):
            return 1

        def cell_kind(self, gid):
            return A.cell_kind.cable

        def cell_description(self, gid):
            return cell

        def global_properties(self, kind):
            return A.neuron_cable_properties()

    simulation = A.simulation(Recipe(), A.context(threads=1))

    def run() -> None:
        simulation.reset()
        simulation.run(DURATION * U.ms, DT * U.ms)

    return best(run)


def jaxley(n: int) -> float:
    """Seconds of a warm run in Jaxley, in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jaxley as jx
    from jaxley.channels import HH

    compartment = jx.Compartment()
    cell = jx.Cell([jx.Branch(compartment, ncomp=1), jx.Branch(compartment, ncomp=n - 1)], parents=[-1, 0])
    for branch, length, radius in ((0, 20.0, 10.0), (1, 1000.0 / (n - 1), 1.0)):
        cell.branch(branch).set("length", length)
        cell.branch(branch).set("radius", radius)
    cell.insert(HH())
    current = jx.step_current(i_delay=5.0, i_dur=90.0, i_amp=0.3, delta_t=DT, t_max=DURATION)
    cell.branch(0).loc(0.5).stimulate(current)
    cell.branch(0).loc(0.5).record()
    cell.to_jax()
    integrate = jax.jit(lambda: jx.integrate(cell, delta_t=DT))
    return best(lambda: jax.block_until_ready(integrate()))


SIMULATORS = {"braincell": braincell, "neuron": neuron, "coreneuron": coreneuron, "arbor": arbor, "jaxley": jaxley}


def measure(simulator: str, n: int, core: int, python: str) -> float | str:
    """Nanoseconds per compartment and step, measured in a new process on one core; or why there is no number."""
    code = f"import os; os.sched_setaffinity(0, {{{core}}}); import runpy; "
    code += f"print('seconds', runpy.run_path({__file__!r})[{simulator!r}]({n}))"
    environment = {"JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "1", **os.environ}
    done = subprocess.run([python, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return float(done.stdout.split()[-1]) * 1e9 / STEPS / n
    last = (done.stderr.strip() or "no output").splitlines()[-1]
    return "not installed" if "No module named" in last else last[:60]


def fastest(measured: list[float | str]) -> float | str:
    """The smallest number; if there is none, why."""
    return min((value for value in measured if isinstance(value, float)), default=measured[0])


def main() -> None:
    """Measure and print one table per number of compartments."""
    options = _parser().parse_args()
    rows = []
    for n in options.compartments:
        found: dict[str, list[float | str]] = {name: [] for name in options.simulators}
        for _ in range(options.rounds):
            for name, values in found.items():
                python = sys.executable if name == "braincell" else options.peers_python
                values.append(measure(name, n, options.core, python))
        times = {name: fastest(values) for name, values in found.items()}
        rows.append({"compartments": n, "ns_per_compartment_step": times, "all_rounds": found})
        print(f"\n{n} compartments, ns per compartment and step on core {options.core}, best of {options.rounds}")
        for name, value in times.items():
            print(f"  {name:12}" + _text(value, times.get("braincell")), flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compartments", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--rounds", type=int, default=3, help="how often the simulators take turns")
    parser.add_argument("--simulators", nargs="+", choices=list(SIMULATORS), default=list(SIMULATORS))
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    parser.add_argument("--peers-python", default=sys.executable, help="interpreter that has the other simulators")
    parser.add_argument("--json", metavar="FILE", help="store the numbers, too")
    return parser


def _text(value: float | str, own: float | str | None) -> str:
    if isinstance(value, str):
        return value
    ratio = f"   {value / own:5.2f} x braincell's time" if isinstance(own, float) else ""
    return f"{value:8.1f}{ratio}"


if __name__ == "__main__":
    main()
