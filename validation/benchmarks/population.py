"""Time many Hodgkin–Huxley cells that differ in numbers: braincell's batch, NEURON, and Jaxley's, on one core.

    python -m validation.benchmarks.population [--cells 1000] [--compartments 100] [--peers-python PATH]

The cable of `hh_cable`, each cell with another current, dt 0.025 ms. Times are CPU time per cell, compartment and step:
the difference of a long and a short run, the best of three. `braincell-exact` evaluates the rates of hh at every step,
as Jaxley does, where NEURON (and `braincell`) look them up in a table; NEURON is timed both ways, too. Every
measurement has a process of its own, all on one core, in turns. Compare only numbers of one invocation.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from validation.benchmarks.hh_cable import DT, ROOT, best, fastest

SHORT, LONG = 20, 220  # steps


def _per_step(run: Callable[[int], object], n: int, cells: int) -> float:
    """Nanoseconds per cell, compartment and step."""
    short, long = (best(lambda steps=steps: run(steps)) for steps in (SHORT, LONG))
    return (long - short) / (LONG - SHORT) / n / cells * 1e9


def braincell(n: int, cells: int, precision: str = "float64", exact: bool = False) -> float:
    """Through `Population.run`."""
    import numpy as np

    from braincell import Population, lower
    from validation.benchmarks.hh_cable import braincell_cell

    cell = braincell_cell(n)
    if exact:
        from braincell.filter import AllRegion
        from braincell.mech import Channel

        cell.paint(AllRegion(), Channel("hh", usetable=False))
    population = Population(lower(cell)[0], cells).set("IClamp.amp", np.linspace(0.1, 0.5, cells))
    return _per_step(lambda steps: population.run(steps * DT, DT, precision=precision), n, cells)


def neuron(n: int, cells: int, exact: bool = False) -> float:
    """As many cells in one process."""
    from neuron import h

    from validation.benchmarks.hh_cable import neuron_model, neuron_runner

    models = [neuron_model(n) for _ in range(cells)]
    for k, (_, _, clamp) in enumerate(models):
        clamp.amp = 0.1 + 0.4 * k / max(1, cells - 1)
    h.usetable_hh = not exact
    run = neuron_runner()
    found = _per_step(lambda steps: run(steps * DT), n, cells)
    del models
    return found


def jaxley(n: int, cells: int) -> float:
    """`vmap` over the current, in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import jaxley as jx
    from jaxley.channels import HH

    compartment = jx.Compartment()
    cell = jx.Cell([jx.Branch(compartment, ncomp=1), jx.Branch(compartment, ncomp=n - 1)], parents=[-1, 0])
    for branch, length, radius in ((0, 20.0, 10.0), (1, 1000.0 / (n - 1), 1.0)):
        cell.branch(branch).set("length", length)
        cell.branch(branch).set("radius", radius)
    cell.insert(HH())
    cell.branch(0).loc(0.5).record()
    cell.to_jax()
    amplitudes = jnp.linspace(0.1, 0.5, cells)

    def compiled(steps: int) -> Any:
        def one(amplitude: Any) -> Any:
            current = cell.branch(0).loc(0.5).data_stimulate(jnp.full(steps, amplitude), None)
            return jx.integrate(cell, data_stimuli=current, delta_t=DT)

        return jax.jit(jax.vmap(one))

    programs = {steps: compiled(steps) for steps in (SHORT, LONG)}
    return _per_step(lambda steps: jax.block_until_ready(programs[steps](amplitudes)), n, cells)


RUNS = {
    "braincell": "braincell({n}, {cells})",
    "braincell-float32": "braincell({n}, {cells}, 'float32')",
    "braincell-exact": "braincell({n}, {cells}, exact=True)",
    "braincell-exact-float32": "braincell({n}, {cells}, 'float32', exact=True)",
    "neuron": "neuron({n}, {cells})",
    "neuron-exact": "neuron({n}, {cells}, exact=True)",
    "jaxley": "jaxley({n}, {cells})",
}


def measure(name: str, n: int, cells: int, core: int, python: str) -> float | str:
    """Nanoseconds per cell, compartment and step in a new process on one core; or why there is no number."""
    call = RUNS[name].format(n=n, cells=cells)
    code = f"import os; os.sched_setaffinity(0, {{{core}}}); from validation.benchmarks import population as p; "
    environment = os.environ | {"JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [python, "-c", f"{code}print('ns', p.{call})"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode == 0:
        return float(done.stdout.split()[-1])
    last = (done.stderr.strip() or "no output").splitlines()[-1]
    return "not installed" if "No module named" in last else last[:60]


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=1000)
    parser.add_argument("--compartments", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2, help="how often the simulators take turns")
    parser.add_argument("--runs", nargs="+", choices=list(RUNS), default=list(RUNS))
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    parser.add_argument("--peers-python", default=sys.executable, help="interpreter that has Jaxley")
    options = parser.parse_args()
    found: dict[str, list[float | str]] = {name: [] for name in options.runs}
    for _ in range(options.rounds):
        for name, values in found.items():
            python = options.peers_python if name == "jaxley" else sys.executable
            values.append(measure(name, options.compartments, options.cells, options.core, python))
    print(f"{options.cells} cells of {options.compartments} compartments, ns per compartment and step")
    for name, values in found.items():
        value = fastest(values)
        print(f"  {name:24}" + (value if isinstance(value, str) else f"{value:8.1f}"))


if __name__ == "__main__":
    main()
