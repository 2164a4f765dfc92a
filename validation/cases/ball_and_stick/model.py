"""A soma and a dendrite, both with Hodgkin-Huxley channels; spikes start in the dendrite and travel."""

from neuron import h

h.load_file("stdrun.hoc")

soma, dend = h.Section(name="soma"), h.Section(name="dend")
soma.L = soma.diam = 18
dend.L, dend.diam, dend.nseg, dend.Ra = 600, 2, 21, 100
dend.connect(soma(1))
for section in (soma, dend):
    section.insert("hh")
    section.ena, section.ek = 52, -79
for segment in dend:
    segment.hh.gnabar = 0.12 - 0.05 * segment.x
    segment.hh.gkbar = 0.036 - 0.012 * segment.x

clamp = h.IClamp(dend(0.9))
clamp.delay, clamp.dur, clamp.amp = 5, 90, 0.35

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (soma(0.5), dend(0.2), dend(0.5), dend(1))}
record["m_hh dend(0.5)"] = h.Vector().record(dend(0.5).hh._ref_m)
record["n_hh soma(0.5)"] = h.Vector().record(soma(0.5).hh._ref_n)
record["ina dend(0.9)"] = h.Vector().record(dend(0.9)._ref_ina)
record["ik soma(0.5)"] = h.Vector().record(soma(0.5)._ref_ik)

spikes, detectors = {}, []
for place in (soma(0.5), dend(0.9)):
    detectors.append(h.NetCon(place._ref_v, None, sec=place.sec))
    spikes[str(place)] = h.Vector()
    detectors[-1].record(spikes[str(place)])

h.v_init, h.tstop = -65, 100
h.run()
