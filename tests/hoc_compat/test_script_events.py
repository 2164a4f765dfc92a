"""Events in scripts: connections, artificial cells, callbacks; times are NEURON's bit for bit."""

import numpy as np
import pytest

from braincell.errors import InputError
from hoc_compat import lower

MV = 1e-9  # mV: rounding of some 10^5 operations, amplified by a spike


def cell(h):
    """A spiking soma with a passive dendrite, and a synapse on it."""
    soma, dend = h.Section(name="soma"), h.Section(name="dend")
    soma.L = soma.diam = 20
    soma.insert("hh")
    dend.L, dend.diam, dend.nseg = 100, 2, 5
    dend.insert("pas")
    dend.connect(soma(1))
    synapse = h.ExpSyn(dend(0.5))
    synapse.tau = 2
    return soma, dend, synapse


def stimulus(h, noise):
    stim = h.NetStim()
    stim.start, stim.interval, stim.number, stim.noise = 2, 5, 5, noise
    stim.noiseFromRandom123(1, 2, 3)
    return stim


def exact(both, model):
    """Times and counts must be the same bit for bit."""
    return both(model, relative=0.0, absolute=0.0)


@pytest.mark.parametrize("noise", [0, 0.5, 1])
@pytest.mark.slow
def test_a_stimulus_drives_a_cell_that_drives_artificial_cells(both, noise):
    def model(h):
        soma, dend, synapse = cell(h)
        stim, count, later = stimulus(h, noise), h.IntFire1(), h.IntFire2()
        connections = [
            h.NetCon(stim, synapse, 0, 1.3, 0.02),
            h.NetCon(soma(0.5)._ref_v, count, -10, 1, 0.95, sec=soma),
            h.NetCon(count, synapse, 0, 2.5, 0.01),
            h.NetCon(soma(0.5)._ref_v, later, -10, 0.5, 1.7, sec=soma),
        ]
        times, ids, spikes = h.Vector(), h.Vector(), [h.Vector() for _ in connections]
        connections[0].record(times, ids, 7)
        for connection, vector in zip(connections[1:3], spikes, strict=False):
            connection.record(vector)
        h.finitialize(-65)
        h.continuerun(60)
        return [list(times), list(ids), *[list(v) for v in spikes], h.t, count.hname().split("[")[0]]

    found = exact(both, model)
    assert found[0] and found[2]


def test_traces_with_synapses(both):
    def model(h):
        soma, dend, synapse = cell(h)
        second = h.Exp2Syn(soma(0.5))
        second.tau1, second.tau2, second.e = 0.5, 3, -70
        stim = stimulus(h, 0.3)
        connections = [h.NetCon(stim, synapse, 0, 1.3, 0.02), h.NetCon(stim, second, 0, 4.0125, 0.05)]
        recorded = [h.Vector().record(r) for r in (soma(0.5)._ref_v, dend(0.9)._ref_v, synapse._ref_g, second._ref_i)]
        h.finitialize(-65)
        h.continuerun(40)
        return [np.array(v) for v in recorded] + [connections[0].weight[0]]

    both(model, absolute=MV)


def test_events_and_calls_from_python(both):
    def model(h):
        soma, dend, synapse = cell(h)
        plain = h.NetCon(None, synapse)
        plain.weight[0] = 0.02
        spikes = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
        spikes.threshold = -10
        cvode, seen = h.CVode(), []

        def tick(n):
            seen.append(("tick", n, h.t, round(soma(0.5).v, 6)))
            cvode.event(h.t + 7, (tick, (n + 1,)))

        def at_start():
            cvode.event(3.01, (tick, (0,)))
            for t in (0.52, 1.0, 20.0125, 30.025):
                plain.event(t)

        spikes.record(lambda: seen.append(("spike", h.t)))
        handlers = [h.FInitializeHandler(at_start)]
        for kind in (2, 0, 3, 1):
            note = (lambda kind: seen.append((kind, h.t if kind != 3 else 0.0, synapse.g)), (kind,))
            handlers.append(h.FInitializeHandler(kind, note))
        h.finitialize(-65)
        h.continuerun(40)
        return seen

    exact(both, model)


def test_events_of_half_a_step_are_there_when_the_step_is_done(both):
    def model(h):
        soma, dend, synapse = cell(h)
        connection = h.NetCon(None, synapse)
        connection.weight[0] = 1
        found = []

        def post():
            for t in (0.51, 0.5125, 0.515, 0.55):
                connection.event(t)

        handler = h.FInitializeHandler(post)
        h.finitialize(-65)
        for _ in range(24):
            h.fadvance()
            found.append(synapse.g)
        return found, handler.hname().split("[")[0]

    both(model, relative=1e-14)


