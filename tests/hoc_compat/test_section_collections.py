"""SectionList, SectionRef and allsec: the same members in the same order under both simulators."""

import gc

import pytest

from braincell.errors import InputError
from hoc_compat import DeletedSectionError
from hoc_compat.hoc import HocError


def _family(h):
    """a ─ b, c at the middle; b ─ d, e; a's beginning ─ f; g alone."""
    sections = a, b, c, d, e, f, _ = [h.Section(name=n) for n in "abcdefg"]
    a.nseg = 3
    for child, place in ((b, a(1)), (c, a(0.5)), (d, b(1)), (e, b(0.2)), (f, a(0))):
        child.connect(place)
    return sections


def names(sections):
    return [s.name() for s in sections]


def test_section_lists(both):
    def model(h):
        a, b, c, d, e, f, g = _family(h)
        found = []
        for x in "append wholetree subtree children".split():
            for s in (a, b, f, g):
                for by_keyword in (True, False):
                    collected = h.SectionList([c])
                    found.append(getattr(collected, x)(sec=s) if by_keyword else getattr(collected, x)(s))
                    found.append(names(collected))
        roots = h.SectionList()
        found += [len(roots), bool(roots), roots.allroots(), names(roots), bool(roots), roots.size(), len(roots)]
        twice = h.SectionList([a, b, a, c, b])
        found += [twice.contains(a), twice.contains(sec=g), b in twice, d in twice, twice.remove(a), names(twice)]
        found += [twice.unique(), names(twice), twice.remove(sec=g), twice.remove(h.SectionList([c, d])), names(twice)]
        found += [names(h.SectionList(h.allsec())), names(h.SectionList(s for s in (b, a)))]
        current = h.SectionList()
        found += [current.append(), current.wholetree(), names(current), current.contains(), current.remove()]
        return [*found, names(current)]

    both(model)


def test_lists_do_not_keep_sections_alive(both):
    def model(h):
        a, b = h.Section(name="a"), h.Section(name="b")
        collected = h.SectionList([a, b])
        reference = h.SectionRef(sec=b)
        found = [len(collected), reference.exists()]
        del b
        gc.collect()
        return [*found, len(collected), names(collected), collected.size(), reference.exists()]

    both(model)


def test_names_are_printed(both, capfd):
    def model(h):
        a, b = h.Section(name="a"), h.Section(name="b")
        return h.SectionList([b, a]).printnames()

    both(model)
    assert capfd.readouterr().out == "b\na\nb\na\n"


def test_section_references(both):
    def model(h):
        family = a, b, c, d, e, f, g = _family(h)
        found = []
        for section in family:
            r = h.SectionRef(sec=section)
            found += [
                r.sec.name(),
                r.nchild(),
                r.has_parent(),
                r.has_trueparent(),
                r.exists(),
                r.is_cas(),
                r.root.name(),
            ]
            found += [
                r.is_cas(sec=section),
                names(r.child),
                len(r.child),
                [r.child[i].name() for i in range(r.nchild())],
            ]
            found += [r.parent.name() if r.has_parent() else "", r.trueparent.name() if r.has_trueparent() else ""]
        r = h.SectionRef(b)
        return [*found, r.unname(), r.rename("x"), b.name(), h.SectionRef().sec.name()]

    both(model)


def renamed(h):
    h("create soma, part[2], other\nobjref first, second, third, refs\nrefs = new List()")
    h("soma first = new SectionRef()\npart[1] second = new SectionRef()\nother third = new SectionRef()")
    found = [h.first.rename("again"), h.first.unname(), h.first.rename("again"), h.first.sec.name()]
    h("refs.append(second)\nrefs.append(third)")
    found += [h.second.unname(), h.third.unname(), h.third.rename("arms", h.refs), str(h.arms[1])]
    h("create gone\nobjref gone_\ngone gone_ = new SectionRef()\nagain first = new SectionRef()")
    found += [h.first.unname(), h.first.rename("gone"), h.gone_.exists(), h.section_exists("soma")]
    h("xx = 3\ngone first = new SectionRef()")
    return [*found, h.first.unname(), h.first.rename("xx"), [str(section) for section in h.allsec() if str(section)]]


def test_sections_with_other_names(both):
    both(renamed)


MISTAKES = {
    "a number": (lambda h, a: h.SectionList(3), r"SectionList\(3\): an iterable of sections is needed"),
    "a section": (lambda h, a: h.SectionList(a), r"SectionList\(a\): an iterable of sections is needed"),
    "other members": (lambda h, a: h.SectionList([a, 1]), r"SectionList\[\d+\]: 1 is no section"),
    "append a segment": (lambda h, a: h.SectionList().append(a(0.5)), r"a\(0.5\) is no section"),
    "remove a number": (lambda h, a: h.SectionList().remove(3), "3 is no section; give a section"),
    "reference to a number": (lambda h, a: h.SectionRef(3), r"SectionRef\(3\): a section is needed"),
    "no parent": (lambda h, a: h.SectionRef(a).parent, r"SectionRef\[\d+\]: a has no parent; ask `has_parent\(\)`"),
    "no true parent": (lambda h, a: h.SectionRef(a).trueparent, "a has no true parent; ask `has_trueparent"),
    "no attribute": (
        lambda h, a: h.SectionRef(a).parents,
        "unknown attribute `parents` in SectionRef; did you mean",
    ),
    "assignment": (lambda h, a: setattr(h.SectionRef(a), "parent", a), "parent cannot be assigned"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(h, mistake):
    action, text = MISTAKES[mistake]
    with pytest.raises(InputError, match=text):
        action(h, h.Section(name="a"))


def test_children_end(h):
    a = h.Section(name="a")
    with pytest.raises(IndexError, match=r"SectionRef\[\d+\].child\[0\]: a has 0 children"):
        h.SectionRef(a).child[0]


def test_a_reference_to_a_deleted_section_says_so(h):
    a, b = h.Section(name="a"), h.Section(name="b")
    b.connect(a)
    reference, child = h.SectionRef(a), h.SectionRef(b)
    h.delete_section(sec=a)
    for action in (lambda: reference.sec, reference.nchild, reference.has_parent, lambda: reference.root):
        with pytest.raises(DeletedSectionError, match="can't access a deleted section"):
            action()
    assert not reference.exists() and child.root is b and not child.has_parent()


def test_a_section_without_a_name_is_simulated_and_cannot_lose_it_again(h):
    """NEURON refuses the second `unname`; a run with a section without name ends it (9.0.2 aborts)."""
    h("create soma, dend\nconnect dend(0), soma(1)\nobjref first, second")
    h("soma first = new SectionRef()\ndend second = new SectionRef()")
    h.first.unname(), h.second.unname()
    with pytest.raises(HocError, match="the section is unnamed"):
        h.first.unname()
    h.finitialize(-60)
    assert h.second.sec(0.5).v == -60.0
    h.delete_section(sec=h.second.sec)
    assert h.second.rename("other") == 0.0
