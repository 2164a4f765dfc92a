"""Time a step with imported mechanisms against their hand-written equivalents, on one core.

    python -m validation.benchmarks.imported [--compartments 1000] [--rounds 15] [--json FILE]

An unbranched cable of 1000 x 2 µm with 0.3 nA at its start, dt 0.025 ms. Both models are compiled in one process
pinned to one core and run alternately, 400 steps each; of every model the fastest run counts. The bar is 1.1.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

MODS = Path(__file__).with_name("mod")
DT, STEPS = 0.025, 400  # ms, steps per run
BAR = 1.1
PAIRS = {
    "hh with TABLE": ("hh", "hh_imported", {"usetable": True}),
    "hh without TABLE": ("hh", "hh_imported", {"usetable": False}),
    "pas": ("pas", "pas_imported", {}),
}


def model(mechanism: str, options: dict[str, Any], n: int) -> Any:
    """The lowered cable of `n` compartments with one mechanism."""
    from braincell import Branch, Cell, CVPerBranch, Morphology, lower
    from braincell.filter import AllRegion, at
    from braincell.mech import Channel, CurrentClamp, StateProbe

    morphology = Morphology.from_root(Branch.from_lengths(lengths=[1000], radii=[1, 1], type="basal_dendrite"))
    cell = Cell(morphology, cv_policy=CVPerBranch(n))
    cell.paint(AllRegion(), Channel(mechanism, **options))
    cell.place(at(0, 0.0), CurrentClamp(delay=1, durations=90, amplitudes=0.3), StateProbe("v", name="v"))
    return lower(cell)[0]


def alternate(models: tuple[Any, Any], rounds: int) -> list[float]:
    """Seconds of the fastest run of each model; the first, which compiles, does not count."""
    from braincell import run_model

    best = [float("inf")] * len(models)
    for number in range(rounds + 1):
        for k, m in enumerate(models):
            start = time.perf_counter()
            run_model(m, STEPS * DT, DT)
            if number:
                best[k] = min(best[k], time.perf_counter() - start)
    return best


def main() -> int:
    """Print a row per pair; 1 if one misses the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compartments", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)), help="the core to use")
    parser.add_argument("--json", metavar="FILE", type=Path, help="store the numbers, too")
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})  # before XLA makes its threads
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    from nmodl_import import load_dir

    load_dir(MODS)
    rows = []
    for name, (own, imported, settings) in PAIRS.items():
        pair = (model(own, settings, options.compartments), model(imported, settings, options.compartments))
        own_ns, imported_ns = (s * 1e9 / STEPS / options.compartments for s in alternate(pair, options.rounds))
        rows.append({"pair": name, "own_ns": own_ns, "imported_ns": imported_ns, "ratio": imported_ns / own_ns})
        text = f"{name:18} {own_ns:6.1f} ns hand-written, {imported_ns:6.1f} imported, ratio {imported_ns / own_ns:.3f}"
        print(f"{text} per compartment and step", flush=True)
    if options.json is not None:
        options.json.write_text(json.dumps(rows, indent=2))
    return int(any(row["ratio"] > BAR for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
