"""A passive cable with uneven leak and capacitance, charged at one end and discharged in the middle."""

from neuron import h

h.load_file("stdrun.hoc")

cable = h.Section(name="cable")
cable.L, cable.diam, cable.nseg, cable.Ra, cable.cm = 1200, 1.8, 51, 140, 0.9
cable.insert("pas")
for segment in cable:
    segment.pas.g = 5e-5 * (1 + 2 * segment.x)
    segment.pas.e = -68
cable(0.7).cm = 3.5

charge = h.IClamp(cable(0))
charge.delay, charge.dur, charge.amp = 2, 15, 0.06
discharge = h.IClamp(cable(0.5))
discharge.delay, discharge.dur, discharge.amp = 12, 10, -0.04

t = h.Vector().record(h._ref_t)
record = {f"v cable({x})": h.Vector().record(cable(x)._ref_v) for x in (0, 0.05, 0.3, 0.5, 0.7, 1)}
record["i_pas cable(0.3)"] = h.Vector().record(cable(0.3).pas._ref_i)
record["i_cap cable(0.7)"] = h.Vector().record(cable(0.7)._ref_i_cap)
record["i charge"] = h.Vector().record(charge._ref_i)

h.v_init, h.tstop = -70, 40
h.run()
