"""Bad input: one clear error each, where the mistake is made."""

import pytest

from braincell.errors import InputError, UnknownNameError, UnsupportedError
from hoc_compat import DeletedSectionError, to_network

NAN = float("nan")


def assign(name, value):
    def mistake(h, s):
        setattr(s, name, value)

    return mistake


MISTAKES = {
    "L zero": (assign("L", 0), "s.L is 0 µm; it must be positive and finite"),
    "L negative": (assign("L", -3), "s.L is -3 µm; it must be positive"),
    "L NaN": (assign("L", NAN), "s.L is nan µm; it must be positive"),
    "L text": (assign("L", "long"), "s.L is 'long'; a number in µm is needed"),
    "diam zero": (assign("diam", 0), "s.diam is 0 µm; it must be positive"),
    "diam negative": (lambda h, s: setattr(s(0.5), "diam", -1), "s.diam is -1 µm; it must be positive"),
    "Ra": (assign("Ra", -35.4), "s.Ra is -35.4 Ω·cm; it must be positive"),
    "cm": (assign("cm", -1), "s.cm is -1 µF/cm²; it must be positive"),
    "nseg zero": (assign("nseg", 0), "s.nseg is 0; nseg must be an integer in range 1 to 32767"),
    "nseg fraction": (assign("nseg", 2.5), "s.nseg is 2.5; nseg must be an integer"),
    "nseg text": (assign("nseg", "3"), "s.nseg is '3'; nseg must be an integer"),
    "rallbranch": (assign("rallbranch", 0), "s.rallbranch is 0 branches; it must be positive and finite"),
    "NaN parameter": (assign("g_pas", NAN), "s: `g` is NaN; give a number"),
    "NaN voltage": (lambda h, s: setattr(s(0), "v", NAN), "s: `v` is NaN; give a number"),
    "x above 1": (lambda h, s: s(1.5), r"s\(1.5\): segment position range is 0 <= x <= 1"),
    "x below 0": (lambda h, s: s(-0.1), r"s\(-0.1\): segment position range"),
    "x text": (lambda h, s: s("a"), r"s\('a'\): x is a number within 0–1"),
    "mechanism": (lambda h, s: s.insert("hhh"), "unknown density mechanism `hhh`; did you mean `hh`"),
    "point mechanism": (lambda h, s: s.insert("IClamp"), "unknown density mechanism `IClamp`"),
    "no mechanism": (lambda h, s: s.insert(3), r"s.insert\(3\): give the name of a density mechanism"),
    "not inserted": (
        lambda h, s: s.gnabar_hh,
        r"s: `gnabar` belongs to `hh`, which is not inserted there; call `s.ins",
    ),
    "ion not present": (lambda h, s: s(0.5).cai, "s: `cai` belongs to `ca_ion`, which is not inserted there"),
    "mechanism not inserted": (lambda h, s: s(0.5).hh, "s: `hh` is not inserted there; call `s.insert"),
    "range variable": (lambda h, s: s.g_pass, "unknown attribute `g_pass` in s; did you mean `g_pas`"),
    "set range variable": (assign("gpas", 1), "unknown attribute `gpas` in s; did you mean `g_pas`"),
    "parameter": (lambda h, s: setattr(s(0.5).pas, "gg", 1), "unknown variable `gg` in `pas`"),
    "reference": (lambda h, s: s(0.5)._ref_vv, "unknown attribute `vv` in s"),
    "method": (lambda h, s: s.pt3dad(1, 2, 3, 4), "unknown attribute `pt3dad` in s; did you mean `pt3dadd`"),
    "point index": (lambda h, s: s.x3d(0), r"s: there is no 3-d point 0; it has 0 \(counted from 0\)"),
    "point NaN": (lambda h, s: s.pt3dadd(0, NAN, 0, 1), "the point .* is not finite"),
    "loop": (
        lambda h, s: s.connect(h.t_child(1)),
        r"s.connect\(t\(1\)\): the connection would form a loop; t is beyond it",
    ),
    "itself": (lambda h, s: s.connect(s(1)), r"s.connect\(s\(1\)\): the connection would form a loop"),
    "parent x": (lambda h, s: s.connect(s, 1.5), "s.connect: x is 1.5; out of range 0 <= parentx <= 1"),
    "child end": (lambda h, s: s.connect(s(1), 0.5), "s.connect: the child's end is 0.5; it must be 0 or 1"),
    "parent": (lambda h, s: s.connect("soma"), r"s.connect\('soma'\): the parent is a section or a segment"),
    "dt zero": (lambda h, s: setattr(h, "dt", 0), "h.dt is 0 ms; it must be positive and finite"),
    "dt negative": (lambda h, s: setattr(h, "dt", -0.1), "h.dt is -0.1 ms; it must be positive"),
    "dt NaN": (lambda h, s: setattr(h, "dt", NAN), "h: `dt` is NaN; give a number"),
    "endless run": (lambda h, s: h.continuerun(float("inf")), "continuerun: `tstop` is inf ms; it must be finite"),
    "tstop": (lambda h, s: setattr(h, "tstop", "a"), "h: `tstop` is 'a'; a number is needed"),
    "celsius": (lambda h, s: setattr(h, "celsius", NAN), "h: `celsius` is NaN; give a number"),
    "secondorder": (lambda h, s: setattr(h, "secondorder", 3), "h.secondorder is 3; it is 0, 1 or 2"),
    "voltage": (lambda h, s: h.finitialize("rest"), "finitialize: `v` is 'rest'; a number is needed"),
    "name": (lambda h, s: h.finitialise(-65), "unknown name `finitialise` in h; did you mean `finitialize`"),
    "set name": (lambda h, s: setattr(h, "celcius", 1), "unknown name `celcius` in h; did you mean `celsius`"),
    "range variable of h": (lambda h, s: h.gnabar_hh, "h.gnabar_hh: `gnabar_hh` belongs to sections; use `soma.gnabar"),
    "clamp's place": (lambda h, s: h.IClamp(s), r"s is no place; give a segment such as `soma\(0.5\)`"),
    "clamp's attribute": (lambda h, s: h.IClamp(s(0.5)).ampl, "unknown attribute `ampl` in IClamp; did you mean `amp`"),
    "clamp's value": (lambda h, s: setattr(h.IClamp(s(0.5)), "amp", NAN), "`IClamp.*.amp` is NaN; give a number"),
    "nowhere": (lambda h, s: h.IClamp().amp, "IClamp.* is not located in a section; place it with `IClamp.loc"),
    "NetCon target": (lambda h, s: h.NetCon(s(0.5)._ref_v, s), "NetCon: the target s is no point process or"),
    "NetCon deaf target": (lambda h, s: h.NetCon(None, h.IClamp(s(0.5))), r"`IClamp\[\d+\]` cannot be a target: its"),
    "NetCon source": (
        lambda h, s: h.NetCon(s(0.5).pas._ref_g, None),
        "NetCon: the source .* only a voltage, `seg._ref",
    ),
    "NetCon source, a section": (lambda h, s: h.NetCon(s, None), "NetCon: the source is s; it must be"),
    "NetCon numbers": (lambda h, s: h.NetCon(s(0.5)._ref_v, None, 5), "give threshold, delay, weight or nothing"),
    "NetCon threshold": (lambda h, s: setattr(h.NetCon(s(0.5)._ref_v), "threshold", NAN), "threshold is NaN"),
    "record a constant": (lambda h, s: (h.Vector().record(s._ref_diam), h.finitialize()), "cannot be recorded"),
    "record nothing": (lambda h, s: h.Vector().record(), r"record\(\): a reference to a variable is needed"),
    "record a value": (
        lambda h, s: h.Vector().record(s(0.5).v),
        "record.*: a reference to a variable is needed; write",
    ),
    "record a section": (lambda h, s: h.Vector().record(s), r"record\(s\): a reference to a variable is needed"),
    "empty recording": (
        lambda h, s: h.Vector().record(s(0.5)._ref_v).mean(),
        "mean: the vector has 0 elements; at lea",
    ),
    "points without diameter": (
        lambda h, s: [s.pt3dadd(0, 0, 0, 0), s.pt3dadd(9, 0, 0, 0), s(0.5).area()],
        "s: its 2 3-d points all have diameter 0 µm; a section needs a membrane",
    ),
    "library's path": (lambda h, s: h.nrn_load_dll(3), r"nrn_load_dll\(3\): the path of a library is needed"),
    "folder": (lambda h, s: h.load_mechanisms("/nowhere"), "load_mechanisms.*: there is no such folder"),
    "library": (lambda h, s: h.nrn_load_dll("/nowhere/x86_64/lib.so"), "no folder above it holds .mod files"),
    "sec": (lambda h, s: h.area(0.5, sec="s"), "sec='s': a section is needed"),
}


