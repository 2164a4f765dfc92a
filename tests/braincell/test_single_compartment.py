"""Neurons of one compartment: NEURON's numbers, one or many, run at once or step by step."""

import numpy as np
import pytest

from braincell import SingleCompartment
from braincell.errors import InputError, UnknownNameError
from braincell.mech import Channel, CurrentClamp, Ion, MechanismProbe, PointProcess, StateProbe

CURRENTS = [0.05, 0.2, 0.0]


def three(**options):
    return SingleCompartment(3, 20, 10, hh=Channel("hh", gnabar=[0.1, 0.12, 0.14]), **options)


@pytest.fixture(scope="module")
def neurons():
    """NEURON's voltages and spike times of three sections, 40 ms."""
    neuron = pytest.importorskip("neuron")
    h = neuron.h
    kept = []
    for k, current in enumerate(CURRENTS):
        s = h.Section(name=f"s{k}")
        s.L = s.diam = 20
        s.insert("hh")
        s.gnabar_hh = [0.1, 0.12, 0.14][k]
        clamp = h.IClamp(s(0.5))
        clamp.dur, clamp.amp = 1e9, current
        detector, spikes = h.NetCon(s(0.5)._ref_v, None, sec=s), h.Vector()
        detector.threshold = 0
        detector.record(spikes)
        kept.append((s, clamp, h.Vector().record(s(0.5)._ref_v), detector, spikes))
    h.celsius, h.dt = 6.3, 0.025
    h.finitialize(-65)
    while h.t < 40 - h.dt / 2:
        h.fadvance()
    return np.array([k[2].to_python() for k in kept]).T, [k[4].to_python() for k in kept]


def test_numbers_are_neurons(neurons):
    """1e-8 mV: rounding noise of di/dv, which spikes amplify (docs/validation.md)."""
    result = three().run(40, I_ext=CURRENTS)
    np.testing.assert_allclose(result["v"], neurons[0], atol=1e-8, rtol=0)
    assert [list(times) for times in result.spike_times("spike")] == neurons[1]


def test_step_by_step_is_the_same_run(neurons):
    cells = three().init_state(0.025)
    passed, v = [], [cells.V]
    for _ in range(600):
        passed.append(cells.update(CURRENTS))
        v.append(cells.V)
    np.testing.assert_allclose(v, neurons[0][:601], atol=1e-8, rtol=0)
    assert np.sum(passed, axis=0).tolist() == [len([t for t in times if t < 15]) for times in neurons[1]]
    assert (cells.reset_state().V == -65).all()


def test_samples_of_a_current_are_held_for_a_step():
    steps = np.zeros(400)
    steps[40:80] = 0.3  # 1 ms to 2 ms
    clamped = three().place(CurrentClamp(delay=1, durations=1, amplitudes=0.3)).run(10)
    np.testing.assert_array_equal(three().run(10, I_ext=steps)["v"], clamped["v"])
    each = steps[:, None] * [0.0, 1.0, 0.0]
    v = three().run(10, I_ext=each)["v"]
    np.testing.assert_array_equal(v[:, 1], clamped["v"][:, 1])
    np.testing.assert_array_equal(v[:, 0], three().run(10)["v"][:, 0])


def test_one_neuron_has_traces_without_an_axis():
    neuron = SingleCompartment(hh="hh").place(MechanismProbe("hh", "m", name="m"), StateProbe("ina", name="ina"))
    result = neuron.run(5, I_ext=0.1)
    assert result["v"].shape == result["m"].shape == result["ina"].shape == (201,)
    assert neuron.area == pytest.approx([314.159265])


def test_ions_synapses_and_values_for_each():
    cells = SingleCompartment(2, C=[1, 2], V_initializer=[-70, -60], leak=Channel("pas", e=-70))
    cells.add("hh", Ion("na", e=[50, 20])).place(PointProcess("ExpSyn", name="syn", tau=[1, 5]))
    cells.connect("syn", times=[1.0], weight=0.02)
    cells.place(MechanismProbe("syn", "g", name="g"), StateProbe("ena", name="ena"))
    result = cells.run(6)
    assert result["ena"][-1].tolist() == [50, 20] and result["v"][0].tolist() == [-70, -60]
    assert result["g"][-1][1] > 10 * result["g"][-1][0] > 0


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: SingleCompartment(0), "`size` is 0; a whole number from 1 on is needed"),
        (lambda: SingleCompartment(2.5), "`size` is 2.5"),
        (lambda: SingleCompartment(2, length=-1), "`length` is -1 um; it must be positive"),
        (lambda: SingleCompartment(2, radius=[1, 2, 3]), r"`radius` has the shape \(3,\)"),
        (lambda: SingleCompartment(2, hh=Channel("hh", gnabar=[1, 2, 3])), r"`gnabar` has the shape \(3,\)"),
        (lambda: SingleCompartment(2, x=3), "SingleCompartment: 3 cannot be added"),
        (lambda: SingleCompartment(name=""), "`name` is ''"),
        (lambda: SingleCompartment().place("hh"), "place: 'hh' cannot be placed"),
        (lambda: SingleCompartment(2, hh="hh").run(1, I_ext=np.zeros((4, 3))), r"`I_ext` has the shape \(4, 3\)"),
        (lambda: SingleCompartment(hh="hh").run(1, I_ext=np.nan), "give finite numbers"),
        (lambda: SingleCompartment(hh="hh").init_state(0), "init_state: `dt` is 0 ms"),
        (lambda: SingleCompartment(celsius="hot"), "`celsius`"),
    ],
)
def test_mistakes(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_what_is_added_is_not_changed():
    channel = Channel("hh")
    a, b = SingleCompartment(first=channel), SingleCompartment(second=channel)
    assert channel.name == "hh" and "first" in repr(a) and "second" in repr(b)


def test_unknown_names_are_answered_with_known_ones():
    with pytest.raises(UnknownNameError, match="did you mean `hh`"):
        SingleCompartment(hh="hhh")
