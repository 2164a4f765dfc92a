"""The benchmark times the same work in every simulator."""

from dataclasses import replace

import numpy as np
import pytest

from braincell import lower, run_model
from validation.benchmarks import network
from validation.benchmarks.hh_cable import DT, DURATION, STEPS, braincell_cell, neuron_model, neuron_runner


def test_braincell_and_neuron_run_the_same_spikes():
    h = pytest.importorskip("neuron").h
    model = neuron_model(30)
    theirs = h.Vector().record(model[0](0.5)._ref_v)
    neuron_runner()(DURATION)
    lowered, _ = lower(braincell_cell(30))
    ours = run_model(lowered, DURATION, DT)["v"]
    assert len(ours) == len(theirs) == STEPS + 1
    assert ours.max() > 20  # mV: it spikes
    assert np.abs(ours - np.array(theirs)).max() < 1e-6  # mV: the project's bar for spiking cells
    for section in model[:2]:
        h.delete_section(sec=section)


@pytest.mark.parametrize(
    ("made", "duration"),
    [
        pytest.param(network.random_network(20, 10, 5), 60.0, id="random"),
        pytest.param(network.ring_network(), 1000.0, id="ring", marks=pytest.mark.slow),
    ],
)
def test_networks_spike_at_neurons_times(made, duration):
    pytest.importorskip("neuron")
    made = replace(made, duration=duration)
    ours, theirs = network.braincell_spikes(made), network.neuron_spikes(made)
    assert ours == theirs
    assert sum(map(len, ours)) > len(ours)
