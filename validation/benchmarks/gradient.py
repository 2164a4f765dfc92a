"""Time a gradient through a whole run, and measure its memory.

    python -m validation.benchmarks.gradient [--steps 1000 10000 100000] [--compartments 100]

The cable of `hh_cable`; the loss is the mean squared distance of the soma's voltage from −60 mV, the gradient one by
hh's gnabar. CPU time of a warm call, best of five, on one core: the loss alone, and the loss with its gradient.
Memory is what the compiled program allocates beside its arguments and results (XLA's `temp_size_in_bytes`).
"""

import argparse
import os
from typing import Any

from validation.benchmarks.hh_cable import DT, best, braincell_cell


def measure(n_compartment: int, n_steps: int) -> dict[str, Any]:
    """Seconds of the loss and of its gradient, and megabytes of both."""
    import jax
    import jax.numpy as jnp

    from braincell import lower, simulate

    model, _ = lower(braincell_cell(n_compartment))

    def loss(gnabar: Any) -> Any:
        changed = model.with_parameter("hh", "gnabar", gnabar)
        return jnp.mean((simulate(changed, dt=DT, n_steps=n_steps).traces["v"] + 60.0) ** 2)

    found: dict[str, Any] = {}
    for name, function in (("loss", loss), ("gradient", jax.value_and_grad(loss))):
        compiled = jax.jit(function).lower(0.12).compile()
        found[name] = best(lambda compiled=compiled: jax.block_until_ready(compiled(0.12)), 5)
        analysis: Any = compiled.memory_analysis()
        found[f"{name}_mb"] = analysis.temp_size_in_bytes / 1e6
    return found


def main() -> None:
    """Measure and print a line per number of steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--compartments", type=int, default=100)
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    for n in options.steps:
        found = measure(options.compartments, n)
        ratio = found["gradient"] / found["loss"]
        print(
            f"{n:7} steps: loss {found['loss']:.4f} s, with gradient {found['gradient']:.4f} s = {ratio:.2f} x; "
            f"memory {found['loss_mb']:.2f} MB, with gradient {found['gradient_mb']:.2f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
