"""A tapering cable whose hh and imported slow potassium rates both come from tables."""

from neuron import h

h.load_file("stdrun.hoc")

cable = h.Section(name="cable")
for point in ((0, 0, 0, 12), (40, 0, 0, 6), (300, 40, 0, 2)):
    cable.pt3dadd(*point)
cable.nseg = 9
cable.insert("hh")
cable.insert("slowk")
for segment in cable:
    segment.slowk.gbar = 0.002 * (1 + segment.x)
h.vhalf_slowk = -36
h.celsius = 9

clamp = h.IClamp(cable(0.2))
clamp.delay, clamp.dur, clamp.amp = 5, 90, 0.9

t = h.Vector().record(h._ref_t)
record = {f"v {place}": h.Vector().record(place._ref_v) for place in (cable(0), cable(0.5), cable(1))}
record["p_slowk cable(0.5)"] = h.Vector().record(cable(0.5).slowk._ref_p)
record["g_slowk cable(0.9)"] = h.Vector().record(cable(0.9).slowk._ref_g)
record["m_hh cable(0.5)"] = h.Vector().record(cable(0.5).hh._ref_m)
record["ik cable(0.5)"] = h.Vector().record(cable(0.5)._ref_ik)

detector = h.NetCon(cable(0.5)._ref_v, None, sec=cable)
spikes = {"cable(0.5)": h.Vector()}
detector.record(spikes["cable(0.5)"])

h.v_init, h.tstop = -65, 100
h.run()
