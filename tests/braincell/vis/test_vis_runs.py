"""Pictures of runs show what was recorded: traces, spikes and movies."""

import numpy as np
import pytest
from matplotlib import animation, pyplot
from matplotlib.colors import to_hex
from PIL import Image

from braincell import ArtificialCell, Branch, Cell, CVPerBranch, Morphology, Network, SingleCompartment
from braincell.errors import InputError, UnknownNameError
from braincell.filter import AllRegion, at
from braincell.mech import CurrentClamp, MechanismProbe, PointProcess, SpikeDetector, StateProbe
from braincell.network import pairs
from braincell.vis import EveryCV, plot_movie, plot_raster, plot_traces


@pytest.fixture(scope="module")
def ran():
    """A cable that spikes, and its run."""
    cable = Branch.from_points([[0, 0, 0], [400, 0, 0]], [2, 2], type="axon")
    cell = Cell(Morphology.from_root(cable, name="axon"), cv_policy=CVPerBranch(5)).paint(AllRegion(), "hh")
    cell.place(at("axon", 0), CurrentClamp(delay=0.5, durations=1, amplitudes=2), StateProbe("v"))
    cell.place(at("axon", [0.5, 1]), SpikeDetector(name="two"), StateProbe("v", name="pair"))
    cell.place(at("axon", 1), SpikeDetector(name="end"), MechanismProbe("hh", "m", name="m"))
    cell.place(EveryCV(cell), StateProbe("v", name="v"))
    cell.place(at("axon", [0.9, 0.7, 0.5, 0.3, 0.1]), StateProbe("v", name="backwards"))
    return cell, cell.run(5)


@pytest.fixture(scope="module")
def network():
    neuron = SingleCompartment(3, 20, 10, hh="hh").place(PointProcess("ExpSyn", name="exc", tau=2))
    net = Network().add_population("E", neuron).add_population("train", ArtificialCell("NetStim", number=2, start=1), 1)
    net.add_projection("train", "E", "exc", pairs([(0, 0), (0, 2)]), weight=0.05)
    return net.run(15)


def test_every_cv_is_in_the_order_of_the_control_volumes(ran):
    cell, result = ran
    assert EveryCV(cell).locations(cell.morphology) == [(0, pytest.approx(x)) for x in cell.cvs().x]
    assert (np.asarray(result["v"])[:, ::-1] == np.asarray(result["backwards"])).all()


def test_traces_have_their_names_units_and_spikes(ran):
    result = ran[1]
    ax = plot_traces(result, ["axon(0).v", "pair"], unit={"pair": "mV"})
    curves = [line for line in ax.lines if not line.get_label().startswith("_")]
    assert [line.get_label() for line in curves] == ["axon(0).v", "pair[0]", "pair[1]"]
    assert (curves[0].get_xdata() == result.time).all() and (curves[0].get_ydata() == result["axon(0).v"]).all()
    assert (curves[2].get_ydata() == result["pair"][:, 1]).all()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time [ms]", "mV")
    (ticks,) = [line for line in ax.lines if line.get_label() == "_spikes"]
    expected = {*result.spike_times("end"), *np.concatenate(result.spike_times("two"))}
    assert len(expected) == 2 and set(ticks.get_xdata()) == expected
    assert len(plot_traces(result, "m", spikes=False).lines) == 1


def test_mixed_units_stand_in_the_legend(ran):
    ax = plot_traces(ran[1], ["axon(0).v", "m"])
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["axon(0).v [mV]", "m"] and ax.get_ylabel() == ""


def test_stacked_traces_have_a_panel_each(ran):
    panels = plot_traces(ran[1], ["axon(0).v", "m"], stacked=True)
    assert [p.get_ylabel() for p in panels] == ["mV", ""] and [p.get_xlabel() for p in panels] == ["", "time [ms]"]
    assert [p.get_legend().get_texts()[0].get_text() for p in panels] == ["axon(0).v", "m"]
    assert plot_traces(ran[1], ["m"], stacked=True, ax=[panels[1]]) == [panels[1]]


def test_many_traces_are_shaded_without_a_legend(network, ran):
    result = ran[1]
    ax = plot_traces(result)  # 1 + 2 + 1 + 5 + 5 curves
    colours = [to_hex(line.get_color()) for line in ax.lines if not line.get_label().startswith("_")]
    assert len(set(colours)) == 14 and ax.get_legend() is None
    ax = plot_traces(network, "E.v")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["E.v[0]", "E.v[1]", "E.v[2]"]
    assert (ax.lines[1].get_ydata() == network["E"]["v"][:, 1]).all() and ax.get_ylabel() == "mV"


