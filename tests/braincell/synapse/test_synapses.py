"""Synapses give the numbers of `.mod` files with the same equations in NEURON; their gradients are right."""

import json
from copy import copy
from dataclasses import replace
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import Cell, Morphology, Soma, lower, run, simulate, synapse
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import Channel, CurrentClamp, MechanismProbe, StateProbe, Synapse, registry
from braincell.quad.scan import quickly
from hoc_compat import h
from nmodl_import import load_mod
from validation.synapses import cases as protocol
from validation.synapses.cases import CASES, Case
from validation.synapses.record import REFERENCES

BAR = 1e-12  # of a trace's largest value: rounding, and NEURON's noise of di/dv, as long as nothing spikes
MIDDLE = at("soma", 0.5)
PUBLISHED = ("AMPA", "NMDA", "GABAa", "GABAb", "TsodyksMarkram", "AMPANMDA")


def _soma(name="cell"):
    half = protocol.SIZE / 2
    cell = Cell(Morphology.from_root(Soma.from_lengths([protocol.SIZE], [half, half])), name=name)
    return cell.paint(AllRegion(), Channel("pas", g=protocol.LEAK[0], e=protocol.LEAK[1]))


def _cells(case: Case):
    for k, setting in enumerate(case.settings):
        cell = _soma(f"{case.name}[{k}]")
        delay, duration, amplitude = protocol.CLAMP
        cell.place(MIDDLE, CurrentClamp(delay * case.scale, duration * case.scale, amplitude))
        cell.place(MIDDLE, Synapse(case.synapse, name="synapse", **setting), StateProbe("v", name="v"))
        cell.place(MIDDLE, *(MechanismProbe("synapse", x, name=x) for x in case.variables if x != "v"))
        for weight, times in zip(protocol.WEIGHTS, case.times, strict=True):
            cell.connect("synapse", weight=case.weight * weight, times=np.array(times) * case.scale)
        yield cell


@cache
def _simulated(scale: float):
    """All cases of one time scale, in one run."""
    together = [case for case in CASES if case.scale == scale]
    dt = together[0].dt
    return run([cell for case in together for cell in _cells(case)], protocol.N_STEPS * dt, dt)


def _reference(case: Case):
    """What NEURON recorded, and how."""
    with np.load(REFERENCES / f"{case.name}.npz") as file:
        reference = dict(file)
    about = json.loads(str(reference.pop("about")))
    assert about["settings"]["parameters"] == list(case.settings) and "9.0.2" in about["NEURON"]
    assert reference.keys() == case.variables.keys() | {f"default {name}" for name in case.defaults}
    return reference


@pytest.mark.parametrize("case", [case for case in CASES if case.settings], ids=lambda case: case.name)
@pytest.mark.slow
def test_synapse_equals_neurons(case):
    reference, result = _reference(case), _simulated(case.scale)
    for variable in case.variables:
        expected = reference[variable]
        found = np.stack([result[f"{case.name}[{k}].{variable}"] for k in range(len(case.settings))], axis=1)
        error = np.abs(found[:: protocol.EVERY] - expected).max(axis=0) / np.abs(expected).max(axis=0)
        assert (error < BAR).all(), f"{variable}: {error}"


@pytest.mark.parametrize("case", [case for case in CASES if case.defaults], ids=lambda case: case.name)
def test_defaults_are_those_of_the_published_file(case):
    parameters = registry.find(case.synapse).parameters
    for name in case.defaults:
        assert parameters[name].default == float(_reference(case)[f"default {name}"]), name


def test_every_synapse_is_compared():
    assert {case.synapse for case in CASES} == set(PUBLISHED)


def test_one_connection_saturates_and_two_add_up():
    # a steady train whose pulses touch is one pulse: R goes to alpha cmax/(alpha cmax + beta)
    times = np.arange(1.0, 60.0, 0.5)
    alone, both = _soma("alone"), _soma("both")
    for cell in (alone, both):
        cell.place(MIDDLE, Synapse("AMPA", name="s"), MechanismProbe("s", "g", name="g"))
        cell.connect("s", weight=1e-4, times=times)
    both.connect("s", weight=3e-4, times=times)
    result = run([alone, both], 50.0)
    limit = 1.1 / (1.1 + 0.19)
    np.testing.assert_allclose(result["alone.g"][-1], 1e-4 * limit, rtol=1e-12)  # after 60 time constants
    np.testing.assert_allclose(result["both.g"][-1], 4e-4 * limit, rtol=1e-12)


def test_time_constants_of_plasticity_may_be_equal():
    def trace(tau_rec):
        cell = _soma().place(MIDDLE, Synapse("TsodyksMarkram", name="s", tau_1=3.0, tau_rec=tau_rec, U=0.5))
        cell.place(MIDDLE, MechanismProbe("s", "g", name="g"))
        return cell.connect("s", weight=1e-3, times=[1, 2, 5, 9]).run(15.0)["g"]

    around = (trace(3.0 + 1e-3) + trace(3.0 - 1e-3)) / 2
    np.testing.assert_allclose(trace(3.0), around, rtol=1e-6)  # they differ by the second order, (1e-3/3)²
    far = trace(1e-3)  # recovers at once, and nothing overflows
    assert np.isfinite(far).all() and far.max() > around.max()


# Names


def test_published_names_are_found_but_not_listed():
    for name in PUBLISHED:
        assert registry.find(name) is getattr(synapse, name)
        assert name not in registry.names()


def test_scripts_do_not_see_them():
    for name in PUBLISHED:
        assert name not in dir(h)
        with pytest.raises(Exception, match=name):
            getattr(h, name)


