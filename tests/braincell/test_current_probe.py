"""CurrentProbe: currents of ions and mechanisms add up, and are NEURON's."""

import numpy as np
import pytest

from braincell import Cell, CVPerBranch, Morphology, Network, Soma, lower, run
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.lower.paths import find_path
from braincell.mech import (
    Channel,
    CurrentClamp,
    CurrentProbe,
    MechanismProbe,
    PointProcess,
    StateProbe,
    Synapse,
    UseIon,
)
from braincell.mech.mechanism import Mechanism, Parameter, PointMechanism

MIDDLE = at("soma", 0.5)


class more_na(Mechanism):
    ions = (UseIon("na", reads=("ena",), writes=("ina",)),)
    currents = ("ina",)
    parameters = {"g": Parameter(1e-3, "S/cm2")}

    @staticmethod
    def current(s):
        return s.replace(ina=s.g * (s.v - s.ena))


class two_kinds(PointMechanism):
    nonspecific = ("i",)
    electrode = ("j",)
    currents = ("i", "j")


def _cell():
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), cv_policy=CVPerBranch(3))
    cell.paint(AllRegion(), "hh", more_na, Channel("pas", name="leak"))
    return cell.place(MIDDLE, CurrentClamp(1, 10, 0.5))


def test_currents_add_up():
    cell = _cell().place(
        MIDDLE,
        *(
            CurrentProbe("na", name="na"),
            CurrentProbe("na", "hh", name="hh"),
            CurrentProbe("na", "more_na", name="more"),
        ),
        *(CurrentProbe(mechanism="hh", name="all of hh"), CurrentProbe("k", name="k"), CurrentProbe(mechanism="leak")),
        *(MechanismProbe("hh", "il", name="il"), StateProbe("ina", name="ina"), MechanismProbe("leak", "i", name="i")),
        *(CurrentProbe(mechanism="IClamp", name="clamp"), MechanismProbe("IClamp", "i", name="clamp i")),
    )
    r = cell.run(15)
    np.testing.assert_array_equal(r["na"], r["ina"])
    np.testing.assert_allclose(r["hh"] + r["more"], r["na"], rtol=1e-14)
    np.testing.assert_allclose(r["hh"] + r["k"] + r["il"], r["all of hh"], rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(r["soma(0.5).leak.i"], r["i"])
    np.testing.assert_array_equal(r["clamp"], r["clamp i"])
    assert np.abs(r["hh"]).max() > 0.1 and r["clamp"].max() == 0.5


def test_several_places_and_one_mechanism_equal_neurons():
    h = pytest.importorskip("neuron").h
    section = h.Section(name="probed")
    section.L, section.diam, section.nseg = 20, 20, 3
    section.insert("hh")
    section.insert("pas")
    clamp = h.IClamp(section(0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 10, 0.5
    references = [(section(x)._ref_ina, section(x)._ref_ik, section(x).pas._ref_i) for x in (1 / 6, 0.5)]
    vectors = [[h.Vector().record(reference) for reference in row] for row in references]
    h.dt, h.celsius = 0.025, 6.3
    h.finitialize(-65)
    while h.t < 15 - h.dt / 2:
        h.fadvance()
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), cv_policy=CVPerBranch(3))
    cell.paint(AllRegion(), "hh", "pas").place(MIDDLE, CurrentClamp(1, 10, 0.5))
    places = at("soma", [1 / 6, 0.5])
    probes = CurrentProbe("na", "hh", name="na"), CurrentProbe("k", name="k"), CurrentProbe(mechanism="pas", name="pas")
    result = run(cell.place(places, *probes), 15.0)
    for name, theirs in zip(("na", "k", "pas"), zip(*vectors, strict=True), strict=True):
        expected = np.array([np.array(x) for x in theirs]).T
        assert result[name].shape == expected.shape
        # spikes amplify the noise of NEURON's di/dv
        assert np.abs(result[name] - expected).max() < 1e-9 * np.abs(expected).max(), name
    h.delete_section(sec=section)


@pytest.mark.slow
def test_labels_belong_to_their_cell():
    def cell(synapse):
        own = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
        own.place(MIDDLE, Synapse(synapse, name="syn"), CurrentProbe(mechanism="syn", name="i"))
        return own.connect("syn", weight=0.001, times=[1.0]).paint(AllRegion(), "pas")

    # two neurons of one population, whose synapses of one name are of different kinds
    net = Network().add_population("E", [cell("ExpSyn"), cell("AMPA")])
    result = net.run(5)
    alone = [cell(kind).run(5)["i"] for kind in ("ExpSyn", "AMPA")]
    np.testing.assert_allclose(result["E"]["i"], np.stack(alone, axis=1), rtol=1e-12, atol=1e-18)
    assert (np.abs(result["E"]["i"]).max(axis=0) > 1e-4).all()
    with pytest.raises(InputError, match="`ExpSyn`, `AMPA` are all called `syn`.*`ExpSyn.e`"):
        find_path(lower(net.cells())[0], "syn.e")


@pytest.mark.parametrize(
    ("probe", "error", "message"),
    [
        (lambda: CurrentProbe(), InputError, "give an ion, a mechanism or both"),
        (lambda: CurrentProbe(3), InputError, "the ion is 3"),
        (lambda: CurrentProbe("sodium"), UnknownNameError, "ion"),
        (lambda: CurrentProbe("na", "hhh"), UnknownNameError, "did you mean `hh`"),
        (lambda: CurrentProbe("na", "leak"), InputError, "`pas` has no current of `na`; its currents: `i`"),
        (lambda: CurrentProbe(mechanism="mark"), InputError, "has no current; its currents: none"),
        (lambda: CurrentProbe(mechanism="two"), InputError, 'record each, as in `MechanismProbe."two", "i".`'),
    ],
)
def test_mistakes_are_named(probe, error, message):
    cell = _cell().place(MIDDLE, PointProcess("PointProcessMark", name="mark"), PointProcess(two_kinds, name="two"))
    with pytest.raises(error, match=message):
        run(cell.place(MIDDLE, probe()), 1.0)
