"""Runs of the native API against NEURON, and the laws of the run loop."""

from dataclasses import replace

import jax
import numpy as np
import pytest

import braincell
from braincell import Cell, CVPerBranchList, Dendrite, Morphology, Soma, lower, simulate
from braincell.drive import count_steps
from braincell.errors import InputError, SimulationError, UnknownNameError, UnsupportedError
from braincell.filter import AllRegion, BranchSlice, at
from braincell.mech import (
    CableProperty,
    Channel,
    CurrentClamp,
    Ion,
    MechanismProbe,
    Parameter,
    SpikeDetector,
    State,
    StateProbe,
)
from braincell.run import run_model

SPIKING, SUBTHRESHOLD = 1e-6, 1e-9  # mV: the project's bars for float64


def ball_and_stick(**cell_options):
    morphology = Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0]), "soma")
    morphology.attach(parent="soma", child_branch=Dendrite.from_lengths([300.0], [1.0, 1.0]), child_name="dend")
    return Cell(morphology, cv_policy=CVPerBranchList((1, 5)), **cell_options)


def hh_cell(amplitude=0.3, **channel):
    cell = ball_and_stick().paint(AllRegion(), Channel("hh", **channel))
    cell.place(at("soma", 0.5), CurrentClamp(1.0, 30.0, amplitude), StateProbe("v", name="v"))
    return cell


def neuron_ball_and_stick(h):
    soma, dend = h.Section(), h.Section()
    soma.L = soma.diam = 20
    dend.L, dend.diam, dend.nseg = 300, 2, 5
    dend.connect(soma(1))
    return soma, dend


def run_neuron(h, records, tstop, celsius=6.3, secondorder=0, dt=0.025):
    vectors = {name: h.Vector().record(ref) for name, ref in records.items()}
    time = h.Vector().record(h._ref_t)
    before = h.celsius, h.secondorder, h.dt
    h.celsius, h.secondorder, h.dt = celsius, secondorder, dt
    try:
        h.finitialize(-65)
        for _ in range(count_steps(0.0, tstop, dt)):
            h.fadvance()
    finally:
        h.celsius, h.secondorder, h.dt = before
    return np.array(time), {name: np.array(vector) for name, vector in vectors.items()}


@pytest.fixture
def h():
    return pytest.importorskip("neuron").h


@pytest.mark.parametrize(("celsius", "secondorder"), [(6.3, 0), (18.0, 0), (6.3, 1), (6.3, 2)])
def test_spiking_hh_equals_neuron(h, celsius, secondorder):
    soma, dend = neuron_ball_and_stick(h)
    for section in (soma, dend):
        section.insert("hh")
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 30, 0.3
    refs = {"v": soma(0.5)._ref_v, "end": dend(1)._ref_v, "m": dend(0.5).hh._ref_m, "ina": soma(0.5)._ref_ina}
    refs |= {"gk": soma(0.5).hh._ref_gk, "il": soma(0.5).hh._ref_il, "i_cap": soma(0.5)._ref_i_cap}
    refs |= {"i": clamp._ref_i}
    time, expected = run_neuron(h, refs, 40.0, celsius, secondorder)

    cell = ball_and_stick(celsius=celsius).paint(AllRegion(), Channel("hh"))
    cell.place(at("soma", 0.5), CurrentClamp(1.0, 30.0, 0.3, name="clamp"), StateProbe("v", name="v"))
    cell.place(at("soma", 0.5), StateProbe("ina", name="ina"), MechanismProbe("hh", "gk", name="gk"))
    cell.place(at("soma", 0.5), MechanismProbe("hh", "il", name="il"), StateProbe("i_cap", name="i_cap"))
    cell.place(at("soma", 0.5), MechanismProbe("clamp", "i", name="i"))
    cell.place(at("dend", 1.0), StateProbe("v", name="end")).place(at("dend", 0.5), MechanismProbe("hh", "m", name="m"))
    result = cell.run(40.0, secondorder=secondorder)

    assert result.time.tobytes() == time.tobytes()
    assert len(result.spike_times()) >= 2
    for name, trace in expected.items():
        assert np.abs(result[name] - trace).max() < SPIKING, name


