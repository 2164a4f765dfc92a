"""Ions: styles, charges, Nernst potentials of sections; numbers and effects are NEURON's."""

import pytest

from braincell.errors import InputError, UnsupportedError
from hoc_compat import to_cell
from hoc_compat.loading import load_mechanisms

SECTIONS = ("s", "p")


def test_nernst_of_sections(both):
    def model(h):
        s = h.Section(name="s")
        s.insert("hh")
        s.nseg = 3
        s(0.1).ena, s(0.1).nai = 40, 12
        names = ("ena", "nai", "nao", "ek", "ki", "ko")
        found = [h.nernst(n, x, sec=s) for n in names for x in (0.1, 0.5)] + [h.nernst(n, sec=s) for n in names]
        h.celsius = 20
        return [*found, h.nernst("ena"), h.nernst(1, 1, 0), h.nernst(-1, 1, 1), h.nernst(1, -1, 1), h.nernst(2, 3, -1)]

    both(model)


def test_charges_and_registered_ions(both, h):
    def model(h):
        s = h.Section(name="s")
        found = [
            h.ion_charge("na_ion"),
            h.ion_charge("k_ion"),
            h.ion_register("na", 1) >= 0,
            h.ion_register("k", 1) >= 0,
        ]
        found += [h.ion_register("tst", 2) >= 0, h.ion_register("tst", 2) >= 0, h.ion_charge("tst_ion")]
        s.insert("tst_ion")
        found += [s.tsti, s.tsto, s.etst, s.itst, h.tsti0_tst_ion, h.nernst("etst", sec=s), s(0.5).tst_ion.etst]
        s.tsti = 0.5
        h.ion_style("tst_ion", 1, 2, 1, 0, 0, sec=s)
        h.finitialize(-65)
        return [*found, s.etst, s.v]

    both(model)
    assert h.ion_charge("ca_ion") == 2  # NEURON knows calcium only once a mechanism uses it


def test_styles_as_numbers(both):
    def model(h):
        s, p = (h.Section(name=n) for n in SECTIONS)
        s.nseg = 3
        s.insert("hh")
        p.insert("na_ion")
        found = [h.ion_style("na_ion", sec=s), h.ion_style("k_ion", sec=s), h.ion_style("na_ion", sec=p)]
        found += [h.ion_style("na_ion", 1, 2, 1, 0, 0, sec=s), h.ion_style("na_ion", sec=s)]
        found += [h.ion_style("na_ion", 3, 2, 1, 1, 1, sec=s), h.ion_style("na_ion")]
        p.insert("hh")
        s.nseg = 5
        return [*found, h.ion_style("na_ion", sec=p), h.ion_style("na_ion", sec=s)]

    both(model)


@pytest.mark.parametrize("style", [(0, 1, 0, 0, 0), (1, 2, 1, 0, 0), (3, 2, 1, 1, 1), (1, 2, 0, 1, 0), (1, 0, 0, 0, 1)])
def test_what_a_style_does(both, style):
    def model(h):
        s, p = (h.Section(name=n) for n in SECTIONS)
        for section in (s, p):
            section.L = section.diam = 10
            section.insert("hh")
            section.nai, section.ena = 15, 42
        p.connect(s)
        found = [h.ion_style("na_ion", *style, sec=s)]
        v = h.Vector().record(s(0.5)._ref_v)
        e = h.Vector().record(s(0.5)._ref_ena)
        clamp = h.IClamp(p(0.5))
        clamp.amp, clamp.dur = 0.1, 1
        for change in (False, True):
            h.finitialize(-65)
            found += [s.ena, s.nai, p.ena, p.nai]
            if change:
                s.nai = 20
            h.continuerun(2)
            found += [s.ena, s.nai, p.ena, v.to_python(), e.to_python()]
        return found

    both(model, relative=1e-9)


def test_order_of_mechanisms(both):
    def model(h):
        s, p = (h.Section(name=n) for n in SECTIONS)
        found = []
        for names in (("hh", "pas"), ("pas", "hh"), ("k_ion", "pas", "hh"), ("na_ion", "hh")):
            s = h.Section(name="s")
            for name in names:
                s.insert(name)
            found.append([m.name() for m in s(0.5)])
            found.append(list(s.psection()["density_mechs"]))
        s.uninsert("hh")
        found.append([m.name() for m in s(0.5)])
        s.insert("hh")
        return [*found, [m.name() for m in s(0.5)]]

    both(model)


MISTAKES = {
    "style of no ion": (lambda h, s: h.ion_style("foo"), "unknown ion mechanism `foo`; known: `ca_ion`"),
    "too few": (
        lambda h, s: h.ion_style("na_ion", 1, 2),
        "2 numbers; it takes c_style, e_style, einit",
    ),
    "out of range": (
        lambda h, s: h.ion_style("na_ion", 5, 2, 1, 1, 1),
        "c_style is 5; it is a whole number",
    ),
    "charge": (lambda h, s: h.ion_charge("na"), "unknown ion mechanism `na`; known: `ca_ion`, `k_ion`"),
    "other charge": (lambda h, s: h.ion_register("na", 2), "`na` has the charge 1, not 2"),
    "current": (lambda h, s: h.nernst("ina", sec=s), r"h.nernst\('ina'\): not a reversal potential or concentration"),
    "not there": (lambda h, s: h.nernst("eca", sec=s), "s: `eca` belongs to `ca_ion`, which is not inserted there"),
    "two numbers": (lambda h, s: h.nernst(1, 2), "h.nernst: 2 numbers; it takes inside, outside"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, text = MISTAKES[mistake]
    s = h.Section(name="s")
    s.insert("hh")
    with pytest.raises(InputError, match=text):
        action(h, s)


def test_a_chosen_style_does_not_become_native(h):
    s = h.Section(name="s")
    s.insert("hh")
    assert to_cell(s).n_cv == 1
    h.ion_style("na_ion", 1, 2, 1, 0, 0, sec=s)
    with pytest.raises(UnsupportedError, match="s: the style of `na` was set with `h.ion_style`"):
        to_cell(s)


POOL = """NEURON {{ SUFFIX {name} USEION ca READ ica WRITE cai }}
ASSIGNED {{ ica (milliamp/cm2) }}
STATE {{ cai (milli/liter) }}
BREAKPOINT {{ SOLVE s METHOD cnexp }}
DERIVATIVE s {{ cai' = -ica*1e-3 - (cai - 1e-4)/10 }}
"""


def test_two_pools_at_one_place_are_told(h, tmp_path, capsys):
    """NEURON's own words; which of them wins is NEURON's order of execution (`lower.mechanisms`)."""
    for name in ("pool_a", "pool_b"):
        (tmp_path / f"{name}.mod").write_text(POOL.format(name=name))
    load_mechanisms(tmp_path)
    s, p = (h.Section(name=n) for n in SECTIONS)
    s.insert("pool_a").insert("hh")
    p.insert("pool_b")
    assert not capsys.readouterr().err
    s.insert("pool_b")
    assert "cai is being written at the same location by pool_b and pool_a\n" in capsys.readouterr().err
