"""Every method of Vector in every form: results, and mistakes, are NEURON's."""

import copy
import pickle

import numpy as np
import pytest

from braincell.errors import InputError
from hoc_compat.standin import neuron_package

EXTREME = [1.7e308, np.inf, 1e300, -2.0]
NUMBERS = [3.0, -1.5, 4.25, 1.0, 5.0, 9.5, 2.0]


def lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def evaluate(h, expression):
    """The value of an expression about `n`, a vector of NUMBERS, `e` of EXTREME ones, and `V`, the class."""
    value = eval(
        expression, {"h": h, "np": np, "V": h.Vector, "n": h.Vector(NUMBERS), "wave": wave(h), "e": h.Vector(EXTREME)}
    )
    return list(value) if isinstance(value, h.Vector) else value


def wave(h):
    return h.Vector([0.1 * i - 0.003 * i * i for i in range(100)])


EXACT = lines("""
    [V().min(), V().max(), V().min_ind(), V().max_ind(), V().sum(), V().sumsq(), V().mag()]
    [n.min(1, 3), n.max(1, 3), n.min_ind(1, 3), n.max_ind(1, 3), n.sum(1, 3), n.sumsq(1, 3), n.mean(2, 4)]
    [n.var(1, 3), n.stdev(1, 3), n.stderr(1, 3)]
    [wave.sum(), wave.mean(), wave.sumsq(), wave.var(), wave.stdev(), wave.stderr(), wave.median(), wave.mag()]
    [wave.dot(V(100).indgen(0.1)), wave.meansqerr(V(100).indgen(0.1)), wave.meansqerr(V(100), V(100).indgen(0.1))]
    [V([1e16, 1, -1e16, 1]).sum(), V([1e16, 1, -1e16, 1]).mean()]
    [type(x) for x in (n.size(), n.min_ind(), V().min_ind(), n.contains(1), n.eq(n), n.sum(), n.indwhere(">", 3))]
    [n.contains(1 + 1e-12), n.contains(1 + 1e-11), 1 + 1e-12 in n, 1 in n, n.eq(n.c().add(1e-12)), n.eq(V([1]))]
    [V([1, 2]).dot(V([3, 4, 5])), n.meansqerr(V(9, 1)), n.meansqerr(n.c().add(1), V(7, 2))]
    [n.buffer_size(), n.append(1).buffer_size(), n.buffer_size(20), V(3).resize(4).buffer_size()]
    [V(3).resize(10).resize(2).buffer_size(), V().append(1).append(1).append(1).buffer_size()]
    [list(n.c().fill(3, 1, 2)), list(n.c().fill(3)), list(V().fill(3))]
    [list(V(3).indgen(2)), list(V(3).indgen(5, 2)), list(V().indgen(0, 1, 0.1)), list(V().indgen(5, 0, -2))]
    [list(V().indgen()), list(V(3).indgen(0))]
    [list(n.c().reverse()), list(n.c().sort()), list(n.sortindex()), list(n.sortindex(V(2)))]
    list(V([1, 1, 0, 1, 0, 2]).sortindex())
    [list(V().index(n, V([1, -1, 9, 2.7]))), list(n.index(V([1, -1, 9, 2.7]))), list(n.ind(V([1, -1, 9, 2, -0.5])))]
    [list(n.c()), list(n.c(1, 2)), list(n.c(2)), list(n.at(1, 2)), list(V().c()), n.c().label(), n.cl().label()]
    [n.label("a"), n.cl().label(), n.c().label(), n.c(1, 2).label(), n.cl(1, 2).label()]
    n.copy(V([1, 2]))
    [list(n.c().copy(V([1, 2]), place)) for place in (0, 3, 6, 9)]
    [list(n.copy(V(range(9)), 1, 2)), list(V().copy(V(range(9)), 3, -1)), list(V().copy(V(range(9)), 0, -1))]
    [list(n.copy(V(range(9)), 3, 1, 2)), list(V().copy(V(range(9)), 3, 1, -1))]
    [list(n.c().copy(V(range(9)), 3, 1, 8, 2, 3)), list(n.c().copy(V(range(9)), 3, 1, 8, 1, 3))]
    [list(V(5).copy(V(range(9)), V([1, 2, 20]))), list(n.copy(V(range(9)), V([1, 2, 20]), V([0, 1, 2])))]
    [list(V().copy(V())), list(n.copy(n))]
    [list(n.c().resize(2)), list(n.c().resize(9)), list(n.c().resize(2.7)), list(n.c().resize(2).resize(4))]
    [list(n.clear()), list(n.append(5, 6, V([7, 8]))), list(n.append())]
    [list(n.c().insrt(1, 3)), list(n.c().insrt(0, V([1, 2]))), list(n.c().insrt(7, 1, 2)), list(n.c().insrt(1))]
    [list(n.c().remove(1)), list(n.c().remove(1, 3)), list(n.c().remove(0, 6))]
    [n.get(1), list(n.set(1, 2))]
    [list(n.c().pow(2)), list(n.c().pow(-1)), list(n.c().pow(0)), list(V().pow(V([1, 2]), 2)), list(V([4]).pow(0.5))]
    [list(V([0, 1]).log()), list(V([0, 1]).log10()), list(n.div(V(7)))]
    [n.scale(0, 1), list(n), V([1, 1]).scale(0, 1), V([1, 2, 3]).scale(5, 5), V([1, 2, 3]).scale(5, 1)]
    [list(n.c().abs()), list(V().floor(n)), list(V().abs(n))]
    [list(n.c().apply(lambda x: 2 * x, 1, 2)), list(n.apply(lambda x: x > 2))]
    [list(abs(n)), list(-n), list(+n), list(1 - n), list(2 / n), list(n / 2), list(True + n)]
    [n + np.arange(7), np.arange(7) + n, n * np.arange(7.0), np.float64(2) + n]
    [max(n), min(n), sum(n), sorted(n), list(reversed(n)), bool(n), bool(V())]
    [np.array(n, dtype=int), np.add(n, n), np.asarray(n).dtype]
    [list(n[::-1]), list(n[5:1:-2]), list(n[10:]), n[True], n[np.int64(2)], n[-7], len(n.x), list(n.x)]
    [n.__setitem__(slice(1, 3), [7, 8]), n.__setitem__(slice(5, 1, -2), V([7, 8])), list(n)]
    [n.__setitem__(slice(None, None, 2), np.array([7, 8, 9, 10])), list(n)]
    [n.x.__setitem__(1, 5), list(n), n._ref_x[2][0], n._ref_x[2].__setitem__(0, 9), list(n)]
    [n.as_numpy().__setitem__(1, 7), list(n.add(1)), n.as_numpy().tolist()]
    [a := n.as_numpy(), n.add(1).size(), a.tolist()][1:]
    [np.array(n).__setitem__(0, 8), n[0]]
    [n.to_python(), n.to_python([0] * 7), n.to_python(np.zeros(7))]
    [list(n.from_python(range(3))), list(n.from_python(i for i in range(3))), list(V(i for i in range(3)))]
    [list(V(2.7)), list(V(True)), list(V(np.float64(3))), list(V([True, 2])), list(V(np.arange(3, dtype=np.float32)))]
    [list(n.from_double(1, h._ref_dt)), list(n.from_double(0, h._ref_dt))]
    [list(n.c().deriv()), list(n.c().deriv(0.5)), list(n.c().deriv(0.5, 1)), list(V().deriv(n, 0.5)), list(n.deriv(0))]
    [list(V([1, 2]).deriv()), list(V([1, 2]).deriv(1, 1))]
    [list(n.c().integral()), list(wave.integral(0.1)), list(V().integral(n, 0.5)), list(V([2]).integral(3))]
    list(V([0, 10, 15]).interpolate(V([-1, 0.5, 1.5, 9]), V([0, 1, 2])))
    list(V().interpolate(V([3, 0.5]), V([0, 1, 2]), V([0, 10, 15])))
    list(V().interpolate(V([0.5, 0.2, 1.7, 0.1]), V([0, 1, 2]), V([0, 10, 15])))
    list(V().interpolate(V([0.5, 1, 1.2]), V([0, 1, 1, 2]), V([0, 10, 20, 15])))
    list(V().interpolate(V([3, 2, 5.5]), V([0, 5, 1, 6]), V([0, 10, 20, 15])))
    list(V().interpolate(V(), V([0, 1]), V([0, 2])))
    [list(n.c().rotate(k)) for k in (0, 2, -2, 7, -7, 9, -9, 14, 1.7)]
    [list(n.c().rotate(k, 0)) for k in (0, 2, -2, 7, -7, 9, -9, 14)]
    [list(n.c().rebin(2)), list(V().rebin(n, 3)), list(V([0.1] * 10).rebin(10)), list(V([0.1] * 10).rebin(11))]
    [list(V().resample(n, 2)), list(n.resample(n, 0.5)), list(V().resample(wave, 0.3))]
    [list(n.histogram(0, 5, 1)), list(n.histogram(0, 5, 0.7)), list(wave.histogram(-9, 1, 0.5))]
    [list(V().hist(n, 0, 5, 1)), list(V(9).hist(n, 0, 2, 1.5)), list(V().hist(wave, -9, 20, 0.5))]
    [list(V().spikebin(n, 3)), list(V().spikebin(n, 3, 2)), list(V().spikebin(wave, 0.2, 7))]
    [list(V().psth(V([1, 0, 2, 3, 0, 1]), 1, 2, 3)), list(V().psth(V([1, 0, 2, 3, 0, 1]), 0.3, 2, 1))]
    [list(V([3, 2, 15, 16]).medfltr()), list(V().medfltr(V([1, 2, 3, 4, 9]))), list(V([3, 2]).medfltr())]
    [(a := V()).trigavg(n, V([2, 3, 6]), 1, 2), list(a), a.trigavg(wave, V([2, 30, 51.7, 99]), 3, 9), list(a)]
    list(V().inf(V(30).fill(1), 0.1, 0.1, -65, 1, -64.9, -70))
    list(V().inf(V(30).fill(1), 0.1, 0.1, -65, 1, -64.9, -70, 0.3))
    list(V().inf(V(10).fill(1), 0.1, 0.1, -65, 1, -64.7, -70, 0.3))
    [list(e.c().add(1e308)), list(e.c().sub(1)), list(e.c().mul(2)), list(e.c().div(1e-9)), list(e.c().pow(2))]
    [e.sum(), e.sumsq(), e.mean(), e.dot(e), e.mag(), e.c().indvwhere("==", e[1]).size(), e.contains(1), e.eq(e)]
    [list(e.c().integral(2)), list(e.c().deriv()), e.max(), e.min(), list(e.c().abs())]
    [V([1, 2, 3]) == 3, n == n, n != n, n.same(n), n.same(3), isinstance(n, h.Vector)]
""")