@pytest.mark.parametrize("secondorder", [0, 1, 2])
def test_passive_equals_neuron(h, secondorder):
    soma, dend = neuron_ball_and_stick(h)
    for section in (soma, dend):
        section.insert("pas")
        section.Ra, section.cm = 150, 0.8
        for segment in section:
            segment.pas.g, segment.pas.e = 2e-4 * (1 + segment.x), -60
    clamp = h.IClamp(dend(0.5))
    clamp.delay, clamp.dur, clamp.amp = 2, 5, 0.1
    _, expected = run_neuron(h, {"soma": soma(0)._ref_v, "dend": dend(0.3)._ref_v}, 20.0, secondorder=secondorder)

    cell = ball_and_stick().paint(AllRegion(), CableProperty(axial_resistivity=150, membrane_capacitance=0.8))
    cell.paint(AllRegion(), Channel("pas", g=lambda cv: 2e-4 * (1 + cv.x), e=-60))
    cell.place(at("dend", 0.5), CurrentClamp(2, 5, 0.1))
    cell.place(at("soma", 0.0), StateProbe(name="soma")).place(at("dend", 0.3), StateProbe(name="dend"))
    result = cell.run(20.0, secondorder=secondorder)
    for name, trace in expected.items():
        assert np.abs(result[name] - trace).max() < SUBTHRESHOLD, name


def test_hh_without_its_table_equals_neuron(h):
    soma, dend = neuron_ball_and_stick(h)
    for section in (soma, dend):
        section.insert("hh")
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 30, 0.3
    h.usetable_hh = 0
    try:
        _, expected = run_neuron(h, {"v": soma(0.5)._ref_v}, 30.0)
    finally:
        h.usetable_hh = 1
    assert np.abs(hh_cell(usetable=False).run(30.0)["v"] - expected["v"]).max() < SPIKING
    assert np.abs(hh_cell().run(30.0)["v"] - expected["v"]).max() > 1e-3  # the table does matter


def test_spike_times_follow_neurons_rule(h):
    soma, dend = neuron_ball_and_stick(h)
    for section in (soma, dend):
        section.insert("hh")
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 30, 0.3
    spikes, low = h.Vector(), h.Vector()
    netcon = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
    netcon.record(spikes)
    other = h.NetCon(dend(1)._ref_v, None, sec=dend)
    other.threshold = -70  # above it from the start
    other.record(low)
    run_neuron(h, {}, 30.0)
    cell = hh_cell().place(at("soma", 0.5), SpikeDetector(name="soma"))
    cell.place(at("dend", 1.0), SpikeDetector(-70.0, name="low"))
    result = cell.run(30.0)
    assert result.spike_times("soma").tolist() == np.array(spikes).tolist()
    assert result.spike_times("low").tolist() == np.array(low).tolist()


def test_a_run_continues_from_its_state():
    whole, first = hh_cell().run(20.0), hh_cell().run(8.0)
    second = hh_cell().run(12.0, state=first.state)
    joined = np.concatenate([first["v"], second["v"]])
    np.testing.assert_array_equal(joined, whole["v"])
    np.testing.assert_array_equal(np.concatenate([first.time, second.time]), whole.time)


def test_two_cells_run_as_one_forest():
    alone = hh_cell().run(10.0)["v"]
    other = hh_cell(0.1)
    other.name = "other"
    together = braincell.run([hh_cell(), other], 10.0)
    np.testing.assert_allclose(together["cell.v"], alone, atol=1e-9)
    assert np.abs(together["other.v"] - alone).max() > 1.0


def test_float32_keeps_spikes_within_one_step():
    exact, single = hh_cell().run(30.0), hh_cell().run(30.0, precision="float32")
    assert single["v"].dtype == np.float32 and single.time.dtype == np.float64
    assert len(single.spike_times()) == len(exact.spike_times()) > 0
    assert np.abs(single.spike_times() - exact.spike_times()).max() <= 0.025 + 1e-12


