"""MechanismType and MechanismStandard: the same mechanisms, variables and copies under both simulators."""

import pytest

from braincell.errors import InputError

DENSITY = ["morphology", "capacitance", "pas", "na_ion", "k_ion", "hh"]
POINT = ["IClamp", "AlphaSynapse", "ExpSyn", "Exp2Syn", "SEClamp", "VClamp", "APCount", "NetStim", "IntFire1",
         "IntFire2", "IntFire4", "PointProcessMark"]  # fmt: skip


@pytest.mark.parametrize("kind, known", [(0, DENSITY), (1, POINT)])
def test_types_in_order_with_what_they_are(both, kind, known):
    def model(h):
        types, name, found = h.MechanismType(kind), h.ref(""), []
        for i in range(types.count()):
            types.select(i)
            types.selected(name)
            if name[0] in known:
                facts = [types.is_artificial(i), types.is_netcon_target(i), types.has_net_event(i), types.is_ion()]
                found.append([name[0], types.selected() == i, *facts])
        types.select(known[-1])
        types.selected(name)
        found += [name[0], types.select("no such"), types.select(0), types.selected(), types.internal_type() > 0]
        return [*found, types.select(-1), types.selected()]

    both(model)


def test_making_and_finding(both):
    def model(h):
        s = h.Section(name="s")
        s.nseg = 3
        density, point = h.MechanismType(0), h.MechanismType(1)
        density.select("hh")
        found = [density.make(sec=s), s.has_membrane("hh"), density.remove(sec=s), s.has_membrane("hh")]
        clamps = [h.IClamp(s(x)) for x in (0.9, 0.1, 0.5)]
        synapse = h.ExpSyn(s(0.5))
        point.select("IClamp")
        at = point.pp_begin(sec=s)
        while at is not None:
            found.append([str(at.get_segment()), [c.same(at) for c in clamps].index(True)])
            at = point.pp_next()
        point.select("ExpSyn")
        found += [point.pp_begin(sec=s).same(synapse), point.pp_next() is None]
        point.select("APCount")
        return [*found, point.pp_begin(sec=s) is None]

    both(model)


def _contents(h, standard):
    name = h.ref("")
    found = [standard.count(), standard.name(name), name[0]]
    for i in range(int(standard.count())):
        size = standard.name(name, i)
        if "_dv_" not in name[0]:
            found.append([name[0], size, standard.is_array(i), standard.get(name[0])])
    return found


@pytest.mark.parametrize("kind", [0, 1, 2, 3])
@pytest.mark.parametrize("name", ["hh", "pas", "capacitance", *POINT])
def test_variables_of_each_kind(both, name, kind):
    if (name, kind) in (("VClamp", 0), ("VClamp", 1), ("NetStim", 0)):
        pytest.skip("the elements of `dur` and `amp` are variables of their own; NetStim's stream is no variable")
    both(lambda h: _contents(h, h.MechanismStandard(name, kind)))


def test_copies_to_and_from_places(both):
    def model(h):
        s = h.Section(name="s")
        s.nseg = 3
        s.insert("hh")
        s(0.5).hh.gnabar = 0.5
        standard = h.MechanismStandard("hh")
        found = [standard.get("gnabar_hh"), standard._in(s(0.5)), standard.get("gnabar_hh"), standard._in(s(0.1))]
        found += [standard.get("gnabar_hh"), standard._in(sec=s), standard.get("gnabar_hh")]
        found += [standard.set("gnabar_hh", 0.7), standard.out(s(0.1)), [p.hh.gnabar for p in s]]
        found += [standard.set("gnabar_hh", 0.9, 0), standard.out(sec=s), [p.hh.gnabar for p in s]]
        standard.set("gl_hh", 0.1)
        standard.set("el_hh", -50)
        found += [standard.out(s(0.9), "gl_hh"), [[p.hh.gl, p.hh.el] for p in s]]
        clamp, other = h.IClamp(s(0.5)), h.IClamp(s(0.5))
        clamp.amp, clamp.delay = 3, 4
        first, second = h.MechanismStandard("IClamp"), h.MechanismStandard("IClamp")
        found += [first._in(clamp), first.get("amp"), first.get("del"), second._in(first), second.get("amp")]
        second.set("amp", 9)
        found += [second.out(other), other.amp, other.delay, second.out(first), first.get("amp")]
        name = h.ref("")
        found += [h.MechanismStandard("hh", -1).count(), h.MechanismStandard("hh", -1).name(name, 0), name[0]]
        return found

    both(model)


MISTAKES = {
    "kind": (lambda h: h.MechanismType(3), r"MechanismType\(3\): 0 for density mechanisms, 1 for point processes"),
    "number": (lambda h: h.MechanismType(0).select(999), r"select\(999\): the numbers are −1 to"),
    "nothing": (
        lambda h: [t := h.MechanismType(0), t.select(-1), t.is_ion()],
        "nothing is selected; call `select",
    ),
    "mechanism": (
        lambda h: h.MechanismStandard("hhh"),
        "unknown mechanism or point process `hhh` .* did you",
    ),
    "variable": (lambda h: h.MechanismStandard("hh").get("gnabar"), "unknown variable `gnabar` in MechanismStandard"),
    "element": (lambda h: h.MechanismStandard("hh").get("gl_hh", 1), "`gl_hh` has 1 elements; the index is 1"),
    "global": (
        lambda h: h.MechanismStandard("hh", -1).get("usetable_hh"),
        "is one for all places; read and set",
    ),
    "place": (lambda h: h.MechanismStandard("hh").out("soma"), "'soma' is no place; give a segment, a section, or"),
    "make": (lambda h: h.MechanismType(1).make(0.5), r"make: a segment and a reference, `h.ref\(None\)`, are needed"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, text = MISTAKES[mistake]
    s = h.Section(name="s")
    with pytest.raises(InputError, match=text):
        action(h)
    del s
