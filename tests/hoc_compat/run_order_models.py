"""What a script redefines of the standard run system, and in which order it is then called.

`python tests/hoc_compat/run_order_models.py CASE` prints what NEURON does: a process for each case, because NEURON
cannot take back what was redefined.
"""

import json
import sys

PROCEDURES = """run init stdinit advance continuerun step steprun setdt initPlot Plot flushPlot fastflushPlot
    screen_update cvode_simgraph""".split()


def calls(h, texts, steps=("run",), **values):
    """The order in which redefined procedures are called, with the times; and the voltage at the end."""
    s = h.Section(name="s")
    s.L = s.diam = 10
    s.insert("hh")
    h.t = 0
    h("objref logged_")
    h("logged_ = new Vector()")
    for name, body in texts.items():
        number = PROCEDURES.index(name)
        h(f"proc {name}() {{ logged_.append({number}, t) {body} }}")
    for name, value in values.items():
        setattr(h, name, value)
    for step in steps:
        h(step + ("" if step.endswith(")") else "()"))
    numbers = list(h.logged_)
    log = [[PROCEDURES[int(i)], t] for i, t in zip(numbers[::2], numbers[1::2], strict=True)]
    return [log, h.t, s(0.5).v, h.dt, h.stoprun]


CASES = {
    "nothing else": ({"init": "finitialize(v_init) fcurrent()"}, {"tstop": 0.1}),
    "only fadvance": ({"advance": "fadvance()"}, {"tstop": 0.1, "dt": 0.0125}),
    "advance": ({"advance": "fadvance() if (t > 0.2) stoprun = 1"}, {"tstop": 1, "dt": 0.0125}),
    "advance twice": ({"advance": "fadvance() fadvance()"}, {"tstop": 0.3}),
    "step": ({"step": "fadvance() Plot()"}, {"tstop": 0.1, "dt": 0.0125}),
    "step and advance": ({"step": "advance() advance()", "advance": "fadvance()"}, {"tstop": 0.2}),
    "run": ({"run": "stdinit() continuerun(0.1)", "stdinit": "init()", "init": "finitialize(-70)"}, {"tstop": 1}),
    "continuerun": ({"continuerun": "while (t < $1) fadvance()"}, {"tstop": 0.1}),
    "setdt": ({"setdt": "dt = 0.02"}, {"tstop": 0.1}),
    "plots": ({"initPlot": "Plot()", "Plot": "", "flushPlot": "screen_update()"}, {"tstop": 0.1}),
    "all initialisation": ({n: "" for n in ("cvode_simgraph", "setdt", "initPlot")} | {"init": "finitialize(-60)"}, {}),
}


PARTS = {
    "steprun": ("stdinit", "steprun", "steprun"),
    "continuerun": ("stdinit", "continuerun(0.3)", "continuerun(0.35)"),
}


def result(h, case):
    if case in CASES:
        texts, values = CASES[case]
        return calls(h, texts, **({"tstop": 0.05} | values))
    texts = {"advance": "fadvance()", "Plot": "", "init": "finitialize(v_init)"}
    return calls(h, texts, PARTS[case.removeprefix("parts: ")], steps_per_ms=20.0)


if __name__ == "__main__":
    from neuron import h as neuron_h

    neuron_h.load_file("stdrun.hoc")
    print(json.dumps(result(neuron_h, sys.argv[1])))