def test_several_locations_give_a_location_axis():
    cell = hh_cell().place(at("dend", 0.5), StateProbe())
    from braincell.filter import Locset

    class Both(Locset):
        def locations(self, morphology):
            return [(0, 0.5), (1, 0.5)]

    result = cell.place(Both(), StateProbe(name="both")).run(2.0)
    np.testing.assert_array_equal(result["both"], np.stack([result["v"], result["dend(0.5).v"]], axis=1))


def test_changing_numbers_compiles_nothing():
    hh_cell().run(3.0)
    with _count_compilations() as count:
        hh_cell(amplitude=0.4, gnabar=0.1).run(7.0, dt=0.01)
        changed = ball_and_stick(celsius=10.0, V_init=-70.0, V_th=0.0).paint(AllRegion(), Channel("hh", gl=1e-3))
        changed.paint(AllRegion(), CableProperty(axial_resistivity=80, membrane_capacitance=2.0), Ion("na", e=40.0))
        changed.place(at("soma", 0.5), CurrentClamp(2.0, 10.0, 0.1), StateProbe("v", name="v")).run(1.0)
    assert count == []


def test_no_leaf_of_the_model_compiles_anything():
    cell = hh_cell().place(at("soma", 0.5), SpikeDetector(name="soma"), StateProbe("ina", name="ina"))
    model, _ = lower(cell)
    state = run_model(model, 3.0, 0.025).state
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(model)]
    leaves, structure = jax.tree.flatten(model)
    assert len(leaves) > 20
    for i, path in enumerate(paths):
        changed = [leaf * 1.001 if k == i else leaf for k, leaf in enumerate(leaves)]
        with _count_compilations() as count:
            run_model(jax.tree.unflatten(structure, changed), 0.5 + 0.1 * i, 0.02 + 0.001 * i)
        assert count == [], path
    with _count_compilations() as count:
        run_model(model, 100.0, 0.0125)
        run_model(model, 0.01, 0.025)
        run_model(model, 7.0, 0.025, state=state)
    assert count == []


class _count_compilations:
    """Collects the names of what XLA compiles."""

    def __enter__(self):
        self.events = []
        jax.monitoring.register_event_duration_secs_listener(self._listen)
        return self.events

    def _listen(self, event, duration, **_):
        if event == "/jax/core/compile/backend_compile_duration":
            self.events.append(event)

    def __exit__(self, *_):
        jax.monitoring.unregister_event_duration_listener(self._listen)


def test_the_counter_counts():
    with _count_compilations() as count:
        jax.jit(lambda x: x * 3.25 + 1)(np.arange(3.0))
    assert count


@pytest.mark.parametrize("leaf", ["g", "Ra", "cm", "diam"])
@pytest.mark.slow
def test_gradients_equal_central_differences(leaf):
    cell = ball_and_stick().paint(AllRegion(), Channel("hh", usetable=False))
    cell.place(at("soma", 0.5), CurrentClamp(1.0, 5.0, 0.02)).place(at("dend", 0.7), StateProbe(name="v"))
    model, _ = lower(cell)

    def loss(factor):
        changed = {
            "g": lambda: model.with_parameter("hh", "gnabar", model.parameters["hh"]["gnabar"] * factor),
            "Ra": lambda: _replaced(model, "axial_resistivity", factor),
            "cm": lambda: _replaced(model, "membrane_capacitance", factor),
            "diam": lambda: model.with_diam_scaled(factor),
        }[leaf]()
        return (simulate(changed, dt=0.025, n_steps=200).traces["v"] ** 2).mean()

    loss = jax.jit(loss)
    gradient, step = jax.grad(loss)(1.0), 1e-4
    # five-point difference: truncation of order step⁴
    difference = (8 * (loss(1 + step) - loss(1 - step)) - (loss(1 + 2 * step) - loss(1 - 2 * step))) / (12 * step)
    assert abs(gradient - difference) <= 1e-6 * abs(difference)


def _replaced(model, leaf, factor):
    return replace(model, **{leaf: getattr(model, leaf) * factor})


