"""Gap junctions: NEURON's numbers, the laws of a symmetric conductance, networks of them, mistakes."""

import jax
import numpy as np
import pytest

from braincell import ArtificialCell, Branch, Cell, CVPerBranch, Morphology, Network, SingleCompartment, lower, run
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, RootLocation, at
from braincell.mech import Channel, CurrentClamp, MechanismProbe, StateProbe
from braincell.network import all_pairs, dense, pairs, probability
from validation.junctions import cases as protocol
from validation.junctions.record import REFERENCE

MIDDLE = at("cable", 0.5)


def _cable(name, n=protocol.N_SEGMENTS, channel="hh"):
    half = protocol.DIAMETER / 2
    branch = Branch.from_lengths([protocol.LENGTH], [half, half])
    cell = Cell(Morphology.from_root(branch, name="cable"), cv_policy=CVPerBranch(n), name=name)
    return cell.paint(AllRegion(), channel)


def _joined():
    cells = {name: _cable(name) for name in "ab"}
    for k, ((name, x), (far, far_x), g) in enumerate(protocol.JUNCTIONS):
        other = None if far == name else cells[far]
        cells[name].junction(at("cable", x), at("cable", far_x), g, of=other, name=f"gap{k}")
        far_label = f"gap{k}" if other else f"gap{k}_there"
        cells[name].place(at("cable", x), MechanismProbe(f"gap{k}", "i", name=f"{k} here"))
        cells[far].place(at("cable", far_x), MechanismProbe(far_label, "i", name=f"{k} there"))
    for name, x in protocol.RECORDED:
        cells[name].place(at("cable", x), StateProbe("v", name=f"v {x}"))
    return cells


@pytest.mark.parametrize("current", protocol.CURRENTS)
def test_junctions_equal_neurons_half_gaps(current):
    cells = _joined()
    delay, duration = protocol.CLAMP
    cells["a"].place(MIDDLE, CurrentClamp(delay, duration, protocol.CURRENTS[current]))
    result = run(list(cells.values()), protocol.N_STEPS * protocol.DT, protocol.DT)
    v = np.stack([result[f"{name}.v {x}"] for name, x in protocol.RECORDED], axis=1)[:: protocol.EVERY]
    sides = [(one[0], f"{k} here", two[0], f"{k} there") for k, (one, two, _) in enumerate(protocol.JUNCTIONS)]
    i = np.stack([result[f"{c}.{x}"] for a, here, b, there in sides for c, x in ((a, here), (b, there))], axis=1)
    with np.load(REFERENCE) as reference:
        for kind in protocol.KINDS:  # by POINTER, and by transfers of ParallelContext
            # spikes amplify the noise of di/dv, which is a difference over 0.001 mV
            bar = 1e-9 if current == "spiking" else 1e-11
            assert np.abs(v - reference[f"{kind} {current} v"]).max() < bar  # mV
            assert np.abs(i[:: protocol.EVERY] - reference[f"{kind} {current} i"]).max() < bar  # nA
    assert (v[:, 0].max() > 0) == (current == "spiking")


def test_two_compartments_share_their_charge():
    """C (v_a − v_b)' = −2 g (v_a − v_b), and the sum of the charges stays: explicit in the far voltage, first order."""

    def after(dt):
        cells = [_cable(name, 1, Channel("pas", g=0.0, e=0.0)) for name in "ab"]
        cells[0].V_init, cells[1].V_init = -50.0, -70.0
        cells[0].junction(MIDDLE, MIDDLE, 0.01, of=cells[1])
        for cell in cells:
            cell.place(MIDDLE, StateProbe("v", name="v"))
        result = run(cells, 1.0, dt)
        return result["a.v"][-1], result["b.v"][-1]

    capacitance = 1e-5 * np.pi * protocol.LENGTH * protocol.DIAMETER  # nF, of 1 µF/cm²
    expected = 20.0 * np.exp(-2.0 * 0.01 * 1.0 / capacitance)
    errors = [abs(a - b - expected) for a, b in (after(0.01), after(0.005))]
    assert errors[1] < 0.55 * errors[0] < 0.06
    a, b = after(0.01)
    np.testing.assert_allclose(a + b, -120.0, rtol=1e-12)


def test_what_flows_is_not_through_the_membrane():
    cells = [_cable(name, 1, Channel("pas", g=1e-4, e=-65.0)) for name in "ab"]
    cells[1].V_init = -40.0
    cells[0].junction(MIDDLE, MIDDLE, 0.01, of=cells[1], name="gap")
    cells[0].place(MIDDLE, StateProbe("i_membrane_", name="i"), MechanismProbe("gap", "i", name="gap"))
    result = run(cells, 2.0)
    # the membrane passes what the junction brings; recorded at the old voltage, so compared as dt allows
    np.testing.assert_allclose(result["a.i"][10:], result["a.gap"][10:], rtol=0.05)


def _network(edges, g=None, **places):
    net = Network().add_population("E", SingleCompartment(4, 20, 10, pas=Channel("pas", g=1e-4, e=-65)))
    return net.add_junctions("E", "E", edges, g, **places)


def _halves(net):
    """Cells and conductances of all sides."""
    model, _ = lower(net.cells())
    layout = model.layout.mechanism("Junction")
    return list(layout.owners), np.asarray(model.parameters["Junction"]["g"])