CLOSE = lines("""
    [list(n.c().pow(0.3))[0], list(V([1, 4]).sqrt()), list(V([1, 4]).log()), list(n.c().tanh())]
    [n.reduce("sin"), n.reduce("sin", 10), n.reduce("sin", 10, 1, 2), list(n.abs().apply("sqrt", 1, 2))]
    [list(V(30).sin(100, 0.1)), list(V(30).sin(100, 0.1, 0.025))]
    [list(n.sumgauss(0, 5, 1, 2)), list(n.sumgauss(0, 5, 0.3, 2, n))]
    [list(V().smhist(n, 0, 8, 1, 1)), list(V().smhist(n, 0, 8, 1, 1, n)), list(V().smhist(wave, -9, 50, 0.2, 0.3))]
    [list(n.c().fft(1)), list(n.c().fft(-1)), list(V().fft(wave)), list(V().fft(wave, -1)), list(V([2]).fft(1))]
    [list(V([2]).fft(-1)), list(V([2, 3]).fft(1)), list(V([2, 3]).fft(-1)), list(V([1, 3, 7, 2]).fft(1).fft(-1))]
    [list(V().convlv(n, V([1, 2, 1]))), list(V().convlv(n, V([1, 2]))), list(V().convlv(n, n))]
    [list(V().convlv(V([3]), V([2]))), list(V().convlv(wave, V([1, 2, 3, 2, 1]))), list(V().convlv(V([1, 2]), n))]
    [list(V().convlv(V([3, 2, 15, 16]), V([16, 15, 2, 3]), -1)), list(V().convlv(n, V([1, 3, 4, 1, 0.5]), -1))]
    [list(V().correl(n, V([1, 2, 1]))), list(V().correl(n)), list(V().correl(V([3]), V([4]))), list(V().correl(wave))]
    [list(V().filter(n, V([1, 2, 1]))), list(V().filter(wave, V([1, 2, 1, 4]))), list(n.filter(n, n))]
    [list(V().spctrm(wave)), list(V().spctrm(wave, 4)), list(V(50).spctrm(wave, 7)), list(V().spctrm(n))]
""")


