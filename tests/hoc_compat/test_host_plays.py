"""Vectors that play into globals, variables of hoc, weights, capacitances and statements: when NEURON does."""

import numpy as np
import pytest

from braincell.errors import UnsupportedError

MV = 1e-10  # mV: rounding of some 10^3 operations
TIMES = [0.0, 0.0625, 0.1, 0.1, 0.1875, 3.0]
VALUES = [7.0, 12.0, 9.0, 21.0, 15.0, 30.0]


def cell(h, *mechanisms):
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20
    for name in mechanisms:
        soma.insert(name)
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0, 1e9, 0.123
    return soma, clamp


def stepped(h, seen, n=10):
    h.finitialize(-65)
    found = [float(seen())]
    for _ in range(n):
        h.fadvance()
        found.append(float(seen()))
    h.continuerun(4)
    return [*found, float(seen())]


@pytest.mark.parametrize("table", [0, 1])
@pytest.mark.parametrize("lines", [False, True])
def test_play_into_celsius(both, lines, table):
    def model(h):
        soma, clamp = cell(h, "hh")
        h.usetable_hh = table
        values, times = h.Vector(VALUES), h.Vector(TIMES)
        values.play(h._ref_celsius, times, int(lines))
        v = h.Vector().record(soma(0.5)._ref_v)
        found = [stepped(h, lambda: h.celsius), stepped(h, lambda: h.celsius)]
        values.play_remove()
        h.fadvance()
        h.usetable_hh = 1
        return [found, h.celsius, np.array(v), clamp.amp]

    both(model, relative=1e-12, absolute=MV)


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.slow
def test_play_into_capacitance_and_a_weight(both, lines):
    def model(h):
        soma, clamp = cell(h, "pas")
        synapse, stimulus = h.ExpSyn(soma(0.5)), h.NetStim()
        stimulus.interval, stimulus.number, stimulus.start = 0.05, 50, 0.02
        netcon = h.NetCon(stimulus, synapse)
        netcon.delay = 0.02
        cm, weights, times = h.Vector([1, 1.5, 0.8, 2, 1.2, 1]), h.Vector(VALUES).mul(1e-4), h.Vector(TIMES)
        cm.play(soma(0.5)._ref_cm, times, int(lines))
        if not lines:
            weights.play(netcon._ref_weight[0], times)
        v = h.Vector().record(soma(0.5)._ref_v)
        found = stepped(h, lambda: soma(0.5).cm) + stepped(h, lambda: netcon.weight[0])
        return [found, np.array(v), clamp.amp]

    both(model, relative=1e-12, absolute=MV)


def test_play_into_variables_of_hoc_and_statements(both):
    def model(h):
        soma, clamp = cell(h, "pas")
        h("played_x = played_n = 0")
        h("objref played_v")
        h("played_v = new Vector()")
        h("proc played_note() {\n played_v.append(t, $1, $2)\n played_n += 1\n }")
        values, times = h.Vector(VALUES), h.Vector(TIMES)
        values.play(h._ref_played_x, times)
        values.play(clamp._ref_amp, times)
        values.play("played_note($1, 5)", times)
        lines = h.Vector([1, 3]).play(h._ref_v_init, h.Vector([0, 1]), 1)
        v = h.Vector().record(soma(0.5)._ref_v)
        found = [stepped(h, lambda: h.played_x), h.v_init, clamp.amp]
        lines.play_remove()
        found += [stepped(h, lambda: h.played_v.size()), list(h.played_v), h.played_n]
        return [*found, np.array(v)]

    both(model, relative=1e-12, absolute=MV)


def test_one_vector_plays_into_several_variables(both):
    def model(h):
        soma, clamp = cell(h, "pas")
        soma.nseg = 3
        values, times = h.Vector([0.001, 0.002, 0.0005, 0.0005]), h.Vector([0, 0.1, 0.2, 1])
        for segment in soma:
            values.play(segment._ref_g_pas, times, 1)
        v = [h.Vector().record(segment._ref_v) for segment in soma]
        found = stepped(h, lambda: soma(0.1).g_pas + soma(0.5).g_pas)
        values.play_remove()
        h.finitialize(-65)
        h.fadvance()
        return [found, soma(0.1).g_pas, [np.array(x) for x in v], clamp.amp]

    both(model, relative=1e-12, absolute=MV)


def test_the_variable_step_is_refused(h):
    soma, clamp = cell(h, "pas")
    values = h.Vector([1, 2]).play(h._ref_celsius, 1)
    h.cvode.active(1)
    try:
        h.finitialize(-65)
        with pytest.raises(UnsupportedError, match=r"cvode.active\(0\)"):
            h.continuerun(2)
    finally:
        h.cvode.active(0)
        values.play_remove()
    assert clamp.amp and soma.nseg == 1