@pytest.mark.slow
def test_gradients_by_every_control_volume_equal_central_differences():
    morphology = Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0]), "soma")
    taper = Dendrite.from_lengths([150.0], [1.5, 0.5])
    for name, parent, x, end in (("a", "soma", 1.0, 0), ("b", "a", 1.0, 0), ("c", "a", 0.5, 1), ("d", "soma", 0.0, 0)):
        morphology.attach(parent=parent, child_branch=taper, child_name=name, parent_x=x, child_x=end)
    cell = Cell(morphology, cv_policy=CVPerBranchList((1, 5, 3, 3, 4))).paint(AllRegion(), "pas")
    cell.paint(BranchSlice("soma"), Channel("hh", usetable=False))
    cell.place(at("d", 0.5), CurrentClamp(0.5, 3.0, 0.05)).place(at("b", 1.0), StateProbe(name="v"))
    model, _ = lower(cell)

    @jax.jit
    def loss(factors):
        changed = model.with_parameter("pas", "g", model.parameters["pas"]["g"] * factors["g"])
        changed = _replaced(
            _replaced(changed, "axial_resistivity", factors["Ra"]), "membrane_capacitance", factors["cm"]
        )
        result = simulate(changed.with_diam_scaled(factors["diam"]), dt=0.025, n_steps=200)
        return (result.traces["v"] ** 2).mean()

    random = np.random.default_rng(3)
    here = {name: np.ones(cell.n_cv) for name in ("g", "Ra", "cm", "diam")}
    gradient = jax.grad(loss)(here)
    for name in here:
        direction, step = random.normal(size=cell.n_cv), 1e-4
        moved = [loss(here | {name: 1.0 + k * step * direction}) for k in (-2, -1, 1, 2)]
        difference = (moved[0] - 8 * moved[1] + 8 * moved[2] - moved[3]) / (12 * step)
        along = gradient[name] @ direction
        assert abs(along - difference) <= 1e-6 * abs(difference), name


def test_simulate_equals_run():
    model, _ = lower(hh_cell())
    pure = jax.jit(lambda m: simulate(m, dt=0.025, n_steps=300))(model)
    np.testing.assert_allclose(pure.traces["v"], run_model(model, 7.5, 0.025).traces["v"], atol=1e-9)


def test_simulate_batches_over_parameters():
    model, _ = lower(hh_cell())
    gains = np.array([0.1, 0.12])
    batch = jax.vmap(lambda g: simulate(model.with_parameter("hh", "gnabar", g), dt=0.025, n_steps=100).traces["v"])
    single = [hh_cell(gnabar=g).run(2.5)["v"] for g in gains]
    np.testing.assert_allclose(batch(gains), single, atol=1e-9)


@pytest.mark.parametrize("dt", [0.025, 0.01, 0.1, 1 / 3])
def test_steps_are_counted_as_neuron_counts_them(dt):
    for stop in (0.0, dt / 3, 1.0, 7.3, 100.0):
        t, n = 0.0, 0
        while t < stop - dt / 2 - 1e-11:  # hoc's <
            t = (t + 0.5 * dt) + 0.5 * dt
            n += 1
        assert count_steps(0.0, stop, dt) == n


def test_the_first_bad_value_is_named():
    # a negative leak of a quarter of C/dt grows by (1 − 1/4)⁻¹ a step: from 5 mV past 1e9 mV after 67 steps
    cell = ball_and_stick().paint(AllRegion(), Channel("pas", g=-0.01))
    with pytest.raises(
        SimulationError, match=r"diverged: `v` at soma\(0.5\) is \S+ at t = \S+ ms; use a smaller"
    ) as error:
        cell.run(500.0)
    assert error.value.variable == "v" and 1.6 < error.value.time < 1.8


class runaway(braincell.Channel):
    """A state that grows by `factor` every step."""

    parameters = {"factor": Parameter(1.0), "first": Parameter(1.0)}
    states = {"x": State()}

    @staticmethod
    def initial(s):
        return s.replace(x=jax.numpy.log(s.first))

    @staticmethod
    def advance(s):
        return s.replace(x=(s.x + 1.0) * s.factor)


