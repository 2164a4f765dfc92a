"""Rates, gates and schemes: laws that hold whatever their numbers, and mistakes that are named."""

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import SingleCompartment
from braincell.channel import (
    GHKHH,
    Q10,
    Below,
    Constant,
    Exponential,
    Gate,
    Hill,
    Linoid,
    OhmicHH,
    OhmicMarkov,
    Sigmoid,
    Transition,
    ghk_flux,
    linoid,
)
from braincell.errors import InputError, UnknownNameError
from braincell.ion import nernst
from braincell.mech import Channel, Instances, MechanismProbe, Parameter, PointProcess

ROUNDING = 1e-14
OPENING = Transition("C", "O", Exponential(0.5, -40, 20), Exponential(0.1, -40, -20))


class leaky(OhmicHH):
    """A channel with a gate by rates and one by its steady state."""

    ion = "na"
    gbar = 0.1
    gates = (
        Gate("m", 3, alpha=Linoid(1.0, -40, 10), beta=Exponential(4.0, -65, -18), phi=Q10(3.0, 6.3)),
        Gate("h", inf=Sigmoid(1.0, -60, -6), tau=1.0 + Sigmoid(5.0, -50, -8)),
    )


class two_states(OhmicMarkov):
    """Closed and open: a gate, as a scheme."""

    ion = "k"
    gbar = 0.01
    open = {"O": 1.0}
    transitions = (OPENING,)


class as_gate(OhmicHH):
    """The same as a gate."""

    ion = "k"
    gbar = 0.01
    implicit = True
    gates = (Gate("n", alpha=Exponential(0.5, -40, 20), beta=Exponential(0.1, -40, -20)),)


def record(cls, **values) -> Instances:
    """A record of one instance at its defaults."""
    shown = dict.fromkeys((*cls.states, *cls.assigned, *cls.currents), 0.0)
    reads = {name: 1.0 for use in cls.ions for name in use.reads}
    defaults = {name: parameter.default for name, parameter in cls.parameters.items()}
    return Instances({"v": -50.0, "celsius": 6.3, "dt": 0.025, **shown, **reads, **defaults, **values})


@settings(deadline=None, max_examples=40)
@given(st.floats(-1e4, 1e4))
def test_linoid_has_value_and_slope(x):
    exact = 1.0 if x == 0 else x / -np.expm1(-x) if x > -700 else 0.0
    assert float(linoid(x)) == pytest.approx(exact, rel=1e-12, abs=1e-300)
    slope = float(jax.grad(linoid)(x))
    assert np.isfinite(slope)
    # a central difference of step h is off by h²/6 times the third derivative (below 0.1) and by rounding over h
    h = 1e-4 * max(1.0, abs(x))
    difference = float(linoid(x + h) - linoid(x - h)) / (2 * h)
    assert slope == pytest.approx(difference, abs=h * h + 1e-11 * max(1.0, abs(x)) / h)


def test_slope_of_linoid_at_its_singular_point_is_one_half():
    assert float(jax.grad(linoid)(0.0)) == 0.5
    assert float(jax.grad(jax.grad(linoid))(0.0)) == pytest.approx(1 / 6, rel=1e-14)


def test_numbers_of_rates_become_parameters_with_names_of_their_place():
    assert list(leaky.parameters) == [
        *("gbar", "m_alpha_rate", "m_alpha_midpoint", "m_alpha_scale", "m_beta_rate", "m_beta_midpoint"),
        *("m_beta_scale", "m_phi_q10", "m_phi_reference", "h_inf_rate", "h_inf_midpoint", "h_inf_scale"),
        *("h_tau_rate", "h_tau_midpoint", "h_tau_scale"),
    ]
    assert leaky.parameters["m_alpha_midpoint"].unit == "mV"
    assert leaky.ions[0].reads == ("ena",) and leaky.currents == ("ina",)


@settings(deadline=None, max_examples=40)
@given(st.floats(-99, 49))
def test_a_step_at_a_constant_voltage_is_exact(v):
    s = leaky.initial(record(leaky, v=-70.0)).replace(v=v)
    start = {name: s[name] for name in leaky.states}
    halves = leaky.advance(leaky.advance(s))
    whole = leaky.advance(s.replace(dt=0.05))
    rested = leaky.advance(s.replace(dt=1e6))
    settled = leaky.initial(s)
    for name in leaky.states:
        assert float(halves[name]) == pytest.approx(float(whole[name]), abs=ROUNDING)
        assert float(rested[name]) == pytest.approx(float(settled[name]), abs=ROUNDING)
        assert min(start[name], settled[name]) - ROUNDING <= whole[name] <= max(start[name], settled[name]) + ROUNDING


