"""One Hodgkin-Huxley compartment that fires for 100 ms; the rates are computed, not looked up."""

from neuron import h

h.load_file("stdrun.hoc")

soma = h.Section(name="soma")
soma.L = soma.diam = 20
soma.insert("hh")
h.usetable_hh = 0

clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 5, 90, 0.25

t = h.Vector().record(h._ref_t)
record = {"v soma(0.5)": h.Vector().record(soma(0.5)._ref_v)}
for name in ("m", "h", "n", "gna", "il"):
    record[f"{name}_hh soma(0.5)"] = h.Vector().record(getattr(soma(0.5).hh, f"_ref_{name}"))
for name in ("ina", "ik", "i_cap"):
    record[f"{name} soma(0.5)"] = h.Vector().record(getattr(soma(0.5), f"_ref_{name}"))

detector = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
detector.threshold = 0
spikes = {"soma(0.5)": h.Vector()}
detector.record(spikes["soma(0.5)"])

h.v_init, h.tstop = -65, 100
h.run()
