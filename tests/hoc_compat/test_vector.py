"""Vector: constructors, methods and conversions are NEURON's."""

import numpy as np
import pytest

from braincell.errors import InputError, UnknownNameError

NUMBERS = [3.0, -1.5, 4.25, 1.0, 5.0, 9.5, 2.0]

CASES = {
    "empty": lambda h: list(h.Vector()),
    "of a size": lambda h: list(h.Vector(3)),
    "of a size, filled": lambda h: list(h.Vector(3, 2.5)),
    "of a range": lambda h: list(h.Vector(range(4))),
    "of a tuple": lambda h: list(h.Vector((1, 2))),
    "of an array": lambda h: list(h.Vector(np.arange(3))),
    "as array": lambda h: [np.array(v := h.Vector(NUMBERS)), np.asarray(v), v.as_numpy().copy()],
    "to_python": lambda h: [h.Vector(NUMBERS).to_python(), h.Vector([1, 2]).to_python([0, 0])],
    "from_python": lambda h: list(h.Vector().from_python(np.array(NUMBERS))),
    "indices": lambda h: [
        h.Vector(NUMBERS)[2],
        h.Vector(NUMBERS)[-1],
        h.Vector(NUMBERS).x[1],
        h.Vector(NUMBERS).get(3),
    ],
    "slices": lambda h: [list(h.Vector(NUMBERS)[1:3]), list(h.Vector(NUMBERS)[::2])],
    "sizes": lambda h: [len(h.Vector(NUMBERS)), h.Vector(NUMBERS).size()],
    "statistics": lambda h: [
        float(getattr(h.Vector(NUMBERS), name)())
        for name in ("min", "max", "min_ind", "max_ind", "sum", "sumsq", "mean", "median", "var", "stdev", "mag")
    ],
    "stderr": lambda h: h.Vector(NUMBERS).stderr(),
    "of two": lambda h: [h.Vector([1, 2]).dot(h.Vector([3, 4])), h.Vector([1, 2]).meansqerr(h.Vector([3, 5]))],
    "eq": lambda h: [float(h.Vector([1, 2]).eq(h.Vector([1, 2]))), float(h.Vector([1, 2]).eq(h.Vector([1, 3])))],
    "contains": lambda h: [bool(h.Vector(NUMBERS).contains(1)), bool(h.Vector(NUMBERS).contains(7))],
    "operators": lambda h: [
        list(x) for x in (h.Vector([1, 2]) + 1, h.Vector([1, 2]) + h.Vector([3, 4]), 2 * h.Vector([1, 2]))
    ],
    "more operators": lambda h: [list(x) for x in (h.Vector([1, 2]) - 1, 1 - h.Vector([1, 2]), h.Vector([1, 2]) / 2)],
    "in place": lambda h: list(h.Vector(NUMBERS).add(1).sub(2).mul(3).div(4).add(h.Vector(NUMBERS))),
    "powers": lambda h: [list(h.Vector([1, 2]).pow(3)), list(h.Vector().pow(h.Vector([2, 3]), 2))],
    "functions": lambda h: [
        list(h.Vector([1, 4]).sqrt()),
        list(h.Vector([1, 4]).log()),
        list(h.Vector([1, 4]).log10()),
    ],
    "more functions": lambda h: [
        list(h.Vector(NUMBERS).abs()),
        list(h.Vector(NUMBERS).floor()),
        list(h.Vector([1]).tanh()),
    ],
    "of a source": lambda h: list(h.Vector().abs(h.Vector(NUMBERS))),
    "fill": lambda h: [list(h.Vector(4).fill(3)), list(h.Vector(4).fill(3, 1, 2))],
    "indgen": lambda h: [
        list(h.Vector(3).indgen()),
        list(h.Vector(3).indgen(2)),
        list(h.Vector(3).indgen(5, 2)),
        list(h.Vector().indgen(0, 5, 2)),
        list(h.Vector().indgen(0, 1, 0.1)),
    ],
    "order": lambda h: [list(h.Vector(NUMBERS).reverse()), list(h.Vector(NUMBERS).sort())],
    "sortindex": lambda h: list(h.Vector(NUMBERS).sortindex()),
    "index": lambda h: list(h.Vector().index(h.Vector(NUMBERS), h.Vector([1, 0, 6]))),
    "ind": lambda h: list(h.Vector(NUMBERS).ind(h.Vector([1, 0, 6]))),
    "copies": lambda h: [
        list(h.Vector(NUMBERS).c()),
        list(h.Vector(NUMBERS).c(1, 2)),
        list(h.Vector(NUMBERS).at(2, 3)),
    ],
    "copy": lambda h: [list(h.Vector().copy(h.Vector(NUMBERS))), list(h.Vector().copy(h.Vector(NUMBERS), 1, 2))],
    "resize": lambda h: [list(h.Vector(NUMBERS).resize(2)), list(h.Vector(NUMBERS).resize(2).resize(4))],
    "append": lambda h: list(h.Vector(NUMBERS).append(5, 6, h.Vector([7, 8]))),
    "insrt": lambda h: [list(h.Vector(NUMBERS).insrt(1, 3)), list(h.Vector(NUMBERS).insrt(0, h.Vector([1, 2])))],
    "remove": lambda h: [list(h.Vector(NUMBERS).remove(1)), list(h.Vector(NUMBERS).remove(1, 3))],
    "deriv": lambda h: [
        list(h.Vector().deriv(h.Vector(NUMBERS), 0.5)),
        list(h.Vector().deriv(h.Vector(NUMBERS), 0.5, 1)),
        list(h.Vector(NUMBERS).deriv(0.1)),
    ],
    "integral": lambda h: [list(h.Vector().integral(h.Vector(NUMBERS), 0.5)), list(h.Vector(NUMBERS).integral())],
    "interpolate": lambda h: list(
        h.Vector().interpolate(h.Vector([-1, 0.5, 1.5, 9]), h.Vector([0, 1, 2]), h.Vector([0, 10, 15]))
    ),
    "label": lambda h: [h.Vector().label(), h.Vector().label("a")],
}

