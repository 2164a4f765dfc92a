"""Import `.mod` files and run them in braincell: `python -m validation.mechanism.braincell_side FOLDER`.

FOLDER/files.json holds [{"key", "path", "source"}], where `source` is a Python file to take instead, or null.
Writes FOLDER/KEY.json, and FOLDER/KEY.N.braincell.npz per protocol. Nothing that goes wrong with one file ends it.
"""

import json
import runpy
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jax
import numpy as np

from braincell import ArtificialCell, Cell, CVPerBranch, Morphology, Soma
from braincell.errors import SimulationError
from braincell.filter import AllRegion, at
from braincell.lower.lower import lower
from braincell.mech import Channel, CurrentClamp, FunctionTable, Ion, MechanismProbe, PointProcess, StateProbe
from braincell.mech.library import Library
from braincell.mech.mechanism import Mechanism
from braincell.mech.registry import register
from braincell.quad.queue import FAULTS
from braincell.quad.record import split
from braincell.quad.scan import advance_chunk, start
from braincell.quad.staggered import Staggered
from nmodl_import import NmodlError, load_mod
from validation.mechanism.functions import call_all, calls, function_tables
from validation.mechanism.protocol import DT, N_STEPS, SIZE, V_INIT, Protocol, protocols, targets

MOST_ELEMENTS = 100  # that are recorded of one array


def main(folder: Path) -> None:
    """Answer for every file; `KEY.json` is written last, so that its absence means a crash."""
    for file in json.loads((folder / "files.json").read_text()):
        answer = check(file, folder / file["key"])
        (folder / f"{file['key']}.json").write_text(json.dumps(answer))
        jax.clear_caches()


def check(file: dict[str, Any], target: Path) -> dict[str, Any]:
    """What became of one file: {"refused"} or {"failed"} with a text, or the mechanism and its protocols."""
    try:
        cls = load(file)
    except NmodlError as error:
        return {"refused": error.diagnostics[0].message, "line": error.line}
    except Exception as error:
        return {"failed": f"the import raised {_text(error)}"}
    if issubclass(cls, Library):
        return check_library(cls, target)
    chosen = protocols(cls)
    if not chosen:
        return {"refused": f"there is no protocol yet for a {cls.kind} mechanism"}
    answer = {"name": cls.name, **recorded(cls), "protocols": [asdict(p) for p in chosen], "errors": {}}
    answer["joint"] = solved_together(cls)
    answer["valences"] = {use.ion: use.valence for use in cls.ions}
    for number, protocol in enumerate(chosen):
        try:
            traces, events = simulate(cls, answer, protocol)
        except Exception as error:
            answer["errors"][str(number)] = _text(error)
            continue
        names, values = np.array(list(traces)), np.array(list(traces.values()))
        np.savez(f"{target}.{number}.braincell.npz", names=names, values=values, **events)
    return answer


def check_library(cls: type[Library], target: Path) -> dict[str, Any]:
    """What became of a file without a mechanism: its functions are called."""
    given = calls(cls)
    values = call_all(cls, given)
    if not values:
        return {"refused": "none of its functions has a translation"}
    told = [call for call in given if call[0] in values]
    answer = {"name": cls.name, "calls": told, "protocols": [{"name": "calls"}], "errors": {}}
    np.savez(f"{target}.0.braincell.npz", names=np.array(list(values)), values=np.array(list(values.values())))
    return answer


def load(file: dict[str, Any]) -> type[Mechanism]:
    """The imported class, or the one that the Python file defines."""
    if file["source"] is None:
        return load_mod(file["path"])
    names = runpy.run_path(file["source"], run_name="checked")
    classes = [x for x in names.values() if isinstance(x, type) and issubclass(x, Mechanism)]
    own = [cls for cls in classes if cls.__module__ == "checked"]
    if len(own) != 1:
        raise ValueError(f"{file['source']} defines {len(own)} mechanism classes; one is needed")
    return register(own[0])


def recorded(cls: type[Mechanism]) -> dict[str, Any]:
    """What to make and to record: the variables, of which `extra` are parameters that the mechanism sets, and ions."""
    ranged = [name for name, declared in cls.assigned.items() if declared.scope == "range"]
    ranged_parameters = {name for name, p in cls.parameters.items() if p.scope == "range"}
    extra = [name for name in dict.fromkeys((*cls.carried, *cls.sets)) if name in ranged_parameters]
    # an ion's variable that is also RANGE is the mechanism's own copy in NEURON: of a current, its share
    shared = [name for use in cls.ions for name in (*use.reads, *use.writes)]
    own = dict.fromkeys([*cls.states, *ranged, *cls.currents, *extra, *shared])
    ions = dict.fromkeys(name for use in cls.ions for name in (*use.reads, *use.writes, use.variables[0]))
    variables = [x for name in own for x in _compared(cls, name)]
    return {
        "kind": cls.kind,
        "sends": bool(cls.sends) and cls.receive is not Mechanism.receive,
        "variables": variables,
        "extra": extra,
        "elements": MOST_ELEMENTS,
        "ions": list(ions),
        "pointers": targets(cls),
        "tables": function_tables(cls),
        "streams": [name for name, stream in cls.streams.items() if not stream.optional],
    }


