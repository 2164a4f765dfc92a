"""Import3d of Neurolucida's ASC files: the sections that NEURON makes, to the last point."""

import math

import pytest

from braincell.errors import MorphologyError


class Holder:
    """What Import3d puts its sections into."""

    def __repr__(self):
        return "holder"


def outline(name, x, y, z, a, b, n=14, tilt=0.6, dent=0.0):
    """An ellipse, turned by `tilt`, with a dent."""
    points = []
    for k in range(n):
        u = 2 * math.pi * k / n
        r = 1 - dent * math.exp(-4 * (u - 2) ** 2)
        p, q = a * r * math.cos(u), b * r * math.sin(u)
        across, up = p * math.cos(tilt) - q * math.sin(tilt), p * math.sin(tilt) + q * math.cos(tilt)
        points.append(f"  ({x + across:.2f} {y + up:.2f} {z:.2f} 0.10)")
    return f'("{name}"\n  (Color Red)\n  (CellBody)\n' + "\n".join(points) + "\n)  ;  End of contour\n"


def tree(label, x, y, more=""):
    """A tree with two generations of branches."""
    return f"""( (Color RGB (255, 128, 0))
  ({label})
  ({x} {y} 0.5 2.0)  ; Root
  ({x + 5:.1f}, {y + 3}, 1, 1.8 S1) {more}
  ({x + 9} {y + 7:.2f} 1.5 1.75)
  (
    ({x + 12} {y + 9} 2 1.2)
    ({x + 19} {y + 9} 2 1.1)
    Normal
  |
    ({x + 9} {y + 7:.2f} 1.5 1.75)
    ({x + 9} {y + 17} -3 0.9)
    (
      ({x + 8} {y + 27} -3 0.8)
      (Dot (Color White) ({x + 8} {y + 28} -3 0.1))
      Incomplete
    |
      ({x + 12} {y + 27} -4 0.7)
      High
    |
      ({x + 9} {y + 17} -3 0.9)
      Low
    )
  )
)  ;  End of tree
"""


SOMA = outline("CellBody", 1, 2, 0, 8, 5)
FILES = {
    "soma and trees": SOMA + tree("Dendrite", 7, 3) + tree("Axon", -4, -2) + tree("Apical", 0, 6),
    "dented soma": outline("Cell Body", 1, 2, 0, 9, 6, n=30, dent=0.45) + tree("Dendrite", 7, 3),
    "upright soma": outline("Soma", 0, 0, 3, 4, 11, n=9, tilt=0.0) + tree("Dendrite", 2, 8),
    "tree outside": SOMA + tree("Dendrite", 40, 30) + tree("Axon", 2, 2),
    "no soma": tree("Dendrite", 0, 0) + tree("Axon", -5, 0),
    "tree first": tree("Apical", 5, 4) + SOMA + tree("CellBody", 3, 1),
    "two somas": SOMA + outline("CellBody", 60, 5, 1, 6, 6) + tree("Dendrite", 58, 8) + tree("Axon", 5, 4)
    + tree("Dendrite", 36, 5),
    "stack": outline("CellBody", 0, 0, 0, 6, 4) + outline("CellBody", 0.5, 0.2, 3, 8, 6, tilt=0.4)
    + outline("CellBody", 1, 0.5, 7, 5, 3) + tree("Dendrite", 6, 3),
    "other objects": "; a comment first\n(ImageCoords Filename \"a b\" Merge 65535 1.5 2)\n(Sections S1 S2 0)\n"
    + "(Thumbnail Cols 1)\n" + '("Section 1" (Color Blue) (Closed) (1 2 3 4) (5 6 7 8) (9 9 9 9))\n'
    + "(Cross (Color White) (Name \"Marker 1\") (1.5 2 3 0.5) (4, 5))\n"
    + '( (Color Red) (Font "Arial" 12) (4 5 6) "some text" )\n(Set "axons" ' + tree("Axon", 3, 3) + ")\n" + SOMA,
    "spines": SOMA + tree("Dendrite", 7, 3, more='<(Class 2 "thin") (7 8 1 0.4)> < (9 9 1 0.2) >'),
    "one point": SOMA + "( (Dendrite) (4 3 0 1) )" + "( (Axon) (4 3 0 1) ( (9 3 0 1) | (9 9 0 1) (12 9 0 1) ) )",
    "numbers": SOMA + "((Dendrite)(4,3)(1e1 -.5E1 +2. 1.5)(20 -5 2.5 1 L (1 2 3 4)))",
}  # fmt: skip


def _instantiated(h, path, into_object):
    h.load_file("import3d.hoc")
    reader = h.Import3d_Neurolucida3()
    reader.quiet = 1
    reader.input(str(path))
    holder = Holder() if into_object else None
    importer = h.Import3d_GUI(reader, 0)
    importer.instantiate(holder)
    sections = list(holder.all) if into_object else list(h.allsec())
    facts = []
    for s in sections:
        wire = [h.ref(0) for _ in range(3)]
        if s.pt3dstyle():
            h.pt3dstyle(1, *wire, sec=s)
        points = [(s.x3d(i), s.y3d(i), s.z3d(i), s.diam3d(i), s.arc3d(i)) for i in range(s.n3d())]
        facts.append([s.name(), str(s.parentseg()), [w[0] for w in wire], s.nseg, points])
        facts.append([s.L, s(0.5).diam, s(0.5).area(), s(0.5).ri()])
    if into_object:
        facts.append(sorted(name for name in vars(holder)))
    del sections
    return facts


@pytest.mark.parametrize("into_object", [False, True], ids=["hoc", "python"])
@pytest.mark.parametrize("name", FILES)
def test_sections_are_neurons(both, tmp_path, name, into_object):
    path = tmp_path / "cell.asc"
    path.write_text(FILES[name])
    both(_instantiated, path, into_object, relative=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"cell.asc:1: found `the end of the file` where `\(` should stand"),
        ("(Color Red", r"cell.asc:1: found `the end of the file` where a number or a string"),
        ('("CellBody"\n (1 2 3 4)\n (1 x)\n)', r"cell.asc:3: found `x` where a number should stand"),
        ("( (Axon)\n (1 2 3 4) ( | (2 3 4 5) ) )", r"cell.asc:2: found `|` where `\(` should stand"),
        ('( (Axon) (1 2 3) "text )', r"cell.asc:1: found a string without its closing quote"),
        ("# an SWC file\n1 1 0 0 0 1 -1", r"cell.asc:1: found `#`, which means nothing in an ASC file"),
        ('("CellBody" (1 2 0 1) (2 3 0 1) (3 4 0 1) )', "cell.asc: the outline of the cell body has no width"),
        ('("CellBody" (1 2 0 1) (1 2 3 1) (1 2 9 1) )', "cell.asc: the outline of the cell body has no width"),
        ("(Color Red)", "cell.asc: the file holds no tree and no outline of a cell body"),
    ],
)
def test_mistakes_are_named(h, tmp_path, text, message):
    path = tmp_path / "cell.asc"
    path.write_text(text)
    with pytest.raises(MorphologyError, match=message):
        h.Import3d_Neurolucida3().input(str(path))


def test_a_missing_file(h, tmp_path):
    with pytest.raises(MorphologyError, match="none.asc: the file cannot be read"):
        h.Import3d_Neurolucida3().input(tmp_path / "none.asc")
