"""Run by NEURON and by braincell: everything that it prints is compared."""

from neuron import h

h.load_file("stdrun.hoc")
a, b = h.Section("a"), h.Section("b")
b.connect(a(1))
b.nseg = 3
for section in (a, b):
    section.insert("hh")
processes = [h.Says(a(0.5)), h.Says(b(0.9)), h.Says(a(0.5)), h.Says(b(0.1))]
for k, process in enumerate(processes):
    process.level = k
clamp = h.IClamp(a(0.5))
clamp.delay, clamp.dur, clamp.amp = 0.1, 0.2, 1000
source = h.NetStim()
source.start, source.interval, source.number = 0.05, 0.1, 3
connections = [h.NetCon(source, process, 0, 0, 0.3 * (k + 1)) for k, process in enumerate(processes)]
h.finitialize(-65)
h.continuerun(0.4)
print(processes[1].loud(3))
