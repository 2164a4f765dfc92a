"""Calls about geometry and trees, on sections and on `h`: what one function sees under both simulators is the same."""

import pytest

from braincell.errors import InputError, UnsupportedError
from hoc_compat import h, to_cell, tree
from hoc_compat.points import Points


def points(section):
    """All 3-d points of a section."""
    return [[f(i) for f in (section.x3d, section.y3d, section.z3d, section.diam3d, section.arc3d)]
            for i in range(section.n3d())]  # fmt: skip


def zigzag(section, n=6):
    """A path that turns and tapers."""
    for i in range(n):
        section.pt3dadd(7.5 * i, 3.3 * (i % 2), -1.7 * i, 1 + 0.4 * i)


def test_points_by_vectors_and_by_functions(both):
    def model(h):
        s = h.Section(name="s")
        s.nseg = 3
        found = [h.pt3dadd(0, 0, 0, 1, sec=s), s.pt3dadd(10, 0, 0, 2), h.n3d(sec=s), s.n3d()]
        x, y, d = h.Vector([0, 20, 30]), h.Vector([0, 0, 1]), h.Vector([1, 4, 3])
        found += [h.pt3dadd(x, y, y, d, sec=s), points(s)]
        found += [h.pt3dinsert(1, 5, 5, 5, 2, sec=s), h.pt3dchange(0, 3, sec=s), h.pt3dremove(2, sec=s), points(s)]
        found += [s.pt3dclear(), s.n3d(), h.pt3dclear(7, sec=s), s.pt3dclear(10)]
        return found

    both(model)


def test_the_logical_connection_point_is_kept(both):
    def model(h):
        s = h.Section(name="s")
        found = [s.pt3dstyle(), s.pt3dstyle(1, 2, 3, 4), s.pt3dstyle()]
        place = [h.ref(0) for _ in range(3)]
        found += [h.pt3dstyle(1, *place, sec=s), [p[0] for p in place]]
        found += [h.pt3dstyle(sec=s), s.pt3dstyle(0), s.pt3dstyle(), h.pt3dstyle(0, sec=s)]
        return found

    both(model)


def test_spines_add_area(both):
    def model(h):
        s = h.Section(name="s")
        s.nseg = 3
        for i in range(7):
            s.pt3dadd(10 * i, 0, 0, (-1) ** i * (1 + i))
        found = [[bool(s.spine3d(i)) for i in range(7)], bool(h.spine3d(1, sec=s)), h.getSpineArea()]
        found += [[p.area() for p in s], h.setSpineArea(3.5), h.getSpineArea()]
        h.finitialize()
        found += [[p.area() for p in s], [p.volume() for p in s], points(s)]
        s.pt3dchange(6, 2)
        s.insert("pas")
        h.IClamp(s(0.5)).amp = 1
        h.finitialize(-65)
        h.fadvance()
        found += [[p.area() for p in s], [p.v for p in s], h.setSpineArea(0)]
        return found

    both(model, relative=1e-12)


def test_constant_points(both):
    def model(h):
        s = h.Section(name="s")
        s.nseg = 3
        zigzag(s)
        found = [h.pt3dconst(), h.pt3dconst(1), h.pt3dconst()]
        s.L = 50
        s.diam = 9
        h.finitialize()
        found += [s.L, [p.diam for p in s], [p.area() for p in s], points(s)]
        found += [h.pt3dconst(0), h.pt3dconst()]
        s.L = 50
        return [*found, s.L, points(s)]

    both(model, relative=1e-7)  # points are float32


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("x", [0, 0.3, 1])
def test_define_shape(both, x, end):
    def model(h):
        a, b, c, d, e, f, g = (h.Section(name=n) for n in "abcdefg")
        a.nseg, b.nseg, c.nseg = 4, 3, 2
        for i, p in enumerate(b):
            p.diam = 1.3 + i
        d.diam = 1.3
        zigzag(e)
        f.L = 33
        b.connect(a(x), end)
        c.connect(b(1))
        d.connect(b(1), end)
        e.connect(c(0.5))
        g.connect(e(x), end)
        e.pt3dstyle(1, 1, 2, 3)
        sections = (a, b, c, d, e, f, g)
        found = [h.define_shape()]
        for _ in range(2):
            found += [[points(s) for s in sections], [s.L for s in sections], [[p.area() for p in s] for s in sections]]
            found += [[[p.diam for p in s] for s in sections]]
            b.L = 120
            e.diam = 2
            if not x:
                g.disconnect()
                g.pt3dclear()
            h.finitialize()
            h.define_shape()
        return found

    # float32 positions
    both(model, relative=1e-6, absolute=2e-5)


