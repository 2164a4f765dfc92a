"""Networks by gids, as scripts for many processes make them: NEURON's spikes and answers."""

import pytest

from braincell.errors import InputError


@pytest.fixture(autouse=True)
def no_gids(h):
    """Nothing of another test is left."""
    h.ParallelContext().gid_clear()


class Ball:
    """A spiking soma with a synapse."""

    def __init__(self, h, gid):
        self.gid = gid
        self.soma = h.Section(name="soma", cell=self)
        self.soma.L = self.soma.diam = 12 + gid
        self.soma.insert("hh")
        self.synapse = h.ExpSyn(self.soma(0.5))
        self.synapse.tau = 2

    def __repr__(self):
        return f"Ball[{self.gid}]"


def watch(h, ball):
    return h.NetCon(ball.soma(0.5)._ref_v, None, sec=ball.soma)


def ring(h, n=5):
    pc = h.ParallelContext()
    balls = [Ball(h, gid) for gid in range(n)]
    for ball in balls:
        pc.set_gid2node(ball.gid, pc.id())
        pc.cell(ball.gid, watch(h, ball))
        pc.threshold(ball.gid, -10)
    connections = [pc.gid_connect((ball.gid - 1) % n, ball.synapse) for ball in balls]
    for connection in connections:
        connection.delay, connection.weight[0] = 3, 0.02
    stimulus = h.NetStim()
    stimulus.number, stimulus.start = 1, 4
    first = h.NetCon(stimulus, balls[0].synapse, 0, 1, 0.02)
    return pc, balls, [*connections, first, stimulus]


def exact(both, model):
    return both(model, relative=0.0, absolute=0.0)


def test_a_ring_of_cells(both):
    def model(h):
        pc, balls, _kept = ring(h)
        times, gids, one, same = h.Vector(), h.Vector(), h.Vector(), h.Vector()
        pc.spike_record(-1, times, gids)
        shortest = pc.set_maxstep(10)
        h.finitialize(-65)
        pc.psolve(20.01)
        half = h.t
        pc.psolve(40)
        seen = [shortest, half, h.t, list(times), list(gids)]
        pc.spike_record(2, one, same)
        h.finitialize(-65)
        pc.psolve(30)
        result = [*seen, list(one), list(same)]
        pc.gid_clear()
        return result

    found = exact(both, model)
    assert len(found[3]) > 9 and set(found[4]) == set(range(5))


@pytest.mark.slow
def test_a_ring_of_256_cells(both):
    def model(h):
        pc, balls, _kept = ring(h, 256)
        for ball in balls:
            ball.soma.L = ball.soma.diam = 12 + ball.gid % 5
        times, gids = h.Vector(), h.Vector()
        pc.spike_record(-1, times, gids)
        pc.set_maxstep(10)
        h.finitialize(-65)
        pc.psolve(1000)
        result = [list(times), list(gids)]
        pc.gid_clear()
        return result

    assert len(exact(both, model)[0]) > 100


def test_spikes_of_one_step_are_in_the_order_of_creation(both):
    def model(h):
        pc = h.ParallelContext()
        balls = [Ball(h, 5) for _ in range(4)]
        kept = []
        for gid, k in ((3, 2), (1, 0), (2, 3), (0, 1)):
            pc.set_gid2node(gid, 0)
            kept.append(watch(h, balls[k]))
            pc.cell(gid, kept[-1])
        stimulus = h.NetStim()
        stimulus.number, stimulus.start = 3, 1
        kept += [h.NetCon(stimulus, ball.synapse, 0, 1, 0.05) for ball in balls]
        times, gids = h.Vector(), h.Vector()
        pc.spike_record(-1, times, gids)
        pc.set_maxstep(10)
        h.finitialize(-65)
        pc.psolve(30)
        result = [list(times), list(gids)]
        pc.gid_clear()
        return result

    found = exact(both, model)
    assert found[0][0] == found[0][3]


def test_spikes_of_some_gids(both):
    def model(h):
        pc, balls, _kept = ring(h)
        times, gids = h.Vector(), h.Vector()
        pc.spike_record(h.Vector([1, 3]), times, gids)
        pc.set_maxstep(10)
        h.finitialize(-65)
        pc.psolve(30)
        result = [list(times), list(gids)]
        pc.gid_clear()
        return result

    exact(both, model)


