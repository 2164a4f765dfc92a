"""A script that changes things between single steps, and mixes them with longer runs: NEURON's numbers."""

import jax
import numpy as np
import pytest

from braincell.quad import single
from hoc_compat import packed, steps_ahead

MV = 1e-9  # mV: rounding of some 10^4 operations, amplified by a spike


def model_of(h):
    soma, dend = h.Section(name="soma"), h.Section(name="dend")
    soma.L = soma.diam = 20
    soma.insert("hh")
    dend.L, dend.diam, dend.nseg = 200, 2, 3
    dend.insert("pas")
    dend.connect(soma(1))
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0.2, 1e9, 0.4
    train, synapse = h.NetStim(), h.ExpSyn(dend(0.5))
    train.start, train.interval, train.number = 0.5, 0.7, 1e6
    synapse.tau = 2
    connections = [
        h.NetCon(train, synapse, 0, 0.3, 0.004),
        h.NetCon(soma(0.5)._ref_v, synapse, -20, 0.01, 0.002, sec=soma),
    ]
    return soma, dend, clamp, train, synapse, connections


EDITS = {
    "amp": lambda h, m, k: setattr(m[2], "amp", 0.3 + 0.01 * k),
    "gnabar": lambda h, m, k: setattr(m[0](0.5).hh, "gnabar", 0.12 + 0.002 * k),
    "celsius": lambda h, m, k: setattr(h, "celsius", 6.3 + 0.1 * k),
    "cm": lambda h, m, k: setattr(m[1], "cm", 1 + 0.1 * k),
    "Ra": lambda h, m, k: setattr(m[1], "Ra", 80 + k),
    "diam": lambda h, m, k: setattr(m[1](0.5), "diam", 2 + 0.1 * k),
    "v": lambda h, m, k: setattr(m[1](0.5), "v", -65 + k),
    "m": lambda h, m, k: setattr(m[0](0.5).hh, "m", 0.05 + 0.01 * k),
    "ena": lambda h, m, k: setattr(m[0](0.5), "ena", 50 - k),
    "g of the synapse": lambda h, m, k: setattr(m[4], "g", m[4].g + 0.001),
    "tau of the synapse": lambda h, m, k: setattr(m[4], "tau", 2 + 0.1 * k),
    "weight": lambda h, m, k: m[5][0].weight.__setitem__(0, 0.001 * k),
    "delay": lambda h, m, k: setattr(m[5][0], "delay", 0.3 + 0.01 * k),
    "threshold": lambda h, m, k: setattr(m[5][1], "threshold", -20 + k),
    "dt": lambda h, m, k: setattr(h, "dt", 0.025 if k % 2 else 0.0125),
    "an event": lambda h, m, k: m[5][0].event(h.t + 0.033),
    "a connection less": lambda h, m, k: m[5][0].active(k % 2),
    "a longer run": lambda h, m, k: h.continuerun(h.t + 0.2),
}


@pytest.fixture
def soon_ahead(monkeypatch):
    """Steps are made ahead after the second one without a change."""
    monkeypatch.setattr(steps_ahead, "CALM", 1)
    monkeypatch.setattr(steps_ahead, "COUNT", 3)


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.slow
def test_an_edit_between_single_steps(both, name, soon_ahead):
    def model(h):
        parts = model_of(h)
        soma, dend, clamp, _, synapse, connections = parts
        vectors = [h.Vector().record(r) for r in (soma(0.5)._ref_v, dend(0.5)._ref_v, synapse._ref_g, h._ref_t)]
        spikes = h.Vector()
        connections[1].record(spikes)
        h.finitialize(-65)
        seen = []
        for k in range(12):
            for _ in range(3 + 2 * (k % 4)):
                h.fadvance()
                seen.append([soma(0.5).v, synapse.g, clamp.i, h.t])
            EDITS[name](h, parts, k)
            seen.append([soma(0.5).v, soma(0.5).hh.m, dend(0.5).v, synapse.g, connections[0].weight[0]])
        return [np.array(row) for row in seen], [np.array(v) for v in vectors], list(spikes)

    both(model, relative=1e-9, absolute=MV)


