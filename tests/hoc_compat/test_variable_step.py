"""The variable step: NEURON's CVode within the tolerance, events at their exact times."""

from pathlib import Path

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError

SPIKE = 0.05  # ms: how far spikes may be from CVode's at its default tolerance, 1e-3 mV per step
MODS = Path(__file__).parents[1] / "nmodl_import" / "mod_random"


@pytest.fixture
def variable(h, neuron_h):
    """Both simulators with the variable step; it is off again afterwards."""
    for one in (h, neuron_h):
        one.CVode().active(1)
    yield h
    for one in (h, neuron_h):
        cvode = one.CVode()
        cvode.active(0)
        cvode.atol(1e-3)
        cvode.rtol(0)
        one.dt = 0.025  # NEURON's is that of the last step


def cell(h):
    soma, dend = h.Section(name="soma"), h.Section(name="dend")
    soma.L = soma.diam = 20
    soma.insert("hh")
    dend.L, dend.diam, dend.nseg = 200, 2, 5
    dend.insert("pas")
    dend.connect(soma(1))
    clamp, synapse = h.IClamp(soma(0.5)), h.ExpSyn(dend(0.5))
    clamp.delay, clamp.dur, clamp.amp = 2, 20, 0.3
    synapse.tau = 2
    return soma, dend, clamp, synapse


def driven(h, atol):
    """Spikes of a cell with a clamp and a synapse, and its voltage every millisecond."""
    soma, dend, clamp, synapse = cell(h)
    h.CVode().atol(atol)
    stim = h.NetStim()
    stim.start, stim.interval, stim.number = 25.3, 7.1, 3
    connections = h.NetCon(stim, synapse, 0, 1.3, 0.03), h.NetCon(soma(0.5)._ref_v, None, 0, 1, 0, sec=soma)
    spikes, v, t = h.Vector(), h.Vector().record(soma(0.5)._ref_v, 1.0), h.Vector().record(h._ref_t, 1.0)
    connections[1].record(spikes)
    h.finitialize(-65)
    h.continuerun(50)
    return np.array(spikes), np.array(v)[:50], np.array(t)[:50]


def test_spikes_are_cvodes(variable, neuron_h):
    exact, theirs, ours = driven(neuron_h, 1e-8), driven(neuron_h, 1e-3), driven(variable, 1e-3)
    assert len(ours[0]) == len(theirs[0]) == len(exact[0]) >= 3
    assert np.abs(ours[0] - theirs[0]).max() < SPIKE
    assert np.abs(ours[0] - exact[0]).max() < SPIKE / 2
    assert np.array_equal(ours[2], np.arange(50.0))


def test_a_smaller_tolerance_comes_closer(variable, neuron_h):
    exact = driven(neuron_h, 1e-8)
    errors = [np.abs(driven(variable, atol)[0] - exact[0]).max() for atol in (1e-2, 1e-4)]
    assert errors[1] < errors[0] / 3 and errors[1] < 0.01


def test_a_passive_cell_is_within_the_tolerance(variable, neuron_h):
    def model(h, atol):
        dend = h.Section(name="dend")
        dend.L, dend.diam, dend.nseg = 300, 1, 11
        dend.insert("pas")
        clamp = h.IClamp(dend(0.1))
        clamp.delay, clamp.dur, clamp.amp = 1.77, 3.3, 0.05
        h.CVode().atol(atol)
        traces = [h.Vector().record(dend(x)._ref_v, 0.1) for x in (0.1, 0.9)]
        h.finitialize(-70)
        h.continuerun(12)
        return np.array([np.array(v)[:120] for v in traces])

    exact = model(neuron_h, 1e-10)
    for atol in (1e-2, 1e-4):
        assert np.abs(model(variable, atol) - exact).max() < 10 * atol  # errors of some steps add up


def test_python_is_called_at_exact_times(variable):
    h, seen = variable, []
    soma, dend, clamp, synapse = cell(h)
    times = (0.3, 1.7, 3.14159)

    def start():
        for time in times:
            h.CVode().event(time, lambda: seen.append(h.t))

    handler = h.FInitializeHandler(start)
    h.finitialize(-65)
    h.continuerun(4)
    assert handler and tuple(seen) == times and h.t == 4


def test_single_steps_grow(variable):
    h = variable
    soma, dend, clamp, synapse = cell(h)
    h.finitialize(-65)
    times = [h.t]
    for _ in range(8):
        h.fadvance()
        times.append(h.t)
    steps = np.diff(times)
    assert (steps > 0).all() and steps[-1] > 10 * steps[0]


def test_tolerances_and_lengths_do_not_recompile(variable, compilations):
    h = variable
    soma, dend, clamp, synapse = cell(h)
    h.finitialize(-65)
    h.continuerun(3)
    before = compilations()
    h.CVode().atol(1e-4)
    h.CVode().maxstep(0.5)
    clamp.delay = 1
    h.finitialize(-65)
    h.continuerun(4)
    h.CVode().maxstep(1e9)
    assert compilations() == before


def test_what_needs_the_fixed_step_is_refused(variable):
    h = variable
    soma, dend, clamp, synapse = cell(h)
    h.load_mechanisms(str(MODS))
    noisy = h.r_synapse(soma(0.5))
    h.finitialize(-65)
    with pytest.raises(UnsupportedError, match="`r_synapse` draws random numbers; it needs the fixed time step"):
        h.continuerun(1)
    del noisy
    clamped = h.VClamp(dend(0.5))
    h.finitialize(-65)
    with pytest.raises(UnsupportedError, match="`VClamp` hold the length of the step; it needs the fixed one"):
        h.continuerun(1)
    assert clamped
    for setting in ("atol", "maxstep"):
        with pytest.raises(InputError, match="must be positive"):
            getattr(h.CVode(), setting)(0)


def test_a_mechanism_whose_state_jumps_is_stepped_over(variable, tmp_path):
    h = variable
    (tmp_path / "jumps.mod").write_text("""
NEURON { SUFFIX jumps RANGE level }
ASSIGNED { v (mV) }
STATE { level }
INITIAL { level = 0 }
BREAKPOINT { SOLVE choose }
PROCEDURE choose() { if (v > -60) { level = 1 } else { level = 0 } }
""")
    h.load_mechanisms(str(tmp_path))
    soma, dend, clamp, synapse = cell(h)
    soma.insert("jumps")
    clamp.amp, clamp.dur = 0.2, 5
    levels = h.Vector().record(soma(0.5).jumps._ref_level, 0.5)
    h.finitialize(-65)
    h.continuerun(12)
    assert h.t == 12 and set(levels) == {0.0, 1.0}
