"""Functions that call themselves in a simulation: with constants they run, with values of the run they are refused."""

import math

import pytest

from braincell import Branch, Cell, Morphology
from braincell.errors import UnsupportedError
from braincell.filter import AllRegion, at
from braincell.mech import Channel, MechanismProbe
from nmodl_import import load_mod
from nmodl_import.errors import NmodlError

TEXT = """
NEURON { SUFFIX circular NONSPECIFIC_CURRENT i RANGE x, y, n }
DEFINE DEPTH 6
PARAMETER { n = 3 }
ASSIGNED { v (mV) i (mA/cm2) x y }
BREAKPOINT {
    i = 0
    x = factorial(DEPTH) + factorial(4)
    y = 0
    FROM k = 0 TO 3 { y = y + series(v/10, k) }
}
FUNCTION factorial(n) { IF (n > 1) { factorial = n*factorial(n - 1) } ELSE { factorial = 1 } }
FUNCTION series(u, k) { IF (k == 0) { series = 1 } ELSE { series = series(u, k - 1)*u/k } }
"""


def cell(tmp_path, text):
    path = tmp_path / "circular.mod"
    path.write_text(text)
    made = Cell(Morphology.from_root(Branch.from_lengths([20.0], [5.0, 5.0], type="soma"), name="soma"), V_init=-20.0)
    made.paint(AllRegion(), Channel(load_mod(path)))
    return made.place(at("soma", 0.5), *(MechanismProbe("circular", name, name=name) for name in "xy"))


def test_constants_say_how_deep_the_calls_go(tmp_path):
    result = cell(tmp_path, TEXT).run(duration=1)
    assert result["x"][-1] == math.factorial(6) + math.factorial(4)
    assert result["y"][-1] == pytest.approx(sum((-2.0) ** k / math.factorial(k) for k in range(4)), rel=1e-12)


def test_values_of_the_run_do_not(tmp_path):
    made = cell(tmp_path, TEXT.replace("factorial(DEPTH)", "factorial(n)"))
    with pytest.raises(UnsupportedError, match=r"circular.mod:12:25: `factorial`: how often this calls itself depends"):
        made.run(duration=1)


def test_a_condition_inside_of_arithmetic_does_not_act(tmp_path):
    acting = TEXT.replace("y = 0\n", "y = 2*(v > 0 && factorial(3) > 1)\n")
    with pytest.raises(NmodlError, match="to the right of `&&` here acts"):
        cell(tmp_path, acting)