@pytest.mark.parametrize("constant", [0, 1])
def test_define_shape_after_every_change_of_some_trees(both, constant):
    def model(h):
        sections = a, b, c, d, e, f = [h.Section(name=n) for n in "abcdef"]
        for s in (a, b, c, d):
            zigzag(s)
        b.connect(a(1))
        c.connect(b(0.4))
        d.connect(c(0))
        found = [h.define_shape()]

        def changed():
            h.define_shape()
            found.append([points(s) for s in sections])
            h.define_shape()
            found.append([points(s) for s in sections])

        changed()
        h.pt3dconst(constant)
        for s in (b, a, c):  # as tools move a cell: section by section, each followed by define_shape
            for i in range(s.n3d()):
                s.pt3dchange(i, s.x3d(i) + 3.7, s.y3d(i) / 1.1, s.z3d(i) - 0.3 * i, s.diam3d(i))
            changed()
        h.pt3dconst(0)
        changed()
        f.connect(e(0.5))
        e.L = 70
        changed()
        d.connect(f(1), 1)
        c.pt3dstyle(1, 1, 2, 3)
        changed()
        f.disconnect()
        e.pt3dclear()
        g = h.Section(name="g")
        g.connect(a(0))
        sections.append(g)
        b.L = 90
        changed()
        return found

    both(model, relative=1e-6, absolute=2e-5)  # float32 positions


def test_define_shape_walks_only_the_trees_that_may_move(monkeypatch):
    walked, breadth_first = [], tree.breadth_first
    monkeypatch.setattr(tree, "breadth_first", lambda root: walked.append(root) or breadth_first(root))
    roots = [h.Section(name=name) for name in "abc"]
    for root in roots:
        zigzag(root)
    h.define_shape()
    assert walked == roots
    h.define_shape()
    roots[1].pt3dchange(0, 1, 2, 3, 4)
    h.define_shape()
    assert walked[len(roots) :] == [roots[1]]


def test_arc_lengths_are_measured_once_for_all_changed_points(monkeypatch):
    measured, measure = [], Points._measure
    monkeypatch.setattr(Points, "_measure", lambda self, start: measured.append(start) or measure(self, start))
    section = h.Section(name="s")
    zigzag(section, 30)
    for i in range(5, 30):
        section.pt3dchange(i, 10 * i, 0, 0, 1)
    assert section.arc3d(29) - section.arc3d(5) == 240
    assert measured == [0]


def test_functions_of_places(both):
    def model(h):
        s, p = h.Section(name="s"), h.Section(name="p")
        s.nseg = 3
        p.connect(s(0.5), 1)
        found = [h.area(x, sec=s) for x in (0, 0.2, 0.5, 1)] + [h.ri(x, sec=s) for x in (0.2, 0.5, 1)]
        found += [h.section_orientation(sec=s), h.section_orientation(sec=p), h.parent_connection(sec=p)]
        found += [h.issection("s", sec=s), h.issection("p.*", sec=p), h.issection("x", sec=p), h.issection("", sec=s)]
        found += [h.ismembrane("hh", sec=s), h.secname(sec=s), h.ismembrane("capacitance", sec=s)]
        name = h.ref("")
        found += [h.sectionname(name, sec=p), name[0], h.section_exists("s"), h.section_exists("q")]
        found += [h.section_owner(sec=s), h.L, h.nseg, h.Ra, h.rallbranch]
        h.L = 33
        s.push()
        h.nseg = 5
        found += [s.L, s.nseg, h.nseg, p.L, h.lambda_f(100), h.lambda_f(50, sec=p)]
        h.pop_section()
        return found

    both(model)


def test_sections_are_pushed_and_popped(both):
    def model(h):
        s, p = h.Section(name="s"), h.Section(name="p")
        found = [str(h.cas())]
        h.push_section(h.secname(sec=p))
        found.append(str(h.cas()))
        h.push_section(h.secname(sec=s))
        found += [str(h.cas()), h.pop_section(), str(h.cas()), h.pop_section(), str(h.cas())]
        h.push_section(int(p.hoc_internal_name().replace("__nrnsec_", ""), 0))
        found += [str(h.cas()), h.pop_section(), str(h.cas())]
        p.push()
        found += [str(h.cas()), h.pop_section(), str(h.cas())]
        return found

    both(model)


def test_all_forms_of_distance(both):
    def model(h):
        s, p, q = (h.Section(name=n) for n in "spq")
        s.nseg = 3
        p.connect(s(0.5))
        found = [h.distance(sec=s), h.distance(0.5, sec=s), h.distance(0, 0.5, sec=s), h.distance(1, sec=s)]
        found += [h.distance(1, 0.2, sec=s), h.distance(s(0.5)), h.distance(s(0), s(1)), h.distance(0, s(1))]
        found += [h.distance(1, s(0)), h.distance(p(1)), h.distance(q(0)), h.distance(sec=p), h.distance(s(0), p(0.5))]
        return [*found, h.distance(s(0), 0.9, sec=s), h.distance(p(0))]

    both(model)


