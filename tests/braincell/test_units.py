"""Quantities of pint and brainunit are accepted at the border, and refused by name if they measure something else."""

import numpy as np
import pytest

from braincell import Branch, Cell, CVPerBranch, MaxCVLen, Morphology, Soma
from braincell.errors import InputError
from braincell.mech import CableProperty, Channel, CurrentClamp
from braincell.units import finite, magnitude, positive


@pytest.fixture(scope="module")
def pint():
    return pytest.importorskip("pint").UnitRegistry()


@pytest.fixture(scope="module")
def brainunit():
    return pytest.importorskip("brainunit")


def test_plain_numbers_are_in_neurons_units():
    assert magnitude(3.0, "mV", "v") == 3.0
    assert finite(2, "ms", "dt") == 2.0


def test_pint_quantities_are_converted(pint):
    assert magnitude(0.03 * pint.volt, "mV", "v") == pytest.approx(30.0)
    assert magnitude(1.0 * pint.ohm * pint.meter, "ohm cm", "Ra") == pytest.approx(100.0)
    assert CableProperty(membrane_capacitance=0.01 * pint.farad / pint.meter**2).membrane_capacitance == pytest.approx(
        1
    )
    assert Channel("hh", gnabar=1200.0 * pint.siemens / pint.meter**2).parameters["gnabar"] == pytest.approx(0.12)
    assert CurrentClamp(1 * pint.second, 5 * pint.ms, 100 * pint.pA).amplitudes == pytest.approx((0.1,))
    branch = Branch.from_points(np.eye(3) * pint.mm, np.ones(3) * pint.um)
    assert branch.length == pytest.approx(2 * np.sqrt(2) * 1000)
    assert finite(pint.Quantity(310.15, pint.kelvin), "degC", "celsius") == pytest.approx(37.0)
    assert MaxCVLen(0.04 * pint.mm).max_length == pytest.approx(40)


def test_brainunit_quantities_are_converted(brainunit):
    u = brainunit
    assert float(magnitude(0.03 * u.volt, "mV", "v")) == pytest.approx(30.0)
    assert float(magnitude(100.0 * u.ohm * u.cm, "ohm cm", "Ra")) == pytest.approx(100.0)
    assert CableProperty(membrane_capacitance=1.0 * u.uF / u.cm**2).membrane_capacitance == pytest.approx(1.0)
    assert Channel("hh", gnabar=120.0 * u.mS / u.cm**2).parameters["gnabar"] == pytest.approx(0.12)
    cell = Cell(Morphology.from_root(Soma.from_lengths(20.0 * u.um, [10.0, 10.0] * u.um)), V_init=-65.0 * u.mV)
    assert finite(310.15 * u.kelvin, "degC", "celsius") == pytest.approx(37.0)
    assert cell.V_init == pytest.approx(-65.0) and cell.n_cv == 1


@pytest.mark.parametrize("library", ["pint", "brainunit"])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda u: CableProperty(axial_resistivity=3.0 * u.mV),
            "`axial_resistivity` is 3.*cannot be converted to ohm cm",
        ),
        (lambda u: Channel("hh", gnabar=3.0 * u.mV), "hh: `gnabar` is 3.*cannot be converted to S/cm2"),
        (lambda u: CurrentClamp(3.0 * u.mV, 1.0, 1.0), "`delay` is 3.*cannot be converted to ms"),
        (lambda u: MaxCVLen(3.0 * u.ms), "`max_length` is 3.*cannot be converted to um"),
    ],
)
def test_a_wrong_unit_is_refused_at_the_call(library, make, message, request):
    with pytest.raises(InputError, match=message):
        make(request.getfixturevalue(library))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: positive(0, "um", "length", "dend"), "dend: `length` is 0 um; it must be positive"),
        (lambda: finite(float("nan"), "mV", "v"), "`v` is nan; a finite number in mV is needed"),
        (lambda: finite("three", "mV", "v"), "`v` is 'three'; a number in mV is needed"),
        (lambda: finite([1, 2], "mV", "v"), r"`v` is \[1, 2\]; a single number in mV is needed"),
        (lambda: CVPerBranch(0), "0 control volumes"),
    ],
)
def test_numbers_that_cannot_be(make, message):
    with pytest.raises(InputError, match=message):
        make()
