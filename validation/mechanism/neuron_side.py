"""Run mechanisms under NEURON, each protocol in a process of its own; a script that knows nothing of braincell.

    python neuron_side.py FOLDER LIBRARY

FOLDER/jobs.json holds {"dt", "n_steps", "v_init", "nudge", "size", "side", "jobs"}, a job {"key", "name", "kind",
"sends", "extra", "elements", "ions", "pointers", "tables", "protocols"}.
Writes FOLDER/KEY.N.SIDE.npz per protocol, or FOLDER/KEY.N.error, and FOLDER/loaded once NEURON accepted the library.
The library is loaded once and each run is a fork: NEURON's global variables and tables outlive `finitialize`, and a
mechanism may crash, hang or leave NEURON in a bad state.
"""

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
from neuron import h

SECONDS = 30


def main() -> None:
    folder, library = Path(sys.argv[1]), sys.argv[2]
    given = json.loads((folder / "jobs.json").read_text())
    if not h.nrn_load_dll(library):
        sys.exit("NEURON cannot load the library")
    (folder / "loaded").touch()
    for job in given["jobs"]:
        for number, protocol in enumerate(job["protocols"]):
            target = folder / f"{job['key']}.{number}"
            if error := in_child(lambda: simulate(given, job, protocol, target), Path(f"{target}.log")):
                Path(f"{target}.error").write_text(error)


def in_child(action, log: Path) -> str:
    """Do something in a fork; what went wrong, or nothing."""
    child = os.fork()
    if child == 0:
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        signal.alarm(SECONDS)
        code = 1
        try:
            action()
            code = 0
        except BaseException as error:
            print(f"{type(error).__name__}: {error}")
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status == 0:
        return ""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return f"NEURON took longer than {SECONDS} s"
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "an error"
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f"NEURON ended with {how}: {' | '.join(lines[:6])[:400]}"


def simulate(given, job, protocol, target: Path) -> None:
    """One protocol: record every STATE and RANGE ASSIGNED, the ions' variables and v at each step, and events sent."""
    if "calls" in job:
        call_all(job, target)
        return
    tables = [fill(f"table_{name}_{job['name']}", *table) for name, table in job["tables"].items()]
    section = h.Section(name="soma")
    segment = section(0.5)
    kept = soma(given, protocol, section) if job["kind"] != "artificial" else [h.IClamp(segment)]
    mechanism = make(job, section)
    number_streams(job, mechanism)
    for name, value in protocol["parameters"].items():
        set_parameter(mechanism, name, value)
    for name, value in protocol["ions"].items():
        setattr(segment, name, value)
    if given["nudge"]:
        nudge_concentrations(job, segment, 1.0 + given["nudge"] / abs(given["v_init"]))
    vectors = {} if job["kind"] == "artificial" else {"v": h.Vector().record(segment._ref_v)}
    for variable, place in mechanism_variables(job, mechanism):
        # an artificial cell is recorded with the events of some place
        owner = (kept[0],) if job["kind"] == "artificial" else ()
        vectors[f"{job['name']}.{variable}"] = h.Vector().record(*owner, place)
    for variable in job["ions"]:
        vectors[variable] = h.Vector().record(getattr(segment, f"_ref_{variable}"))
    driver, more = point(given, job, protocol, mechanism)
    vectors |= more
    connections, sent = connect(job, protocol, mechanism)

    def begin():
        for connection, (_, times) in zip(connections, protocol["events"]):
            for time in times:
                connection.event(time)

    handler = h.FInitializeHandler(1, begin)
    h.celsius, h.dt = protocol["celsius"], given["dt"]
    h.finitialize(given["v_init"] + given["nudge"])
    for _ in range(given["n_steps"]):
        h.fadvance()
    del handler, kept, driver, tables
    found = {"names": np.array(list(vectors)), "values": np.array([np.array(v) for v in vectors.values()])}
    if sent is not None:
        found["sent"] = np.array(sent)
    with open(f"{target}.{given['side']}.npz", "wb") as file:
        np.savez(file, allow_pickle=False, **found)


def set_parameter(mechanism, name, value):
    """Set a parameter, or the elements of an array."""
    if not isinstance(value, list):
        setattr(mechanism, name, value)
        return
    for k, element in enumerate(value):
        getattr(mechanism, name)[k] = element


def soma(given, protocol, section):
    """Make a soma of a section; its clamps."""
    section.L = section.diam = given["size"]
    for name in ("hh", "pas"):
        section.insert(name)
    segment = section(0.5)
    segment.pas.g, segment.pas.e = protocol["leak"], given["v_init"]
    clamps = []
    for delay, duration, amplitude in protocol["clamps"]:
        clamps.append(h.IClamp(segment))
        clamps[-1].delay, clamps[-1].dur, clamps[-1].amp = delay, duration, amplitude
    return clamps