COMPARISONS = [("==", 1), ("!=", 1), (">", 2), ("<", 2), (">=", 2), ("<=", 2)]
INTERVALS = [("()", 1, 5), ("[]", 1, 5), ("[)", 1, 5), ("(]", 1, 5)]


@pytest.mark.parametrize("case", CASES)
def test_method(both, case):
    both(CASES[case], relative=1e-14, absolute=1e-14)


@pytest.mark.parametrize("condition", [*COMPARISONS, *INTERVALS])
def test_conditions(both, condition):
    def model(h):
        v = h.Vector(NUMBERS)
        return [
            list(v.c().where(*condition)),
            list(h.Vector().where(v, *condition)),
            list(h.Vector().indvwhere(v, *condition)),
            v.indwhere(*condition),
            h.Vector([100]).indwhere("<", 0),
        ]

    both(model)


def test_assignment(both):
    def model(h):
        v = h.Vector(NUMBERS)
        v[0] = 7
        v.x[1] = 8
        v.set(2, 9)
        v[3:5] = [1, 2]
        v.as_numpy()[6] = 11
        return list(v)

    both(model)


def test_printf(both, capfd):
    def model(h):
        h.Vector(range(7)).printf()
        h.Vector([1.5, 2.5]).printf("%8.3f,")
        return [h.Vector(range(5)).printf(), h.Vector(NUMBERS).printf("%g ", 1, 2)]

    both(model)
    printed = capfd.readouterr().out
    assert printed[: len(printed) // 2] == printed[len(printed) // 2 :]


def test_names(h):
    first, second = h.Vector(), h.Vector()
    assert first.hname().startswith("Vector[")
    assert int(second.hname()[7:-1]) == int(first.hname()[7:-1]) + 1
    assert first.same(first) and not first.same(second)


@pytest.mark.parametrize(
    "mistake, text",
    [
        (lambda h: h.Vector(-1), r"Vector\(-1\): the size must be a whole number of at least 0"),
        (lambda h: h.Vector("abc"), "a Vector holds numbers; 'abc' is none"),
        (lambda h: h.Vector().record(), r"record\(\): a reference to a variable is needed; write for example `soma"),
        (lambda h: h.Vector().record(3.0), r"record\(3.0\): a reference to a variable is needed"),
        (
            lambda h: h.Vector().record(h._ref_dt),
            "`dt` cannot be recorded; of the globals `t` and those of",
        ),
        (lambda h: h.Vector().mean(), r"mean: the vector has 0 elements; at least 1 are needed"),
        (lambda h: h.Vector([1]).var(), r"var: the vector has 1 elements; at least 2 are needed"),
        (lambda h: h.Vector([1, 2]).add(h.Vector([1])), "the other vector has 1 elements, this one 2"),
        (lambda h: h.Vector([1, 2]).where("~", 1), r"where.*give a comparison \(==, !=, .*\) and its bounds"),
        (lambda h: h.Vector([1, 2]).to_python([0]), "the target has 1 elements, the vector 2"),
    ],
)
def test_mistakes(h, mistake, text):
    with pytest.raises(InputError, match=text):
        mistake(h)


def test_unknown_and_unsupported_methods(h):
    with pytest.raises(UnknownNameError, match="unknown attribute `appendd` in Vector; did you mean `append`"):
        h.Vector().appendd(3)
    with pytest.raises(InputError, match="play: the time itself cannot be played into"):
        h.Vector().play(h._ref_t, 1)
    with pytest.raises(IndexError, match="index 3 is out of range; it has 2 elements"):
        h.Vector([1, 2])[3]


def test_an_array_on_the_left(h):
    assert list(np.array([1.0, 2.0]) + h.Vector([3, 4])) == [4, 6]
