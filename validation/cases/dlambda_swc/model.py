"""A branched neuron read from SWC by Import3d, with segments by the d_lambda rule, firing from its soma and axon.

native.py builds the same model in braincell's own interface.
"""

from pathlib import Path

from neuron import h

h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")

reader = h.Import3d_SWC_read()
reader.input(str(Path(__file__).with_name("tree.swc")))
h.Import3d_GUI(reader, False).instantiate(None)

for section in h.allsec():
    section.Ra, section.cm = 120, 1
    if section in [*h.soma, *h.axon]:
        section.insert("hh")
        section.gnabar_hh = 0.2
    else:
        section.insert("pas")
        section.g_pas, section.e_pas = 5e-5, -65
        section.cm = 1.4
    section.nseg = int((section.L / (0.1 * h.lambda_f(100, sec=section)) + 0.9) / 2) * 2 + 1

clamp = h.IClamp(h.soma[0](0.5))
clamp.delay, clamp.dur, clamp.amp = 5, 90, 0.7

sections = sorted(h.allsec(), key=str)
constants = {
    "nseg": [s.nseg for s in sections],
    "L": [s.L for s in sections],
    "area": [segment.area() for s in sections for segment in s],
    "diam": [segment.diam for s in sections for segment in s],
}

t = h.Vector().record(h._ref_t)
places = [h.soma[0](0.5), h.axon[0](0.5), h.axon[5](1), h.dend[3](0.5), h.dend[20](1)]
places += [h.apic[10](0.5), h.apic[25](1)]
record = {f"v {place}": h.Vector().record(place._ref_v) for place in places}
record["m_hh axon[0](0.5)"] = h.Vector().record(h.axon[0](0.5).hh._ref_m)
record["i_pas dend[3](0.5)"] = h.Vector().record(h.dend[3](0.5).pas._ref_i)
record["ina soma[0](0.5)"] = h.Vector().record(h.soma[0](0.5)._ref_ina)

spikes, detectors = {}, []
for place in (h.soma[0](0.5), h.axon[5](1)):
    detectors.append(h.NetCon(place._ref_v, None, sec=place.sec))
    detectors[-1].threshold = -20
    spikes[str(place)] = h.Vector()
    detectors[-1].record(spikes[str(place)])

h.v_init, h.tstop = -65, 100
h.run()
