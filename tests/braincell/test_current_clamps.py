"""Currents of any shape: the same shape by every clamp gives the same voltages."""

import jax.numpy as jnp
import numpy as np
import pytest

from braincell import SingleCompartment
from braincell.electrode import FunctionClamp, SineClamp, WaveformClamp
from braincell.mech import MechanismProbe, PointProcess, registry

DT, N = 0.025, 400
T = (np.arange(N) + 0.5) * DT  # a step's time is its middle


def run(*things):
    cell = SingleCompartment(hh="hh").place(*things)
    return cell.run(N * DT, DT)["v"]


def wave(t):
    return np.where((t >= 1) & (t < 8), 0.02 + 0.05 * np.sin(2 * np.pi * 0.2 * (t - 1) + 0.3), 0.0)


def test_sine():
    clamp = PointProcess(SineClamp, delay=1, dur=7, amp=0.05, frequency=200, phase=0.3, offset=0.02)
    sampled = PointProcess(WaveformClamp, interval=DT, vectors={"current": wave(T)})
    np.testing.assert_allclose(run(clamp), run(sampled), rtol=0, atol=1e-9)


def test_function():
    def decay(t):
        return 0.3 * jnp.exp(-t / 2)

    clamp = PointProcess(FunctionClamp, function=decay, delay=1, dur=5, scale=0.5)
    current = np.where((T >= 1) & (T < 6), 0.15 * np.exp(-(T - 1) / 2), 0.0)
    sampled = PointProcess(WaveformClamp, interval=DT, vectors={"current": current})
    np.testing.assert_allclose(run(clamp), run(sampled), rtol=0, atol=1e-9)


@pytest.mark.parametrize("interval", [0.05, 0.3])
def test_samples_are_held_and_end(interval):
    probe = MechanismProbe("w", "i", name="i")
    samples = PointProcess(WaveformClamp, name="w", delay=1, interval=interval, scale=2,
                           vectors={"current": [1e-3, -1e-3, 3e-3]})  # fmt: skip
    cell = SingleCompartment(hh="hh").place(samples, probe)
    i = cell.run(4, DT)["i"][1:]
    place = np.floor((T[:160] - 1) / interval)
    expected = np.select([place == k for k in range(3)], [2e-3, -2e-3, 6e-3], 0.0)
    np.testing.assert_allclose(i, expected, atol=1e-15)


def test_without_samples_nothing_flows():
    np.testing.assert_array_equal(run(PointProcess(WaveformClamp)), run())
    np.testing.assert_array_equal(run(PointProcess(FunctionClamp)), run())


def test_names_of_mechanisms_are_neurons():
    """Session files choose point processes by their number in NEURON's list."""
    assert not {"SineClamp", "FunctionClamp", "WaveformClamp"} & set(registry.names())
