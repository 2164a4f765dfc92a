"""The neuron of model.py in braincell's own interface: the same SWC file, DLambda, paint and place."""

from pathlib import Path

from braincell import Cell, DLambda, Morphology
from braincell.filter import AllRegion, at, branch_in
from braincell.mech import CableProperty, Channel, CurrentClamp, MechanismProbe, SpikeDetector, StateProbe

morphology = Morphology.from_swc(Path(__file__).with_name("tree.swc"))
excitable = branch_in("type", ["soma", "axon"])

cell = Cell(morphology, cv_policy=DLambda(0.1, frequency=100), V_init=-65)
cell.paint(AllRegion(), CableProperty(axial_resistivity=120, membrane_capacitance=1))
cell.paint(excitable, Channel("hh", gnabar=0.2))
cell.paint(excitable.complement(), CableProperty(membrane_capacitance=1.4), Channel("pas", g=5e-5, e=-65))
cell.place(at("soma[0]", 0.5), CurrentClamp(delay=5, durations=90, amplitudes=0.7))

places = [("soma[0]", 0.5), ("axon[0]", 0.5), ("axon[5]", 1), ("dend[3]", 0.5), ("dend[20]", 1)]
for branch, x in [*places, ("apic[10]", 0.5), ("apic[25]", 1)]:
    cell.place(at(branch, x), StateProbe("v", name=f"v {branch}({x})"))
cell.place(at("axon[0]", 0.5), MechanismProbe("hh", "m", name="m_hh axon[0](0.5)"))
cell.place(at("dend[3]", 0.5), MechanismProbe("pas", "i", name="i_pas dend[3](0.5)"))
cell.place(at("soma[0]", 0.5), StateProbe("ina", name="ina soma[0](0.5)"))
cell.place(at("soma[0]", 0.5), SpikeDetector(-20, name="soma[0](0.5)"))
cell.place(at("axon[5]", 1), SpikeDetector(-20, name="axon[5](1)"))
duration, dt = 100, 0.025

cvs = cell.cvs()
ordered = [morphology.index(name) for name in sorted(morphology.branches)]
own = [cvs.branch == number for number in ordered]
constants = {
    "nseg": [mask.sum() for mask in own],
    "L": [morphology.branch(number).length for number in ordered],
    "area": [area for mask in own for area in cvs.area[mask]],
    "diam": [diam for mask in own for diam in cvs.diam[mask]],
}
