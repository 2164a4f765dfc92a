"""`Cell.point` drives RANGE variables as it aims POINTERs: the same numbers; elsewhere they keep their values."""

import numpy as np
import pytest

from braincell import Branch, Cell, CVPerBranch, Morphology, run
from braincell.errors import UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import CurrentClamp, MechanismProbe, PointProcess, StateProbe
from nmodl_import import load_mod

GAP = """
NEURON {{ POINT_PROCESS {name}  NONSPECIFIC_CURRENT i  RANGE g, i, s {declared} }}
PARAMETER {{ g = 0.002 (microsiemens) {parameter} }}
ASSIGNED {{ v (millivolt) i (nanoamp) {assigned} }}
STATE {{ s }}
INITIAL {{ s = vgap }}
BREAKPOINT {{ SOLVE grow METHOD cnexp  i = g*(v - vgap) + 1e-5*s }}
DERIVATIVE grow {{ s' = (vgap - s)/3 }}
"""
KINDS = {
    "aimed": {"declared": "POINTER vgap", "assigned": "vgap (millivolt)", "parameter": ""},
    "driven": {"declared": "RANGE vgap", "assigned": "vgap (millivolt)", "parameter": ""},
    "given": {"declared": "RANGE vgap", "assigned": "", "parameter": "vgap = -70 (millivolt)"},
}


@pytest.fixture(scope="module")
def gaps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gaps")
    classes = {}
    for kind, words in KINDS.items():
        path = folder / f"gap_{kind}.mod"
        path.write_text(GAP.format(name=f"gap_{kind}", **words))
        classes[kind] = load_mod(path)
    return classes


def cable(name):
    morphology = Morphology.from_root(Branch.from_lengths([60], [5, 5], type="dend"), name="dend")
    return Cell(morphology, cv_policy=CVPerBranch(3), name=name).paint(AllRegion(), "hh")


def two_cables(gap, others=()):
    """Two cables with a gap junction between them, and half gaps that nothing drives."""
    cells = cable("a"), cable("b")
    cells[0].place(at("dend", 0.5), CurrentClamp(1.0, 1.0, 0.5))
    for here, there in (cells, cells[::-1]):
        for k, parameters in enumerate(others):
            here.place(at("dend", 0.5), PointProcess(gap, name=f"other{k}", **parameters))
        probes = [MechanismProbe("gap", field, name=field) for field in ("i", "s")]
        here.place(at("dend", 0.5), PointProcess(gap, name="gap"), StateProbe("v", name="v"), *probes)
        here.point("gap", "vgap", "v", at=at("dend", 0.5), of=there)
    result = run(list(cells), 10.0, 0.025)
    return {f"{c}.{field}": result[f"{c}.{field}"] for c in "ab" for field in ("v", "i", "s")}


@pytest.mark.parametrize("kind", ["driven", "given"])
def test_a_driven_variable_is_as_good_as_a_pointer(gaps, kind):
    expected = two_cables(gaps["aimed"])
    assert np.ptp(expected["b.v"]) > 50.0
    for name, values in two_cables(gaps[kind]).items():
        assert np.array_equal(values, expected[name]), name


def test_where_nothing_drives_it_keeps_its_value(gaps):
    expected = two_cables(gaps["given"])
    silent = two_cables(gaps["given"], others=[{"g": 0.0, "vgap": 0.0}])
    leaking = two_cables(gaps["given"], others=[{"vgap": -70.0}])
    default = two_cables(gaps["given"], others=[{}])
    assert all(np.array_equal(silent[n], expected[n]) for n in expected)
    assert not np.array_equal(leaking["a.v"], expected["a.v"])
    assert all(np.array_equal(default[n], leaking[n]) for n in leaking)


@pytest.mark.parametrize("name", ["vgp", "i", "s"])
def test_only_what_a_mechanism_does_not_compute_is_driven(gaps, name):
    cell = cable("a")
    cell.place(at("dend", 0.5), PointProcess(gaps["driven"], name="gap")).point("gap", name, "v", at=at("dend", 0.5))
    with pytest.raises(UnknownNameError, match=f"unknown pointer or driven variable `{name}` in `gap_driven`"):
        run(cell, 1.0, 0.025)