def test_a_raster_has_a_tick_for_every_spike(ran, network):
    result = ran[1]
    ax = plot_raster(result)
    found = {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}
    assert list(found) == ["two", "end"]
    assert found["two"].get_xdata().tolist() == np.concatenate(result.spike_times("two")).tolist()
    assert found["two"].get_ydata().tolist() == [0, 1] and found["end"].get_ydata().tolist() == [2]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["two", "end"]
    ax = plot_raster(network)
    found = {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}
    times, neurons = network.raster("E")
    ticks = sorted(zip(found["E"].get_xdata(), found["E"].get_ydata(), strict=True))
    assert ticks == sorted(zip(times, neurons, strict=True)) and {0, 2} == set(neurons)
    assert found["train"].get_ydata().tolist() == [3, 3] and ax.get_xlim() == (0.0, network.time[-1])
    assert len(plot_raster(network, "E").lines) == 1


@pytest.mark.parametrize("name", ["v", "backwards"])
def test_a_movie_shows_the_samples(ran, name, tmp_path):
    cell, result = ran
    path = tmp_path / "spike.gif"
    axes = pyplot.figure(figsize=(2, 2)).add_subplot()
    made = plot_movie(cell, result, name, path=path, frames=3, fps=10, ax=axes, label="v", unit="mV")
    assert isinstance(made, animation.FuncAnimation)
    (drawn,) = axes.collections
    assert drawn.get_array().tolist() == result["v"][-1].tolist() and axes.get_title() == "t = 5.00 ms"
    assert (drawn.norm.vmin, drawn.norm.vmax) == (result["v"].min(), result["v"].max())
    made._draw_frame(0)
    assert drawn.get_array().tolist() == result["v"][0].tolist()
    with Image.open(path) as picture:
        assert picture.n_frames == 3 and picture.info["duration"] == 100


def test_a_new_figure_of_a_movie_names_the_values(ran, tmp_path):
    cell, result = ran
    made = plot_movie(cell, result, frames=1, path=tmp_path / "one.gif")
    assert [ax.get_ylabel() for ax in made._fig.axes] == ["y [µm]", "v [mV]"]


def mistakes(cell, result, network):
    other = Cell(cell.morphology, cv_policy=CVPerBranch(5)).place(at("axon", 0.5), StateProbe("v", name="x"))
    two = Cell(cell.morphology, cv_policy=CVPerBranch(7))
    two.placed = cell.placed
    return [
        (lambda: plot_traces(3), InputError, "plot_traces: 3 is no result of a run"),
        (lambda: plot_traces(result, "pear"), UnknownNameError, "unknown trace `pear`.*did you mean `pair`"),
        (lambda: plot_traces(result, []), InputError, "`names` is empty"),
        (lambda: plot_traces(result, "v", unit=3), InputError, "`unit` is 3; give a text, or a dictionary"),
        (lambda: plot_traces(result, ["v", "m"], stacked=True, ax=[1]), InputError, "1 axes; 2 are needed"),
        (lambda: plot_traces(network, "E.w"), UnknownNameError, "did you mean `E.v`"),
        (lambda: plot_raster(result, "ends"), UnknownNameError, "did you mean `end`"),
        (lambda: plot_movie(cell, network), InputError, "is no `RunResult`"),
        (lambda: plot_movie(cell.morphology, result), InputError, "is no `Cell`; give the one that ran"),
        (lambda: plot_movie(cell, result, "w"), UnknownNameError, "unknown trace `w`"),
        (lambda: plot_movie(other, result, "v"), InputError, r"not by a probe of `cell`; its are \['x'\]"),
        (lambda: plot_movie(cell, result, "pair"), InputError, r"`pair` was not recorded at axon\(0.1\).*EveryCV"),
        (lambda: plot_movie(two, result, "v"), InputError, r"`v` was not recorded at axon\(0.2142"),
        (lambda: plot_movie(cell, result, frames=0), InputError, "`frames` is 0"),
        (lambda: plot_movie(cell, result, fps=0), InputError, "`fps` is 0"),
        (lambda: plot_movie(cell, result, path="a.avi"), InputError, "must end in .gif or .mp4"),
    ]


def test_mistakes_are_named(ran, network):
    for draw, error, message in mistakes(*ran, network):
        with pytest.raises(error, match=message):
            draw()


def test_a_movie_without_ffmpeg_says_what_to_do(ran, monkeypatch):
    monkeypatch.setattr(animation.FFMpegWriter, "isAvailable", classmethod(lambda cls: False))
    with pytest.raises(InputError, match="a.mp4 needs ffmpeg, which is not installed; write a .gif"):
        plot_movie(*ran, path="a.mp4")


def test_a_run_without_probes_says_what_to_place():
    cell = Cell(Morphology.from_root(Branch.from_lengths([10], [1, 1])))
    with pytest.raises(UnknownNameError, match="the run has no trace; place a probe"):
        plot_traces(cell.run(0.1))
