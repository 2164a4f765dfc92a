"""The variable step: NEURON's CVode within the tolerance, events at their exact times."""

import numpy as np
import pytest

from braincell.errors import InputError, SimulationError, UnsupportedError


@pytest.fixture
def variable(h):
    """Our `h` with the variable step."""
    h.CVode().active(1)
    return h


@pytest.fixture
def theirs(neurons):
    """`theirs(model, …)`: what NEURON returns with the variable step."""

    def run(model, *arguments):
        def active(h):
            h.CVode().active(1)
            return model(h, *arguments)

        return neurons(active)

    return run


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
    return np.array(spikes), np.array(v)[:49], np.array(t)[:49]


def steps_of(h, prepare=lambda h, soma, dend: None, stop=10):
    """Times and voltages of all steps of a cell, to which `prepare` adds something."""
    soma, dend, clamp, synapse = cell(h)
    stim = h.NetStim()
    stim.start, stim.interval, stim.number = 1.1, 2.3, 3
    connection = h.NetCon(stim, synapse, 0, 0.3, 0.01)
    kept = prepare(h, soma, dend)
    trace = [h.Vector().record(ref) for ref in (h._ref_t, soma(0.5)._ref_v, dend(0.9)._ref_v, synapse._ref_g)]
    h.finitialize(-65)
    h.continuerun(stop)
    result = [np.array(v) for v in trace]
    del kept, connection
    return result


@pytest.mark.slow
def test_every_step_is_cvodes(variable, theirs, same_steps):
    same_steps(steps_of(variable), theirs(steps_of))


def clamped_ends(h, soma, dend):
    electrode, end = h.SEClamp(dend(1)), h.AlphaSynapse(dend(1))
    electrode.rs, electrode.dur1, electrode.amp1, electrode.dur2, electrode.amp2 = 20, 3.1, -70, 2, -40
    end.onset, end.tau, end.gmax, end.e = 6, 1, 0.01, 0
    return electrode, end


def silent(h, soma, dend):
    """Only an AlphaSynapse that does something begins with a step, and none ends with one."""
    ended, silent = h.AlphaSynapse(dend(0.1)), h.AlphaSynapse(dend(0.5))
    ended.onset, ended.tau, ended.gmax, ended.e = 0.5, 0.1, 0.001, 0
    silent.onset, silent.tau = 4.7, 0.1
    return ended, silent


def counted(h, soma, dend):
    return h.APCount(soma(0.5))


def played(h, soma, dend):
    clamps = [h.IClamp(soma(0.5)) for _ in range(2)]
    for clamp in clamps:
        clamp.delay, clamp.dur = 0, 1e9
    times, values = h.Vector([0, 1.3, 4.7, 9]), h.Vector([0, 0.1, -0.2, 0.1])
    values.play(clamps[0]._ref_amp, times, 1)
    values.play(clamps[1]._ref_amp, times)
    return clamps, times, values


def old_pulse(h, soma, dend):
    soma.push()
    h.fstim(1)
    h.fstim(0, 0.5, 2, 3, 0.2)
    h.pop_section()


def noisy(h, soma, dend):
    clamp, random = h.IClamp(soma(0.5)), h.Random()
    clamp.delay, clamp.dur = 0, 1e9
    random.Random123(3, 1, 4)
    random.normal(0, 1e-4)
    random.play(clamp._ref_amp)
    return clamp, random


@pytest.mark.parametrize("prepare", [clamped_ends, silent, counted, played, old_pulse, noisy])
@pytest.mark.slow
def test_every_step_with(prepare, variable, theirs, same_steps):
    try:
        same_steps(steps_of(variable, prepare), theirs(steps_of, prepare))
    finally:
        variable.fstim(0)


SETTINGS = {"atol": 1e-2, "rtol": 1e-3, "maxstep": 0.2, "maxorder": 2, "atolscale": ("v", 0.1)}


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_step_after(setting, variable, theirs, same_steps):
    def prepare(h, soma, dend):
        value = SETTINGS[setting]
        getattr(h.CVode(), setting)(*(value if isinstance(value, tuple) else (value,)))

    same_steps(steps_of(variable, prepare), theirs(steps_of, prepare))


def test_random_numbers_are_played_by_fadvance_alone(variable, theirs, same):
    def model(h):
        soma, *kept = cell(h)
        clamp, random = noisy(h, soma, kept[0])
        found = [h.finitialize(-65), clamp.amp]
        for advance in (h.fadvance, h.CVode().solve, lambda: h.CVode().solve(2), h.fadvance):
            advance()
            found += [clamp.amp, random.seq()]
        return found

    same(model(variable), theirs(model), 1e-13, 0.0, "amplitudes")


@pytest.mark.slow
def test_spikes_are_cvodes(variable, theirs):
    exact, neurons, ours = theirs(driven, 1e-8), theirs(driven, 1e-3), driven(variable, 1e-3)
    assert len(ours[0]) == len(neurons[0]) == len(exact[0]) >= 3
    assert np.abs(ours[0] - neurons[0]).max() < 1e-3  # of the 0.025 ms by which both differ from the exact ones
    assert np.array_equal(ours[2], np.arange(49.0))