def test_every_pair_of_a_population_is_joined_once():
    owners, g = _halves(_network(all_pairs(), 0.001))
    assert len(g) == 2 * 6 and all(owners.count(f"E[{k}]") == 3 for k in range(4)) and (g == 0.001).all()
    some, _ = _halves(_network(probability(0.5, seed=2), 0.001))
    assert 0 < len(some) < 12 and len(some) % 2 == 0


def test_junctions_of_lists_and_matrices():
    owners, g = _halves(_network(pairs([(0, 1), (3, 2)]), [0.001, 0.002]))
    assert sorted(zip(owners, g.tolist(), strict=True)) == [
        *(("E[0]", 0.001), ("E[1]", 0.001)),
        *(("E[2]", 0.002), ("E[3]", 0.002)),
    ]
    matrix = np.zeros((4, 4))
    matrix[0, 2] = matrix[2, 0] = 0.003
    owners, g = _halves(_network(dense(matrix)))
    assert sorted(owners) == ["E[0]", "E[2]"] and (g == 0.003).all()


def test_joined_neurons_equalise_and_others_do_not():
    neurons = SingleCompartment(3, 20, 10, V_initializer=[-80, -50, -50], pas=Channel("pas", g=1e-5, e=-65))
    net = Network().add_population("E", neurons).add_population("I", SingleCompartment(1, 20, 10, V_initializer=-50))
    net.add_junctions("E", "I", pairs([(0, 0)]), 0.01).add_junctions("E", "E", pairs([(0, 1)]), 0.01)
    result = net.run(20)
    at_end = result["E"]["v"][-1]
    assert abs(at_end[0] - at_end[1]) < 0.05 < 1 < abs(at_end[0] - at_end[2])
    assert abs(result["I"]["v"][-1, 0] - at_end[0]) < 0.05


def test_gradient_by_the_conductance():
    from braincell import simulate

    cells = [_cable(name, 1, Channel("pas", g=1e-4, e=-65.0)) for name in "ab"]
    cells[1].V_init = -40.0
    cells[0].junction(MIDDLE, MIDDLE, 0.01, of=cells[1], name="gap").place(MIDDLE, StateProbe("v", name="v"))
    model = jax.tree.map(jax.numpy.asarray, lower(cells)[0])

    def loss(g):
        return simulate(model.with_parameter("Junction", "g", g), dt=0.025, n_steps=40)["a.v"].sum()

    h = 1e-6
    slope = (loss(0.01 + h) - loss(0.01 - h)) / (2 * h)
    np.testing.assert_allclose(jax.grad(loss)(0.01), slope, rtol=1e-7)  # rounding: 1e-16 · 2000 mV / (slope · h)


def test_mistakes_are_named():
    a, b = _cable("a"), _cable("b")
    ends = at("cable", [0.0, 1.0])
    for arguments, options, message in (
        ((MIDDLE, MIDDLE, 0.1), {}, "cannot be joined with itself"),
        ((ends, MIDDLE, 0.1), {"of": b}, "2 places here and 1 there"),
        ((MIDDLE, MIDDLE, -0.1), {"of": b}, "`g` is -0.1"),
        ((MIDDLE, MIDDLE, np.nan), {"of": b}, "`g` is nan"),
        ((ends, ends, [0.1, 0.2, 0.3]), {"of": b}, "one for each of 2"),
        (("soma", MIDDLE, 0.1), {"of": b}, "`here` is 'soma', no locset"),
        ((MIDDLE, MIDDLE, 0.1), {"of": "b"}, "`of` is 'b'"),
    ):
        with pytest.raises(InputError, match=message):
            a.junction(*arguments, **options)
    assert not a.placed and not b.placed and not a.pointers
    a.junction(MIDDLE, MIDDLE, 0.1, of=b, name="gap")
    with pytest.raises(InputError, match="`a` is called `gap` already"):
        a.junction(ends, ends, [0.1, 0.2], of=b, name="gap")
    with pytest.raises(InputError, match="`b` is not lowered together"):
        lower(a)
    twice = _cable("c").junction(MIDDLE, MIDDLE, 0.1, of=b).junction(MIDDLE, MIDDLE, 0.1, of=b)
    assert [thing.name for _, thing in twice.placed] == ["junction0", "junction1"]


def test_mistakes_in_networks_are_named():
    for edges, g, message in (
        (pairs([(0, 1), (1, 0)]), 0.1, "neurons 0 and 1 of `E` are joined twice"),
        (pairs([(2, 2)]), 0.1, "neuron 2 of `E` is joined with itself"),
        (dense(np.triu(np.ones((4, 4)), 1)), None, "not symmetric"),
        (dense(np.eye(4)), None, "joins neurons with themselves"),
        (all_pairs(), None, "have no `g`"),
        (all_pairs(), [0.1, 0.2], "add_junctions: `g` has the shape .2,.; give a number, or one for each of 6 edges"),
    ):
        with pytest.raises(InputError, match=message):
            _network(edges, g)
    net = Network().add_population("E", SingleCompartment(2)).add_population("t", ArtificialCell("NetStim"), 1)
    with pytest.raises(InputError, match="has no membrane"):
        net.add_junctions("E", "t", all_pairs(), 0.1)
    with pytest.raises(UnknownNameError, match="population `F`"):
        net.add_junctions("E", "F", all_pairs(), 0.1)
    with pytest.raises(UnknownNameError, match="branch"):
        net.add_junctions("E", "E", all_pairs(), 0.1, at=at("dendrite", 0.5))
    assert RootLocation(0.5).locations(_cable("a").morphology)
