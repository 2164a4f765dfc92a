"""Every row of the catalogue against its published `.mod` file in NEURON."""

import numpy as np
import pytest
from references import about, ours, reference

from braincell.channel import catalogue
from validation.catalogue.cases import cases, uncovered

NAMES = [row.name for row in catalogue()]


@pytest.mark.parametrize("name", NAMES)
def test_states_and_current_are_those_of_neuron(name):
    # relative to the largest magnitude of the variable in the recording; both compute in double precision
    for variable, found in ours()[name].items():
        expected = reference(name)[variable]
        error = np.abs(found - expected).max() / np.abs(expected).max()
        assert error <= 1e-9, f"{variable} is off by {error:.2g}"
