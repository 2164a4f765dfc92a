"""Pictures of cells: colours say the values, positions the distances; what cannot be drawn is refused by name."""

import subprocess
import sys

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgba

from braincell import ApicalDendrite, Axon, Branch, Cell, CVPerBranch, Dendrite, Morphology, Soma
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, branch_in
from braincell.mech import Channel, Ion
from braincell.units import magnitude
from braincell.vis import (
    compare_morphologies,
    compare_values,
    plot2d,
    plot3d,
    plot_dendrogram,
    plot_sholl,
    plot_topology,
)
from braincell.vis.colours import ABSENT, type_colours


def tree():
    """A soma, a trunk with two tufts, and an axon that hangs by its end 1."""
    morphology = Morphology.from_root(Soma.from_points([[0, -10, 0], [0, 10, 0]], [10, 10]))
    trunk = ApicalDendrite.from_points([[0, 10, 0], [0, 60, 0], [0, 110, 0]], [2, 1.5, 1])
    morphology.attach(parent="soma", child_branch=trunk, child_name="trunk")
    for name, x in (("left", -40), ("right", 40)):
        tuft = ApicalDendrite.from_points([[0, 110, 0], [x, 140, 0]], [1, 0.5])
        morphology.attach(parent="trunk", child_branch=tuft, child_name=name)
    axon = Axon.from_points([[0, -90, 0], [0, -10, 0]], [0.5, 0.5])
    return morphology.attach(parent="soma", child_branch=axon, child_name="axon", parent_x=0, child_x=1)


def cell():
    made = Cell(tree(), cv_policy=CVPerBranch(2)).paint(AllRegion(), Channel("pas", g=0.001))
    return made.paint(
        branch_in("type", "apical_dendrite"), Channel("hh", gnabar=lambda cv: cv.distance), Ion("na", e=55)
    )


def lengths_only():
    morphology = Morphology.from_root(Soma.from_lengths([20], [10, 10]))
    return morphology.attach(parent="soma", child_branch=Dendrite.from_lengths([90], [1, 1]), child_name="dend")


def test_types_have_colours_and_a_legend_and_are_one_collection():
    ax = plot2d(tree())
    (drawn,) = ax.collections
    assert len(drawn.get_paths()) == 6
    colours = type_colours(["soma", "axon", "apical_dendrite"])
    expected = [colours[t] for t in ("soma", *["apical_dendrite"] * 4, "axon")]
    assert drawn.get_facecolor().tolist() == [list(to_rgba(c)) for c in expected]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["soma", "axon", "apical dendrite"]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_aspect()) == ("x [µm]", "y [µm]", 1.0)
    given_axes = pyplot.figure().add_subplot()
    assert tree().vis2d(ax=given_axes, legend=False, projection="yz") is given_axes
    assert given_axes.get_legend() is None and given_axes.get_xlabel() == "y [µm]"


def test_unlike_types_have_unlike_colours():
    names = ["soma", "axon", "dendrite", "basal_dendrite", "apical_dendrite", "custom", "glia", "spine"]
    assert len(set(type_colours(names).values())) == len(names)


def test_colours_are_those_of_the_values():
    values = np.arange(10.0)
    ax = cell().vis2d(values, label="load", unit="nA", cmap="plasma")
    (drawn,) = ax.collections
    assert (
        drawn.get_array().tolist() == values.tolist()
    )  # every border of a control volume is a point or cuts a frustum
    ax.figure.canvas.draw()
    assert drawn.get_facecolor() == pytest.approx(pyplot.get_cmap("plasma")(values / 9.0))
    assert ax.figure.axes[1].get_ylabel() == "load [nA]"
    narrow = plot2d(cell(), values, vmin=2, vmax=4).collections[0]
    assert (narrow.norm.vmin, narrow.norm.vmax) == (2.0, 4.0)


@pytest.mark.parametrize(
    ("name", "expected", "label"),
    [
        ("diam", lambda c: c.cvs().diam, "diam [µm]"),
        ("length", lambda c: c.cvs().length, "length [µm]"),
        ("area", lambda c: c.cvs().area, "area [µm²]"),
        ("distance", lambda c: distances(c), "distance [µm]"),
        ("cable.axial_resistivity", lambda c: np.full(10, 35.4), "cable.axial_resistivity [Ω·cm]"),
        ("pas.g", lambda c: np.full(10, 0.001), "pas.g [S/cm²]"),
        ("hh.gnabar", lambda c: only_apical(distances(c)), "hh.gnabar [S/cm²]\n(grey: absent)"),
        ("na_ion.e", lambda c: only_apical(np.full(10, 55.0)), "na_ion.e [mV]\n(grey: absent)"),
        (lambda cv: cv.x, lambda c: np.tile([0.25, 0.75], 5), "value"),
    ],
)
def test_values_by_name(name, expected, label):
    drawn_cell = cell()
    ax = plot2d(drawn_cell, name)
    found = ax.collections[0].get_array().filled(np.nan)
    np.testing.assert_allclose(found, expected(drawn_cell), rtol=1e-12)
    assert ax.figure.axes[1].get_ylabel() == label
    ax.figure.canvas.draw()
    grey = [tuple(c) == to_rgba(ABSENT) for c in ax.collections[0].get_facecolor()]
    assert grey == np.isnan(found).tolist()