@pytest.mark.parametrize("expression", EXACT)
def test_exact(both, expression):
    both(evaluate, expression, relative=0.0)


@pytest.mark.parametrize("expression", CLOSE)
def test_close(both, expression):
    # functions of another library; Fourier transforms of numbers up to 5000 in another order: 7 × 5000 ε
    both(evaluate, expression, relative=1e-14, absolute=8e-12)


COMPARISONS = ["==", "!=", ">", "<", ">=", "<="]
INTERVALS = ["()", "[]", "[)", "(]"]


@pytest.mark.parametrize("comparison", COMPARISONS + INTERVALS)
def test_conditions_have_a_margin(both, comparison):
    def model(h):
        near = h.Vector([2 + sign * margin for margin in (0, 1e-12, 1e-11, 1e-10) for sign in (1, -1)])
        bounds = (2, 5) if comparison in INTERVALS else (2,)
        upper = (1, 2) if comparison in INTERVALS else (2, 7)  # a second number is ignored by the others
        return [
            list(h.Vector().indvwhere(near, comparison, *bounds)),
            list(h.Vector().indvwhere(near, comparison, *upper)),
            list(near.c().where(comparison, *bounds)),
            near.indwhere(comparison, *bounds),
        ]

    both(model, relative=0.0)


MISTAKES = lines("""
    V().mean()
    V().var()
    V().median()
    n.mean(1, 1)
    n.var(2, 2)
    n.mean(1)
    n.sum(3, 1)
    n.sum(-1, 3)
    n.sum(1, 9)
    n.buffer_size(2)
    n.sin(100)
    n.histogram(0, 5, 6)
    n.histogram(0, 5, 0)
    n.histogram(5, 0, 1)
    V().smhist(n, 0, 8, 1, 1, V([1]))
    n.sumgauss(0, 5, 1, 2, V([1]))
    V().hist(n, 0, 5, 0)
    n.hist(n, 0, 5, 1)
    n.fft()
    n.fft(2)
    n.filter(V([1, 2, 1]))
    V().convlv(n, V([1, 2, 1]), 2)
    V().convlv(V(4), V([1, 2, 1]), -1)
    V([3, 2, 15, 16]).medfltr(9)
    V().resample(n, 9)
    V().psth(n, 1, 2, 5)
    n[7]
    n[-8]
    n.x[-1]
    n.x[7]
    n._ref_x[9]
    n._ref_x[-1]
    n.__setitem__(9, 5)
    n.__setitem__(slice(1, 3), 7)
    n.__setitem__(slice(1, 3), [7])
    n.__setitem__(slice(1, 3), [7, 8, 9])
    n + [1, 2, 3, 4, 5, 6, 7]
    n + None
    n + "a"
    n + V([1])
    n ** 2
    n / 0
    2 / V([0, 1])
    n.add()
    n.add(None)
    n.add([1, 2, 3, 4, 5, 6, 7])
    n.sub(V([1]))
    n.div(0)
    V([0, 1]).pow(-1)
    n.sqrt()
    n.pow(0.5)
    n.fill(3, 1)
    n.fill(3, 2, 1)
    n.fill("a")
    V().indgen(5, 0, 2)
    V().indgen(0, 5, 0)
    V().indgen(0, 5, 7)
    V().indgen(0, 0, 1)
    n.index([1, 2])
    n.where("=", 2)
    n.where(">")
    n.where("[]", 2)
    n.indwhere("=", 2)
    n.indvwhere("=", 2)
    n.c(7)
    n.c(-1)
    n.c(1, 9)
    n.c(3, 1)
    n.label(3)
    n.copy(V([1, 2]), -1)
    V().copy(V(range(9)), 3, 2)
    n.copy([1, 2])
    n.copy(V(range(9)), 0, 1, 2, 3)
    n.resize(-1)
    n.resize()
    n.append(n)
    n.append([1, 2])
    n.insrt(8, 1)
    n.insrt(1, n)
    n.remove(3, 1)
    n.remove(7)
    n.remove(-1)
    n.get(7)
    n.get(-1)
    n.set(9, 2)
    V().get(0)
    n.contains("a")
    n.meansqerr(V([1]))
    n.meansqerr(V(9, 1), V(2))
    n.deriv(0.5, 3)
    V([1]).deriv()
    V().integral()
    V().interpolate(V([0.5, 1, 1.2]), V([0, 1]), V([0]))
    V().interpolate(V([1]), V(), V())
    n.apply("sqrt")
    n.apply("nope")
    n.apply(3)
    n.apply("sin", 1)
    n.apply(lambda x: "a")
    n.reduce("nope")
    n.reduce(abs)
    n.to_python([0])
    n.to_python(3)
    n.from_python("ab")
    n.from_python(3)
    n.from_python(["a"])
    n.from_python([None])
    n.from_python({1: 2})
    n.from_python([[1]])
    V(2, "a")
    V("ab")
    n.setrand(1)
""")


