"""Every integrator converges with its order, on one compartment and, where it can, on a branched cell."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import Branch, Cell, CVPerBranchList, Morphology, SingleCompartment, lower, run, simulate
from braincell.errors import InputError, UnknownNameError, UnsupportedError
from braincell.filter import AllRegion, at
from braincell.mech import CableProperty, Channel, CurrentClamp, MechanismProbe, PointProcess, StateProbe
from braincell.quad import all_integrators, get_integrator, register_integrator
from braincell.quad.scan import advance_chunk, quickly

ORDERS = {
    "staggered": 1, "euler": 1, "midpoint": 2, "rk2": 2, "heun2": 2, "ralston2": 2, "rk3": 3, "heun3": 3,
    "ralston3": 3, "ssprk3": 3, "rk4": 4, "ralston4": 4, "exp_euler": 2, "ind_exp_euler": 1, "exp_exp_euler": 1,
    "implicit_euler": 1, "implicit_exp_euler": 1, "implicit_rk4": 1, "cn_exp_euler": 1, "cn_rk4": 1, "splitting": 2,
    "backward_euler": 1,
}  # fmt: skip
DT, DURATION = 0.02, 4.0  # ms; the spike of an hh compartment, from −55 mV, so that no state is at rest


def neuron(**options):
    return SingleCompartment(2, 30, V_initializer=[-55, -52], hh=Channel("hh", usetable=False), **options)


def branched(n=3):
    morphology = Morphology.from_root(Branch.from_lengths(lengths=[20], radii=[10, 10], type="soma"), name="soma")
    for k in range(2):
        dendrite = Branch.from_lengths(lengths=[200], radii=[1, 0.5], type="dendrite")
        morphology.attach(parent="soma", child_branch=dendrite, child_name=f"d{k}")
    cell = Cell(morphology, cv_policy=CVPerBranchList([1, n, n]), V_init=-55)
    cell.paint(AllRegion(), CableProperty(axial_resistivity=100), Channel("hh", usetable=False))
    clamp = CurrentClamp(delay=-1, durations=1e3, amplitudes=0.3)
    return cell.place(at("d0", 0.9), clamp).place(at("soma", 0.5), StateProbe("v", name="v"))


def trace(cell, solver, every, **options):
    """The voltages each `DT`, in steps of DT/every."""
    return cell.run(DURATION, DT / every, solver=solver, **options)["v"][::every]


@pytest.fixture(scope="module")
def exact():
    return {kind: trace(make(), "rk4", 16) for kind, make in (("one", neuron), ("tree", branched))}


def test_all_are_known():
    assert set(all_integrators()) >= set(ORDERS)


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.slow
def test_order_of_one_compartment(exact, name):
    errors = [np.abs(trace(neuron(), name, every) - exact["one"]).max() for every in (1, 2)]
    assert np.log2(errors[0] / errors[1]) > ORDERS[name] - 0.2, errors
    assert errors[0] < 2.0  # mV, at the steepest point of the spike


@pytest.mark.parametrize("name", ["staggered", "rk2", "rk4", "ind_exp_euler", "implicit_euler", "cn_exp_euler",
                                  "splitting", "exp_euler", "backward_euler"])  # fmt: skip
@pytest.mark.slow
def test_order_of_a_branched_cell(exact, name):
    finer = 8 if ORDERS[name] == 1 else 1
    errors = [np.abs(trace(branched(), name, finer * every) - exact["tree"]).max() for every in (1, 2)]
    assert np.log2(errors[0] / errors[1]) > ORDERS[name] - 0.25, errors
    assert errors[0] < 5.0  # mV: 0.03 ms of the rising spike


def test_exponential_methods_are_exact_where_the_equations_are_linear():
    """A passive compartment decays as exp(−t g/C), whatever the step."""
    leaky = SingleCompartment(V_initializer=-40, pas=Channel("pas", g=1e-4, e=-70))
    expected = -70 + 30 * np.exp(-np.arange(3) * 5.0 * 0.1)  # g/C is 0.1/ms
    for name in ("exp_euler", "ind_exp_euler", "exp_exp_euler"):
        np.testing.assert_allclose(leaky.run(10, 5.0, solver=name)["v"], expected, rtol=1e-7)  # di/dv is a difference


def test_currents_and_times_are_those_of_the_sample():
    cell = neuron().place(PointProcess("IClamp", name="late", delay=1, dur=1, amp=1))
    cell.place(MechanismProbe("late", "i", name="i"))
    result, staggered = cell.run(3, DT, solver="rk4"), cell.run(3, DT)
    np.testing.assert_array_equal(result.time, staggered.time)
    late = (result.time >= 1) & (result.time < 2)
    np.testing.assert_array_equal(result["i"][:, 0], 1.0 * late)
    np.testing.assert_allclose(result.spike_times("spike"), staggered.spike_times("spike"), atol=2 * DT)


@pytest.mark.parametrize(
    "name", ["heun2", *(pytest.param(n, marks=pytest.mark.slow) for n in ("exp_euler", "splitting", "backward_euler"))]
)
def test_gradients_go_through(name):
    """Against central differences."""
    model, _ = lower(neuron().cells())

    def end(g):
        changed = {**model.parameters, "hh": {**model.parameters["hh"], "gnabar": g * jnp.ones(2)}}
        result = simulate(replace(model, parameters=changed), dt=DT, n_steps=40, method=get_integrator(name))
        return result.traces["neuron[0].v"][-1]

    value, slope, step = quickly(end), quickly(jax.grad(end))(0.12), 1e-5
    difference = (value(0.12 + step) - value(0.12 - step)) / (2 * step)
    np.testing.assert_allclose(slope, difference, rtol=1e-5)


@pytest.mark.parametrize("name", ["heun2", "staggered"])
@pytest.mark.slow
def test_gradients_go_through_tables(name):
    """Against central differences; whether a table depends on dt cannot be asked where its numbers are traced."""
    model, _ = lower(SingleCompartment(1, 20, 10, V_initializer=-60, hh="hh").cells())

    def end(g):
        changed = model.with_parameter("hh", "gnabar", g)
        return simulate(changed, dt=DT, n_steps=40, method=get_integrator(name)).state.v[0]

    value, slope, step = quickly(end), quickly(jax.grad(end))(0.12), 1e-5
    difference = (value(0.12 + step) - value(0.12 - step)) / (2 * step)
    np.testing.assert_allclose(slope, difference, rtol=1e-5)


def test_another_step_does_not_compile_again():
    cell = neuron()
    cell.run(1, DT, solver="heun2")
    before = advance_chunk._cache_size()
    cell.run(1.5, DT / 3, solver="heun2")
    assert advance_chunk._cache_size() == before


def test_a_method_of_your_own():
    @register_integrator("my_euler")
    def step(system, t, y, dt):
        return y + dt * system.slope(t, y)

    np.testing.assert_array_equal(trace(neuron(), "my_euler", 1), trace(neuron(), "euler", 1))
    assert neuron(solver="my_euler").run(DURATION, DT)["v"].shape == (201, 2)


def test_mistakes():
    with pytest.raises(UnknownNameError, match="there is no integrator 'rk5'; did you mean 'rk"):
        get_integrator("rk5")
    with pytest.raises(InputError, match="`secondorder` is for the solver 'staggered', not 'rk4'"):
        neuron().run(1, solver="rk4", secondorder=2)
    with pytest.raises(InputError, match="the cells have different solvers"):
        run([*neuron(name="a", solver="rk4").cells(), *neuron(name="b").cells()], 1)
    with pytest.raises(UnsupportedError, match="solves with the full Jacobian, of 1204 equations here; up to 1000"):
        branched(150).run(1, solver="exp_euler")
