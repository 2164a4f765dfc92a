"""Hodgkin-Huxley channels at 16 degrees, in a soma with a thin axon."""

from neuron import h

h.load_file("stdrun.hoc")

soma, axon = h.Section(name="soma"), h.Section(name="axon")
soma.L = soma.diam = 24
axon.L, axon.diam, axon.nseg = 900, 1.5, 31
axon.connect(soma(0))
for section in (soma, axon):
    section.insert("hh")
    section.gnabar_hh = 0.2
h.celsius = 16

clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 3, 94, 0.6

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (soma(0.5), axon(0.5), axon(1))}
for name in ("m", "h", "n"):
    record[f"{name}_hh axon(0.5)"] = h.Vector().record(getattr(axon(0.5).hh, f"_ref_{name}"))
record["ina axon(1)"] = h.Vector().record(axon(0.99)._ref_ina)

spikes, detectors = {}, []
for place in (soma(0.5), axon(1)):
    detectors.append(h.NetCon(place._ref_v, None, sec=place.sec))
    spikes[str(place)] = h.Vector()
    detectors[-1].record(spikes[str(place)])

h.v_init, h.tstop = -65, 100
h.run()