def fails(h, expression):
    with pytest.raises((RuntimeError, TypeError, IndexError)):
        evaluate(h, expression)
    return True


@pytest.mark.parametrize("expression", MISTAKES)
def test_mistakes(h, neurons, expression):
    assert neurons(fails, expression)
    with pytest.raises((InputError, TypeError, IndexError)) as caught:
        evaluate(h, expression)
    assert caught.value.args and str(caught.value), "a mistake has a message"


@pytest.mark.parametrize(
    "expression, text",
    [
        ("V().rotate(1)", r"rotate: the vector has 0 elements; at least 1 are needed"),
        ("n.rebin(0)", r"rebin: `factor` is 0; it must be at least 1"),
        ("V().scale(0, 1)", r"scale: the vector has 0 elements"),
        ("V().convlv(V(), V())", r"convlv: the response has no elements"),
        ("n.medfltr()", r"medfltr: NEURON reads outside of the vector for element 5; use scipy.signal.medfilt"),
        ("n.medfltr(2)", r"medfltr: NEURON reads outside of the vector for element 4"),
        ("V().spikebin(n, 3, 0)", r"spikebin: `bin` is 0; it must be between 1 and 1e\+06"),
        ("V([1, 2]).dot(V([3]))", r"dot: `other` has 1 elements; at least 2 are needed"),
        ("V().trigavg(n, V([9]), 1, 2)", r"trigavg: no trigger is far enough from the ends of the source"),
        ("V().psth(V([0, 0, 1, 0, 0, 0]), 1, 2, 3)", r"psth: there are 1 spikes; `size` is 3"),
        ("V().spctrm(n, 8)", r"spctrm: `size` is 8 for 7 samples; it must be smaller"),
        ("n.to_python((0,) * 7)", r"to_python: \(0, 0, 0, 0, 0, 0, 0\) cannot be filled; give a list or an array"),
        ("n.from_double(2, h._ref_dt)", r"from_double: 2 numbers are asked for, 1 are there"),
        ("n.from_double(9, n._ref_x[1])", r"from_double: 9 numbers are asked for, 6 are there"),
    ],
)
def test_where_neuron_crashes_or_returns_no_number(h, expression, text):
    with pytest.raises(InputError, match=text):
        evaluate(h, expression)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_copies(both, copied):
    def model(h):
        vector = h.Vector(NUMBERS)
        vector.label("original")
        other = copied(vector)
        other.append(1)
        other[0] = 7
        return [list(other), other.label(), list(vector), isinstance(other, h.Vector), other.same(vector)]

    both(model, relative=0.0)


