"""Vectors that record at given times, and that play into variables: as NEURON does in its fixed step."""

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError

MV = 1e-10  # mV: rounding of some 10^3 operations
VALUES = [1.0, 2.0, 4.0, 3.0]
TIMES = {
    "late": [0.05, 0.1, 0.15, 0.2],
    "at once": [0.0, 0.0625, 0.1, 0.1375],
    "twice": [0.0, 0.1, 0.1, 0.2],
}


def clamped(h):
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    soma.nseg = 3
    soma.insert("pas")
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0, 1e9, 0.123
    return soma, clamp


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("lines", [True, False])
def test_play_into_a_clamp(both, times, lines):
    def model(h):
        soma, clamp = clamped(h)
        stimulus, when = h.Vector(VALUES), h.Vector(TIMES[times])
        if lines:
            stimulus.play(clamp._ref_amp, when, 1)
        else:
            stimulus.play(clamp, clamp._ref_amp, when)
        traces = [h.Vector().record(r) for r in (clamp._ref_i, clamp._ref_amp, soma(0.5)._ref_v)]
        h.finitialize(-65)
        seen = [clamp.amp]
        for _ in range(10):
            h.fadvance()
            seen.append(clamp.amp)
        h.continuerun(1)
        seen.append(clamp.amp)
        stimulus.play_remove()
        h.fadvance()
        return [np.array(seen), clamp.amp, *[np.array(v) for v in traces]]

    both(model, relative=1e-12, absolute=MV)


def test_play_at_intervals_and_into_densities(both):
    def model(h):
        soma, clamp = clamped(h)
        soma.insert("hh")
        steps, lines, e = h.Vector(VALUES), h.Vector([0.12, 0.05, 0.2]), h.Vector([-70, -50])
        steps.play(clamp._ref_amp, 0.06)
        times = h.Vector([0, 0.3, 1.7]), h.Vector([0.5, 1.0])
        lines.play(soma(0.9).hh._ref_gnabar, times[0], 1)
        e.play(soma(0.5)._ref_e_pas, times[1], 1)
        steps_too = h.Vector(VALUES)
        steps_too.play(soma(0.1).hh._ref_gkbar, h.Vector([0, 0.1, 0.2, 0.3]))  # whose times are gone at once
        traces = [h.Vector().record(r) for r in (soma(0.1)._ref_v, soma(0.9)._ref_gnabar_hh, soma(0.5).pas._ref_i)]
        for _ in range(2):
            h.finitialize(-65)
            h.continuerun(3)
            steps.x[1] = 7
        return [np.array(v) for v in traces]

    both(model, relative=1e-9)


def test_record_at_intervals_and_times(both):
    def model(h):
        soma, clamp = clamped(h)
        soma.insert("hh")
        moments = h.Vector([0, 0.011, 0.0125, 0.013, 0.1, 1.3, 1.31, 2.9999])
        traces = [h.Vector().record(r, 0.1) for r in (soma(0.5)._ref_v, h._ref_t, soma(0.5).hh._ref_m)]
        traces += [h.Vector().record(soma(0.5)._ref_v, dt) for dt in (0.025, 0.0333, 1.0)]
        traces += [h.Vector().record(r, moments) for r in (soma(0.5)._ref_v, h._ref_t)]
        found = []
        for stop in (3, 1.2):
            h.finitialize(-65)
            h.continuerun(stop / 2)
            h.continuerun(stop)
            found += [np.array(v) for v in traces]
        return found

    both(model, relative=1e-11)


