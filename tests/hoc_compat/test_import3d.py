"""Import3d of SWC files: the sections that NEURON makes."""

from pathlib import Path

import pytest

from braincell.errors import InputError, MorphologyError, UnsupportedError

TREE = Path(__file__).parents[2] / "validation" / "cases" / "dlambda_swc" / "tree.swc"
# coordinates with more digits than the eight of NEURON's hoc commands; three-point soma, two types, a branch
DIGITS = """1 1 0.123456789 0 0 5.123456789 -1
2 1 0.123456789 5.123456789 0 5.123456789 1
3 1 0.123456789 -5.123456789 0 5.123456789 1
4 3 20.987654321 1.23456789 0 1.333333333 1
5 3 40.111111111 2 3 0.777777777 4
6 3 60 12.3456789 3 0.5 5
7 3 60 -12.3456789 3 0.5 5
8 2 -30 0.1 0.2 0.4 1
9 2 -60 0.1 0.2 0.3 8
"""


# several roots, which hang from the first point; types beyond 4 and below 1; a soma of one point
VARIANTS = {
    "roots": """1 1 0 0 0 5 -1
2 1 5 0 0 4 1
3 3 10 0 0 1 2
4 3 20 0 0 1 3
5 3 50 50 0 1 -1
6 3 60 50 0 1 5
7 2 70 50 0 2 5
8 2 80 50 0 2 7
9 5 1 1 1 1 -1
""",
    "roots on one point": """1 1 0 0 0 5 -1
2 3 10 0 0 1 1
3 2 50 50 0 1 -1
4 2 60 50 0 1 3
5 2 70 50 0 2 4
""",
    "types": """1 1 0 0 0 5 -1
2 5 10 0 0 1 1
3 0 20 0 0 1 2
4 7 20 9 0 1 2
5 7 30 9 0 1 4
""",
    "three-point soma": """1 1 0 0 0 5 -1
2 1 0 5 0 5 1
3 1 0 -5 0 5 1
4 3 10 0 0 1 1
5 3 20 0 0 1 4
""",
    "soma with ends and middle": """1 1 0 0 0 5 -1
2 1 10 0 0 3 1
3 1 20 0 0 4 2
4 1 -8 -6 0 3 1
5 3 30 0 0 1 3
6 3 -16 -12 0 1 4
7 3 0 5 0 1 1
8 3 0 15 0 1 7
9 3 10 3 0 1 2
10 3 10 15 0 1 9
11 3 12 25 0 1 9
12 4 10 0 9 1 2
""",
}


class Holder:
    """What Import3d puts its sections into."""

    def __repr__(self):
        return "holder"


def _instantiated(h, path, into_object):
    h.load_file("import3d.hoc")
    reader = h.Import3d_SWC_read()
    reader.quiet = 1
    reader.input(str(path))
    holder = Holder() if into_object else None
    h.Import3d_GUI(reader, 0).instantiate(holder)
    arrays = holder or h
    sections = list(holder.all) if into_object else list(h.allsec())
    facts = {
        "order": [s.name() for s in sections],
        "parents": [str(s.parentseg()) for s in sections],
        "points": [[(s.x3d(i), s.y3d(i), s.z3d(i), s.diam3d(i)) for i in range(s.n3d())] for s in sections],
        "geometry": [(s.L, s(0.5).diam, s(0.5).area(), s(0.5).ri()) for s in sections],
        "wires": [_wire(h, s) for s in sections],
    }
    for name in dict.fromkeys(s.name().partition("[")[0].rpartition(".")[2] for s in sections):
        facts[name] = [len(getattr(arrays, name)), getattr(arrays, name)[0].name()]
    del sections
    return facts


def _wire(h, section):
    """Where a logical connection begins."""
    place = [h.ref(0) for _ in range(3)]
    return [h.pt3dstyle(1, *place, sec=section) if section.pt3dstyle() else 0.0, [p[0] for p in place]]


@pytest.mark.parametrize("into_object", [False, True], ids=["hoc", "python"])
@pytest.mark.parametrize("text", [None, DIGITS, *VARIANTS.values()], ids=["tree", "digits", *VARIANTS])
def test_sections_are_neurons(both, tmp_path, text, into_object):
    path = TREE
    if text:
        path = tmp_path / "digits.swc"
        path.write_text(text)
    both(_instantiated, path, into_object)


def _listed(h, path):
    h.load_file("import3d.hoc")
    reader = h.Import3d_SWC_read()
    reader.quiet = 1
    reader.input(str(path))
    found = h.Import3d_GUI(reader, 0).swc.sections
    sections = [found.object(i) for i in range(int(found.count()))]
    names = {s.hname(): i for i, s in enumerate(sections)}
    return [
        [s.type, s.first, s.is_subsidiary, s.iscontour_, s.parentx, s.d.to_python()]
        + [[v.to_python() for v in (s.raw.getrow(i) for i in range(3))]]
        + [None if s.parentsec is None else names[s.parentsec.hname()]]
        for s in sections
    ]


@pytest.mark.parametrize("text", [None, DIGITS, *VARIANTS.values()], ids=["tree", "digits", *VARIANTS])
def test_what_was_read_is_neurons(both, tmp_path, text):
    """NetPyNE and others make their own sections of it."""
    path = TREE
    if text:
        path = tmp_path / "read.swc"
        path.write_text(text)
    both(_listed, path)


def test_mistakes_are_named(h, tmp_path):
    with pytest.raises(InputError, match=r"sections: Import3d_SWC_read\[\d+\] holds nothing; call `input\(path\)`"):
        _ = h.Import3d_SWC_read().sections
    with pytest.raises(UnsupportedError, match="Import3d_Neurolucida3.sections is not supported"):
        _ = h.Import3d_Neurolucida3().sections
    with pytest.raises(InputError, match=r"instantiate: Import3d_SWC_read\[\d+\] holds nothing; call `input\(path\)`"):
        h.Import3d_GUI(h.Import3d_SWC_read(), 0).instantiate(None)
    with pytest.raises(InputError, match="a reader such as `h.Import3d_SWC_read"):
        h.Import3d_GUI("tree.swc")
    with pytest.raises(MorphologyError, match="none.swc: the file cannot be read"):
        h.Import3d_SWC_read().input(tmp_path / "none.swc")
