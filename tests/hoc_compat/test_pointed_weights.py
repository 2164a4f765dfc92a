"""POINTERs at the weights of NetCons, as plasticity often has them: NEURON's numbers, in both kinds of steps."""

from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import ArtificialCell, Branch, Cell, CVPerBranch, Morphology, lower, run, simulate
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import MechanismProbe, PointProcess, SpikeDetector, StateProbe
from hoc_compat import h as our_h
from hoc_compat import to_cell
from hoc_compat.forest import native_forest

MODS = Path(__file__).parent / "mods" / "weights"


@pytest.fixture(scope="module", autouse=True)
def library(compiled):
    """The .mod files under both simulators."""
    our_h.load_mechanisms(str(MODS))
    return compiled(MODS)


def plastic(h):
    """Two synapses of a cell; adjusters hear the input and the cell's own spikes, and a current follows a weight."""
    s = h.Section(name="s")
    s.L = s.diam = 20
    s.insert("hh")
    synapses = h.ExpSyn(s(0.5)), h.Exp2Syn(s(0.5))
    adjusters = h.w_adjusts(s(0.5)), h.w_adjusts(s(0.5))
    follower = h.w_follows(s(0.5))
    adjusters[1].rate = 0.05
    stim = h.NetStim()
    stim.interval, stim.number, stim.start, stim.noise = 3, 12, 1, 0
    wires = [h.NetCon(stim, synapse) for synapse in synapses]
    wires += [h.NetCon(stim, adjusters[0]), h.NetCon(s(0.5)._ref_v, adjusters[0], sec=s), h.NetCon(stim, adjusters[1])]
    for wire, weight, delay in zip(wires, (0.002, 0.001, 1e-4, -1, 0), (1, 0.5, 0.7, 1, 0.2), strict=True):
        wire.weight[0], wire.delay = weight, delay
    for wire, process in zip((*wires[:2], wires[0]), (*adjusters, follower), strict=True):
        h.setpointer(wire._ref_weight[0], "wsyn", process)
    return s, stim, synapses, adjusters, follower, wires


def runs(h, variable):
    s, _, _, adjusters, _, wires = kept = plastic(h)
    traces = [h.Vector().record(r, 0.5) for r in (s(0.5)._ref_v, wires[0]._ref_weight[0], wires[1]._ref_weight[0])]
    h.CVode().active(variable)
    found = []
    for _ in range(2):  # weights are the script's: the second run begins with what the first has left
        h.finitialize(-65)
        h.CVode().solve(40) if variable else h.continuerun(40)
        numbers = [wire.weight[0] for wire in wires] + [p.seen for p in adjusters] + [p.atinit for p in adjusters]
        found.append([*(trace.to_python() for trace in traces), numbers, adjusters[0].wsyn])
    wires[0].weight[0] = 0.003
    h.finitialize(-65)
    del kept
    return [*found, adjusters[0].wsyn, adjusters[0].atinit]


def test_adjusted_weights_are_neurons(both):
    """Rounding, which the upstrokes of spikes amplify: 1e-9 of values up to 65."""
    both(runs, False, relative=1e-9, absolute=1e-12)


def test_in_variable_steps(h, neurons):
    """Weights change by the same events, to the same numbers, whatever the steps between these are."""
    ours, theirs = runs(h, True), neurons(runs, True)
    for one, other in zip(ours[:2], theirs[:2], strict=True):
        assert np.abs(np.subtract(one[1:3], other[1:3])).max() < 1e-12 and one[3] == pytest.approx(other[3], rel=1e-9)
    assert ours[2:] == theirs[2:]


def test_setpointer_of_hoc_takes_the_first_weight(both):
    def model(h):
        h("""
create pw_cell
objref pw_syn, pw_wa, pw_nc, pw_nil
access pw_cell
pw_syn = new ExpSyn(0.5)
pw_wa = new w_adjusts(0.5)
pw_nc = new NetCon(pw_nil, pw_syn)
pw_nc.weight = 0.25
setpointer pw_wa.wsyn, pw_nc.weight
""")
        found = [h.pw_wa.wsyn]
        h("setpointer pw_wa.wsyn, pw_nc.weight[0]")
        h.pw_wa.wsyn = 0.5
        found += [h.pw_nc.weight[0], h.pw_wa.wsyn]
        h("pw_wa = pw_nil\npw_nc = pw_nil\npw_syn = pw_nil")
        return found

    both(model)


def test_a_netcon_that_is_gone(h):
    s, stim, synapses, adjusters, follower, wires = plastic(h)
    del wires[0]
    with pytest.raises(InputError, match="NetCon is not simulated along with it"):
        h.finitialize(-65)


