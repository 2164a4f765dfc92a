"""A spiking axon that branches, stepped by secondorder 2, whose ion currents are corrected to the new voltage."""

from neuron import h

h.load_file("stdrun.hoc")

axon, left, right = (h.Section(name=name) for name in ("axon", "left", "right"))
axon.L, axon.diam, axon.nseg = 800, 6, 17
left.L, left.diam, left.nseg = 500, 3, 11
right.L, right.diam, right.nseg = 700, 4, 13
left.connect(axon(1))
right.connect(axon(1))
for section in (axon, left, right):
    section.insert("hh")
    section.Ra = 70

clamp = h.IClamp(axon(0))
clamp.delay, clamp.dur, clamp.amp = 2, 95, 1.1

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (axon(0), axon(0.5), left(1), right(1))}
for name in ("ina", "ik"):
    record[f"{name} axon(0.5)"] = h.Vector().record(getattr(axon(0.5), f"_ref_{name}"))
record["il_hh axon(0.5)"] = h.Vector().record(axon(0.5).hh._ref_il)
record["n_hh left(0.5)"] = h.Vector().record(left(0.5).hh._ref_n)

spikes, detectors = {}, []
for place in (axon(0.1), left(1), right(1)):
    detectors.append(h.NetCon(place._ref_v, None, sec=place.sec))
    detectors[-1].threshold = -10
    spikes[str(place)] = h.Vector()
    detectors[-1].record(spikes[str(place)])

h.secondorder = 2
h.v_init, h.tstop = -65, 100
h.run()