@pytest.mark.parametrize("packed_up_to", [512, 2])
@pytest.mark.slow
def test_all_edits_in_turn(both, monkeypatch, packed_up_to):
    monkeypatch.setattr(single, "_SMALL", packed_up_to)

    def model(h):
        parts = model_of(h)
        soma, _, _, _, synapse, _ = parts
        v = h.Vector().record(soma(0.5)._ref_v)
        h.finitialize(-65)
        seen = []
        for k in range(60):
            h.fadvance()
            list(EDITS.values())[(7 * k) % len(EDITS)](h, parts, k % 12)
            seen.append([soma(0.5).v, soma(0.5).hh.h, synapse.g, h.t])
        return np.array(seen), np.array(v)

    both(model, relative=1e-9, absolute=MV)


def test_steps_are_made_ahead_while_the_script_only_steps(both, monkeypatch):
    made = {"one": 0, "several": 0}

    def counted(kind, function):
        def call(*arguments):
            made[kind] += 1
            return function(*arguments)

        return call

    monkeypatch.setattr(packed, "advance_one", counted("one", packed.advance_one))
    monkeypatch.setattr(steps_ahead, "advance_several", counted("several", steps_ahead.advance_several))
    monkeypatch.setattr(steps_ahead, "CALM", 100)

    def model(h):
        parts = model_of(h)
        soma, _, clamp, train, synapse, _ = parts
        train.interval = 5  # ms
        v = h.Vector().record(soma(0.5)._ref_v)
        h.finitialize(-65)
        seen = []
        for k in range(900):
            h.fadvance()
            seen.append([soma(0.5).v, synapse.g, h.t])
            if k == 700:
                clamp.amp = 0.5
        return np.array(seen), np.array(v)

    both(model, relative=1e-9, absolute=MV)
    assert made["several"] >= 15  # of 32 steps each
    assert made["one"] < 500


def test_no_steps_are_made_ahead_of_what_prints(h, tmp_path, capsys, soon_ahead):
    (tmp_path / "speaks.mod").write_text(
        "NEURON { SUFFIX speaks RANGE n }\nASSIGNED { n }\nINITIAL { n = 0 }\n"
        'BREAKPOINT { SOLVE say }\nPROCEDURE say() { n = n + 1 printf("%g ", n) }\n'
    )
    h.load_mechanisms(str(tmp_path))
    section = h.Section(name="s").insert("speaks")
    h.finitialize(-65)
    for _ in range(6):
        h.fadvance()
    jax.effects_barrier()
    assert section(0.5).n_speaks == 6
    assert capsys.readouterr().out.split()[-1] == "6"


@pytest.mark.slow
def test_steps_without_due_events_leave_the_queue_alone(h, monkeypatch):
    soma, _, _, train, _, connections = model_of(h)
    train.start = 1.01
    h.finitialize(-65)
    with_events = []
    step = packed.Packed._step

    def counted(self, *arguments):
        with_events.append(arguments[-1] is not None)
        return step(self, *arguments)

    monkeypatch.setattr(packed.Packed, "_step", counted)
    for _ in range(48):
        h.fadvance()
    assert sum(with_events) == 1 and with_events[40]  # the train's first event; its arrival comes at 1.31 ms


@pytest.mark.slow
def test_recorded_weights(both):
    def model(h):
        parts = model_of(h)
        connections = parts[5]
        recorded = [h.Vector().record(netcon._ref_weight[0]) for netcon in connections]
        h.finitialize(-65)
        for k in range(5):
            h.fadvance()
            connections[0].weight[0] = 0.01 * k
        h.continuerun(1)
        return [list(v) for v in recorded]

    both(model)
