"""Impedance: input, transfer, ratio and phases are NEURON's."""

import numpy as np
import pytest

from braincell.errors import InputError, UnsupportedError

DIFFERENCE = 1e-11  # di/dv is a difference of currents over 0.001 mV
FREQUENCIES = [0.0, 1.0, 37.0, 400.0, 10_000.0]


def branched(h):
    soma, trunk, left, right = (h.Section(name=name) for name in ("soma", "trunk", "left", "right"))
    soma.L = soma.diam = 20
    trunk.L, trunk.diam, trunk.nseg = 200, 3, 5
    left.L, left.diam, left.nseg = 150, 1, 4
    right.L, right.diam, right.nseg = 90, 0.7, 3
    trunk.connect(soma(1))
    left.connect(trunk(1))
    right.connect(trunk(0.5))
    for section in (soma, trunk):
        section.insert("hh")
    for section in (left, right):
        section.insert("pas")
        section.cm = 2
    return soma, trunk, left, right


def answers(h, impedance, segments):
    asked = ("input", "input_phase", "transfer", "transfer_phase", "ratio")
    return [[getattr(impedance, name)(segment) for segment in segments] for name in asked]


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_a_branched_cell(both, frequency):
    def model(h):
        sections = branched(h)
        soma, trunk, left, right = sections
        clamp = h.SEClamp(right(0.9))
        clamp.dur1, clamp.amp1, clamp.rs = 1e9, -60, 5
        h.finitialize(-65)
        impedance = h.Impedance()
        everywhere = [segment for section in sections for segment in section.allseg()]
        result = []
        for place in (soma(0.5), left(1), trunk(0.1)):
            done = [impedance.loc(place), impedance.compute(frequency)]
            result.append([done, answers(h, impedance, everywhere)])
        return result

    both(model, relative=DIFFERENCE, absolute=1e-13)  # phases that are 0


def patch(h):
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    soma.insert("hh")
    return soma


@pytest.mark.parametrize("step", [None, 1e-4])
def test_states_that_follow_a_constant_current(both, step):
    def model(h):
        soma = patch(h)
        h.Exp2Syn(soma(0.5))
        h.finitialize(-62.5)
        for _ in range(20):
            h.fadvance()
        impedance = h.Impedance()
        result = [impedance.deltafac(), impedance.deltafac() if step is None else impedance.deltafac(step)]
        impedance.loc(soma(0.5))
        return [result, impedance.compute(0, 1), impedance.input(soma(0.5)), impedance.compute(0), impedance.input(0.5)]

    both(model, relative=1e-9)


@pytest.mark.parametrize("frequency", [20, 50, 200])
def test_states_that_follow_a_sinusoidal_current(h, neurons, frequency):
    """Against the response that NEURON simulates: its own extended `compute` leaves the states' frequency out."""
    soma = patch(h)
    h.finitialize(-65)
    h.continuerun(500)
    impedance = h.Impedance()
    impedance.deltafac(1e-6)
    impedance.loc(soma(0.5))
    impedance.compute(frequency, 1)
    expected = neurons(response, frequency)
    found = impedance.input(0.5) * np.exp(1j * impedance.input_phase(0.5))
    assert abs(found - expected) < 1e-4 * abs(expected)  # the 0.01 ms of the simulation


def response(h, frequency):
    """The simulated complex impedance [MΩ] of the patch."""
    soma, dt, amplitude = patch(h), 0.01, 1e-4
    time = np.arange(0.0, 700.0, dt)
    clamp = h.IClamp(soma(0.5))
    clamp.dur = 1e9
    wave = h.Vector(amplitude * np.sin(2e-3 * np.pi * frequency * time))
    times = h.Vector(time)
    wave.play(clamp._ref_amp, times, 1)
    t, v = h.Vector().record(h._ref_t), h.Vector().record(soma(0.5)._ref_v)
    h.dt, h.secondorder = dt, 2
    h.finitialize(-65)
    while h.t < 690:
        h.fadvance()
    h.dt, h.secondorder = 0.025, 0
    t, v = np.array(t), np.array(v)
    seen = (t >= 480) & (t < 680)  # whole periods
    phasor = np.exp(-2e-3j * np.pi * frequency * t[seen])
    return 2j * np.mean((v[seen] - v[seen].mean()) * phasor) / amplitude


def test_places_do_not_mix(h):
    soma, dend = h.Section(name="soma"), h.Section(name="dend")
    dend.connect(soma(1))
    for section in (soma, dend):
        section.insert("hh")
    dend.Ra = 1e13
    h.finitialize(-65)
    soma(0.5).v = -40
    impedance = h.Impedance()
    impedance.loc(dend(0.5))
    impedance.compute(30, 1)
    both_there = impedance.input(0.5, sec=dend)
    dend.disconnect()
    h.finitialize(-65)
    impedance.compute(30, 1)
    assert impedance.input(0.5, sec=dend) == pytest.approx(both_there, rel=1e-6)