def _compared(cls: type[Mechanism], name: str) -> tuple[str, ...]:
    """The elements of a variable that are recorded: of a large array evenly spread ones, first and last included."""
    elements = cls.elements(name)
    if len(elements) <= MOST_ELEMENTS:
        return elements
    return tuple(elements[k] for k in np.linspace(0, len(elements) - 1, MOST_ELEMENTS).astype(int))


def solved_together(cls: type[Mechanism]) -> list[str]:
    """States of a mechanism whose block solves a system of equations, by the names of their traces."""
    names = vars(sys.modules[cls.__module__]) if cls.__module__ in sys.modules else {}
    if not names.keys() & {"sparse", "derivimplicit", "linear", "nonlinear"}:
        return []
    own = {name for use in cls.ions for name in use.variables}
    return [x if name in own else f"{cls.name}.{x}" for name in cls.states for x in cls.elements(name)]


def simulate(
    cls: type[Mechanism], answer: dict[str, Any], protocol: Protocol
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Traces of one protocol, and {"sent": times} of the events that it sends, if it does.

    A diverging run gives NaN or infinity in them, as NEURON does, and no error.
    """
    if cls.kind == "artificial":
        cells = [_artificial(cls, answer, protocol)]
    else:
        cells = [cell := _cell(cls, answer, protocol)]
        cells += [_driver(cls, cell, answer, protocol)] if protocol.driver else []
    model, _ = lower(cells)
    method, dt = Staggered(0), np.asarray(DT)
    state, first = start(model, dt)
    state, more, made, _ = advance_chunk(model, state, dt, np.int32(N_STEPS), method, N_STEPS)
    if state.events is not None and (fault := int(state.events.queue.fault)):
        raise SimulationError(FAULTS[fault])
    if made < N_STEPS:
        raise SimulationError("more events are sent than one run remembers")
    values = np.concatenate([np.asarray(first.values), np.asarray(more.values)])
    traces = {name: np.asarray(trace) for name, trace in split(model.layout, values).items()}
    traces = {name.removeprefix("soma.").removeprefix("driver."): trace for name, trace in traces.items()}
    if not answer["sends"] or state.events is None:
        return traces, {}
    log = state.events.log
    return traces, {"sent": np.asarray(log.time)[: int(log.count)]}


def _cell(cls: type[Mechanism], answer: dict[str, Any], protocol: Protocol) -> Cell:
    cell = _soma("soma", protocol)
    cell.paint(AllRegion(), "hh", Channel("pas", g=protocol.leak, e=V_INIT))
    for name, value in protocol.ions.items():
        cell.paint(AllRegion(), Ion(name[:-1], **{f"c{name[-1]}": value}))
    middle = at("soma", 0.5)
    for clamp in protocol.clamps:
        cell.place(middle, CurrentClamp(*clamp))
    if cls.kind == "density":
        cell.paint(AllRegion(), Channel(cls, **protocol.parameters, **_tables(answer)))
    else:
        cell.place(middle, PointProcess(cls, **protocol.parameters, **_tables(answer)))
    for weights, times in protocol.events:
        cell.connect(cls.name, weight=weights, times=times)
    for variable in answer["variables"]:
        cell.place(middle, MechanismProbe(cls.name, variable, name=f"{cls.name}.{variable}"))
    return cell.place(middle, *(StateProbe(variable, name=variable) for variable in ("v", *answer["ions"])))


def _tables(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: FunctionTable(*given) for name, given in answer["tables"].items()}


def _artificial(cls: type[Mechanism], answer: dict[str, Any], protocol: Protocol) -> ArtificialCell:
    cell = ArtificialCell(cls, **protocol.parameters, **_tables(answer)).record(*answer["variables"])
    for weights, times in protocol.events:
        cell.connect(weight=weights, times=times)
    return cell


def _driver(cls: type[Mechanism], cell: Cell, answer: dict[str, Any], protocol: Protocol) -> Cell:
    """The soma that POINTERs point at, with probes of what they read or set."""
    n = len({x for _, _, x in answer["pointers"]})
    driver = _soma("driver", protocol, n).paint(AllRegion(), "hh", Channel("pas", g=0.0, e=V_INIT))
    for clamp in protocol.driver:
        driver.place(at("soma", 0.5 / n), CurrentClamp(*clamp))
    for name, variable, x in answer["pointers"]:
        label = f"POINTER {name}"
        cell.point(cls.name, name, variable, at=at("soma", x), of=driver)
        owner, _, field = variable.rpartition(".")
        probe = MechanismProbe(owner, field, name=label) if owner else StateProbe(field, name=label)
        driver.place(at("soma", x), probe)
    return driver


def _soma(name: str, protocol: Protocol, n: int = 1) -> Cell:
    soma = Morphology.from_root(Soma.from_lengths([SIZE], [SIZE / 2, SIZE / 2]))
    return Cell(soma, cv_policy=CVPerBranch(n), celsius=protocol.celsius, V_init=V_INIT, name=name)


def _text(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:300] if lines else ''}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