def test_what_gids_tell(both):
    def model(h):
        pc, balls, _kept = ring(h, 3)
        artificial = h.IntFire1()
        pc.set_gid2node(7, 0)
        seen = [pc.gid_exists(7), pc.gid_exists(0), pc.gid_exists(99), pc.threshold(1), pc.set_gid2node(50, 3)]
        seen += [pc.gid_exists(50), pc.cell(7, h.NetCon(artificial, None), 0), pc.gid_exists(7), pc.outputcell(7)]
        seen += [pc.gid_exists(7), pc.gid2obj(1) == balls[1], pc.gid2cell(2) == balls[2], pc.gid2obj(7) == artificial]
        other = h.NetCon(balls[0].soma(0.5)._ref_v, balls[1].synapse, sec=balls[0].soma)
        seen += [other.srcgid(), h.NetCon(None, balls[1].synapse).srcgid(), _kept[0].srcgid()]
        elsewhere = pc.gid_connect(1000, balls[0].synapse)
        elsewhere.delay = 2.5
        seen += [elsewhere.srcgid(), pc.set_maxstep(10), pc.set_maxstep(1), pc.gid_exists(1000)]
        again = h.NetCon(None, balls[2].synapse)
        again.delay, again.weight[0] = 4, 0.5
        back = pc.gid_connect(1, balls[2].synapse, again)
        seen += [back == again, again.srcgid(), again.delay, again.weight[0], again.preseg() == balls[1].soma(0.5)]
        seen += [pc.gid_clear(), pc.gid_exists(1), pc.set_gid2node(1, 0)]
        result = seen
        pc.gid_clear()
        return result

    exact(both, model)


def test_artificial_cells_have_gids(both):
    def model(h):
        pc = h.ParallelContext()
        stimulus, cell = h.NetStim(), h.IntFire1()
        stimulus.number, stimulus.start, stimulus.interval = 20, 1, 1.5
        for gid, source in enumerate((stimulus, cell)):
            pc.set_gid2node(gid, 0)
            pc.cell(gid, h.NetCon(source, None))
        connection = pc.gid_connect(0, cell)
        connection.delay, connection.weight[0] = 2, 0.4
        section = h.Section(name="s")
        times, gids = h.Vector(), h.Vector()
        pc.spike_record(-1, times, gids)
        pc.set_maxstep(10)
        h.finitialize()
        pc.psolve(30)
        result = [list(times), list(gids), section.name()]
        pc.gid_clear()
        return result

    exact(both, model)


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (lambda h, pc, b: pc.set_gid2node(0, 0), "gid 0 already exists"),
        (lambda h, pc, b: (pc.gid_connect(9, b[0].synapse), pc.set_gid2node(9, 0)), "used as an input already"),
        (lambda h, pc, b: pc.cell(9, watch(h, b[0])), "gid 9 is not on this process"),
        (lambda h, pc, b: (pc.set_gid2node(9, 0), pc.cell(9, h.NetCon(None, b[0].synapse))), "no NetCon with a source"),
        (lambda h, pc, b: (pc.set_gid2node(9, 0), pc.cell(9, watch(h, b[0]))), "has gid 0 already"),
        (lambda h, pc, b: pc.threshold(9), "gid 9 has no source"),
        (lambda h, pc, b: (pc.set_gid2node(9, 0), pc.gid2obj(9)), "associate it with a NetCon"),
        (lambda h, pc, b: pc.gid_connect(0, b[0].synapse, h.NetCon(None, b[1].synapse)), "is no NetCon to"),
        (lambda h, pc, b: pc.spike_record(-1, [], []), "is no Vector"),
        (lambda h, pc, b: pc.gid_exists(-1), "the gid is -1"),
        (lambda h, pc, b: pc.set_maxstep(0), "0 ms"),
        (lambda h, pc, b: (pc.set_maxstep(0.01), pc.psolve(5)), "below dt"),
        (lambda h, pc, b: (pc.set_maxstep(10), pc.psolve(-1)), "tstop is -1"),
        (lambda h, pc, b: pc.gid_clear(7), "the kind is 7"),
    ],
)  # fmt: skip
def test_mistakes_are_named(h, mistake, text):
    pc, balls, _kept = ring(h, 2)
    with pytest.raises(InputError, match=text):
        mistake(h, pc, balls)