GATE = """
NEURON { SUFFIX impedance_gate NONSPECIFIC_CURRENT i }
ASSIGNED { v i }
STATE { c o }
INITIAL { c = 0.4 o = 0.6 }
BREAKPOINT { SOLVE moves METHOD sparse
    i = 0.001*o*(v + 60) }
KINETIC moves { ~ c <-> o (exp(v/20), 0.3)
    CONSERVE c + o = 1 }
"""


def test_states_that_are_solved_implicitly(h, tmp_path):
    (tmp_path / "gate.mod").write_text(GATE)
    h.load_mechanisms(str(tmp_path))
    soma = h.Section(name="soma")
    soma.insert("impedance_gate")
    h.finitialize(-65)
    impedance = h.Impedance()
    impedance.loc(soma(0.5))
    assert impedance.compute(10) == 0 and impedance.input(0.5) > 0
    with pytest.raises(UnsupportedError, match="the states of `impedance_gate` are solved implicitly.* METHOD cnexp"):
        impedance.compute(10, 1)


def test_after_some_steps(both):
    def model(h):
        soma, trunk, left, right = branched(h)
        clamp = h.IClamp(soma(0.5))
        clamp.dur, clamp.amp = 5, 2
        h.finitialize(-65)
        impedance = h.Impedance()
        impedance.loc(0.3, sec=trunk)
        result = []
        for _ in range(60):
            h.fadvance()
        impedance.compute(50)
        result.append([impedance.input(0.5, sec=soma), impedance.transfer(0.9, sec=left), soma(0.5).ina])
        soma(0.5).v = -50
        trunk.Ra = 80
        impedance.compute(50, 0)
        result.append([impedance.input(0.5, sec=soma), impedance.transfer(0.9, sec=left), soma(0.5).ina])
        return result

    # a spike multiplies roundings: see the runs' own tests
    both(model, relative=1e-9)


def test_trees_do_not_hear_each_other(both):
    def model(h):
        first, second = h.Section(name="first"), h.Section(name="second")
        for section in (first, second):
            section.insert("pas")
        h.finitialize(-65)
        impedance = h.Impedance()
        impedance.loc(first(0.5))
        impedance.compute(10)
        return [impedance.transfer(second(0.5)), impedance.ratio(second(0.5)), impedance.input(second(0.5))]

    both(model, relative=DIFFERENCE)


def test_places(both):
    def model(h):
        soma = h.Section(name="soma")
        soma.insert("pas")
        h.finitialize(-65)
        impedance = h.Impedance()
        result = []
        for place in ((soma(0.5),), (0.5,), (0.5, soma), (0,), (1,)):
            impedance.loc(*place[:1], **({"sec": place[1]} if place[1:] else {}))
            impedance.compute(10)
            result.append([impedance.input(0.5), impedance.transfer(0.5, sec=soma), impedance.transfer(1)])
        return result

    both(model, relative=DIFFERENCE)


def test_a_frequency_does_not_recompile(h, compilations):
    sections = branched(h)
    h.finitialize(-65)
    impedance = h.Impedance()
    impedance.loc(sections[0](0.5))
    impedance.compute(1)
    before = compilations()
    sections[1].Ra = 50
    impedance.compute(2)
    assert compilations() == before


@pytest.mark.parametrize(
    "mistake, text",
    [
        (lambda h, i, s: i.compute(10), r"compute: there is no place to inject current; say where with `loc\(soma"),
        (lambda h, i, s: [i.loc(s(0.5)), i.loc(-1), i.compute(10)], "compute: there is no place to inject current"),
        (lambda h, i, s: i.input(s(0.5)), r"input: nothing is computed yet; call `compute\(frequency\)` first"),
        (lambda h, i, s: [i.loc(s(0.5)), i.compute("x")], r"compute: `frequency` is 'x'; a number is needed"),
        (
            lambda h, i, s: [i.loc(s(0.5)), i.compute(1), s.insert("hh"), i.input(s(0.5))],
            "input: sections or mechanisms have changed; call `compute` again",
        ),
        (lambda h, i, s: i.deltafac(0), "deltafac: `factor` is 0; it must be between 1e-10 and 1"),
        (lambda h, i, s: i.loc(2, sec=s), "2"),
    ],
)
def test_mistakes(h, mistake, text):
    soma = h.Section(name="soma")
    soma.insert("pas")
    with pytest.raises(InputError, match=text):
        mistake(h, h.Impedance(), soma)
