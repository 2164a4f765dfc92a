"""POINTER variables against NEURON; what cannot be pointed at; gradients."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import Branch, Cell, CVPerBranch, Morphology, lower, run, simulate
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import Channel, CurrentClamp, MechanismProbe, PointProcess, StateProbe
from nmodl_import import NmodlError, load_dir, to_source

HERE = Path(__file__).parent
MODS = HERE / "mod" / "pointer"
DT, TSTOP = 0.025, 25.0
EXACT = 1e-12  # mV and others, relative to the trace's range: nothing but rounding while there are no spikes
SPIKING = 1e-9  # spikes amplify the noise of NEURON's di/dv

XS = (1 / 6, 0.5, 5 / 6)
QUIET, SPIKES = [["a", 1.0, 10.0, 0.02]], [["a", 1.0, 10.0, 0.5]]
VOLTAGES = [[cable, x, "v"] for cable in "ab" for x in (XS[0], 0.5)]
GAPS = {
    "insert": [],
    "place": [["ga", "p_gap", "a", 0.5], ["gb", "p_gap", "b", XS[0]]],
    "point": [["ga", "a", 0.5, "vgap", "v", "b", XS[0]], ["gb", "b", XS[0], "vgap", "v", "a", 0.5]],
    "record": [*VOLTAGES, ["a", 0.5, "ga.i"], ["b", 0.5, "gb.i"]],
}
GRADED = {
    "insert": [],
    "place": [["s1", "p_graded", "b", 0.5], ["s2", "p_graded", "b", XS[2]]],
    "point": [["s1", "b", 0.5, "vpre", "v", "a", 0.5], ["s2", "b", XS[2], "vpre", "v", "b", XS[0]]],
    "record": [*VOLTAGES, *([c, 0.5, f"{s}.{f}"] for c, s in (("b", "s1"), ("b", "s2")) for f in ("s", "g", "start"))],
}
WRITERS = [["p_writes", "a", None, p, f"p_holder.{t}", "b", None] for p, t in (("out", "e"), ("gain", "g"))]
SCENARIOS = [
    {"name": "gap junction", "clamp": QUIET, "bar": EXACT, **GAPS},
    {"name": "gap junction, spikes", "clamp": SPIKES, "bar": SPIKING, **GAPS},
    {"name": "gap junction, secondorder 2", "clamp": SPIKES, "bar": SPIKING, "secondorder": 2, **GAPS},
    {"name": "graded synapse", "clamp": SPIKES, "bar": SPIKING, **GRADED},
    {
        "name": "state, parameter, current of an ion",
        "clamp": SPIKES,
        "bar": SPIKING,
        "insert": [["a", "p_reads"], ["b", "p_reads"]],
        "place": [],
        "point": [
            ["p_reads", "a", None, "open", "hh.m", "a", None],
            ["p_reads", "a", None, "conc", "hh.gnabar", "b", 0.5],
            ["p_reads", "b", None, "open", "hh.h", "a", 0.5],
            ["p_reads", "b", None, "conc", "ena", "a", None],
            ["p_reads", "b", 0.5, "conc", "ina", "a", 0.5],
        ],
        "record": [*VOLTAGES, *([c, x, f"p_reads.{f}"] for c in "ab" for x in XS for f in ("x", "seen", "low", "i"))],
    },
    {
        "name": "writing, several into one",
        "clamp": SPIKES,
        "bar": SPIKING,
        "insert": [["a", "p_writes"], ["b", "p_holder"]],
        "place": [],
        "point": [*WRITERS, ["p_writes", "a", None, "sum", "p_holder.total", "b", 0.5]],
        "record": [
            *VOLTAGES,
            *(["b", x, f"p_holder.{f}"] for x in XS for f in ("mine", "total", "e", "g", "i")),
            *(["a", x, f"p_writes.{f}"] for x in XS for f in ("a", "was")),
        ],
    },
    {
        "name": "writing a voltage and a later mechanism",
        "clamp": SPIKES,
        "bar": SPIKING,
        "insert": [["a", "p_late"], ["b", "p_holder"], ["b", "p_reads"]],
        "place": [],
        "point": [
            ["p_late", "a", XS[0], "out", "v", "b", XS[0]],
            ["p_late", "a", 0.5, "out", "p_holder.total", "b", 0.5],
            ["p_late", "a", XS[2], "out", "p_reads.gbar", "b", XS[0]],
            ["p_reads", "b", None, "open", "hh.m", "b", None],
            ["p_reads", "b", None, "conc", "p_holder.total", "b", None],
        ],
        "record": [
            *VOLTAGES,
            *(["b", x, f"p_holder.{f}"] for x in (XS[0], 0.5) for f in ("mine", "total")),
            *(["b", x, f"p_reads.{f}"] for x in (XS[0], 0.5) for f in ("low", "i")),
            *(["a", x, "p_late.n"] for x in XS),
            ["b", XS[0], "p_reads.gbar"],
        ],
    },
    {
        "name": "a chain of instances",
        "clamp": SPIKES,
        "bar": SPIKING,
        "insert": [["a", "p_chain"], ["b", "p_chain"]],
        "place": [],
        "point": [
            ["p_chain", "a", XS[0], "before", "p_chain.x", "b", 0.5],
            ["p_chain", "a", 0.5, "before", "p_chain.x", "a", XS[0]],
            ["p_chain", "a", XS[2], "before", "p_chain.y", "a", 0.5],
            ["p_chain", "b", None, "before", "p_chain.y", "a", None],
        ],
        "record": [*VOLTAGES, *([c, x, f"p_chain.{f}"] for c in "ab" for x in XS for f in ("x", "y", "i"))],
    },
    {
        "name": "events",
        "clamp": SPIKES,
        "bar": SPIKING,
        "insert": [["b", "p_holder"]],
        "place": [["e1", "p_events", "a", 0.5], ["e2", "p_events", "b", 0.5]],
        "point": [
            ["e1", "a", 0.5, "there", "v", "b", 0.5],
            ["e2", "b", 0.5, "there", "v", "a", XS[0]],
            ["e1", "a", 0.5, "where", "p_holder.total", "b", 0.5],
            ["e2", "b", 0.5, "where", "p_holder.e", "b", 0.5],
            ["e2", "b", 0.5, "maybe", "e1.g", "a", 0.5],
        ],
        "events": [["e1", 1.0, 1e-3], ["e2", 1.0125, 2e-3], ["e1", 4.3, 5e-4], ["e2", 11.06, 4e-3]],
        "record": [
            *VOLTAGES,
            *(["a", 0.5, f"{e}.{f}"] for e in ("e1", "e2") for f in ("g", "got", "sure", "i")),
            *(["b", 0.5, f"p_holder.{f}"] for f in ("total", "e")),
        ],
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def classes():
    return load_dir(MODS)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    pytest.importorskip("neuron")
    compiler = shutil.which("nrnivmodl", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert compiler, "NEURON is installed, so nrnivmodl must be on the path"
    folder = tmp_path_factory.mktemp("compiled")
    shutil.copytree(MODS, folder / "mod")
    done = subprocess.run([compiler, "mod"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "scenarios.json").write_text(json.dumps(SCENARIOS))
    paths = [next(folder.glob("*/libnrnmech.so")), folder / "scenarios.json", folder / "out.npz"]
    command = [sys.executable, str(HERE / "neuron_pointers.py"), *(str(path) for path in paths)]
    done = subprocess.run(
        command, cwd=folder.parent, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out.npz") as data:
        return dict(data)


def cable(name):
    morphology = Morphology.from_root(Branch.from_lengths([60], [5, 5], type="dend"), name="dend")
    return Cell(morphology, cv_policy=CVPerBranch(3), name=name).paint(AllRegion(), "hh")


def here(x):
    return None if x is None else at("dend", x)


def build(scenario, classes):
    """The scenario's two cables, and its recordings' names."""
    cables = {"a": cable("a"), "b": cable("b")}
    for owner, mechanism in scenario["insert"]:
        cables[owner].paint(AllRegion(), Channel(classes[mechanism]))
    home = {}
    for label, mechanism, owner, x in scenario["place"]:
        cables[owner].place(at("dend", x), PointProcess(classes[mechanism], name=label))
        home[label] = owner
    for owner, name, x, pointer, variable, target, target_x in scenario["point"]:
        aim, where = here(target_x), here(x) if owner not in home else None
        if aim is None and target != name:  # segment by segment
            aim = at("dend", XS[0]) | at("dend", XS[1]) | at("dend", XS[2])
        cables[name].point(owner, pointer, variable, at=aim, of=cables[target], where=where)
    for owner, *clamp in scenario["clamp"]:
        cables[owner].place(at("dend", 0.5), CurrentClamp(*clamp))
    names = []
    for k, (owner, x, variable) in enumerate(scenario["record"]):
        mechanism, _, field = variable.rpartition(".")
        probe = MechanismProbe(mechanism, field, name=str(k)) if mechanism else StateProbe(variable, name=str(k))
        owner = home.get(mechanism, owner)
        cables[owner].place(at("dend", x), probe)
        names.append(f"{owner}.{k}")
    for label, time, weight in scenario.get("events", []):
        cables[home[label]].connect(label, weight=weight, times=[time])
    return list(cables.values()), names


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s["name"])
@pytest.mark.slow
def test_pointers_equal_neurons(scenario, classes, reference):
    cells, names = build(scenario, classes)
    result = run(cells, TSTOP, DT, secondorder=scenario.get("secondorder", 0))
    for name, place, expected in zip(names, scenario["record"], reference[scenario["name"]], strict=True):
        assert np.abs(result[name] - expected).max() <= scenario["bar"] * max(np.abs(expected).max(), 1e-3), place


def two_cells(classes):
    """Two cables; `a` has a half gap `g`, unset, and p_reads with both pointers set."""
    a, b = cable("a"), cable("b")
    a.paint(AllRegion(), Channel(classes["p_reads"]))
    a.place(at("dend", 0.5), PointProcess(classes["p_gap"], name="g"), StateProbe("v", name="v"))
    a.point("p_reads", "open", "hh.m").point("p_reads", "conc", "ena")
    return a, b


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            lambda a, b: None,
            InputError,
            r"`g` at dend\(0.5\) of `a`: the pointer `vgap` points at nothing; say at what, as in "
            r'`cell.point\("g", "vgap", "v", at=…\)` \(`h.setpointer` in a script\)',
        ),
        (lambda a, b: a.point("gg", "vgap", "v"), UnknownNameError, "unknown mechanism `gg` in point `gg.vgap`"),
        (
            lambda a, b: a.point("g", "vgp", "v"),
            UnknownNameError,
            "unknown pointer or driven variable `vgp` in `p_gap`; did you",
        ),
        (
            lambda a, b: a.point("g", "vgap", "w"),
            UnknownNameError,
            'unknown variable `w` in point `g.vgap`; a mech.*"hh.m"',
        ),
        (lambda a, b: a.point("g", "vgap", "hh.mm"), UnknownNameError, "unknown variable `mm` in mechanism `hh`"),
        (
            lambda a, b: a.point("g", "vgap", "hhh.m"),
            UnknownNameError,
            "unknown mechanism `hhh` in point `g.vgap`, cell",
        ),
        (
            lambda a, b: a.point("g", "vgap", "i_membrane"),
            InputError,
            "`i_membrane` cannot be pointed at; only v, i_cap",
        ),
        (
            lambda a, b: (
                b.place(at("dend", 0.5), PointProcess("p_gap", name="h")).point("h", "vgap", "v")
                and a.point("g", "vgap", "v", of=b)
            ),
            InputError,
            "say with `at` where `v` of the cell `b` is taken",
        ),
        (
            lambda a, b: a.point("g", "vgap", "v", at=at("dend", XS[0]) | at("dend", 0.5)),
            InputError,
            "has 2 places for 1 instances",
        ),
        (
            lambda a, b: a.point("p_reads", "conc", "p_holder.e", at=at("dend", 0.5), of=b),
            UnknownNameError,
            "unknown mechanism `p_holder`",
        ),
        (
            lambda a, b: a.point("p_reads", "conc", "v", where=at("dend", 0.5)).point("g", "vgap", "v", of=cable("c")),
            InputError,
            "the cell `c` is not lowered together with this one",
        ),
        (lambda a, b: a.point("g", "vgap", "v", at=0.5), InputError, "`at` is 0.5, no locset"),
        (lambda a, b: a.point("g", "vgap", "v", of="b"), InputError, "`of` is 'b'; give the `Cell`"),
        (
            lambda a, b: (
                a.point("g", "vgap", "v").paint(AllRegion(), "p_late").point("p_late", "out", "v", at=at("dend", 0.5))
            ),
            InputError,
            "point `p_late.out`: the mechanism sets it, and `v` there is seen by instances of `p_late` itself",
        ),
        (
            lambda a, b: a.point("g", "vgap", "v").paint(AllRegion(), "p_late").point("p_late", "out", "ina"),
            InputError,
            "is set by the mechanism, and `ina` is computed",
        ),
        (
            lambda a, b: a.point("g", "vgap", "p_reads.x").point("p_reads", "open", "p_reads.x"),
            InputError,
            "point `p_reads.open`: it points at what the same instance sets as `x`",
        ),
    ],
)
def test_mistakes_are_named(change, error, message, classes):
    a, b = two_cells(classes)
    with pytest.raises(error, match=message):
        change(a, b)
        lower([a, b])


def test_a_pointer_that_only_c_mentions_needs_no_target():
    text = "NEURON { SUFFIX quiet POINTER rng RANGE x }\nPARAMETER { x = 1 }\nASSIGNED { rng }\nBREAKPOINT { }\n"
    assert '"rng": Pointer(idle=True),' in to_source(text, "quiet.mod")
    hidden = text.replace("{ }", "{ LOCAL rng\n rng = 1 x = f(rng) }") + "FUNCTION f(rng) { f = 2*rng }"
    assert '"rng": Pointer(idle=True),' in to_source(hidden, "quiet.mod")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("BREAKPOINT { x = p[1] }", "an element of the POINTER `p` is not supported yet"),
        ("BREAKPOINT { x = nrn_pointing(x) }", "`nrn_pointing` takes a POINTER and nothing else"),
        (
            "BREAKPOINT { f(v) }\nPROCEDURE f(u) { TABLE x FROM 0 TO 1 WITH 10\n x = p + u }",
            "a TABLE of the POINTER `p` is not supported yet",
        ),
    ],
)
def test_nmodl_that_is_refused(body, message):
    text = "NEURON { SUFFIX odd POINTER p RANGE x }\nASSIGNED { v x p }\n" + body
    with pytest.raises(NmodlError, match=message):
        to_source(text, "odd.mod")


def test_what_is_pointed_at_is_topology_and_numbers_are_not(classes, tmp_path):
    """Layouts of equal targets are equal, whatever the numbers; another target is another program."""

    def layout(at_x, r):
        a, b = two_cells(classes)
        a.place(at("dend", 0.5), PointProcess(classes["p_gap"], name="other", r=r))
        a.point("g", "vgap", "v", at=at("dend", at_x), of=b).point("other", "vgap", "v", at=at("dend", 0.5), of=b)
        return lower([a, b])[0].layout

    assert layout(0.5, 100.0) == layout(0.5, 300.0)
    assert layout(0.5, 100.0) != layout(XS[0], 100.0)


def test_gradients_go_through_pointers(classes):
    """d(mean v² of the partner)/d(parameters of both sides), against central differences of fourth order."""
    a, b = two_cells(classes)
    b.place(at("dend", 0.5), PointProcess(classes["p_gap"], name="h"), StateProbe("v", name="vb"))
    a.point("g", "vgap", "v", at=at("dend", 0.5), of=b)
    b.point("h", "vgap", "v", at=at("dend", 0.5), of=a)
    a.paint(AllRegion(), Channel(classes["p_writes"]))
    b.paint(AllRegion(), Channel(classes["p_holder"]))
    per_segment = at("dend", XS[0]) | at("dend", XS[1]) | at("dend", XS[2])
    a.point("p_writes", "out", "p_holder.total", at=per_segment, of=b)
    a.point("p_writes", "sum", "p_holder.total", at=at("dend", 0.5), of=b)
    a.point("p_writes", "gain", "p_holder.g", at=per_segment, of=b)
    with pytest.raises(InputError, match="two names for one variable"):
        lower([a, b])
    a.point("p_writes", "sum", "hh.gl", at=per_segment, of=b)
    a.place(at("dend", 0.5), CurrentClamp(0.2, 2.0, 0.05))
    model, _ = lower([a, b])
    chosen = [("p_gap", "r"), ("p_writes", "rate"), ("p_reads", "gbar"), ("hh", "gkbar")]

    def loss(factors):
        changed = model
        for (mechanism, name), factor in zip(chosen, factors, strict=True):
            changed = changed.with_parameter(mechanism, name, model.parameters[mechanism][name] * factor)
        return (simulate(changed, dt=0.025, n_steps=80).traces["b.vb"] ** 2).mean()

    loss = jax.jit(loss)
    ones, step = jnp.ones(len(chosen)), 1e-3
    gradient = jax.jit(jax.grad(loss))(ones)
    for k in range(len(chosen)):
        shifted = [float(loss(ones.at[k].add(n * step))) for n in (-2, -1, 1, 2)]
        difference = (8 * (shifted[2] - shifted[1]) - (shifted[3] - shifted[0])) / (12 * step)
        assert abs(gradient[k] - difference) <= 1e-6 * abs(difference) + 1e-9 * shifted[0], chosen[k]


def test_single_precision(classes):
    """float32 runs, and its gap current is that of float64 to single precision."""
    a, b = two_cells(classes)
    a.point("g", "vgap", "v", at=at("dend", 0.5), of=b)
    double, single = (run([a, b], 5.0, 0.025, precision=p)["a.v"] for p in ("float64", "float32"))
    assert np.abs(double - single).max() < 1e-3
