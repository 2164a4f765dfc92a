"""A ring of eight cells, started by a NetStim, with a noisy train and an artificial cell that inhibits."""

from neuron import h

h.load_file("stdrun.hoc")


class Cell:
    """A soma with Hodgkin-Huxley channels and a passive dendrite that carries an excitatory synapse."""

    def __init__(self, number):
        self.number = number
        self.soma, self.dend = h.Section(name="soma", cell=self), h.Section(name="dend", cell=self)
        self.dend.connect(self.soma(1))
        self.soma.L = self.soma.diam = 12.6157
        self.dend.L, self.dend.diam, self.dend.nseg, self.dend.Ra = 200, 1, 5, 100
        self.soma.insert("hh")
        self.dend.insert("pas")
        for segment in self.dend:
            segment.pas.g, segment.pas.e = 0.001, -65
        self.synapse = h.ExpSyn(self.dend(0.5))
        self.synapse.tau = 2
        self.inhibition = h.Exp2Syn(self.soma(0.5))
        self.inhibition.tau1, self.inhibition.tau2, self.inhibition.e = 0.5, 5, -75

    def __repr__(self):
        return f"cell{self.number}"


cells = [Cell(number) for number in range(8)]
connections = []
for source, target in zip(cells, cells[1:] + cells[:1], strict=True):
    connection = h.NetCon(source.soma(0.5)._ref_v, target.synapse, sec=source.soma)
    connection.delay, connection.weight[0] = 1 + 0.03 * source.number, 0.05
    connections.append(connection)

kick = h.NetStim()
kick.number, kick.start = 1, 5
connections.append(h.NetCon(kick, cells[0].synapse, 0, 1, 0.05))

noise = h.NetStim()
noise.interval, noise.number, noise.start, noise.noise = 4, 1e9, 2, 1
noise.noiseFromRandom123(1, 2, 3)
for cell in cells[::3]:
    connections.append(h.NetCon(noise, cell.synapse, 0, 0.5, 0.003))

counter = h.IntFire1()  # hears every spike, and inhibits the ring after each third one or so
counter.tau, counter.refrac = 20, 2
for cell in cells:
    connections.append(h.NetCon(cell.soma(0.5)._ref_v, counter, 10, 1, 0.45, sec=cell.soma))
connections += [h.NetCon(counter, cell.inhibition, 0, 2, 0.004) for cell in cells[::2]]

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (cells[0].soma(0.5), cells[5].dend(0.5))}
record["g ExpSyn of cell0"] = h.Vector().record(cells[0].synapse._ref_g)
record["i Exp2Syn of cell2"] = h.Vector().record(cells[2].inhibition._ref_i)

spikes, detectors = {}, []
for cell in cells:
    detectors.append(h.NetCon(cell.soma(0.5)._ref_v, None, sec=cell.soma))
    spikes[str(cell)] = h.Vector()
    detectors[-1].record(spikes[str(cell)])
for name, source in (("noise", noise), ("counter", counter)):
    detectors.append(h.NetCon(source, None))
    spikes[name] = h.Vector()
    detectors[-1].record(spikes[name])

h.v_init, h.tstop = -65, 100
h.run()