def test_a_mechanism_that_runs_away_is_named():
    cell = ball_and_stick().paint(AllRegion(), runaway)
    # 1e100, 1e200, 1e300, then beyond the largest float64: in the fourth step
    cell.paint(BranchSlice("dend", 0.6, 1.0), Channel(runaway, factor=1e100))
    with pytest.raises(
        SimulationError, match=r"diverged: `runaway.x` at dend\(0.7\) is inf at t = 0.1 ms; use"
    ) as error:
        cell.run(5.0)
    assert (error.value.variable, error.value.place) == ("runaway.x", "dend(0.7)")
    assert error.value.time == pytest.approx(0.1)


def test_a_bad_initial_value_is_named():
    cell = ball_and_stick().paint(BranchSlice("dend"), Channel(runaway, first=-1.0))
    with pytest.raises(
        SimulationError, match=r"initialisation gives nan for `runaway.x` at dend\(0.1\); check the par"
    ):
        cell.run(5.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: c.run(-1.0), "`duration` is -1 ms"),
        (lambda c: c.run(float("nan")), "`duration` is nan"),
        (lambda c: c.run(1.0, dt=0.0), "`dt` is 0 ms; it must be positive"),
        (lambda c: c.run(1.0, dt=-0.1), "`dt` is -0.1 ms"),
        (lambda c: c.run(1.0, precision="half"), "`precision` is 'half'"),
        (lambda c: c.run(1.0, secondorder=3), "`secondorder` is 3"),
        (lambda c: c.paint(AllRegion(), "hhh"), "unknown mechanism `hhh`; did you mean `hh`"),
        (lambda c: c.paint(AllRegion(), CurrentClamp()), "cannot be painted; use `place`"),
        (lambda c: c.place(at("soma", 0.5), Channel("hh")), "cannot be placed; use `paint`"),
        (lambda c: c.paint("soma", "hh"), "'soma' is no region"),
        (lambda c: c.place("soma", StateProbe()), "'soma' is no locset"),
        (lambda c: c.paint(AllRegion()), "nothing to paint"),
        (lambda c: c.place(at("soma", 0.5)), "nothing to place"),
        (lambda c: c.paint(BranchSlice("dnd"), "hh"), "unknown branch `dnd`.*did you mean `dend`"),
        (lambda c: c.place(at("dend", 1.5), StateProbe()), "x must lie within 0–1"),
        (lambda c: c.paint(AllRegion(), Channel("pas", g=[1.0])).run(1.0), "pas: `g` has shape"),
        (
            lambda c: c.paint(AllRegion(), Channel("pas", g=lambda cv: np.nan)).run(1.0),
            r"`g` returned nan at soma\(0.5\)",
        ),
        (lambda c: c.paint(BranchSlice("dend", 0.42, 0.43), "pas").run(1.0), "no control volume has its centre in"),
        (lambda c: c.place(at("soma", 0.5), StateProbe("vv")).run(1.0), "unknown variable `vv`.*did you mean `v`"),
        (lambda c: c.place(at("soma", 0.5), MechanismProbe("hh", "m")).run(1.0), "unknown mechanism `hh`"),
        (
            lambda c: c.paint(AllRegion(), "hh").place(at("soma", 0.5), MechanismProbe("hh", "mm")).run(1.0),
            "unknown variable `mm` in mechanism `hh`; did you mean `m`",
        ),
        (
            lambda c: c.paint(BranchSlice("soma"), "hh").place(at("dend", 0.5), MechanismProbe("hh", "m")).run(1.0),
            r"`hh` is not at dend\(0.5\); paint it there",
        ),
        (
            lambda c: c.place(at("soma", 0.5), StateProbe(name="a"), StateProbe("i_cap", name="a")).run(1.0),
            "two probes are named `a`",
        ),
        (
            lambda c: c.paint(AllRegion(), Channel("hh", gnabr=1.0)),
            "unknown parameter `gnabr` in mechanism `hh`; did you",
        ),
        (lambda c: c.paint(AllRegion(), Channel("hh", gnabar=[0.1, np.nan])), "hh: `gnabar` is NaN"),
        (lambda c: c.paint(AllRegion(), Ion("naa", e=50.0)).run(1.0), "unknown ion `naa`; did you mean `na`"),
        (
            lambda c: CableProperty(axial_resistivity=[80.0, np.nan]),
            "`axial_resistivity` holds nan ohm cm; every value",
        ),
        (
            lambda c: CableProperty(membrane_capacitance=[1.0, -0.5]),
            "`membrane_capacitance` holds -0.5 uF/cm2; every value must be 0 or positive",
        ),
        (lambda c: c.place(at("soma", ()), StateProbe()), "the locset .* is empty on this morphology"),
        (lambda c: c.run(1.0)["v"], "there is no trace `v`: nothing was recorded; place a `StateProbe`"),
        (lambda c: c.run(1.0, state=hh_cell().run(1.0).state), "`state` is not one of these cells"),
        (
            lambda c: c.run(1.0, precision="float32", state=c.run(1.0).state),
            "`state` is in float64, the run in float32; use one `precision`",
        ),
        (lambda c: c.run(1.0, dt=float("nan")), "`dt` is nan; a finite number in ms is needed"),
        (lambda c: at("dend", float("nan")), "`x` is nan; a finite number is needed"),
        (lambda c: braincell.run(None, 1.0), "None is no cell; give a `Cell` or an `ArtificialCell`"),
        (lambda c: braincell.run([c, "dend"], 1.0), "'dend' is no cell"),
        (lambda c: lower([]), "there is no cell"),
        (lambda c: lower([c, ball_and_stick(celsius=20.0)]), "cells lowered together share one `celsius`"),
        (lambda c: CableProperty(membrane_capacitance=-1), "`membrane_capacitance` is -1 uF/cm2; it must be 0 or"),
        (lambda c: CableProperty(), "sets nothing"),
        (lambda c: Cell("soma"), "a `Morphology` is needed"),
        (lambda c: ball_and_stick(V_init=float("inf")), "`V_init` is inf"),
    ],
)
def test_bad_input_is_refused_by_name(call, message):
    with pytest.raises(InputError, match=message):
        call(ball_and_stick())


