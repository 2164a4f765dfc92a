"""Parameters by name, and fits that recover what is known."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import Branch, Cell, CVPerBranchList, Morphology, lower, simulate
from braincell.errors import InputError, SimulationError, UnknownNameError
from braincell.filter import AllRegion, at, branch_in
from braincell.fit import Parameters, fit
from braincell.mech import CableProperty, Channel, CurrentClamp, StateProbe


def branched(g=2e-4, gnabar=0.12):
    morphology = Morphology.from_root(Branch.from_lengths(lengths=[20], radii=[10, 10], type="soma"), name="soma")
    for k in range(2):
        dendrite = Branch.from_lengths(lengths=[150], radii=[1, 1], type="dendrite")
        morphology.attach(parent="soma", child_branch=dendrite, child_name=f"d{k}")
    cell = Cell(morphology, cv_policy=CVPerBranchList([1, 3, 3]))
    cell.paint(AllRegion(), CableProperty(axial_resistivity=100), Channel("pas", g=g, e=-65))
    cell.paint(branch_in("type", "soma"), Channel("hh", gnabar=gnabar))
    cell.place(at("soma", 0.5), CurrentClamp(delay=1, durations=5, amplitudes=0.5), StateProbe("v", name="v"))
    model, _ = lower(cell)
    return model


def trace(model):
    return simulate(model, dt=0.05, n_steps=160).traces["v"]


@pytest.mark.slow
def test_known_conductances_of_a_branched_cell_are_recovered():
    target = trace(branched())
    free = Parameters(branched(g=4e-4, gnabar=0.08)).add("hh.gnabar", bounds=(0, 1)).add("pas.g", bounds=(0, None),
                                                                                          scale=1e-4)  # fmt: skip
    found = fit(free, lambda model: jnp.mean((trace(model) - target) ** 2), steps=500)
    assert found.losses[0] > 100 * found.losses.min()
    np.testing.assert_allclose(found.values["hh.gnabar"], 0.12, rtol=0.02)
    np.testing.assert_allclose(found.values["pas.g"], 2e-4, rtol=0.02)
    np.testing.assert_allclose(trace(found.model), target, atol=3)


def test_values_go_there_and_back():
    model = branched()
    free = Parameters(model).add("pas.g", bounds=(1e-5, 1e-2)).add("pas.e", bounds=(None, 0), scale=10)
    free.add("membrane_capacitance", by="place", bounds=(0, None)).add("V_init").add("hh.gnabar", by=[0])
    values = free.values(free.start())
    np.testing.assert_allclose(values["pas.g"], 2e-4, rtol=1e-12)
    np.testing.assert_allclose(values["pas.e"], -65, rtol=1e-12)
    assert values["membrane_capacitance"].shape == (7,)
    same = free.model(free.start())
    for a, b in zip(jax.tree.leaves(same), jax.tree.leaves(model), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_groups_share_a_value_and_others_keep_theirs():
    free = Parameters(branched()).add("pas.g", by=[-1, 0, 0, 0, 1, 1, 1])
    changed = free.model({"pas.g": jnp.array([1e-3, 2e-3])})
    np.testing.assert_allclose(changed.parameters["pas"]["g"], [2e-4, *[1e-3] * 3, *[2e-3] * 3])


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda p: p.add("hh.gna"), UnknownNameError, "did you mean `gnabar`"),
        (lambda p: p.add("pass.g"), UnknownNameError, "`pass`"),
        (lambda p: p.add("membrane_capacity"), UnknownNameError, "did you mean `membrane_capacitance`"),
        (lambda p: p.add("pas.g", bounds=(1, 2)), InputError, "its bounds are"),
        (lambda p: p.add("pas.g", by="branch"), InputError, "`by` is 'branch'"),
        (lambda p: p.add("pas.g", by=[0, 1]), InputError, r"`by` has the shape \(2,\)"),
        (lambda p: p.add("pas.g", by=[0, 2, 2, 2, 2, 2, 2]), InputError, "without gaps"),
        (lambda p: fit(p.add("pas.g"), lambda model: jnp.nan, steps=2), SimulationError, "not finite at step 0"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make(Parameters(branched()))
