"""Gradients flow through handlers: to weights, time constants, reversal potentials."""

from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import Cell, Morphology, Soma, lower, simulate
from braincell.filter import AllRegion, at
from braincell.mech import Channel, MechanismProbe, PointProcess, SpikeDetector, StateProbe, registry
from nmodl_import import load_mod

MODS = Path(__file__).parent / "mod"


def _model(mechanism, variable):
    is_built_in = mechanism in registry.names()
    cls = registry.find(mechanism) if is_built_in else load_mod(MODS / f"{mechanism}.mod")
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    cell.paint(AllRegion(), Channel("pas", g=1e-4, e=-65.0))
    middle = at("soma", 0.5)
    cell.place(middle, PointProcess(cls, name="syn"), StateProbe("v", name="v"), SpikeDetector(name="out"))
    cell.place(middle, MechanismProbe("syn", variable, name="x"))
    cell.connect("syn", weight=0.01, times=[1.0, 2.013, 4.0125])
    cell.connect("syn", weight=0.004, times=[2.5, 4.5])
    cell.connect("syn", source="out", weight=0.002, delay=0.5)
    return lower(cell)[0]


def _loss(model, mechanism, weight, changes):
    for name, value in changes.items():
        model = model.with_parameter(mechanism, name, value)
    model = replace(model, connections=model.connections | {"weight": weight})
    result = simulate(model, dt=0.025, n_steps=240)
    return jnp.mean(result["v"] ** 2) + jnp.sum(result["x"] ** 2) + result["v"][-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mechanism", "variable", "parameters"),
    [
        ("n_depress", "g", {"tau1": 0.6, "tau2": 4.4, "e": -3.0}),
        ("n_pair", "total", {"tau": 2.3, "e": -4.0}),
        ("ExpSyn", "g", {"tau": 1.3, "e": -3.0}),
        ("Exp2Syn", "g", {"tau1": 0.6, "tau2": 4.4, "e": -3.0}),
    ],
)
def test_gradient_equals_central_differences(mechanism, variable, parameters):
    model = jax.tree.map(jnp.asarray, _model(mechanism, variable))
    weight = model.connections["weight"]
    loss = jax.jit(lambda weight, changes: _loss(model, mechanism, weight, changes))
    d_weight, d_parameters = jax.jit(jax.grad(loss, argnums=(0, 1)))(weight, parameters)
    for row in range(2):
        h = 1e-6 * weight[row, 0]
        up, down = (loss(weight.at[row, 0].add(sign * h), parameters) for sign in (1, -1))
        np.testing.assert_allclose(d_weight[row, 0], (up - down) / (2 * h), rtol=1e-5)
    for name, value in parameters.items():
        h = 1e-6 * abs(value)
        up, down = (loss(weight, parameters | {name: value + sign * h}) for sign in (1, -1))
        np.testing.assert_allclose(d_parameters[name], (up - down) / (2 * h), rtol=1e-5, err_msg=name)
