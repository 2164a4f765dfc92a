"""A spiking soma with a tapering passive dendrite, stepped by secondorder 1 with dt = 0.0125 ms."""

from neuron import h

h.load_file("stdrun.hoc")

soma, dend = h.Section(name="soma"), h.Section(name="dend")
soma.L, soma.diam = 25, 22
for point in ((0, 0, 0, 3), (80, 20, 0, 2.1), (200, 90, 30, 0.8)):
    dend.pt3dadd(*point)
dend.nseg = 11
dend.connect(soma(1))
soma.insert("hh")
dend.insert("pas")
dend.g_pas, dend.e_pas = 2e-4, -66

clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 4, 90, 0.5

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (soma(0.5), dend(0.5), dend(1))}
record["h_hh soma(0.5)"] = h.Vector().record(soma(0.5).hh._ref_h)
record["ina soma(0.5)"] = h.Vector().record(soma(0.5)._ref_ina)
record["il_hh soma(0.5)"] = h.Vector().record(soma(0.5).hh._ref_il)
record["i_cap dend(0.5)"] = h.Vector().record(dend(0.5)._ref_i_cap)

detector = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
spikes = {"soma(0.5)": h.Vector()}
detector.record(spikes["soma(0.5)"])

h.secondorder = 1
h.dt, h.steps_per_ms = 0.0125, 80
h.v_init, h.tstop = -65, 100
h.run()