@pytest.mark.parametrize("cls", [leaky, two_states, as_gate])
def test_the_derivative_is_the_limit_of_a_step(cls):
    s = cls.initial(record(cls, v=-70.0)).replace(v=-30.0)
    slopes, dt = cls.derivative(s)[1], 1e-6
    after = cls.advance(s.replace(dt=dt))
    for name in cls.states:
        # off by dt/2 times the second derivative, which is below 10 slopes here, and by rounding over dt
        assert float(after[name] - s[name]) / dt == pytest.approx(float(slopes[name]), rel=1e-5, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.floats(-120, 60), st.floats(-120, 60), st.floats(0.001, 10))
def test_a_scheme_of_two_states_is_an_implicit_gate_and_keeps_its_sum(before, v, dt):
    scheme = two_states.advance(two_states.initial(record(two_states, v=before)).replace(v=v, dt=dt))
    gate = as_gate.advance(as_gate.initial(record(as_gate, v=before)).replace(v=v, dt=dt))
    # INITIAL rests after 1e9 ms, so that 1e-9 ms⁻¹ is lost beside rates of at least 1e-3
    assert float(scheme.O) == pytest.approx(float(gate.n), abs=1e-6)
    assert float(scheme.O + scheme.C) == pytest.approx(1.0, abs=ROUNDING)


def test_a_scheme_that_loops_keeps_its_sum_and_rests():
    class loop(OhmicMarkov):
        ion = "k"
        open = {"C": 0.5, "O": 1.0}
        transitions = (Transition("C", "O", 2.0, 1.0), Transition("O", "I", 3.0, 0.5), Transition("I", "C", 0.1, 0.2))

    s = loop.initial(record(loop))
    assert float(s.C + s.O + s.I) == pytest.approx(1.0, abs=ROUNDING)
    for slope in loop.derivative(s)[1].values():
        assert abs(float(slope)) < 1e-8  # see above
    assert float(loop.open_fraction(s)) == pytest.approx(float(0.5 * s.C + s.O), rel=1e-15)


@settings(deadline=None, max_examples=40)
@given(st.floats(1e-5, 1.0), st.floats(0.1, 150.0), st.floats(0, 40), st.sampled_from([1, 2]))
def test_the_flux_vanishes_at_the_nernst_potential(inside, outside, celsius, valence):
    e = nernst(inside, outside, valence, celsius)
    scale = abs(float(ghk_flux(e - 10.0, inside, outside, valence, celsius)))
    assert abs(float(ghk_flux(e, inside, outside, valence, celsius))) < 1e-11 * scale


def test_the_flux_at_zero_has_value_and_slope():
    flux = jax.value_and_grad(lambda v: ghk_flux(v, 1e-4, 2.0, 2, 20.0))
    (value, slope), (below, _), (above, _) = flux(0.0), flux(-1e-3), flux(1e-3)
    assert float(value) == pytest.approx(1e-3 * 2 * 96485.33212 * (1e-4 - 2.0), rel=1e-9)
    assert float(slope) == pytest.approx(float(above - below) / 2e-3, rel=1e-6)


def test_instantaneous_calcium_and_own_potential():
    class kca(OhmicHH):
        e = -90.0
        parameters = {"fast": Parameter(2.0, "ms")}
        gates = (Gate("z", 2, inf=Hill(1e-3, 4.0)), Gate("m", inf=0.5, tau=Constant("fast")))

    s = record(kca, cai=1e-3, v=-40.0)
    assert kca.ions[0].ion == "ca" and kca.ions[0].reads == ("cai",) and kca.nonspecific == ("i",)
    assert set(kca.states) == {"m"} and kca.parameters["fast"].scope == "range"
    s = kca.current(kca.initial(s).replace(gbar=1.0))
    assert float(s.i) == pytest.approx(0.25 * 0.5 * 50.0)


def test_schemes_that_nothing_joins_each_sum_to_one():
    class pair(OhmicMarkov):
        ion = "k"
        open = {"O": 1.0}
        transitions = (OPENING, Transition("D", "P", 0.3, 0.1))

    alone, both = (SingleCompartment(x=Channel(cls, gbar=0.0)) for cls in (two_states, pair))
    alone.place(MechanismProbe("x", "O", name="O"))
    both.place(*(MechanismProbe("x", name, name=name) for name in "CODP"))
    first, second = alone.run(5, I_ext=0.05), both.run(5, I_ext=0.05)
    np.testing.assert_allclose(second["O"], first["O"], rtol=ROUNDING)
    for left, right in ("CO", "DP"):
        np.testing.assert_allclose(second[left] + second[right], 1.0, rtol=ROUNDING)
    np.testing.assert_allclose(second["P"], 0.75, rtol=1e-8)  # INITIAL makes a step of 1e9 ms


def test_a_scheme_may_depend_on_another_one():
    class chained(OhmicMarkov):
        ion = "k"
        open = {"O": 1.0}
        starts = {"C": 1.0, "D": 1.0}
        transitions = (Transition("D", "P", 0.5, 0.0), Transition("C", "O", lambda P: 0.2 * P, 0.0))

    s = chained.advance(chained.initial(record(chained, dt=0.5)))
    assert float(s.O) == 0.0 and float(s.P) == pytest.approx(0.2)  # backward Euler: 1 − 1/(1 + 0.5 · 0.5)
    s = chained.advance(s)
    assert float(s.O) == pytest.approx(1 - 1 / (1 + 0.5 * 0.2 * 0.2))  # with P of the step before
    assert float(chained.derivative(s)[1]["O"]) == pytest.approx(0.2 * float(s.P) * float(s.C))