def test_runs_end_as_neurons(variable, theirs):
    """Half of dt before tstop, dt being the last step's, or exactly there with `using_cvode_`; which Vectors see."""

    def model(h):
        soma, dend, clamp, synapse = cell(h)
        t = h.Vector().record(h._ref_t)
        seen = []
        for using in (0, 1):
            h.using_cvode_, h.dt = using, 0.025
            h.stdinit()
            for stop in (3.3, 5.1):
                h.continuerun(stop)
                seen += [h.t, h.dt, len(t), t[len(t) - 1]]
        h.using_cvode_ = 0
        h.finitialize(-65)
        h.CVode().solve(2.345)
        seen += [h.t, h.dt, len(t), t[len(t) - 1]]
        h.fadvance()
        return [*seen, h.t, h.dt, len(t)]

    assert np.abs(np.array(model(variable)) - theirs(model)).max() < 1e-5  # rounding, as in `same_steps`


def test_a_change_at_an_event_is_seen_after_re_init(variable, theirs, same_steps):
    def prepare(h, soma, dend):
        def change():
            soma(0.5).v = -50
            h.CVode().re_init()

        handler = h.FInitializeHandler(lambda: h.CVode().event(1.5, change))
        return handler

    same_steps(steps_of(variable, prepare), theirs(steps_of, prepare))


def test_a_network_without_cells(variable, theirs):
    def model(h):
        stim, cell, times = h.NetStim(), h.IntFire1(), h.Vector()
        stim.start, stim.interval, stim.number, cell.tau = 1.3, 2, 3, 5
        connections = h.NetCon(stim, cell, 0, 0.7, 0.6), h.NetCon(cell, None)
        connections[1].record(times)
        h.finitialize(-65)
        h.CVode().solve(10)
        return [h.t, *times]

    ours, expected = model(variable), theirs(model)
    assert ours == expected and len(expected) == 2


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
    assert handler and tuple(seen) == times and 3.9875 <= h.t


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
    clamped = h.VClamp(dend(0.5))
    clamped.dur[1] = 0.1
    h.finitialize(-65)
    with pytest.raises(UnsupportedError, match="`VClamp` hold the length of the step; it needs the fixed one"):
        h.continuerun(1)
    assert clamped
    for setting in ("atol", "maxstep"):
        with pytest.raises(InputError, match="must be positive"):
            getattr(h.CVode(), setting)(0)


def test_what_is_no_differential_equation_is_refused(variable, tmp_path):
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
    h.finitialize(-65)
    with pytest.raises(UnsupportedError, match="`jumps` solves is not one block of differential equations"):
        h.continuerun(12)


def test_a_step_that_cannot_succeed_is_an_error(variable):
    h = variable
    soma, dend, clamp, synapse = cell(h)
    h.CVode().minstep(1)
    h.finitialize(-65)
    try:
        with pytest.raises(SimulationError, match="no step of the variable step method succeeds"):
            h.continuerun(5)
    finally:
        h.CVode().minstep(0)


@pytest.mark.parametrize("given", [0, 1])
@pytest.mark.slow
def test_recorded_by_the_integrator(given, variable, theirs, same):
    """Where steps end, or at the times that a Vector gives."""

    def model(h):
        soma, *kept = cell(h)
        values, times = h.Vector(), h.Vector([0, 0.5, 1.25, 4])
        h.CVode().record(soma(0.5)._ref_v, values, times, given)
        h.finitialize(-65)
        h.continuerun(5)
        return [list(times), list(values)]

    same(model(variable), theirs(model), 1e-9, 1e-5, "record")


def test_a_clamp_that_is_never_on_may_be_there(variable, theirs):
    """At t = 0 alone it acts, for NEURON's first steps of 1e-10 ms, ours of 1e-8."""

    def model(h):
        soma, *kept = cell(h)
        clamp = h.VClamp(soma(0.5))
        clamp.rstim, clamp.gain, clamp.amp[0] = 5, 1e4, -40
        h.CVode().atol(1e-6)
        values = h.Vector().record(soma(0.5)._ref_v, 0.5)
        h.finitialize(-65)
        h.continuerun(10)
        return np.array(values)[:20]

    assert np.abs(model(variable) - theirs(model)).max() < 1e-3  # other steps of this tolerance differ by 1e-4 mV


def test_single_steps_record_at_a_jump_and_keep_their_time(variable, theirs, same):
    """A clamp begins where a sample is due; the method does not follow `h.t` until `re_init`."""

    def model(h):
        soma, _, clamp, _ = cell(h)
        clamp.delay = 1.0
        recorded = [h.Vector().record(x, 0.5) for x in (soma(0.5)._ref_v, h._ref_t)]
        times = []
        h.finitialize(-70)
        for moved in (None, -20.0, 5.0):
            if moved is not None:
                h.t = moved
            for _ in range(12):
                h.fadvance()
                times.append(float(h.t))
        found = [np.array(x) for x in recorded]
        h.t = -3.0
        h.CVode().re_init()
        h.fadvance()
        return [*found, np.array(times), bool(-3.0 < h.t < -2.0)]

    ours, neuron = model(variable), theirs(model)
    assert neuron[2][-1] > 1.0 and neuron[3]
    same(ours, neuron, relative=1e-6, absolute=1e-6, where="single steps")
