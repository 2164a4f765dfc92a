"""Steps of variable length in the native interface are NEURON's."""

import subprocess
import sys

import numpy as np
import pytest

from braincell import ArtificialCell, Branch, Cell, CVPerBranchList, Morphology, Population, lower, run, simulate
from braincell.errors import InputError, SimulationError, UnsupportedError
from braincell.filter import AllRegion, at
from braincell.mech import CableProperty, Channel, CurrentClamp, PointProcess, StateProbe
from braincell.quad import Variable

NEURON = """
import sys
import numpy as np
from neuron import h
h.load_file("stdrun.hoc")
soma, dend = h.Section("soma"), h.Section("dend")
soma.L = soma.diam = 20
dend.L, dend.diam, dend.nseg = 300, 2, 5
dend.connect(soma(1))
for section in (soma, dend):
    section.insert("hh")
    section.Ra, section.cm = 100, 1
clamp = h.IClamp(soma(0.5))
clamp.delay, clamp.dur, clamp.amp = 2, 25, 0.4
syn = h.ExpSyn(dend(0.5))
syn.tau = 2
con = h.NetCon(soma(0.5)._ref_v, syn, 10, 1.5, 0.002, sec=soma)
spikes = h.Vector()
con.record(spikes)
cvode = h.CVode()
cvode.active(1)
cvode.atol(1e-4)
t, v = h.Vector().record(h._ref_t), h.Vector().record(soma(0.5)._ref_v)
h.finitialize(-65)
cvode.solve(30)
np.savez(sys.argv[1], t=np.array(t), v=np.array(v), spikes=np.array(spikes))
"""


def cell():
    morphology = Morphology.from_root(Branch.from_lengths(lengths=[20], radii=[10, 10], type="soma"), name="soma")
    dendrite = Branch.from_lengths(lengths=[300], radii=[1, 1], type="dendrite")
    morphology.attach(parent="soma", child_branch=dendrite, child_name="dend")
    made = Cell(morphology, cv_policy=CVPerBranchList([1, 5]))
    made.paint(AllRegion(), CableProperty(axial_resistivity=100, membrane_capacitance=1), "hh")
    made.place(at("soma", 0.5), CurrentClamp(delay=2, durations=25, amplitudes=0.4), StateProbe("v", name="v"))
    made.place(at("dend", 0.5), PointProcess("ExpSyn", name="syn", tau=2))
    return made.connect("syn", source="soma(0.5)", weight=0.002, delay=1.5)


@pytest.fixture(scope="module")
def ours():
    return cell().run(duration=30, solver=Variable(atol=1e-4))


def test_steps_are_neurons(ours, tmp_path):
    out = tmp_path / "neuron.npz"
    subprocess.run([sys.executable, "-c", NEURON, str(out)], check=True)
    theirs = np.load(out)
    assert len(theirs["spikes"]) >= 2
    np.testing.assert_allclose(ours.spike_times(), theirs["spikes"], rtol=0, atol=1e-6)
    assert len(ours.time) == len(theirs["t"])
    # rounding, which Newton's iterations and spikes enlarge: 1e-12 ms at the start, 2e-6 ms before the second spike
    first, second = np.searchsorted(theirs["t"], theirs["spikes"][:2])
    np.testing.assert_allclose(ours.time[:second], theirs["t"][:second], rtol=0, atol=1e-5)
    np.testing.assert_allclose(ours["v"][:first], theirs["v"][:first], rtol=0, atol=1e-6)


def test_even_samples(ours):
    even = cell().run(duration=30, solver=Variable(atol=1e-4, every=0.5))
    regular = ~even.spikes["soma(0.5)"]
    np.testing.assert_allclose(even.time[regular], 0.5 * np.arange(61), rtol=1e-12)
    np.testing.assert_array_equal(even.spike_times(), ours.spike_times())
    # linear interpolation between the steps, at rest and far from spikes
    early = even.time[regular] < 2
    np.testing.assert_allclose(
        even["v"][regular][early], np.interp(even.time[regular][early], ours.time, ours["v"]), atol=1e-2
    )


@pytest.mark.slow
def test_no_sample_is_lost_between_calls(monkeypatch):
    monkeypatch.setattr("braincell.run_variable._CHUNK", 16)  # samples of a call
    even = cell().run(duration=2, solver=Variable(atol=1e-2, every=0.05))
    np.testing.assert_allclose(even.time, 0.05 * np.arange(41), rtol=1e-12)


def test_smaller_tolerances_come_closer():
    exact = cell().run(duration=4, dt=0.0005)["v"][-1]  # its own error is about 0.02 mV there
    ends = [cell().run(duration=4, solver=Variable(atol=atol))["v"][-1] for atol in (1e-1, 1e-2, 1e-3)]
    coarse, middle, fine = np.abs(np.array(ends) - exact)
    assert coarse > 2 * middle > 4 * fine
    assert cell().run(duration=4, solver="cvode").time[-1] == 4


def test_runs_go_on(ours):
    half = cell().run(duration=3, solver="cvode")
    rest = cell().run(duration=3, solver="cvode", state=half.state)
    assert rest.time[0] > 3 and rest.time[-1] == 6


def test_a_full_queue_is_named_with_its_size():
    made = cell().connect("syn", source="train", weight=0.001, delay=50)
    made.queue_capacity = 5
    train = ArtificialCell("NetStim", name="train", interval=0.1, number=1e9, start=0)
    with pytest.raises(SimulationError, match=r"than the queue has places \(5\)"):
        run([made, train], 2, solver="cvode")


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda: Variable(atol=0), InputError, "`atol` is 0; it must not be negative, nor 0"),
        (lambda: Variable(max_order=6), InputError, "`max_order` is 6; it is 1, 2, 3, 4 or 5"),
        (lambda: Variable(every=0), InputError, "`every` is 0"),
        (lambda: cell().run(1, solver="cvode", checkpoint="x"), InputError, "have no `checkpoint`"),
        (lambda: cell().run(1, solver="cvode", precision="float32"), InputError, "in float64 only"),
        (lambda: Population(cell(), 2).run(1, solver="cvode"), UnsupportedError, "use a fixed step"),
        (lambda: simulate(lower(cell())[0], dt=0.1, n_steps=2, method=Variable()), UnsupportedError, "fixed step"),
        (lambda: cell().paint(AllRegion(), Channel("extracellular")).run(1, solver="cvode"), UnsupportedError, "fixed"),
        (lambda: cell().run(1, solver="cvod"), InputError, "did you mean 'cvode'"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make()