def test_what_a_derived_class_makes_is_a_vector(both):
    def model(h):
        neuron = pytest.importorskip("neuron")
        base = h.Vector if h is not neuron.h else neuron.hclass(h.Vector)

        class Positions(base):
            pass

        made = Positions([3, 1])
        results = (made.c(), made + 1, -made, made[:1], made.sortindex(), made.at(0), copy.copy(made))
        return [type(made).__name__, [type(r).__name__ for r in results], list(made.c().mul(2))]

    both(model)


def test_a_vector_that_neuron_has_pickled(h, neurons):
    pickled = neurons(lambda h: pickle.dumps(h.Vector(NUMBERS)))
    with neuron_package():  # the pickle names a function of the package `neuron`
        vector = pickle.loads(pickled)
    assert isinstance(vector, h.Vector) and list(vector) == NUMBERS
    vector.__setstate__((1, np.array(2.0, ">f8").tobytes(), 1, np.array([7.5], ">f8").tobytes()))
    assert list(vector) == [7.5]


def test_an_array_of_the_numbers_follows_until_the_size_changes(h):
    vector = h.Vector(range(4))
    shared = vector.as_numpy()
    vector.mul(2).reverse().x[0] = 9
    assert shared.tolist() == [9, 4, 2, 0]
    vector.append(1)
    shared[:] = 0
    assert list(vector) == [9, 4, 2, 0, 1]