def distances(c):
    names = c.morphology.branches
    return np.array([c.morphology.distance(names[b], x) for b, x in zip(c.cvs().branch, c.cvs().x, strict=True)])


def only_apical(values):
    return np.where([False] * 2 + [True] * 6 + [False] * 2, values, np.nan)


def test_quantities_are_values():
    import pint

    quantity = np.arange(5.0) * pint.get_application_registry().volt
    assert plot2d(tree(), quantity, unit="mV").collections[0].norm.vmax == 4000.0
    assert magnitude(quantity, "mV", "values")[-1] == 4000.0


def test_lengths_are_laid_out_and_the_picture_says_so():
    assert "no coordinates: laid out by lengths" in plot2d(lengths_only()).get_xlabel()
    assert "no coordinates" not in plot2d(tree()).get_xlabel()


def test_a_dendrogram_has_path_distances_and_diameters():
    drawn_cell = cell()
    ax = plot_dendrogram(drawn_cell, "distance", width=2.0)
    joins, lines = ax.collections
    spans = np.array([segment[:, 0] for segment in lines.get_segments()])
    assert spans.mean(axis=1) == pytest.approx(lines.get_array())  # a piece is a control volume here
    assert np.abs(np.diff(spans, axis=1))[:, 0] == pytest.approx(drawn_cell.cvs().length)
    assert lines.get_linewidths() == pytest.approx(2.0 * drawn_cell.cvs().diam)
    starts = {tuple(segment[:, 0]) for segment in joins.get_segments()}
    assert starts == {(20.0, 20.0), (120.0, 120.0), (0.0, 0.0)}  # each upright, where branches hang
    rows = {segment[0, 1] for segment in lines.get_segments()}
    assert {0.0, 1.0, 2.0} < rows and ax.get_xlabel() == "path distance [µm]"
    by_type = plot_dendrogram(tree())
    assert len(by_type.get_legend().get_texts()) == 3 and min(by_type.collections[1].get_linewidths()) >= 0.5


def test_a_topology_has_a_dot_for_every_branch():
    ax = plot_topology(tree())
    edges, dots = ax.collections
    assert dots.get_offsets()[:, 0].tolist() == [0, 1, 2, 2, 1] and len(edges.get_segments()) == 4
    for (parent, child), segment in zip([(0, 1), (1, 2), (1, 3), (0, 4)], edges.get_segments(), strict=True):
        assert (segment[0] == dots.get_offsets()[parent]).all() and (segment[-1] == dots.get_offsets()[child]).all()
    assert [t.get_text() for t in ax.texts] == list(tree().branches)
    assert not plot_topology(tree(), names=False).texts


def test_sholl_counts_of_a_known_tree():
    ax = plot_sholl(tree(), radii=[20, 100, 111, 140], label="one")
    # trunk and axon to 90 and 110 µm from the soma's middle, the tufts from 110 to √(40² + 140²) = 145.6
    assert ax.lines[0].get_ydata().tolist() == [2, 1, 2, 2]
    plot_sholl(tree(), step=50, types="axon", ax=ax, label="two")
    assert ax.lines[1].get_xdata().tolist() == [50, 100, 150] and ax.lines[1].get_ydata().tolist() == [1, 0, 0]
    assert ax.get_ylim()[0] == 0.0 and len(ax.get_legend().get_texts()) == 2


def test_morphologies_side_by_side_share_a_scale():
    small = Morphology.from_root(Soma.from_points([[0, 0, 0], [0, 20, 0]], [10, 10]))
    panels = compare_morphologies(tree(), small, labels=("big", "small"))
    assert [p.get_title() for p in panels] == ["big", "small"]
    for limits in ("get_xlim", "get_ylim"):
        first, second = (np.ptp(getattr(panel, limits)()) for panel in panels)
        assert first == pytest.approx(second)
    over = compare_morphologies(tree(), small, overlay=True, labels=("big", "small"))
    boxes = [np.concatenate([p.vertices for p in c.get_paths()]) for c in over.collections]
    assert [box[:, 1].min() for box in boxes] == [-90.0, -10.0]  # both middles of the roots at 0
    assert [t.get_text() for t in over.get_legend().get_texts()] == ["big", "small"]