def test_without_capacitance_only_the_staggered_step_runs():
    cell = ball_and_stick().paint(AllRegion(), CableProperty(membrane_capacitance=0))
    with pytest.raises(UnsupportedError, match=r"integrator 'rk4': the membrane at soma.* has no capacitance"):
        cell.run(1.0, solver="rk4")


def test_results_answer_unknown_names():
    result = hh_cell().run(1.0)
    with pytest.raises(UnknownNameError, match="unknown trace `vv` in the run's result; did you mean `v`"):
        result["vv"]
    with pytest.raises(UnknownNameError, match="unknown spike detector `x`"):
        result.spike_times("x")


def test_declarations_and_model_are_readable():
    cell = hh_cell()
    assert 'paint AllRegion(): Channel("hh")' in repr(cell)
    table = repr(cell.mech_table())
    assert "gnabar=0.12" in table and "axial_resistivity=35.4" in table and "IClamp" in table
    model, _ = lower(cell)
    assert "hh: 6 x hh" in repr(model)
    assert "v: (41,)" in repr(cell.run(1.0))


def test_membrane_currents_sum_to_what_an_electrode_injects():
    cell = hh_cell(amplitude=0.3)
    cell.place(at("soma", 0.5) | at("dend", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0]), StateProbe("i_membrane_", name="i"))
    currents = np.asarray(cell.run(duration=5.0).traces["i"])
    injected = np.where(np.arange(201) >= 41, 0.3, 0.0)  # the clamp begins at 1 ms
    assert np.abs(currents.sum(axis=1) - injected).max() < 1e-11  # nA: rounding of currents that cancel


class undefined(braincell.Channel):
    """A variable that is no number, and that nothing reads."""

    assigned = {"x": braincell.mech.Assigned()}

    @staticmethod
    def advance(s):
        return s.replace(x=jax.numpy.log(-1.0 + 0.0 * s.v))


def test_what_nothing_uses_stops_no_run_but_is_never_a_trace():
    cell = ball_and_stick().paint(BranchSlice("dend"), undefined)
    assert np.isfinite(cell.run(1.0).state.v).all()
    cell.place(at("dend", 0.1), MechanismProbe("undefined", "x", name="x"))
    with pytest.raises(SimulationError, match="the trace `x` is nan at t = 0.025 ms, though voltages"):
        cell.run(1.0)
