"""Functions of .mod files in `h`: FUNCTION_TABLEs and files without a mechanism."""

import pytest

from braincell.errors import InputError
from braincell.hoc_compat import h

TABLED = """
NEURON { SUFFIX tabled_leak NONSPECIFIC_CURRENT i RANGE seen }
ASSIGNED { v (mV) i (mA/cm2) seen }
BREAKPOINT { seen = inf(v) + both(v, t) i = 0 }
FUNCTION_TABLE inf(v (mV))
FUNCTION_TABLE both(v (mV), t (ms))
"""


@pytest.fixture
def segment(tmp_path):
    (tmp_path / "tabled_leak.mod").write_text(TABLED)
    (tmp_path / "tools.mod").write_text("NEURON { SUFFIX nothing }\nFUNCTION twice(x) { twice = 2*x }")
    h.load_mechanisms(str(tmp_path))
    section = h.Section(name="tabled")
    section.insert("tabled_leak")
    yield section(0.5)
    h.delete_section(sec=section)


def test_tables_of_every_form(segment):
    h.table_inf_tabled_leak(h.Vector([1, 3]), h.Vector([-80, -60]))
    plane = h.Vector([0, 10, 20, 100, 110, 120])
    h.table_both_tabled_leak(plane._ref_x[0], 2, -70, -60, 3, 0, 2)
    h.finitialize(-65)
    assert segment.tabled_leak.seen == pytest.approx(2.5 + 50.0)
    h.table_inf_tabled_leak(4)
    h.finitialize(-65)
    assert segment.tabled_leak.seen == pytest.approx(4 + 50.0)
    with pytest.raises(InputError, match="table_inf_tabled_leak: give a number, two Vectors"):
        h.table_inf_tabled_leak(1, 2, 3)


def test_functions_without_a_mechanism(segment):
    assert h.twice(4) == 8.0
    with pytest.raises(AttributeError):
        h.thrice(4)
