"""A small reference to judge against."""

import json

import numpy as np
import pytest

from validation.case import Case
from validation.compare import Outcome


@pytest.fixture
def case(tmp_path):
    """A spiking case in a folder of its own, without a script."""
    return Case("made_up", "Made up", "spiking", tmp_path)


@pytest.fixture
def theirs():
    """Traces as NEURON could have recorded them."""
    t = np.arange(0, 41) * 0.025
    return {
        "t": t,
        "record/v soma(0.5)": -65 + 90 * np.exp(-((t - 0.5) ** 2) / 0.01),
        "record/m_hh soma(0.5)": 1 / (1 + np.exp(-t)),
        "spikes/soma(0.5)": np.array([0.4000000001]),
        "constants/area": np.array([1256.6, 3.0]),
    }


@pytest.fixture
def ours(theirs):
    """A copy of NEURON's traces, to be spoilt."""
    return {key: values.copy() for key, values in theirs.items()}


@pytest.fixture
def outcome(case):
    """Nothing found yet."""
    facts = {"version": "9.0.2", "settings": {"dt": 0.025}, "compartments": 1, "run_seconds": 0.1}
    return Outcome(case, neuron_facts=facts)


@pytest.fixture
def runnable(case, theirs):
    """A function that gives the case a script, a stored trace and facts that fit it."""

    def make(script: str) -> Case:
        case.script.write_text(script)
        np.savez_compressed(case.traces, **theirs)
        facts = {"version": "9.0.2", "settings": {"dt": 0.025}, "compartments": 1, "inputs": case.inputs()}
        case.facts.write_text(json.dumps(facts))
        return case

    return make
