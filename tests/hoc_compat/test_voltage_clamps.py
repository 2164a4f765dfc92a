"""Voltage clamps of scripts, whose durations and levels are arrays, are NEURON's."""

import numpy as np
import pytest

from braincell.errors import InputError


def test_a_clamp_with_an_amplifier(both):
    def model(h):
        soma = h.Section(name="soma")
        soma.L = soma.diam = 20
        soma.insert("hh")
        clamp = h.VClamp(soma(0.5))
        for k, (dur, amp) in enumerate(((1, -65), (4, -20), (3, -70))):
            clamp.dur[k], clamp.amp[k] = dur, amp
        clamp._ref_amp[2][0] = -75
        v = h.Vector().record(soma(0.5)._ref_v)
        h.finitialize(-65)
        h.continuerun(7)
        return [clamp.dur[1], clamp.amp[2], len(clamp.dur), np.array(v)]

    both(model, absolute=1e-7)  # mV: gain 1e5 times the rounding of the amplifier's input


def test_elements_that_are_not_there(h):
    soma = h.Section(name="soma")
    clamp = h.VClamp(soma(0.5))
    with pytest.raises(InputError, match="element 3 of an array variable of 3 elements"):
        clamp.dur[3] = 1