def test_the_weight_of_a_connection_to_itself(h):
    s, stim, synapses, adjusters, follower, wires = plastic(h)
    h.setpointer(wires[2]._ref_weight[0], "wsyn", adjusters[0])
    with pytest.raises(InputError, match="weight of a connection to `w_adjusts.* itself, which NET_RECEIVE has"):
        h.finitialize(-65)


def native() -> list[Cell | ArtificialCell]:
    """One synapse, its weight adjusted, as native cells."""
    morphology = Morphology.from_root(Branch.from_lengths([20], [10, 10], type="soma"), name="soma")
    cell = Cell(morphology, cv_policy=CVPerBranch(1), name="c").paint(AllRegion(), "hh")
    cell.place(at("soma", 0.5), PointProcess("ExpSyn", name="syn"), PointProcess("w_adjusts", name="wa"))
    cell.place(at("soma", 0.5), SpikeDetector(10, name="spikes"))
    cell.connect("syn", source="stim", weight=0.002, name="learned").connect("wa", source="stim", weight=1e-4)
    cell.connect("wa", source="spikes", weight=-1).point("wa", "wsyn", "learned.weight")
    return [cell, ArtificialCell("NetStim", name="stim", interval=3.0, number=8, start=1.0, noise=0.0)]


def test_native_cells_name_their_connections(h):
    s = h.Section(name="s")
    s.L = s.diam = 20
    s.insert("hh")
    syn, adjuster, stim = h.ExpSyn(s(0.5)), h.w_adjusts(s(0.5)), h.NetStim()
    stim.interval, stim.number, stim.start, stim.noise = 3, 8, 1, 0
    wires = [h.NetCon(stim, syn), h.NetCon(stim, adjuster), h.NetCon(s(0.5)._ref_v, adjuster, sec=s)]
    for wire, weight in zip(wires, (0.002, 1e-4, -1), strict=True):
        wire.weight[0], wire.delay = weight, 1
    h.setpointer(wires[0]._ref_weight[0], "wsyn", adjuster)
    v = h.Vector().record(s(0.5)._ref_v)
    h.finitialize(-65)
    h.continuerun(30)
    cells = native()
    cells[0].place(at("soma", 0.5), StateProbe("v", name="v"))
    assert np.abs(np.asarray(v) - run(cells, 30)["v"]).max() < 1e-9
    assert [c.name for c in native_forest().cells[0].connections] == [wires[0].hname(), "", ""]
    with pytest.raises(InputError, match="not simulated along"):
        to_cell(s)


def test_gradients_go_through_weights():
    """Central differences, whose own error is some 1e-6 of the derivative here."""
    cells = native()
    cells[0].place(at("soma", 0.5), StateProbe("v", name="v"))
    model, _ = lower(cells)

    def final(weight):
        changed = {**model.connections, "weight": jnp.asarray(model.connections["weight"]).at[0, 0].set(weight)}
        return simulate(replace(model, connections=changed), dt=0.025, n_steps=400)["v"][-1]

    at_weight, step = 2e-4, 1e-6
    slope = (final(at_weight + step) - final(at_weight - step)) / (2 * step)
    assert jax.grad(final)(at_weight) == pytest.approx(float(slope), rel=1e-4)


@pytest.mark.parametrize(
    "variable, message",
    [
        ("learned.delay", r"a connection has no `delay`; its numbers are weight\[0\] to weight\[0\]"),
        ("learned.weight[1]", r"a connection has no `weight\[1\]`"),
        ("leaned.weight", "unknown mechanism `leaned`.*"),
    ],
)
def test_mistakes_are_named(variable, message):
    cells = native()
    cells[0].point("wa", "wsyn", variable)
    with pytest.raises((InputError, UnknownNameError), match=message):
        run(cells, 1)


def test_connections_without_a_name_are_in_nobodys_way():
    cells = native()
    cells[0].place(at("soma", 0.5), PointProcess("w_follows", name="follows"))
    cells[0].point("follows", "wsyn", "v", at=at("soma", 0.5))
    cells[0].place(at("soma", 0.5), MechanismProbe("follows", "i", name="i"), StateProbe("v", name="v"))
    result = run(cells, 0.05)  # 130 nA: two steps are enough
    assert np.abs(result["i"][1:] + 2 * result["v"][:-1]).max() < 1e-9  # the voltage of the step's begin


def test_two_connections_of_one_name():
    cells = native()
    cells[0].connect("syn", source="stim", name="learned")
    with pytest.raises(InputError, match="`learned` is not the name of one connection alone"):
        run(cells, 1)
    with pytest.raises(InputError, match="the `name` is 3"):
        cells[0].connect("syn", source="stim", name=3)
