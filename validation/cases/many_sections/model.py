"""A random tree of 220 sections with one segment each, attached at 0, 0.5 and 1; half of them excitable."""

import random

from neuron import h

h.load_file("stdrun.hoc")

choice = random.Random(7)
sections = []
for number in range(220):
    made = h.Section(name=f"s{number}")
    made.L, made.diam = round(choice.uniform(15, 45), 3), round(choice.uniform(0.8, 3.5), 3)
    made.Ra, made.cm = round(choice.uniform(70, 150), 2), round(choice.uniform(0.7, 1.3), 3)
    if sections:
        parent = sections[choice.randrange(max(0, number - 30), number)]
        made.connect(parent(choice.choice((0, 0.5, 1, 1, 1))), choice.choice((0, 0, 0, 1)))
    if number % 2:
        made.insert("pas")
        made.g_pas, made.e_pas = 1e-4, -65
    else:
        made.insert("hh")
        made.gnabar_hh = 0.18
    sections.append(made)

clamp = h.IClamp(sections[0](0.5))
clamp.delay, clamp.dur, clamp.amp = 5, 90, 1.2

t = h.Vector().record(h._ref_t)
record = {f"v {sections[n](0.5)}": h.Vector().record(sections[n](0.5)._ref_v) for n in (0, 1, 50, 111, 160, 219)}
record["v s219(1)"] = h.Vector().record(sections[219](1)._ref_v)
record["m_hh s50(0.5)"] = h.Vector().record(sections[50](0.5).hh._ref_m)
record["i_pas s111(0.5)"] = h.Vector().record(sections[111](0.5).pas._ref_i)
record["ik s160(0.5)"] = h.Vector().record(sections[160](0.5)._ref_ik)

spikes, detectors = {}, []
for number in (0, 100, 219):
    place = sections[number](0.5)
    detectors.append(h.NetCon(place._ref_v, None, sec=place.sec))
    detectors[-1].threshold = -20
    spikes[str(place)] = h.Vector()
    detectors[-1].record(spikes[str(place)])

h.v_init, h.tstop = -65, 100
h.run()