def test_moments_among_events(both):
    """A moment is an event: of what other events change, it sees what the earlier ones have made of it."""
    delays = [0.1, 0.105, 0.11, 0.12, 0.0125, 0.1133, 0.1374]

    def model(h):
        soma, _ = clamped(h)
        kept, traces = [], []
        for k, delay in enumerate(delays):
            synapse, stimulus = h.ExpSyn(soma(0.5)), h.NetStim()
            stimulus.number, stimulus.start, stimulus.interval = 6, 1 + 0.01 * k, 0.3 + 0.003 * k
            connection = h.NetCon(stimulus, synapse, 0, delay, 0.001 * (k + 1))
            times = h.Vector(np.sort(np.append(1 + 0.0061 * np.arange(300), [1.1, 1.4, 1.7, 1.7000001])))
            kept += [synapse, stimulus, connection, times]
            g = synapse._ref_g
            traces += [h.Vector().record(g), h.Vector().record(g, 0.025), h.Vector().record(g, 0.03)]
            traces += [h.Vector().record(g, times), h.Vector().record(synapse._ref_i, 0.025)]
            traces += [h.Vector().record(connection._ref_weight[0], 0.05)]
        traces.append(h.Vector().record(soma(0.5)._ref_v, 0.025))
        h.finitialize(-65)
        h.continuerun(1.3)
        for _ in range(6):
            h.fadvance()
        h.continuerun(3)
        return [np.array(v) for v in traces]

    both(model, relative=1e-12, absolute=MV)


def test_recording_begins_at_the_next_initialisation(both):
    def model(h):
        soma, clamp = clamped(h)
        h.finitialize(-65)
        first = h.Vector().record(soma(0.5)._ref_v)
        h.fadvance()
        counts = [len(first)]
        h.finitialize(-65)
        second = h.Vector().record(soma(0.5)._ref_v)
        h.fadvance()
        counts += [len(first), len(second)]
        h.finitialize(-65)
        first.play_remove()
        h.fadvance()
        return [*counts, len(first), len(second)]

    both(model)


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (lambda h, c: h.Vector([1]).play(h._ref_t, 1), InputError, "the time itself"),
        (lambda h, c: h.Vector([1]).play(c._ref_amp), InputError, "give the reference to a variable, and the times"),
        (lambda h, c: h.Vector([1]).play(c._ref_amp, -1), InputError, "Dt is -1 ms; it must be positive"),
        (lambda h, c: h.Vector([1]).play(c._ref_amp, h.Vector(1), h.Vector(1)), UnsupportedError, "discontinuities"),
        (lambda h, c: h.Vector().record(c._ref_i, 0), InputError, "Dt is 0 ms; it must be positive"),
    ],
)
def test_mistakes(h, mistake, error, message):
    soma, clamp = clamped(h)
    with pytest.raises(error, match=message):
        mistake(h, clamp)


def test_times_that_decrease_and_constants_are_refused_at_the_run(h):
    soma, clamp = clamped(h)
    times = h.Vector([1, 0])
    played = h.Vector([1, 2]).play(clamp._ref_amp, times)
    with pytest.raises(InputError, match="the times must not be negative, nor decrease"):
        h.finitialize(-65)
    played.play_remove()
    played.play(soma(0.5)._ref_diam, 1)
    with pytest.raises(InputError, match="`diam` does not change in a run and cannot be played into"):
        h.finitialize(-65)


MOVED = {
    "set back, then begun": (-5.0, "frecord_init"),
    "begun, then set back": ("frecord_init", -5.0),
    "set back": (-5.0,),
    "begun late": (1.0, "frecord_init"),
    "begun at once": ("frecord_init",),
}


@pytest.mark.parametrize("order", MOVED)
def test_recording_begins_where_frecord_init_is_called(both, order):
    """A number of `order` sets `h.t` back, or if it is positive is where the run is first taken."""

    def model(h):
        soma, _ = clamped(h)
        v, at = soma(0.5)._ref_v, h.Vector([-4.6, -0.2, 0, 0.3, 0.513, 2])
        recorded = [h.Vector().record(x, *how) for how in ((0.5,), (at,), ()) for x in (v, h._ref_t)]
        h.finitialize(-70)
        for what in MOVED[order]:
            if what == "frecord_init":
                h.frecord_init()
            elif what < 0:
                h.t = what
                h.fcurrent()
            else:
                h.continuerun(what)
        while h.t < 2.5:
            h.fadvance()
        return [np.array(x) for x in recorded]

    both(model, relative=1e-12, absolute=MV)