def make(job, section):
    """The mechanism, on the section if it needs one."""
    if job["kind"] == "density":
        section.insert(job["name"])
        return getattr(section(0.5), job["name"])
    template = getattr(h, job["name"])
    return template(section(0.5)) if job["kind"] == "point" else template()


def number_streams(job, mechanism):
    """Ids of the RANDOM variables as if nothing else were compiled: one number each for the class, then these."""
    for k, name in enumerate(job["streams"], start=len(job["streams"]) + 1):
        getattr(mechanism, name).set_ids(1, 0, k).set_seq(0)


def connect(job, protocol, mechanism):
    """Connections to the mechanism, and a record of the events that it sends, if it does."""
    connections = []
    for weights, _ in protocol["events"]:
        connections.append(h.NetCon(None, mechanism))
        for k, weight in enumerate(weights):
            connections[-1].weight[k] = weight
    if not job["sends"]:
        return connections, None
    listener, sent = h.NetCon(mechanism, None), h.Vector()
    listener.record(sent)
    return [*connections, listener], sent


def nudge_concentrations(job, segment, factor):
    """Move every concentration of the job's ions, here and where `finitialize` resets it."""
    for ion in job["valences"]:
        for name in (f"{ion}i", f"{ion}o"):
            if hasattr(segment, name):
                setattr(segment, name, factor * getattr(segment, name))
                setattr(h, f"{name}0_{ion}_ion", factor * getattr(h, f"{name}0_{ion}_ion"))


def call_all(job, target: Path) -> None:
    """Call the functions of a file without a mechanism."""
    values = {}
    for name, *arguments in job["calls"]:
        values.setdefault(name, []).append(getattr(h, name)(*arguments))
    np.savez(f"{target}.neuron.npz", names=np.array(list(values)), values=np.array(list(values.values())))


def fill(function, values, *axes):
    """Give NEURON the values of a FUNCTION_TABLE; what is returned must stay alive."""
    data = h.Vector(np.ravel(values))
    sizes = np.shape(values)
    bounds = [x for n, (low, high) in zip(sizes, axes, strict=True) for x in (n, low, high)]
    getattr(h, function)(data._ref_x[0], *bounds)
    return data


def point(given, job, protocol, mechanism):
    """The soma at whose variables the mechanism's POINTERs point, and recordings of these variables."""
    if not protocol["driver"]:
        return None, {}
    section = h.Section(name="driver")
    section.L = section.diam = given["size"]
    n = section.nseg = len({x for _, _, x in job["pointers"]})
    for name in ("hh", "pas"):
        section.insert(name)
    for segment in section:
        segment.pas.g, segment.pas.e = 0.0, given["v_init"]
    clamps, vectors = [], {}
    for delay, duration, amplitude in protocol["driver"]:
        clamps.append(h.IClamp(section(0.5 / n)))
        clamps[-1].delay, clamps[-1].dur, clamps[-1].amp = delay, duration, amplitude
    for name, variable, x in job["pointers"]:
        owner, _, field = variable.rpartition(".")
        segment = section(x)
        target = getattr(getattr(segment, owner) if owner else segment, f"_ref_{field}")
        h.setpointer(target, name, mechanism)
        vectors[f"POINTER {name}"] = h.Vector().record(target)
    return (section, clamps), vectors


def mechanism_variables(job, mechanism):
    """(name, reference) of all STATEs and RANGE ASSIGNED and of the job's extra variables.

    Of an array the elements, of which a large one has only some that are evenly spread.
    """
    sizes, parameters = {}, {}
    text = h.ref("")
    for kind in (3, 2, 1):
        standard = h.MechanismStandard(job["name"], kind)
        for i in range(int(standard.count())):
            size = int(standard.name(text, i))
            (parameters if kind == 1 else sizes)[text[0].removesuffix(f"_{job['name']}")] = size
    for name in job["extra"]:
        if hasattr(mechanism, name):
            sizes.setdefault(name, parameters.get(name, 1))
    for name, size in sizes.items():
        reference = getattr(mechanism, f"_ref_{name}", None)
        if reference is None:
            continue
        for k in np.linspace(0, size - 1, min(size, job["elements"])).astype(int).tolist():
            label = f"{name}[{k}]" if size > 1 else name
            yield label, (getattr(mechanism, f"_ref_{name}")[k] if size > 1 else reference)


if __name__ == "__main__":
    main()
