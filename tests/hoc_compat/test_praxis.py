"""`fit_praxis` evaluates its function where NEURON does."""

import math

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError


def bowl(x):
    return sum((i + 1) * (v - i) ** 2 for i, v in enumerate(x))


def rosenbrock(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


def powell(x):
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def valley(x):
    return math.cosh(x[0] - 0.3) + (x[1] * x[0]) ** 2 + abs(x[2]) ** 1.5


FUNCTIONS = [
    (bowl, [2.0]),
    (bowl, [2.0, 3.0]),
    (bowl, [2.0, 3.0, -1.0, 7.0, 0.5]),
    (rosenbrock, [-1.2, 1.0]),
    (powell, [3.0, -1.0, 0.0, 1.0]),
    (valley, [1.0, 2.0, 3.0]),
]


@pytest.mark.parametrize("function, start", FUNCTIONS)
@pytest.mark.parametrize("attributes", [(1e-5, 0.5, 0), (1e-3, 10, 0)])
def test_every_evaluation(both, function, start, attributes):
    def model(h):
        places = []

        def seen(vector):
            places.append(list(vector))
            return function(places[-1])

        h.attr_praxis(7)
        h.attr_praxis(*attributes)
        vector = h.Vector(start)
        least = h.fit_praxis(seen, vector)
        axes = [h.Vector() for _ in start]
        values = [h.pval_praxis(i, axis) for i, axis in enumerate(axes)]
        return [len(places), places, least, list(vector), values, [list(a) for a in axes], h.attr_praxis()]

    both(model, relative=0.0)


def test_stop(both):
    def model(h):
        h.attr_praxis(1e-5, 0.5, 0)
        h.stop_praxis(0)
        before = h.stop_praxis(2)
        vector = h.Vector([-1.2, 1.0])
        return [before, h.fit_praxis(rosenbrock, vector), list(vector), h.stop_praxis(0)]

    both(model, relative=0.0)


def test_the_function_may_change_the_vector(both):
    def model(h):
        def clipped(vector):
            for i, value in enumerate(vector):
                vector[i] = min(max(value, 0.5), 4)
            return bowl(list(vector))

        h.attr_praxis(1)
        h.attr_praxis(1e-4, 1, 0)
        vector = h.Vector([2, 3, 1])
        return [h.fit_praxis(clipped, vector), list(vector)]

    both(model, relative=0.0)


def test_an_error_in_the_function(h):
    h.attr_praxis(1e-4, 1, 0)
    with pytest.raises(ZeroDivisionError):
        h.fit_praxis(lambda vector: 1 / 0, h.Vector([1, 2]))


def test_progress_is_printed(h, capsys):
    h.attr_praxis(1e-4, 1, 1)
    h.fit_praxis(bowl, h.Vector([1, 2]))
    h.attr_praxis(1e-4, 1, 0)
    assert "evaluations: f([" in capsys.readouterr().out


@pytest.mark.parametrize(
    "mistake, error, text",
    [
        (
            lambda h: h.fit_praxis(2, "f", h.Vector(2)),
            UnsupportedError,
            "a function written in hoc cannot be minimised",
        ),
        (lambda h: h.fit_praxis(bowl, [1, 2]), InputError, r"\[1, 2\] is no Vector"),
        (lambda h: h.fit_praxis(lambda v: "a", h.Vector(2)), InputError, "the function's value.* 'a'; a number"),
        (lambda h: h.attr_praxis(1, 2), InputError, "give tolerance, longest step and print mode, or an index"),
        (lambda h: [h.fit_praxis(bowl, h.Vector(2)), h.pval_praxis(2)], InputError, "must be between 0 and 1"),
    ],
)
def test_mistakes(h, mistake, error, text):
    h.attr_praxis(1e-4, 1, 0)
    with pytest.raises(error, match=text):
        mistake(h)


def test_axes_of_a_matrix():
    from hoc_compat.singular_values import principal_axes

    values = np.random.default_rng(1).normal(size=(5, 5))
    for matrix in (values, np.diag([3.0, 0.0, 1.0]), np.zeros((2, 2)), np.array([[4.0]])):
        axes = matrix.tolist()
        found = principal_axes(axes, 1e-15, 1e-44)
        assert np.sort(found) == pytest.approx(np.sort(np.linalg.svd(matrix)[1]), abs=1e-12)
        assert np.array(axes).T @ np.array(axes) == pytest.approx(np.eye(len(matrix)), abs=1e-12)