@pytest.mark.parametrize("end", [0, 1])
def test_numbers_of_nodes(both, end):
    def model(h):
        sections = a, b, c, d, e = [h.Section(name=n) for n in "abcde"]
        for n, s in enumerate(sections, start=1):
            s.nseg = n
        b.connect(a(1))
        e.connect(b(0.5), end)
        d.connect(b(1), end)
        h.diam_changed = 1
        h.finitialize(-65)
        return [p.node_index() for s in sections for p in s.allseg()]

    both(model)


def test_names_of_sections(both):
    class Cell:
        def __str__(self):
            return "Cell_1"

    def model(h):
        cell = Cell()
        a, b = h.Section("a", cell), h.Section("b")
        c, d, e = h.Section(), h.Section(cell=cell, name="dend[3]"), h.Section(name="b")
        sections = (a, b, d, e)
        found = [[s.name(), s.hname(), str(s), repr(s(0.5)), h.secname(sec=s)] for s in sections]
        found += [c.name().startswith("__nrnsec_0x"), c.hoc_internal_name() == c.name()]
        found += [a.cell() is cell, b.cell(), a.is_pysec(), a.same(a), a.same(b), a == a, a != b, a == a(0.5).sec]
        del cell
        return [*found, a.name(), str(d), a.cell()]

    both(model)


GONE = "can't access a deleted section"
MISTAKES = {
    "point out of range": (lambda h, s: s.x3d(3), "s: there is no 3-d point 3; it has 0"),
    "inserted beyond": (lambda h, s: s.pt3dinsert(2, 0, 0, 0, 1), "s: there is no 3-d point 2"),
    "vectors": (lambda h, s: h.pt3dadd(h.Vector(3), h.Vector(3), h.Vector(2), h.Vector(3)), "3, 3, 2 and 3 elements"),
    "style": (lambda h, s: s.pt3dstyle(3), r"s.pt3dstyle\(3\): 0, or 1 with x, y and z"),
    "const": (lambda h, s: h.pt3dconst(2), r"h.pt3dconst\(2\): 0 or 1"),
    "spine": (lambda h, s: h.setSpineArea(-1), "h.setSpineArea: the area is -1 µm²; it must be at least 0"),
    "mode of distance": (lambda h, s: h.distance(2, s(0)), r"h.distance\(2, s\(0\)\): 0 sets the origin, 1 measures"),
    "distance of sections": (lambda h, s: h.distance(s), r"h.distance\(s\): give a segment such as `s\(0.5\)`"),
    "push": (lambda h, s: h.push_section("nope"), "h.push_section: no section is called 'nope'"),
    "area beyond": (lambda h, s: h.area(2, sec=s), r"s\(2\): segment position range is 0 <= x <= 1"),
    "positional section": (lambda h, s: h.delete_section(s), r"h.delete_section\(s\): write `sec=s`"),
    "disconnect": (lambda h, s: h.disconnect(s), r"h.disconnect\(s\): write `sec=s`"),
    "name": (lambda h, s: h.Section(name=3), r"Section\(name=3\): the name is a string"),
    "cell": (
        lambda h, s: h.Section(name="x", cell=3),
        r"Section\(cell=3\): a cell is an object of a class of your own",
    ),
    "no branches": (lambda h, s: setattr(h, "rallbranch", 0), "rallbranch is 0"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, text = MISTAKES[mistake]
    s = h.Section(name="s")
    with pytest.raises((InputError, NotImplementedError), match=text):
        action(h, s)


def test_every_call_on_a_deleted_section_says_so(h):
    s = h.Section(name="s")
    s.insert("hh")
    segment, view = s(0.5), s(0.5).hh
    variable = next(iter(view))
    h.delete_section(sec=s)
    assert [str(s), str(segment), str(view)] == ["<deleted section>", "<segment of deleted section>",
                                                 "<mechanism of deleted section>"]  # fmt: skip
    for name in ("n3d", "children", "parentseg", "trueparentseg", "orientation", "subtree", "wholetree", "disconnect",
                 "psection", "push", "pt3dclear", "allseg", "pt3dstyle", "is_pysec"):  # fmt: skip
        with pytest.raises(ReferenceError, match=GONE):
            getattr(s, name)()
    for action in (
        lambda: s(0.5), lambda: iter(s), lambda: dir(s), lambda: dir(segment), lambda: dir(view), lambda: iter(segment),
        lambda: iter(view), lambda: view.gnabar, lambda: view.name(), lambda: variable[0], lambda: segment.area(),
        lambda: view.segment(), lambda: segment.point_processes(), lambda: h.area(0.5, sec=s), lambda: segment.v,
    ):  # fmt: skip
        with pytest.raises(ReferenceError, match=GONE):
            action()
    assert s == s


def test_spines_do_not_become_native(h):
    s = h.Section(name="s")
    s.pt3dadd(0, 0, 0, 1)
    s.pt3dadd(9, 0, 0, -1)
    h.setSpineArea(2)
    try:
        with pytest.raises(UnsupportedError, match="s: its spines cannot become a native cell"):
            to_cell(s)
    finally:
        h.setSpineArea(0)
