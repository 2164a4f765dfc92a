"""Show a recorded variable over the morphology as it changes in time."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.cell import Cell
from braincell.discretize.paint import DiscretizedCell, discretize, place_of
from braincell.errors import InputError
from braincell.filter.locset import Location, Locset
from braincell.mech.probe import SpikeDetector
from braincell.morph.morphology import Morphology
from braincell.result import RunResult
from braincell.units import positive
from braincell.vis.colours import colormap, colour_bar, scale
from braincell.vis.figure import axes_for, pyplot
from braincell.vis.plot2d import draw_values, projectable
from braincell.vis.recorded import chosen, traces_of
from braincell.vis.shape import cell_of, pieces
from braincell.vis.values import Values

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes


class EveryCV(Locset):
    """The centre of every control volume of a cell, in their order: the columns of a trace are those of `Cell.cvs`.

    `cell.place(EveryCV(cell), StateProbe("v", name="v"))`. It holds what the cell's policy gives when it is made.
    """

    def __init__(self, cell: Cell):
        cvs = cell_of("EveryCV", cell).cvs()
        self._locations = list(zip(cvs.branch.tolist(), cvs.x.tolist(), strict=True))

    def locations(self, morphology: Morphology) -> list[Location]:
        return self._locations

    def __repr__(self) -> str:
        return f"EveryCV({len(self._locations)} control volumes)"


def plot_movie(
    cell: Cell,
    result: RunResult,
    name: str = "v",
    *,
    path: str | Path | None = None,
    frames: int = 100,
    fps: float = 20.0,
    projection: str = "xy",
    ax: "Axes | None" = None,
    label: str = "",
    unit: str = "",
    cmap: Any = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
) -> "FuncAnimation":
    """Animate a trace over the morphology: `frames` samples at equal steps from first to last, `fps` a second.

    The probe `name` of the cell must have recorded every control volume, as `EveryCV` places it. Written to `path` if
    given: .gif, or .mp4 where ffmpeg is installed. Returns matplotlib's animation (`to_jshtml()` shows it in a
    notebook). Other arguments are those of `plot2d`; `label` and `unit` are "v" and "mV" for a voltage.
    Raises `InputError` naming the first control volume that was not recorded, `UnknownNameError` for the trace.
    """
    if not isinstance(cell, Cell):
        raise InputError(f"plot_movie: {cell!r} is no `Cell`; give the one that ran")
    if not isinstance(result, RunResult):
        raise InputError(f"plot_movie: {result!r} is no `RunResult`; give what `Cell.run` returns")
    numbers = _by_cv(cell, result, name)
    if isinstance(frames, bool) or not isinstance(frames, int | np.integer) or frames < 1:
        raise InputError(f"plot_movie: `frames` is {frames!r}; a whole number of at least 1 is needed")
    fps = positive(fps, "1", "fps", "plot_movie")
    writer = None if path is None else _writer(Path(path), fps)
    shown = np.unique(np.linspace(0, len(numbers) - 1, frames).round().astype(int))
    time = np.asarray(result.time)
    pyplot()
    from matplotlib.animation import FuncAnimation
    from matplotlib.figure import Figure

    cut = projectable("plot_movie", pieces(cell.morphology, np.diff(cell.cvs().first)), projection)
    values = Values(numbers[0], label or name, unit or ("mV" if name.rpartition(".")[2] == "v" else ""))
    norm, colours = scale("plot_movie", numbers, vmin, vmax), colormap("plot_movie", cmap)
    is_new, ax = ax is None, axes_for("plot_movie", ax)
    drawn = draw_values(ax, cut, projection, values, norm, colours)
    colour_bar(ax, drawn, values)
    title = ax.set_title("t = 0 ms")
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    if is_new:  # arranged once, not in every frame
        figure.draw_without_rendering()
        figure.set_layout_engine("none")

    def show(sample: int) -> list[Any]:
        drawn.set_array(numbers[sample][cut.cv])
        title.set_text(f"t = {time[sample]:.2f} ms")
        return [drawn, title]

    animation = FuncAnimation(figure, show, frames=shown.tolist(), interval=1000.0 / fps, cache_frame_data=False)
    if writer is not None:
        animation.save(str(path), writer=writer)
    return animation


def _by_cv(cell: Cell, result: RunResult, name: str) -> np.ndarray:
    """The trace's columns in the order of control volumes, [sample, cv]."""
    known = traces_of("plot_movie", result)
    chosen("plot_movie", "trace", known, [name])
    found = discretize(cell)
    probes = {p.name: p for p in found.probes if not isinstance(p.probe, SpikeDetector)}
    probe = probes.get(name) or probes.get(name.removeprefix(f"{cell.name}."))
    if probe is None:
        raise InputError(f"plot_movie: `{name}` is recorded, but not by a probe of `{cell.name}`; its are {[*probes]}")
    numbers = known[name].reshape(len(known[name]), -1)
    if numbers.shape[1] != len(probe.cvs):
        raise InputError(
            f"plot_movie: `{name}` has {numbers.shape[1]} columns, the probe of `{cell.name}` {len(probe.cvs)} places; "
            "give the cell as it ran"
        )
    return _in_order(found, numbers, probe.cvs, name)


def _in_order(cell: DiscretizedCell, numbers: np.ndarray, cvs: np.ndarray, name: str) -> np.ndarray:
    column = {int(cv): k for k, cv in enumerate(cvs)}
    for cv in range(len(cell.cvs.area)):
        if cv not in column:
            raise InputError(
                f"plot_movie: `{name}` was not recorded at {place_of(cell, cv)}; "
                f'place the probe on every control volume: `cell.place(EveryCV(cell), StateProbe("v", name="v"))`'
            )
    ordered = numbers[:, [column[cv] for cv in range(len(cell.cvs.area))]]
    wrong = np.argwhere(~np.isfinite(ordered))
    if len(wrong):
        sample, cv = wrong[0]
        raise InputError(f"plot_movie: `{name}` is {ordered[sample, cv]} at {place_of(cell, int(cv))}, sample {sample}")
    return ordered


def _writer(path: Path, fps: float) -> Any:
    from matplotlib import animation

    kinds = {".gif": animation.PillowWriter, ".mp4": animation.FFMpegWriter}
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise InputError(f"plot_movie: `path` is {str(path)!r}; its name must end in .gif or .mp4")
    if not kind.isAvailable():
        raise InputError(f"plot_movie: {path.name} needs ffmpeg, which is not installed; write a .gif")
    return kind(fps=fps)