class _WithChild:
    """`h`, with a section `t` beyond `s` for the mistake that closes a loop."""

    def __init__(self, h, child):
        object.__setattr__(self, "_h", h)
        object.__setattr__(self, "t_child", child)

    def __getattr__(self, name):
        return getattr(self._h, name)

    def __setattr__(self, name, value):
        setattr(self._h, name, value)

    def __call__(self, *arguments):
        return self._h(*arguments)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake(h, mistake):
    action, text = MISTAKES[mistake]
    s, t = h.Section(name="s"), h.Section(name="t")
    s.insert("pas")
    t.connect(s(1))
    with pytest.raises((InputError, UnsupportedError), match=text):
        action(_WithChild(h, t), s)


@pytest.mark.parametrize(
    "action, text",
    [
        (lambda h: h.KSChan(1), "h.KSChan is not supported: write the channel"),
    ],
)
def test_what_is_missing_is_refused_by_name(h, action, text):
    with pytest.raises(UnsupportedError, match=text):
        action(h)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"a\.mod:1:1: the file holds no NMODL block"),
        ("NEURON { SUFFIX a\n", r"a\.mod:2:1: found the end of the file where a NEURON declaration"),
        ("NEURON { SUFFIX a }\nBREAKPOINT { a = = 3 }", r"a\.mod:2:18: found `=` where an expression should stand"),
        ("NEURON { SUFFIX a NONSPECIFIC_CURRENT i }\nBREAKPOINT { i = g*v }", r"a\.mod:2:18: `g` is not declared"),
        (None, r"a\.mod:1:1: the file cannot be read: Is a directory"),
    ],
)
def test_mod_files_that_cannot_be_loaded(h, tmp_path, text, message):
    (tmp_path / "a.mod").mkdir() if text is None else (tmp_path / "a.mod").write_text(text)
    with pytest.raises(InputError, match=message):
        h.load_mechanisms(str(tmp_path))


