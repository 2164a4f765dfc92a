"""What is not finite, and nothing uses, does not stop a run, as in NEURON; what counts does."""

import math
from pathlib import Path

import pytest

from braincell.errors import SimulationError

MODS = Path(__file__).parent / "mods" / "unused"


@pytest.fixture(scope="module")
def library(compiled):
    return compiled(MODS)


@pytest.fixture(autouse=True)
def mechanisms(h):
    h.load_mechanisms(str(MODS))


@pytest.mark.parametrize("variable_step", [False, True])
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.slow
def test_a_run_goes_on(both, by_hand, variable_step):
    def model(h):
        s = h.Section(name="s")
        for mechanism in ("late", "shown", "pas"):
            s.insert(mechanism)
        h.cvode.active(variable_step)
        h.finitialize(-65)
        start = math.inf if variable_step else s(0.5).late.tau  # CVode has evaluated the equations once
        while by_hand and h.t < 1:
            h.fadvance()
        if not by_hand:
            h.continuerun(1)
        h.cvode.active(False)
        return [s(0.5).v, s(0.5).late.n, s(0.5).late.tau, math.isnan(s(0.5).shown.seen), math.isinf(start)]

    found = both(model, relative=1e-6 if variable_step else 1e-12)
    assert found[3:] == [True, True]


def test_a_state_that_is_not_finite_stops_it(h):
    s = h.Section(name="s")
    s.insert("late")
    h.finitialize(-65)
    s(0.5).late.n = math.inf
    with pytest.raises(SimulationError, match=r"`late.n` at s\(0.5\) is nan"):
        h.continuerun(1)
