"""A soma and a dendrite with five imported mechanisms: Na, K, Ca, a calcium pool and a calcium-dependent K."""

from neuron import h

h.load_file("stdrun.hoc")

soma, dend = h.Section(name="soma"), h.Section(name="dend")
soma.L, soma.diam = 22, 18
dend.L, dend.diam, dend.nseg, dend.Ra = 350, 2.4, 11, 120
dend.connect(soma(1))
for section in (soma, dend):
    for mechanism in ("pas", "nafast", "kdelay", "cahigh", "capool", "kcalcium"):
        section.insert(mechanism)
    section.g_pas, section.e_pas, section.ena, section.ek = 1e-4, -68, 55, -88
    section.cao = 5  # lost at initialisation, as capool writes cai
for segment in dend:
    segment.nafast.gbar = 0.03 * (1 - 0.5 * segment.x)
    segment.cahigh.gbar = 0.00012 * (1 + 2 * segment.x)
    segment.capool.depth = 0.1 + 0.1 * segment.x
soma.gbar_cahigh, dend.shift_kdelay = 0.0001, 3
for section in (soma, dend):
    section.gbar_kcalcium, section.gbar_kdelay = 0.0002, 0.008
h.q10_kdelay, h.cao0_ca_ion = 2.8, 1.8
h.celsius = 31

clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 5, 90, 0.4

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (soma(0.5), dend(0.5), dend(1))}
record["m_nafast soma(0.5)"] = h.Vector().record(soma(0.5).nafast._ref_m)
record["n_kdelay dend(0.5)"] = h.Vector().record(dend(0.5).kdelay._ref_n)
record["s_cahigh dend(0.5)"] = h.Vector().record(dend(0.5).cahigh._ref_s)
record["w_kcalcium soma(0.5)"] = h.Vector().record(soma(0.5).kcalcium._ref_w)
for name in ("cai", "eca", "ica", "ina", "ik"):
    record[f"{name} soma(0.5)"] = h.Vector().record(getattr(soma(0.5), f"_ref_{name}"))
record["cai dend(0.95)"] = h.Vector().record(dend(0.95)._ref_cai)

spikes, detectors = {}, []
for place in (soma(0.5), dend(0.5)):
    detectors.append(h.NetCon(place._ref_v, None, sec=place.sec))
    detectors[-1].threshold = -15
    spikes[str(place)] = h.Vector()
    detectors[-1].record(spikes[str(place)])

h.v_init, h.tstop = -68, 100
h.run()