def test_quantities_are_no_numbers_to_h(h):
    pint = pytest.importorskip("pint").UnitRegistry()
    s = h.Section(name="s")
    with pytest.raises(InputError, match=r"s\.L is .*millivolt.*; a number in µm is needed"):
        s.L = 3 * pint.mV
    with pytest.raises(InputError, match=r"s: `diam` is .*millivolt.*; a number is needed"):
        s(0.5).diam = 3 * pint.mV
    with pytest.raises(InputError, match=r"`IClamp.*\.amp` is .*millivolt.*; a number is needed"):
        h.IClamp(s(0.5)).amp = 3 * pint.mV


def test_hasattr_says_no(h):
    s = h.Section(name="s")
    assert not hasattr(s(0.5), "cai")
    assert not hasattr(s(0.5), "hh")
    assert not hasattr(h, "finitialise")
    assert hasattr(s(0.5), "v")


def test_a_world_without_sections(h):
    with pytest.raises(InputError, match="there is no section to simulate; create one with `soma = h.Section"):
        to_network()
    with pytest.raises(InputError, match="no section exists; create one"):
        h.cas()


def test_points_in_one_place(h):
    s = h.Section(name="s")
    s.pt3dadd(1, 1, 1, 2)
    s.pt3dadd(1, 1, 1, 3)
    with pytest.raises(InputError, match="s: its 2 3-d points lie in one place; a section needs a positive length"):
        s(0.5).area()


def test_deleted_sections_and_dangling_references(h):
    s = h.Section(name="s")
    pointer = s(0.5)._ref_v
    segment = s(0.5)
    h.delete_section(sec=s)
    with pytest.raises(DeletedSectionError, match="can't access a deleted section"):
        segment.v
    with pytest.raises(InputError, match="points into a section that has been deleted"):
        pointer[0]
    with pytest.raises(DeletedSectionError, match="can't access a deleted section"):
        h.Section(name="t").connect(s)


def test_errors_carry_the_name(h):
    with pytest.raises(UnknownNameError) as error:
        h.Section(name="s").insert("paz")
    assert error.value.name == "paz"
    assert "pas" in error.value.suggestions
