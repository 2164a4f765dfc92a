"""Impedance: input, transfer, ratio and phases are NEURON's."""

import pytest

from braincell.errors import InputError

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
        (lambda h, i, s: i.loc(2, sec=s), "2"),
    ],
)
def test_mistakes(h, mistake, text):
    soma = h.Section(name="soma")
    soma.insert("pas")
    with pytest.raises(InputError, match=text):
        mistake(h, h.Impedance(), soma)
