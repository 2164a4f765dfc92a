"""Arrays of PARAMETERs in native cells: declared as lists or by element, recorded, changed, differentiated."""

import jax
import numpy as np
import pytest

from braincell import ArtificialCell, Branch, Cell, CVPerBranch, Morphology
from braincell.errors import InputError
from braincell.filter import AllRegion, at
from braincell.lower import lower
from braincell.mech import Channel, MechanismProbe, PointProcess, StateProbe
from braincell.run import simulate
from nmodl_import import load_mod
from nmodl_import.errors import NmodlError
from nmodl_import.mechanism_class import to_source

DENSITY = """
NEURON { SUFFIX picks NONSPECIFIC_CURRENT i RANGE g, e, which, x GLOBAL scale }
PARAMETER { g[3] (S/cm2) e[3] (mV) scale[2] which = 1 }
ASSIGNED { v (mV) i (mA/cm2) x }
BREAKPOINT {
    x = e[which]*scale[1]
    i = 0
    FROM k = 0 TO 2 { i = i + g[k]*scale[0]*(v - e[k]) }
}
"""
CELL = """
NEURON { ARTIFICIAL_CELL waits RANGE wait }
PARAMETER { wait[2] (ms) }
INITIAL { net_send(wait[0], 1) }
NET_RECEIVE(w) { net_event(t) net_send(wait[1], 1) }
"""
POINT = """
NEURON { POINT_PROCESS steps ELECTRODE_CURRENT i RANGE amp }
PARAMETER { amp[2] (nA) }
ASSIGNED { i (nA) }
BREAKPOINT { IF (t < 1) { i = amp[0] } ELSE { i = amp[1] } }
"""


def load(tmp_path, name, text):
    (tmp_path / f"{name}.mod").write_text(text)
    return load_mod(tmp_path / f"{name}.mod")


def cell(cls, **parameters):
    tree = Morphology.from_root(Branch.from_lengths([20.0, 20.0], [5.0, 5.0, 5.0], type="soma"), name="soma")
    made = Cell(tree, cv_policy=CVPerBranch(2)).paint(AllRegion(), Channel(cls, **parameters))
    return made.place(at("soma", 0.25), StateProbe("v", name="v"), MechanismProbe("picks", "e[2]", name="e"))


@pytest.fixture
def picks(tmp_path):
    return load(tmp_path, "picks", DENSITY)


GIVEN = {"g": [1e-4, 2e-4, 0.0], "e": [-80.0, np.array([-50.0, -40.0]), lambda cv: 10 * cv.x], "scale": [1.0, 0.5]}


def test_lists_and_elements_declare_the_same(picks):
    together = lower(cell(picks, **GIVEN))[0].parameters["picks"]
    singly = {f"{name}[{k}]": value for name, values in GIVEN.items() for k, value in enumerate(values)}
    singly = lower(cell(picks, **singly))[0].parameters["picks"]
    assert {k: x.tolist() for k, x in together.items()} == {k: x.tolist() for k, x in singly.items()}
    assert together["e"].tolist() == [[-80.0, -80.0], [-50.0, -40.0], [2.5, 7.5]]
    assert together["scale"].tolist() == [1.0, 0.5]
    assert "e=[-80, -50, 2.5]" in str(cell(picks, **GIVEN).mech_table())


def test_an_element_is_replaced_recorded_and_has_a_gradient(picks):
    model, _ = lower(cell(picks, **GIVEN))

    def end(value, name="e[1]"):
        result = simulate(model.with_parameter("picks", name, value), dt=0.025, n_steps=40)
        return result.traces["v"][-1], result.traces["e"][-1]

    assert end(3.0, "e[2]")[1] == 3.0
    slope = jax.grad(lambda value: end(value)[0])(-50.0)
    assert float(slope) == pytest.approx(float(end(-49.9)[0] - end(-50.1)[0]) / 0.2, rel=1e-6)  # linear
    assert end(2.0, "scale[0]")[0] != end(1.0, "scale[0]")[0]


def test_point_processes_and_artificial_cells(tmp_path, picks):
    steps, waits = load(tmp_path, "steps", POINT), load(tmp_path, "waits", CELL)
    made = cell(picks, **GIVEN)
    made.place(
        at("soma", 0.25) | at("soma", 0.75), PointProcess(steps, amp=[[0.1, 0.2], 0.3]), MechanismProbe("steps", "i")
    )
    assert lower(made)[0].parameters["steps"]["amp"].tolist() == [[0.1, 0.2], [0.3, 0.3]]
    train = ArtificialCell(waits, name="train", wait=[1.0, 2.5]).run(7)
    assert train.spike_times("train").tolist() == [1.0, 3.5, 6.0]


def test_mistakes(picks):
    for wrong in ({"g": [1, 2]}, {"g": 1.0}, {"g[3]": 1.0}, {"scale": [1.0, [2.0, 3.0]]}):
        with pytest.raises(InputError):
            lower(cell(picks, **wrong))
    with pytest.raises(NmodlError, match=r"2:18: NEURON gives the PARAMETER array `a` no value here"):
        to_source("NEURON { SUFFIX x }\nPARAMETER { a[3] = 2 }", "x.mod")