def test_a_drive_takes_the_place_of_a_potential():
    class driven(OhmicHH):
        ion = "k"
        drive = lambda v, ko: v + 90.0 * ko  # noqa: E731
        gates = ()

    s = driven.current(record(driven, v=-40.0, ko=1.0).replace(gbar=2.0))
    assert float(s.ik) == 100.0 and driven.ions[0].reads == ("ko",) and "e" not in driven.parameters


def test_a_flux_has_the_constants_of_its_model():
    def flux(celsius, zero):
        cls = type("flux", (GHKHH,), {"ion": "ca", "gates": (), "constants": (96485.0, 8.3145, zero)})
        s = record(cls, v=-40.0, cai=1e-4, cao=2.0, celsius=celsius).replace(pbar=1.0)
        return float(cls.current(s).ica)

    assert flux(20.0, 274.15) == pytest.approx(flux(21.0, 273.15), rel=ROUNDING) != flux(20.0, 273.15)


def test_a_row_differs_in_numbers_only():
    shifted = leaky.row("shifted", m_alpha_midpoint=-35, gbar=0.2)
    assert shifted.parameters["m_alpha_midpoint"].default == -35.0 and shifted.parameters["gbar"].default == 0.2
    assert leaky.parameters["m_alpha_midpoint"].default == -40.0
    assert list(shifted.parameters) == list(leaky.parameters)
    with pytest.raises(UnknownNameError, match="did you mean `m_alpha_midpoint`"):
        leaky.row("wrong", m_alpha_midpont=-35)


def _declare(template, **attributes):
    return type("mine", (template,), attributes)


@pytest.mark.parametrize(
    "template, attributes, message",
    [
        (OhmicHH, {"gates": ()}, "needs its own reversal potential"),
        (GHKHH, {"gates": ()}, "give `ion`"),
        (OhmicHH, {"ion": "k", "gates": (Gate("n", inf=lambda v, vhlf: v),)}, "unknown variable `vhlf`"),
        (OhmicHH, {"ion": "k", "gates": (Gate("n", inf=lambda caii: caii),)}, "did you mean `cai`"),
        (OhmicHH, {"ion": "k", "gates": (Gate("n", inf=1.0), Gate("n", inf=0.5))}, "two gates are called `n`"),
        (OhmicMarkov, {"ion": "k", "transitions": (Transition("C", "O", 1.0, 1.0),)}, "no state is open"),
        (
            OhmicMarkov,
            {"ion": "k", "open": {"P": 1.0}, "transitions": (Transition("C", "O", 1.0, 1.0),)},
            "unknown state `P`",
        ),
        (
            OhmicMarkov,
            {"ion": "k", "open": {"Q": 1.0}, "transitions": (Transition("C", "Q", lambda Q: Q, 1.0),)},
            "names the state `Q`; give `starts`",
        ),
        (OhmicHH, {"ion": "k", "gates": (), "e": -90.0, "drive": lambda v: v}, "`e` and `drive`; give one"),
    ],
)
def test_mistakes_are_named_by_the_class_statement(template, attributes, message):
    with pytest.raises(InputError, match=message):
        _declare(template, **attributes)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"alpha": 1.0}, "`alpha` and `beta`"),
        ({"tau": 1.0}, "`alpha` and `beta`"),
        ({"inf": 1.0, "phi": 2.0}, "has no time constant"),
        ({"inf": 1.0, "power": 0}, "a whole power"),
    ],
)
def test_mistakes_in_a_gate_are_named(arguments, message):
    with pytest.raises(InputError, match=message):
        Gate("m", **arguments)


def test_a_scale_of_zero_is_refused():
    with pytest.raises(InputError, match="scale is 0"):
        Sigmoid(1.0, -40, 0)


def test_a_channel_runs_with_other_integrators():
    neuron = SingleCompartment(na=Channel(leaky, gbar=1e-3), k=Channel(two_states), leak=Channel("pas"))
    neuron.place(PointProcess("IClamp", dur=5, amp=0.02), MechanismProbe("k", "O", name="O"))
    fine, coarse = neuron.run(5, 0.001), neuron.run(5, 0.01, solver="rk4")
    # the staggered step is of first order: 0.001 ms leave a difference of that order
    assert np.abs(fine["v"][::10] - coarse["v"]).max() < 0.05
    assert np.abs(fine["O"][::10] - coarse["O"]).max() < 1e-3


def test_pieces_meet_where_they_should():
    tau = Below(-60, 1.0, 2.0)
    assert [
        float(tau.value(record(leaky, v=v, x_limit=-60.0, x_low=1.0, x_high=2.0), "x")) for v in (-61.0, -60.0)
    ] == [1, 2]
