"""Run one case in a process of its own and store what it recorded: `python -m validation.execute …`.

A case's script leaves these names behind: `t`, a vector of times; `record`, vectors by label, whose first word is
the variable ("v soma(0.5)"); and if it has them `spikes`, vectors of spike times by place, and `constants`, lists of
numbers by label. It ends with `h.run()`. A native script leaves `cell`, whose probes and spike detectors bear those
labels, `duration` and `dt`.
"""

import argparse
import json
import runpy
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
"""Traces by label: `t`, `record/…`, `spikes/…`, `constants/…`."""

SIMULATORS = ("neuron", "braincell", "native")


def main() -> None:
    """Run a script and write OUT.npz, OUT.json and, for braincell, OUT.float32.npz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("simulator", choices=SIMULATORS)
    parser.add_argument("script", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--mods", type=Path, help="folder of .mod files, or for NEURON the compiled library")
    options = parser.parse_args()
    run = {"neuron": _neuron, "braincell": _facade, "native": _native}[options.simulator]
    traces, single, facts = run(options.script, options.mods)
    np.savez_compressed(options.out.with_suffix(".npz"), **traces)
    if single is not None:
        np.savez_compressed(options.out.with_suffix(".float32.npz"), **single)
    options.out.with_suffix(".json").write_text(json.dumps(facts, indent=2))


def _neuron(script: Path, library: Path | None) -> tuple[Arrays, None, dict[str, Any]]:
    import neuron

    if library is not None:
        neuron.h.nrn_load_dll(str(library))
    _, traces, facts = _run_script(script, neuron.h, nullcontext())
    return traces, None, facts | {"version": neuron.__version__}


def _facade(script: Path, mods: Path | None) -> tuple[Arrays, Arrays, dict[str, Any]]:
    from hoc_compat import h, load_mechanisms
    from hoc_compat.standin import neuron_package

    if mods is not None:
        load_mechanisms(mods)
    names, traces, facts = _run_script(script, h, neuron_package())
    return traces, _facade_in_float32(h, names), facts


def _run_script(script: Path, h: Any, environment: Any) -> tuple[dict[str, Any], Arrays, dict[str, Any]]:
    """Run a script as it is, then `h.run()` once more for the time that a warm run takes."""
    with environment:
        names, script_time = _timed(lambda: runpy.run_path(str(script), run_name="__main__"))
    traces = _collected(names, lambda vector: np.array(vector, dtype=np.float64))
    facts: dict[str, Any] = {
        "settings": {name: getattr(h, name) for name in ("dt", "tstop", "v_init", "celsius", "secondorder")},
        "compartments": sum(section.nseg for section in h.allsec()),
        "script_seconds": script_time,
        "run_seconds": _timed(h.run)[1],
    }
    return names, traces, facts


def _collected(names: dict[str, Any], array: Callable[[Any], np.ndarray]) -> Arrays:
    traces = {"t": array(names["t"])}
    for kind in ("record", "spikes", "constants"):
        traces |= {f"{kind}/{label}": array(values) for label, values in names.get(kind, {}).items()}
    return traces


def _facade_in_float32(h: Any, names: dict[str, Any]) -> Arrays:
    """Run the model that a script has built once more in single precision, into the script's Vectors."""
    from braincell import Staggered
    from braincell.drive import count_steps
    from braincell.quad.scan import start
    from braincell.run import cast, read_log, run_steps
    from hoc_compat.run import SIMULATION

    program, method = SIMULATION.program(), Staggered(h.secondorder)
    program.voltage().edit()[:] = h.v_init
    model = cast(program.model(initial=True), "float32")
    state, first = start(model, np.asarray(h.dt))
    state, sent = read_log(model.layout, state)
    _, parts, later = run_steps(model, state, h.dt, count_steps(0.0, h.tstop, h.dt), method)
    program.clear_recordings()
    SIMULATION.deliver(program, 0.0, [first, *parts], sent + later)
    return _collected(names | {"constants": {}}, lambda vector: np.array(vector, dtype=np.float64))


def _native(script: Path, mods: Path | None) -> tuple[Arrays, Arrays, dict[str, Any]]:
    if mods is not None:
        from nmodl_import import load_dir

        load_dir(mods)

    def everything() -> tuple[dict[str, Any], Any]:
        names = runpy.run_path(str(script), run_name="__main__")
        return names, names["cell"].run(names["duration"], dt=names["dt"])

    (names, result), script_time = _timed(everything)
    cell, duration, dt = names["cell"], names["duration"], names["dt"]
    facts = {
        "settings": {"dt": dt, "tstop": duration, "v_init": cell.V_init, "celsius": cell.celsius, "secondorder": 0},
        "compartments": cell.n_cv,
        "script_seconds": script_time,
        "run_seconds": _timed(lambda: cell.run(duration, dt=dt))[1],
    }
    single = cell.run(duration, dt=dt, precision="float32")
    return _native_traces(result, names), _native_traces(single, names | {"constants": {}}), facts


def _native_traces(result: Any, names: dict[str, Any]) -> Arrays:
    traces = {"t": np.asarray(result.time, np.float64)}
    traces |= {f"record/{label}": np.asarray(trace, np.float64) for label, trace in result.traces.items()}
    traces |= {f"spikes/{label}": np.asarray(result.spike_times(label)) for label in result.spikes}
    constants = names.get("constants", {})
    return traces | {f"constants/{label}": np.asarray(values, np.float64) for label, values in constants.items()}


def _timed(action: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


if __name__ == "__main__":
    main()
