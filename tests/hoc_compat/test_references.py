"""References to variables, the objects that hold them, and names: as NEURON has them."""

import pytest

from braincell.errors import InputError


def cable(h):
    s = h.Section(name="s")
    s.nseg = 3
    s.insert("hh")
    return s


def test_pointer_vectors(both):
    def model(h):
        s = cable(h)
        clamp = h.IClamp(s(0.5))
        pointers = h.PtrVector(3)
        values, number = h.Vector([1, 2, 3]), h.ref(3.0)
        found = [pointers.size(), pointers.pset(0, s(0.1)._ref_v), pointers.pset(1, s(0.5).hh._ref_gnabar)]
        found += [pointers.pset(2, clamp._ref_amp), pointers.getval(1), pointers.setval(0, -10), s(0.1).v]
        found += [pointers.scatter(values), s(0.1).v, s(0.5).hh.gnabar, clamp.amp, pointers.resize(5)]
        found += [
            pointers.getval(4),
            pointers.setval(4, 7),
            pointers.pset(3, number),
            pointers.pset(4, values._ref_x[1]),
        ]
        found += [pointers.setval(3, 8), number[0], pointers.setval(4, 9), values.to_python()]
        gathered = h.Vector(5)
        found += [pointers.gather(gathered), gathered.to_python(), pointers.resize(2), pointers.size()]
        return [*found, pointers.label(), pointers.label("text"), pointers.label(), pointers.pset(1, h._ref_celsius)]

    both(model)


def test_pointers(both):
    def model(h):
        s = cable(h)
        p, q = h.Pointer(s(0.5)._ref_v), h.Pointer("celsius")
        found = [p.val, p.assign(3), p.val, s(0.5).v, q.val]
        p.val, q.val = -20, 20
        return [*found, s(0.5).v, h.celsius, q.assign(6.3), h.celsius]

    both(model)


def test_references_are_equal_if_they_mean_the_same(both):
    def model(h):
        s = cable(h)
        clamp = h.IClamp(s(0.5))
        references = [s(0.5)._ref_v, s(0.6)._ref_v, s(0.1)._ref_v, s(0.5).hh._ref_m, s(0.5)._ref_m_hh, s(0.5).hh._ref_h]
        references += [clamp._ref_amp, clamp._ref_amp, clamp._ref_dur]
        return [[a == b for a in references] for b in references], len(set(references))

    both(model)


UNITS = """gnabar_hh gl_hh el_hh m_hh ina ena nai cm diam L Ra v celsius dt t PI i_cap IClamp.amp IClamp.i ExpSyn.tau
           e_pas g_pas mtau_hh minf_hh usetable_hh nai0_na_ion rallbranch nseg secondorder il_hh gna_hh SEClamp.rs
""".split()


def test_units(both):
    def model(h):
        return [h.units(name) for name in UNITS], h.units("g_pas", "x"), h.units("g_pas"), h.units("g_pas", "S/cm2")

    both(model)


def test_declared_names(both):
    def model(h):
        names = "hh dt Vector xyz area gnabar_hh IClamp sin PI nai0_na_ion v t na_ion SectionList usetable_hh".split()
        return [h.name_declared(n) for n in names]

    both(model)


def test_density_mechanisms_are_objects(both):
    def model(h):
        a, b = h.Section(name="a"), h.Section(name="b")
        h.hh.insert(a)
        h.pas.insert([a, b])
        found = [a.has_membrane("hh"), b.has_membrane("pas"), h.hh.name, str(h.hh), repr(h.pas), h.na_ion.name]
        h.pas.uninsert([b])
        b.insert(h.hh)
        b.uninsert("hh")
        return [*found, a.has_membrane("pas"), b.has_membrane("pas"), b.has_membrane("hh"), h.hh.ions["na"]["read"]]

    both(model)


MISTAKES = {
    "no size": (lambda h, s: h.PtrVector(0), r"PtrVector\[\d+\]: the size is 0; a whole number of at least 1"),
    "no reference": (lambda h, s: h.PtrVector(1).pset(0, 3), "pset: 3 is no reference to a variable; give one such as"),
    "index": (lambda h, s: h.PtrVector(1).getval(1), "index 1 is out of range; it holds 1 references"),
    "size": (lambda h, s: h.PtrVector(2).gather(h.Vector(3)), "gather: the vector has 3 elements; as many as .* 2"),
    "no vector": (lambda h, s: h.PtrVector(2).scatter([1, 2]), r"scatter: \[1, 2\] is no Vector"),
    "pointer": (lambda h, s: h.Pointer(3), "Pointer: 3 is no reference to a variable"),
    "pointer's name": (lambda h, s: h.Pointer("celcius"), "unknown name `celcius` in h; did you mean `celsius`"),
    "unit": (lambda h, s: h.units("gnabar_h"), "unknown variable `gnabar_h`"),
    "unit of what": (
        lambda h, s: h.units(s(0.5)._ref_v),
        "give a variable's name, such as 'gnabar_hh'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, text = MISTAKES[mistake]
    with pytest.raises(InputError, match=text):
        action(h, cable(h))