def test_inactive_connections_and_weights_that_change(both):
    def model(h):
        soma, _, synapse = cell(h)
        stim = stimulus(h, 0)
        connections = [h.NetCon(stim, synapse, 0, d, 0.001) for d in (1, 1, 1, 2)]  # the first three go together
        connections[1].active(False)
        trace = h.Vector().record(synapse._ref_g)
        h.finitialize(-65)
        h.continuerun(6)
        connections[0].weight[0], connections[1].delay = 0.004, 3
        h.continuerun(9)
        connections[1].active(True)
        connections[3].active(False)
        h.continuerun(20)
        return [np.array(trace), [c.active() for c in connections], [c.weight[0] for c in connections]]

    both(model, relative=1e-13)


def test_what_connections_tell(both):
    def model(h):
        soma, dend, synapse = cell(h)
        stim = h.NetStim()
        a, b = h.NetCon(stim, synapse), h.NetCon(soma(0.5)._ref_v, synapse, sec=soma)
        c, d = h.NetCon(soma(0.5)._ref_v, None, sec=soma), h.NetCon(None, synapse)
        b.threshold = 3
        found = [[float(x.valid()), float(x.active()), x.wcnt(), x.threshold, x.delay, x.x] for x in (a, b, c, d)]
        found.append([a.pre() == stim, b.pre(), a.syn() == synapse, c.syn(), str(b.preseg()), a.preseg()])
        found.append([str(a.postseg()), c.postseg(), b.preloc(), a.preloc(), d.srcgid()])
        h.pop_section()
        found.append([len(a.prelist()), len(b.prelist()), len(a.synlist()), len(list(h.List("NetCon")))])
        found.append([a.setpost(None), a.valid(), h.CVode().netconlist("", "", synapse).count()])
        return found

    exact(both, model)


@pytest.mark.slow
def test_events_wait_while_the_structure_changes(both):
    def model(h):
        soma, dend, synapse = cell(h)
        stim, count = stimulus(h, 0.5), h.IntFire1()
        connections = [h.NetCon(stim, synapse, 0, d, 0.001) for d in (3, 3, 3, 5)]
        sent = h.Vector()
        h.NetCon(count, None).record(sent)
        connections.append(h.NetCon(stim, count, 0, 3, 1.5))
        connections[-1].record(sent)
        h.finitialize(-65)
        h.continuerun(3)
        connections[1].event(11)
        connections.append(h.NetCon(stim, synapse, 0, 3, 0.01))  # the fourth of those that go together
        extra = h.Section(name="extra")
        extra.insert("hh")
        other = h.ExpSyn(extra(0.5))
        connections.append(h.NetCon(stim, other, 0, 1, 0.01))
        found = []
        while h.t < 30:
            h.fadvance()
            found.append([synapse.g, other.g])
        return np.array(found), list(sent)

    both(model, relative=1e-13)


def test_events_of_a_connection_that_is_gone_are_dropped(h):
    soma, dend, synapse = cell(h)
    stay, gone = h.NetCon(None, synapse), h.NetCon(None, synapse)
    h.finitialize(-65)
    for connection, time in ((stay, 1.99), (gone, 1)):
        connection.weight[0] = 0.5
        connection.event(time)
    del connection, gone
    h.continuerun(1.5)
    assert synapse.g == 0.0
    h.continuerun(2)
    assert synapse.g == 0.5


def test_mistakes(h):
    soma, dend, synapse = cell(h)
    connection = h.NetCon(None, synapse)
    h.finitialize(-65)
    h.continuerun(1)
    for mistake, text in (
        (lambda: connection.event(0.5), "0.5 ms has passed; it is 1 ms now"),
        (lambda: connection.event(5, 1), "only events to artificial cells may have a flag"),
        (lambda: connection.weight[1], "has 1 weights"),
        (lambda: setattr(connection, "delay", -1), "must not be negative"),
        (lambda: h.CVode().event(0.5, print), "0.5 ms has passed"),
        (lambda: h.CVode().event(5, 3), "a function is needed"),
        (lambda: h.FInitializeHandler(4, print), "the kind is 4; it is 0, 1, 2 or 3"),
        (lambda: h.NetCon(None, None).event(3), "there is no target"),
        (lambda: connection.record(h.Vector()), "there is no source"),
    ):
        with pytest.raises(InputError, match=text):
            mistake()


