"""Ion defaults, styles and potentials against NEURON."""

import numpy as np
import pytest

from braincell.ion import ion_defaults, ion_style, nernst
from braincell.mech import UseIon


def test_nernst_equals_neurons():
    h = pytest.importorskip("neuron").h
    before = h.celsius
    section = h.Section()
    section.insert("hh")
    try:
        for celsius, inside, outside, valence in ((6.3, 10.0, 140.0, 1), (36.0, 5e-5, 2.0, 2), (20.0, 4.0, 120.0, -1)):
            h.celsius = celsius
            assert float(nernst(inside, outside, valence, celsius)) == pytest.approx(
                h.nernst(inside, outside, valence, sec=section), rel=1e-15
            )
    finally:
        h.celsius = before


def test_nernst_limits():
    assert float(nernst(0.0, 1.0, 1.0, 6.3)) == 1e6
    assert float(nernst(1.0, 0.0, 1.0, 6.3)) == -1e6
    assert float(nernst(1.0, 2.0, 0.0, 6.3)) == 0.0


def test_defaults_equal_neurons():
    h = pytest.importorskip("neuron").h
    section = h.Section()
    for ion in ("na", "k"):
        section.insert(f"{ion}_ion")
        defaults = ion_defaults(ion)
        values = [getattr(section(0.5), name) for name in (f"e{ion}", f"{ion}i", f"{ion}o")]
        np.testing.assert_allclose([defaults.e, defaults.ci, defaults.co], values, rtol=1e-15)
    # NEURON 9.0.2 prints this once a mechanism uses calcium
    assert ion_defaults("ca").e == 132.4579341637009


# what NEURON's `ion_style` reports for the same declarations: 8, 49, 247, 24, 159
@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ([UseIon("ca", reads=("eca",))], (False, False, False)),
        ([UseIon("ca", reads=("cai",))], (False, True, False)),
        ([UseIon("ca", reads=("ica",), writes=("cai",))], (True, True, True)),
        ([UseIon("ca", writes=("eca",))], (False, False, False)),
        ([UseIon("ca", writes=("eca",)), UseIon("ca", writes=("cai",))], (True, False, False)),
    ],
)
def test_styles(uses, expected):
    style = ion_style(uses)
    assert (style.resets, style.nernst_initial, style.nernst_step) == expected
