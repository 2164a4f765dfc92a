"""Pools obey the law of charge and volume, and rest where they should; the published ones are among the channels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braincell import SingleCompartment
from braincell.channel import OhmicHH
from braincell.ion import CalciumBuffered, CalciumDetailed, CalciumFirstOrder, PotassiumFirstOrder
from braincell.mech import Channel, Instances, Ion, MechanismProbe, PointProcess
from braincell.mech.registry import find

FARADAY = 96485.33212


class chloride_leak(OhmicHH):
    """A conductance for chloride that is always open."""

    ion = "cl"
    gbar = 1e-3
    gates = ()


@pytest.mark.parametrize("name, ion", [("SodiumFirstOrder", "na"), ("PotassiumFirstOrder", "k")])
def test_what_flows_out_is_missing_inside(name, ion):
    neuron = SingleCompartment(length=20, radius=2, a=Channel("hh", usetable=False), pool=Channel(name))
    neuron.place(
        PointProcess("IClamp", dur=3, amp=0.1),
        MechanismProbe("pool", f"{ion}i", name="c"),
        MechanismProbe("a", f"i{ion}", name="i"),
    )
    result, dt = neuron.run(6, 0.025), 0.025
    # charge through the cylinder's side, i 2πrL, over its volume πr²L; what a step's end shows was the step's current
    moles = 1e4 * result["i"][1:].sum() * dt * 2 / 2.0 / FARADAY
    found = result["c"][0] - result["c"][-1]
    assert found == pytest.approx(moles, rel=1e-6)
    assert abs(found) > 1e-4


def test_chloride_has_the_valence_minus_one():
    neuron = SingleCompartment(pool=Channel("ChlorideFirstOrder"), cl=Ion("cl", ci0=5.0, co0=130.0))
    probes = MechanismProbe("pool", "cli", name="c"), MechanismProbe("chloride_leak", "ecl", name="e")
    neuron.add(Channel(chloride_leak)).place(*probes)
    result = neuron.run(1)
    # e = RT/(zF) ln(co/ci) at 6.3 °C
    assert result["e"][-1] == pytest.approx(-24.08 * np.log(130 / 5), rel=1e-3)
    assert result["c"][-1] != result["c"][0]


def record(cls, **values) -> Instances:
    held = next(iter(cls.states))
    numbers = {name: parameter.default for name, parameter in cls.parameters.items()}
    shown = {"v": -65.0, "dt": 0.025, "diam": 10.0, "drive": 0.0, held: 1e-4, "ica": 0.0, "ik": 0.0}
    return Instances(shown | numbers | values)


@settings(deadline=None, max_examples=40)
@given(st.floats(-0.01, 0.01), st.floats(1e-5, 1e-2), st.sampled_from([1e-3, 0.025, 1.0]))
def test_a_step_under_a_constant_current_is_exact(current, before, dt):
    s = record(CalciumFirstOrder, ica=current, cai=before, dt=dt)
    halves = CalciumFirstOrder.advance(CalciumFirstOrder.advance(s))
    whole = CalciumFirstOrder.advance(s.replace(dt=2 * dt))
    assert float(halves.cai) == pytest.approx(float(whole.cai), rel=1e-12, abs=1e-15)


def test_a_pool_without_removal_is_no_exception():
    s = record(PotassiumFirstOrder, ki=54.0, ik=0.01, decay=np.inf)
    expected = 54.0 - 0.025 * 1e4 * 0.01 / (FARADAY * 2.5)
    assert float(PotassiumFirstOrder.advance(s).ki) == pytest.approx(expected, rel=1e-14)


@settings(deadline=None, max_examples=40)
@given(st.floats(-0.01, 0.01), st.floats(0, 1e-2), st.floats(1e-3, 5.0))
def test_the_pump_solves_its_implicit_equation(current, before, dt):
    s = record(CalciumDetailed, ica=current, cai=before, dt=dt, decay=100.0)
    after = CalciumDetailed.advance(s)
    slope = CalciumDetailed.derivative(after)[1]["cai"]
    assert float(after.cai - dt * slope) == pytest.approx(before, rel=1e-11, abs=1e-14)
    assert after.cai >= 0 and np.isfinite(float(after.cai))


@settings(deadline=None, max_examples=40)
@given(st.floats(-0.01, 0.01), st.floats(1e-6, 1e-2), st.floats(0, 0.003), st.floats(1e-3, 1.0))
def test_the_buffer_solves_its_implicit_equations_and_loses_nothing(current, before, bound, dt):
    s = record(CalciumBuffered, ica=current, cai=before, bound=bound, dt=dt, decay=np.inf)
    after = CalciumBuffered.advance(s)
    slopes = CalciumBuffered.derivative(after)[1]
    # r is a difference of numbers up to 1e4 times larger than itself
    assert float(after.cai - dt * slopes["cai"]) == pytest.approx(before, rel=1e-9, abs=1e-12)
    assert float(after.bound - dt * slopes["bound"]) == pytest.approx(bound, rel=1e-9, abs=1e-12)
    gained = float(after.cai + after.bound) - before - bound
    assert gained == pytest.approx(dt * float(CalciumBuffered.drive_of(s)), rel=1e-9, abs=1e-14)


def test_a_buffer_at_rest_stays_there():
    s = CalciumBuffered.initial(record(CalciumBuffered, cai=5e-5, bound=0.0))
    after = CalciumBuffered.advance(s)
    assert float(after.cai) == pytest.approx(5e-5, rel=1e-12)
    assert float(after.bound) == pytest.approx(0.003 * 5e-5 / (1e-3 + 5e-5), rel=1e-12)


def test_pools_have_derivatives_for_other_integrators():
    neuron = SingleCompartment(ca=Channel("CaT_HM1992"), pool=Channel(find("CalciumFirstOrder_Hay2011")))
    neuron.add("pas").place(PointProcess("IClamp", dur=5, amp=0.02), MechanismProbe("pool", "cai", name="c"))
    fine, coarse = neuron.run(5, 0.001), neuron.run(5, 0.01, solver="rk4")
    # first order in 0.001 ms
    assert np.abs(fine["c"][::10] / coarse["c"] - 1).max() < 1e-2
    assert fine["c"].max() > 1.05 * fine["c"][0]