def test_many_posted_events_make_the_queue_grow(h):
    soma, dend, synapse = cell(h)
    connection = h.NetCon(None, synapse)
    connection.weight[0] = 1e-6
    times = np.linspace(0.1, 4.9, 1000)
    handler = h.FInitializeHandler(lambda: [connection.event(t) for t in times])
    synapse.tau = 1e9
    h.finitialize(-65)
    h.continuerun(5)
    assert handler and synapse.g == pytest.approx(1e-3, rel=1e-7)  # 5 ms of tau 1e9 ms


def test_handlers_are_printed_by_kind(h, capsys):
    handlers = [h.FInitializeHandler(kind, print) for kind in (2, 0, 2)]
    handlers[0].allprint()
    assert capsys.readouterr().out == (
        f"Type 0 FInitializeHandler statements\n\t{handlers[1]}\n"
        f"Type 2 FInitializeHandler statements\n\t{handlers[0]}\n\t{handlers[2]}\n"
    )


@pytest.mark.slow
def test_the_native_network_is_the_same(h):
    from braincell import run
    from hoc_compat import to_network

    soma, dend, synapse = cell(h)
    stim, count = stimulus(h, 0.5), h.IntFire1()
    connections = [
        h.NetCon(stim, synapse, 0, 1.3, 0.02),
        h.NetCon(soma(0.5)._ref_v, count, -10, 1, 0.95, sec=soma),
        h.NetCon(count, synapse, 0, 2.5, 0.01),
    ]
    connections[1].threshold = -10
    spikes = [h.Vector(), h.Vector()]
    for connection, vector in zip(connections[::2], spikes, strict=True):
        connection.record(vector)
    h.finitialize(-65)
    h.continuerun(40)
    result = run(to_network(), 40)
    for process, vector in zip((stim, count), spikes, strict=True):
        assert len(vector) and np.array_equal(result.spike_times(process.hname()), np.array(vector))


def test_action_potentials_are_counted_and_recorded(both):
    def model(h):
        soma, dend, synapse = cell(h)
        clamp, counter, times = h.IClamp(soma(0.5)), h.APCount(soma(0.5)), h.Vector()
        clamp.delay, clamp.dur, clamp.amp = 1, 40, 0.5
        counter.thresh = 0
        found = [counter.record(times)]
        for _ in range(2):
            h.finitialize(-65)
            h.continuerun(10)
            h.continuerun(20)
            found += [counter.n, counter.time, list(times)]
        counter.record()
        h.finitialize(-65)
        h.continuerun(3)
        return [*found, list(times), h.NetStim().seed(3)]

    exact(both, model)


def test_python_may_end_a_run(both):
    def model(h):
        soma, dend, synapse = cell(h)

        def halt():
            h.stoprun = 1

        handler = h.FInitializeHandler(lambda: h.CVode().event(3.01, halt))
        v = h.Vector().record(soma(0.5)._ref_v)
        h.tstop = 10
        h.run()
        found = [h.t, len(v), h.stoprun]
        h.continuerun(6)
        found += [h.t, h.stoprun]
        h.stoprun = 1
        h.fadvance()
        return [*found, h.t, handler.hname().split("[")[0]]

    exact(both, model)


@pytest.mark.slow
def test_editing_numbers_of_events_does_not_recompile(h, compilations):
    soma, _, synapse = cell(h)
    stim, spikes, trace = stimulus(h, 0), h.Vector(), h.Vector()
    connection, detector = h.NetCon(stim, synapse, 0, 1, 0.02), h.NetCon(soma(0.5)._ref_v, None, sec=soma)
    detector.record(spikes)
    trace.record(soma(0.5)._ref_v)

    def run():
        h.finitialize(-65)
        h.fadvance()
        h.continuerun(10)
        return list(spikes), np.array(trace)

    before = run()
    after_first = compilations()
    connection.weight[0], connection.delay, detector.threshold = 0.03, 2.5, 5
    stim.start, stim.number, stim.interval, stim.noise, synapse.tau, h.dt = 1, 3, 2, 0.5, 3, 0.0125
    after = run()
    assert compilations() == after_first
    assert before[0] != after[0] and len(after[1]) == 801


def test_edits_of_the_structure_lower_once(h, monkeypatch):
    soma, dend, synapse = cell(h)
    h.finitialize(-65)
    lowered, own = [], lower.lower
    monkeypatch.setattr(lower, "lower", lambda *a, **k: lowered.append(1) or own(*a, **k))
    dend.nseg, clamp = 3, h.IClamp(soma(0.5))
    dend.insert("hh")
    connection = h.NetCon(soma(0.5)._ref_v, synapse, sec=soma)
    h.finitialize(-65)
    h.continuerun(1)
    connection.weight[0], clamp.amp, synapse.tau = 1, 1, 3
    h.run()
    assert len(lowered) == 1