def test_a_mod_file_may_have_the_name(monkeypatch):
    for known in ("_classes", "_ranks", "_published"):
        monkeypatch.setattr(registry, known, copy(getattr(registry, known)))
    theirs = load_mod(REFERENCES.parent / "mod" / "AMPA.mod")
    assert registry.find("AMPA") is theirs is not synapse.AMPA and "AMPA" in registry.names()
    assert Synapse("AMPA").mechanism is theirs and Synapse(synapse.AMPA).mechanism is synapse.AMPA
    cell = _soma().place(MIDDLE, Synapse("AMPA", name="a"), Synapse(synapse.AMPA, name="b"))
    with pytest.raises(InputError, match="two different mechanisms are called `AMPA`"):
        lower(cell)


def test_what_is_no_synapse_is_refused():
    with pytest.raises(InputError, match="`IClamp` hears no events.*PointProcess"):
        Synapse("IClamp")
    with pytest.raises(UnknownNameError, match="did you mean.*`GABAa`"):
        Synapse("GABAA")
    with pytest.raises(UnknownNameError, match="did you mean `alpha`"):
        Synapse("AMPA", Alpha=1.0)


# Gradients

_GRADIENTS = [
    ("ExpSyn", 2e-3, {"tau": 1.3, "e": -3.0}),
    ("Exp2Syn", 2e-3, {"tau1": 0.6, "tau2": 4.4, "e": -3.0}),
    ("AMPA", 2e-3, {"cmax": 0.9, "alpha": 1.1, "beta": 0.19, "e": -3.0}),
    ("GABAa", 2e-3, {"cmax": 0.9, "alpha": 0.5, "beta": 0.18, "e": -80.0}),
    ("NMDA", 2e-2, {"alpha": 0.1, "beta": 0.01, "e": -3.0, "mg": 1.2, "mg_half": 3.57, "mg_slope": 0.062}),
    (
        "GABAb",
        5.0,
        {"k1": 0.9, "k2": 0.01, "k3": 0.9, "k4": 0.03, "kd": 90.0, "n": 3.9, "gmax": 0.01, "e": -95.0, "cmax": 0.6},
    ),
    ("TsodyksMarkram", 2e-2, {"tau_1": 2.0, "tau_rec": 20.0, "tau_facil": 60.0, "U": 0.4, "u0": 0.1, "e": -3.0}),
    (
        "AMPANMDA",
        2e-3,
        {"tau1_ampa": 0.3, "tau2_ampa": 1.9, "tau1_nmda": 0.8, "tau2_nmda": 30.0, "ratio": 0.7, "e": -3.0}
        | {"mg": 0.8, "mg_half": 3.57, "mg_slope": 0.062},
    ),
]


def _all_synapses():
    """One compartment per synapse, in one model: what one has does not reach the others."""
    cells = []
    for name, weight, parameters in _GRADIENTS:
        cell = _soma(name).place(MIDDLE, Synapse(name, name="s", **parameters), StateProbe("v", name="v"))
        cell.place(MIDDLE, MechanismProbe("s", "g", name="g"))
        cell.connect("s", weight=weight, times=[0.25, 0.513, 1.5])
        cells.append(cell.connect("s", weight=weight / 2, times=[0.75, 1.75]))
    return lower(cells)[0]


@pytest.mark.slow
def test_gradients_equal_central_differences():
    """By every parameter but `cdur`, on which only times of events depend; and by the weights."""
    model = jax.tree.map(jnp.asarray, _all_synapses())
    names = [name for name, *_ in _GRADIENTS]
    given = {name: {key: jnp.asarray(x) for key, x in parameters.items()} for name, _, parameters in _GRADIENTS}
    weights = model.connections["weight"]

    def losses(values, weights):
        changed = replace(model, connections=model.connections | {"weight": weights})
        for name, parameters in values.items():
            for key, value in parameters.items():
                changed = changed.with_parameter(name, key, value)
        result = simulate(changed, dt=0.05, n_steps=60)
        scale = {name: 1.0 / weight for name, weight, _ in _GRADIENTS}
        scale["GABAb"] = 1e3
        return jnp.stack(
            [jnp.mean((result[f"{n}.v"] + 65.0) ** 2) + jnp.mean(result[f"{n}.g"] * scale[n]) for n in names]
        )

    by_values, by_weights = quickly(jax.grad(lambda *x: losses(*x).sum(), argnums=(0, 1)))(given, weights)
    losses = quickly(losses)
    # one parameter of each synapse at a time
    for k in range(max(len(parameters) for parameters in given.values())):
        ends, steps = [], {}
        for sign in (1, -1):
            moved = {}
            for name, parameters in given.items():
                keys = list(parameters)
                if k < len(keys):
                    steps[name] = keys[k], 1e-5 * jnp.abs(parameters[keys[k]])
                    parameters = parameters | {keys[k]: parameters[keys[k]] + sign * steps[name][1]}
                moved[name] = parameters
            ends.append(losses(moved, weights))
        slopes = (ends[0] - ends[1]) / 2.0
        for name, (key, step) in steps.items():
            slope = slopes[names.index(name)] / step
            # central differences: step² times the third derivative, and rounding over step, both below 1e-8
            np.testing.assert_allclose(by_values[name][key], slope, rtol=1e-5, err_msg=f"{name}.{key}")
    step = 1e-5 * weights[:, 0]
    up, down = (losses(given, weights.at[:, 0].add(sign * step)) for sign in (1, -1))
    both = jnp.sum((by_weights[:, 0] * step).reshape(-1, 2), axis=1)  # the two connections of each synapse together
    np.testing.assert_allclose(both, (up - down) / 2.0, rtol=1e-5)
