"""A real cell in hh, control volume by control volume, against NEURON."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braincell import Cell, CVPerBranch, Morphology
from braincell.filter import AllRegion, at
from braincell.mech import CableProperty, CurrentClamp, StateProbe
from braincell.vis import EveryCV

FILE = Path(__file__).parents[3] / "shared" / "data" / "morphologies" / "n144.swc"

NEURON = """
import sys
import numpy as np
from neuron import h
h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")
reader = h.Import3d_SWC_read()
reader.input(sys.argv[1])
h.Import3d_GUI(reader, 0).instantiate(None)
sections = list(h.allsec())
for section in sections:
    section.nseg, section.Ra, section.cm = 4, 100, 1
    section.insert("hh")
soma = sections[0]
clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 1, 15, 2
traces = [h.Vector().record(segment._ref_v) for section in sections for segment in section]
h.dt = 0.025
h.finitialize(-65)
while h.t < 20 - h.dt / 2:
    h.fadvance()
np.savez(sys.argv[2], v=np.array([np.array(x) for x in traces]), names=[s.name() for s in sections])
"""


@pytest.mark.slow
@pytest.mark.skipif(not FILE.is_file(), reason="the morphology is not part of the project")
def test_every_voltage_of_n144_is_neurons(tmp_path):
    out = tmp_path / "neuron.npz"
    subprocess.run([sys.executable, "-c", NEURON, str(FILE), str(out)], check=True, stdout=subprocess.DEVNULL)
    theirs = np.load(out)
    morphology = Morphology.from_swc(FILE)
    assert len(morphology.branches) == 217 == len(theirs["names"])
    cell = Cell(morphology, cv_policy=CVPerBranch(4))
    cell.paint(AllRegion(), CableProperty(axial_resistivity=100, membrane_capacitance=1), "hh")
    cell.place(at(0, 0.5), CurrentClamp(delay=1, durations=15, amplitudes=2))
    cell.place(EveryCV(cell), StateProbe("v", name="v"))
    ours = cell.run(duration=20)["v"]
    order = [morphology.branches.index(name) for name in theirs["names"]]
    columns = np.concatenate([np.arange(4) + 4 * k for k in order])
    # the bar of the project; rounding alone, which spikes enlarge, leaves less
    np.testing.assert_allclose(ours[:, columns].T, theirs["v"], atol=1e-6, rtol=0)
    assert theirs["v"].max() > 20  # it fires