def test_compared_values_share_colours_and_the_difference_is_symmetric():
    a, b = np.arange(10.0), np.arange(10.0)[::-1] * 2.0
    panels = compare_values(cell(), a, b, labels=("new", "old"), unit="mV")
    first, second, third = (panel.collections[0] for panel in panels)
    assert (first.norm.vmin, first.norm.vmax) == (second.norm.vmin, second.norm.vmax) == (0.0, 18.0)
    assert third.get_array().tolist() == (a - b).tolist() and (third.norm.vmin, third.norm.vmax) == (-18.0, 18.0)
    assert [p.get_title() for p in panels] == ["new", "old", "new − old"]
    same = compare_values(cell(), a, a)[2].collections[0]
    assert same.norm.vmin == -same.norm.vmax < 0


NAN = np.where(np.arange(10) == 3, np.nan, 1.0)
MISTAKES = [
    (lambda: plot2d("n.swc"), InputError, "plot2d: 'n.swc' has no shape to draw; give a `Morphology` or a `Cell`"),
    (lambda: plot2d(tree(), projection="zx"), InputError, "`projection` is 'zx'; it is 'xy', 'xz' or 'yz'"),
    (lambda: plot2d(lengths_only(), projection="xz"), InputError, "branches without coordinates.*`Branch.from_points`"),
    (
        lambda: plot2d(cell(), [1.0, 2.0]),
        InputError,
        r"`values` has the shape \(2,\); give one .* of 10 control volumes",
    ),
    (
        lambda: plot2d(tree(), np.ones(10)),
        InputError,
        r"of 5 control volumes, which of a `Morphology` are its branches",
    ),
    (lambda: plot2d(cell(), NAN), InputError, r"`values` is nan at trunk\(0.75\)"),
    (lambda: plot2d(cell(), lambda cv: np.inf), InputError, r"`values` is inf at soma\(0.25\)"),
    (lambda: plot2d(cell(), lambda cv: "x"), InputError, "one number per control volume is needed"),
    (lambda: plot2d(cell(), "gnabar"), UnknownNameError, "unknown value `gnabar`.*did you mean `hh.gnabar`"),
    (lambda: plot2d(cell(), "diam", cmap="virids"), UnknownNameError, "colour map `virids`.*did you mean `viridis`"),
    (lambda: plot2d(cell(), "diam", vmin=2, vmax=1), InputError, "colours from 2 to 1"),
    (lambda: plot2d(tree(), ax=3), InputError, "plot2d: `ax` is 3; axes of matplotlib are needed"),
    (lambda: plot3d(tree(), sides=2), InputError, "`sides` is 2"),
    (lambda: plot3d(cell(), "diam", cmap="Virids"), InputError, "`cmap` is 'Virids'; a colour scale of plotly"),
    (lambda: plot3d(cell(), NAN), InputError, r"plot3d: `values` is nan at trunk\(0.75\)"),
    (lambda: plot_sholl(lengths_only()), InputError, "has no coordinates"),
    (lambda: plot_sholl(tree(), types="dendrite"), InputError, "unknown branch type `dendrite`"),
    (lambda: plot_sholl(tree(), radii=[-1.0]), InputError, "give positive, finite numbers"),
    (lambda: plot_sholl(tree(), step=0), InputError, "`step` is 0 um; it must be positive"),
    (lambda: plot_dendrogram(tree(), width=0), InputError, "`width` is 0"),
    (lambda: compare_morphologies(tree(), tree(), ax=[1]), InputError, "`axes` has 1 axes; 2 are needed"),
    (lambda: compare_morphologies(tree(), tree(), labels="ab"), InputError, "`labels` is 'ab'; two texts are needed"),
    (lambda: compare_values(cell(), "diam", "diam", labels=("a",)), InputError, r"`labels` is \('a',\)"),
    (lambda: compare_values(cell(), "diam", [1.0]), InputError, r"compare_values: `values` has the shape \(1,\)"),
]


@pytest.mark.parametrize(("draw", "error", "message"), MISTAKES)
def test_mistakes_are_named(draw, error, message):
    with pytest.raises(error, match=message):
        draw()


@pytest.mark.parametrize(("module", "draw"), [("matplotlib", plot2d), ("plotly", plot3d)])
def test_a_missing_library_is_named(module, draw, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError, match=rf"need {module}: pip install braincell\[plot"):
        draw(Morphology.from_root(Branch.from_points([[0, 0, 0], [1, 0, 0]], [1, 1])))


def test_importing_vis_loads_no_drawing_library():
    code = "import sys, braincell.vis; print(sorted({'matplotlib', 'plotly'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
