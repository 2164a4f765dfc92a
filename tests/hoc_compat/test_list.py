"""List: an ordered collection, and all objects of a class."""

import pytest

from braincell.errors import InputError


def test_a_list_changes_as_neurons_does(both):
    def model(h):
        vectors = [h.Vector(i) for i in range(4)]
        items = h.List()
        seen = [
            items.append(vectors[0]),
            items.append(vectors[1]),
            items.prepend(vectors[2]),
            items.insrt(1, vectors[3]),
        ]
        seen += [items.count(), len(items), [v.size() for v in items], items[0].size(), items[-1].size()]
        seen += [items.o(1).size(), items.object(2.9).size(), items.index(vectors[0]), items.index(h.Vector())]
        seen += [vectors[0] in items, h.Vector() in items, items.remove(1), items.count(), [v.size() for v in items]]
        seen += [items.remove_all(), len(items), bool(items), items.append([1, 2]), items[0]]
        return seen

    both(model)


def test_a_list_keeps_its_objects(both):
    def model(h):
        items = h.List()
        items.append(h.Vector([1, 2, 3]))
        return list(items[0])

    both(model)


def test_the_list_of_pythons_objects(both):
    def model(h):
        held, seen = h.List("PythonObject"), []
        before = held.count()
        h("objref lp_one, lp_three, lp_two[2]\nbegintemplate LpHolder\npublic it\nobjref it\nendtemplate LpHolder")

        def count():
            seen.append(held.count() - before)

        h.lp_one = {}
        count()
        h.lp_two[1] = [1]
        count()
        holder = h.LpHolder()
        h.lp_three = holder
        h("lp_three.it = lp_two[1].copy()")
        count()
        h.lp_one = h.Vector()
        count()
        h("lp_one = new PythonObject()")
        count()
        h.lp_one = h.lp_two[1] = None
        count()
        h.lp_three = None
        del holder
        count()
        return seen

    both(model)


def test_the_list_of_a_class_lives(both):
    def model(h):
        first = [h.Random(), h.Random()]
        live = h.List("Random")
        seen = [live.count(), live[0] == first[0], live.index(first[1]), live.o(1) == first[1]]
        first.append(h.Random())
        seen += [len(live), [o == f for o, f in zip(live, first)]]
        del first[0]
        seen += [len(live), live[0] == first[0]]
        section = h.Section(name="s")
        clamps = [h.IClamp(section(0.5)) for _ in range(3)]
        return [*seen, h.List("IClamp").count(), h.List("IClamp").index(clamps[2])]

    both(model)


def test_names_start_again_when_no_object_is_left(both):
    def model(h):
        a, b = h.Random(), h.Random()
        names = [a.hname(), b.hname()]
        del a
        a = h.Random()
        names.append(a.hname())
        del a, b
        return [*names, h.Random().hname()]

    assert both(model) == ["Random[0]", "Random[1]", "Random[2]", "Random[0]"]


@pytest.mark.parametrize(
    ("mistake", "error", "text"),
    [
        (lambda h, items: items[1], IndexError, "out of range; it has 1 objects"),
        (lambda h, items: items.o(-1), InputError, "out of range"),
        (lambda h, items: items.remove(1), InputError, "out of range"),
        (lambda h, items: items.insrt(2, items), InputError, "from 0 to 1"),
        (lambda h, items: items.append(3), InputError, "3 is no object"),
        (lambda h, items: items["a"], TypeError, "whole number"),
        (lambda h, items: h.List("Nope"), InputError, "no class of objects called `Nope`; declare it first"),
        (lambda h, items: h.List("Vector").append(items), InputError, "all objects of Vector"),
    ],
)
def test_mistakes_are_named(h, mistake, error, text):
    items = h.List()
    items.append(h.Vector())
    with pytest.raises(error, match=text):
        mistake(h, items)


@pytest.mark.parametrize("name", ["KSChan", "LinearMechanism", "Inserter"])
def test_there_are_no_objects_of_classes_that_nobody_can_make(both, name):
    both(lambda h: [h.load_file("inserter.hoc"), h.List(name).count()])