def test_appending_one_by_one_takes_time_in_proportion(h):
    vector = h.Vector()
    for i in range(100_000):
        vector.append(i)
    assert vector.size() == 100_000 and vector.buffer_size() == 2**17


def test_random_numbers(both):
    def model(h):
        stream = h.Random()
        stream.Random123(1, 2, 3)
        stream.normal(0, 1)
        vector = h.Vector(5).setrand(stream)
        return [list(vector), list(vector.addrand(stream, 1, 2)), list(vector.setrand(stream, 4, 4))]

    both(model, relative=1e-15)


@pytest.mark.parametrize("function, start", [("exp1", (2, 3)), ("exp2", (2, 3, 1, 8)), ("charging", (2, 3, 1, 8))])
def test_fits_of_exponentials(both, function, start):
    both(fitted, function, start, relative=0.0)


@pytest.mark.parametrize("function, start", [("line", (1, 1)), ("quad", (1, 1, 1)), ("atan2", (1,))])
def test_fits_of_other_functions(both, function, start):
    both(fitted, function, start, relative=0.0)


def fitted(h, function, start):
    x = h.Vector().indgen(0.5, 12, 0.5)
    y = h.Vector([5 * 0.8**i + 0.1 * (i % 3) for i in range(len(x))])
    parameters = [h.ref(p) for p in start]
    curve = h.Vector()
    error = y.fit(curve, function, x, *parameters)
    return [error, *(p[0] for p in parameters), *curve]


@pytest.mark.parametrize(
    "arguments, text",
    [
        (("exp1", [1], [1, 1]), "`x` has 1 elements, the vector 7"),
        (("exp2", NUMBERS, [1, 1]), "`exp2` has 4 parameters, 2 are given"),
        (("line", NUMBERS, []), "0 parameters; 1 to 16 are allowed"),
        (("nope", NUMBERS, [1]), "unknown name `nope` in h"),
    ],
)
def test_mistakes_in_fits(h, arguments, text):
    function, x, start = arguments
    with pytest.raises(InputError, match=text):
        h.Vector(NUMBERS).fit(h.Vector(), function, h.Vector(x), *(h.ref(p) for p in start))
