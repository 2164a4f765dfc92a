"""Parameters that are functions of a place see all there is to know of it."""

import math

import numpy as np
import pytest

from braincell import ApicalDendrite, Branch, Cell, CVPerBranch, Morphology, Soma
from braincell.discretize.paint import discretize
from braincell.errors import InputError, MorphologyError
from braincell.filter import AllRegion, at, branch_in
from braincell.mech import CableProperty, Channel, Ion, PointProcess


def _cell():
    soma = Soma.from_points([[0, 0, 0], [0, 20, 0]], radii=[10, 10])
    apical = ApicalDendrite.from_points([[0, 20, 0], [0, 120, 0]], radii=[2, 1])
    morphology = Morphology.from_root(soma).attach(parent="soma", child_branch=apical, child_name="apical")
    return Cell(morphology, cv_policy=CVPerBranch(5))


def _painted(function):
    cell = _cell().paint(AllRegion(), Channel("hh", gnabar=function))
    return discretize(cell).mechanisms["hh"].parameters["gnabar"]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda cv: cv.distance, [2, 6, 10, 14, 18, 30, 50, 70, 90, 110]),
        (lambda cv: cv.radius, [10] * 5 + [1.9, 1.7, 1.5, 1.3, 1.1]),
        (lambda cv: cv.diam, [20] * 5 + [3.8, 3.4, 3.0, 2.6, 2.2]),
        (lambda cv: cv.x, [0.1, 0.3, 0.5, 0.7, 0.9] * 2),
        (lambda cv: cv.xyz[1], [2, 6, 10, 14, 18, 30, 50, 70, 90, 110]),
        (lambda cv: cv.index, [0, 1, 2, 3, 4] * 2),
        (lambda cv: 2.0 if cv.type == "soma" else 3.0, [2] * 5 + [3] * 5),
        (lambda cv: 1.0 if cv.branch == "apical" else 0.0, [0] * 5 + [1] * 5),
        (lambda cv: cv.length * cv.morphology.branch(cv.branch).length, [80] * 5 + [2000] * 5),
    ],
    ids=["distance", "radius", "diam", "x", "xyz", "index", "type", "branch", "morphology"],
)
def test_a_function_sees_the_place(function, expected):
    np.testing.assert_allclose(_painted(function), expected, rtol=1e-6)  # points are float32


def test_cables_ions_and_processes_take_functions():
    cell = _cell().paint(AllRegion(), CableProperty(axial_resistivity=lambda cv: 100 + cv.distance), "hh")
    cell.paint(branch_in("type", "apical_dendrite"), Ion("na", e=lambda cv: 50 + cv.index))
    cell.place(at("apical", [0.1, 0.9]), PointProcess("ExpSyn", tau=lambda cv: cv.distance / 10))
    found = discretize(cell)
    np.testing.assert_allclose(found.axial_resistivity[5:7], [130.0, 150.0], rtol=1e-6)
    np.testing.assert_allclose(found.ions["na"].values["e"][5:], 50 + np.arange(5))
    np.testing.assert_allclose([p.parameters["tau"] for p in found.processes], [3.0, 11.0], rtol=1e-6)


@pytest.mark.parametrize("value", [math.nan, math.inf, None, "much", (1.0, 2.0)], ids=str)
def test_no_number_names_the_place(value):
    with pytest.raises(InputError, match=r"hh: the function for `gnabar` returned .* at apical\(0.3\)"):
        _painted(lambda cv: value if cv.branch == "apical" and cv.index == 1 else 1.0)
    cell = _cell().place(at("apical", 0.3), PointProcess("ExpSyn", name="syn", tau=lambda cv: value))
    with pytest.raises(InputError, match=r"syn: the function for `tau` returned .* at apical\(0.3\)"):
        discretize(cell)


def test_a_place_without_coordinates_has_none():
    cell = Cell(Morphology.from_root(Branch.from_lengths([10.0], [1.0, 1.0])))
    with pytest.raises(MorphologyError, match="has no coordinates"):
        discretize(cell.paint(AllRegion(), Channel("hh", gnabar=lambda cv: cv.xyz[0])))
