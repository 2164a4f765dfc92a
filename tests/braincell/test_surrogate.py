"""Spikes that carry a derivative."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import SingleCompartment, lower, simulate
from braincell.errors import UnknownNameError
from braincell.mech import PointProcess
from braincell.quad.surrogate import SLOPES, spike


def model():
    neuron = SingleCompartment(1, 20, 10, hh="hh").place(
        PointProcess("IClamp", name="clamp", delay=0, dur=1e9, amp=0.3)
    )
    return lower(neuron.cells())[0]


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_are_even_and_of_a_step_in_all(name):
    x = np.linspace(-400, 400, 800001)
    y = np.asarray(SLOPES[name](x))
    np.testing.assert_allclose(y, y[::-1], atol=1e-12)
    # the integral of the slope is the step's height, but for the fast sigmoid's, 2, which its authors leave so
    assert np.trapezoid(y, x) == pytest.approx(2 if name == "fast_sigmoid" else 1, abs=0.01)
    value, slope = jax.jvp(lambda x: spike(x, SLOPES[name]), (jnp.array(0.7),), (jnp.array(2.0),))
    assert value == 1 and slope == pytest.approx(2 * float(SLOPES[name](0.7)))


def test_numbers_of_spikes_get_a_gradient():
    lowered = model()
    plain = simulate(lowered, dt=0.025, n_steps=1200)
    (name,) = plain.spikes
    assert plain.spikes[name].dtype == bool and plain.spikes[name].sum() >= 2

    def count(amplitude):
        changed = lowered.with_parameter("IClamp", "amp", amplitude)
        return simulate(changed, dt=0.025, n_steps=1200, surrogate="sigmoid").spikes[name].sum()

    number, slope = jax.value_and_grad(count)(0.3)
    assert number == plain.spikes[name].sum()
    assert np.isfinite(slope) and slope != 0.0
    with pytest.raises(UnknownNameError, match="did you mean `sigmoid`"):
        simulate(lowered, dt=0.025, n_steps=2, surrogate="sigmoyd")
