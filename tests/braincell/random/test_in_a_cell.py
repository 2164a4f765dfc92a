"""Hand-written mechanisms that draw: streams of their own, and the generator that all share."""

import jax
import numpy as np
import pytest

from braincell import Cell, Morphology, Soma
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.lower.lower import lower
from braincell.mech import Assigned, Channel, MechanismProbe, Parameter, PointMechanism, PointProcess, Random123, Stream
from braincell.random import shared, stream
from braincell.run import simulate


class noisy(PointMechanism):
    name = "noisy"
    electrode = ("i",)
    currents = ("i",)
    parameters = {"size": Parameter(0.1, "nA")}
    assigned = {"i": Assigned("nA"), "x": Assigned()}
    carried = ("x",)
    streams = {"r": Stream()}

    @staticmethod
    def current(s):
        return s.replace(i=s.size * s.x)

    @staticmethod
    def advance(s):
        r, x = stream.normal(s.r)
        return s.replace(r=r, x=x)


class lottery(PointMechanism):
    name = "lottery"
    assigned = {"first": Assigned(), "x": Assigned()}
    carried = ("first", "x")
    shares = ("initial", "advance")

    @staticmethod
    def initial(s):
        word, first = shared.scop_random(s["random.shared"])
        return s.replace(first=first, **{"random.shared": word})

    @staticmethod
    def advance(s):
        word, x = shared.scop_random(s["random.shared"])
        return s.replace(x=x, **{"random.shared": word})


def _cell(*processes):
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    cell.paint(AllRegion(), "pas").place(at("soma", 0.5), *processes)
    for process in processes:
        cell.place(at("soma", 0.5), MechanismProbe(process.name, "x", name=process.name))
    return cell


def _normals(source, n):
    state, values = stream.new_stream(*source), []
    for _ in range(n):
        state, x = stream.normal(state)
        values.append(float(x))
    return values


@pytest.mark.slow
def test_streams_that_nobody_names_are_numbered_and_named_ones_are_used():
    named = PointProcess(noisy, name="c", streams={"r": Random123(7, 8, 9)})
    result = _cell(PointProcess(noisy, name="a"), named, PointProcess(noisy, name="d")).run(0.1)
    for name, ids in {"a": (1, 0, 1), "c": (7, 8, 9), "d": (1, 0, 3)}.items():
        assert result[name][1:].tolist() == pytest.approx(_normals(ids, 4), rel=1e-14)


def test_a_run_goes_on_with_its_streams():
    whole = _cell(PointProcess(noisy, name="a"), PointProcess(lottery, name="b")).run(0.2)
    half = _cell(PointProcess(noisy, name="a"), PointProcess(lottery, name="b")).run(0.1)
    rest = _cell(PointProcess(noisy, name="a"), PointProcess(lottery, name="b")).run(0.1, state=half.state)
    for name in ("a", "b"):
        assert [*half[name], *rest[name]] == whole[name].tolist()


def test_the_shared_generator_visits_the_last_made_process_first():
    result = _cell(*(PointProcess(lottery, name=name) for name in "abc")).run(0.05)
    word, numbers = np.array(shared.START, np.uint32), []
    for _ in range(9):
        word, x = shared.scop_random(jax.numpy.asarray(word))
        numbers.append(float(x))
    for k, name in enumerate("cba"):
        assert result[name][1:].tolist() == [numbers[3 + k], numbers[6 + k]]


@pytest.mark.slow
def test_gradients_flow_past_the_draws():
    model, _ = lower(_cell(PointProcess(noisy, name="a")))

    def last(size):
        return simulate(model.with_parameter("noisy", "size", size), dt=0.025, n_steps=20).state.v[0]

    slope, step = float(jax.grad(last)(0.1)), 1e-3
    assert slope == pytest.approx(float(last(0.1 + step) - last(0.1 - step)) / (2 * step), rel=1e-6)


def test_mistakes_are_named():
    with pytest.raises(UnknownNameError, match="`q`"):
        PointProcess(noisy, streams={"q": Random123(1)})
    with pytest.raises(InputError, match="no distribution"):
        PointProcess(noisy, streams={"r": Random123(1).negexp(1)})
    with pytest.raises(InputError, match="whole number"):
        Random123(-1)
    with pytest.raises(UnknownNameError, match="random stream"):
        Channel("pas", streams={"r": Random123(1)})
