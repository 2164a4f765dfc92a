"""Draw the spike times of detectors or of a network's neurons, a row each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from braincell.vis.colours import CURVES
from braincell.vis.figure import axes_for
from braincell.vis.recorded import Result, chosen, trains_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 280.0  # points of a new figure's axes


def plot_raster(result: Result, names: str | Sequence[str] | None = None, *, ax: "Axes | None" = None) -> "Axes":
    """Draw a tick for every spike of a run, at its time [ms]; rows count from 0 upwards.

    `names` are spike detectors or senders of events, of a network populations; all by default. Each has one row for
    every place or neuron, and a colour of its own. Raises `InputError`, and `UnknownNameError` for an unknown name.
    """
    known = trains_of("plot_raster", result)
    wanted = chosen("plot_raster", "spike detector or population", known, names)
    ax = axes_for("plot_raster", ax)
    first, middles = 0, []
    n_row = sum(len(known[name]) for name in wanted)
    height = float(np.clip(0.6 * _HEIGHT / n_row, 1.0, 20.0))
    for k, name in enumerate(wanted):
        trains = known[name]
        row = np.repeat(first + np.arange(len(trains)), [len(t) for t in trains])
        times = np.concatenate([np.zeros(0), *trains])
        ax.plot(times, row, "|", color=CURVES[k % len(CURVES)], markersize=height, label=name)
        if first:
            ax.axhline(first - 0.5, color="#C8C8C8", linewidth=0.5)
        middles.append(first + (len(trains) - 1) / 2.0)
        first += len(trains)
    ax.set_yticks(middles, wanted)
    ax.set_ylim(-0.5, first - 0.5)
    ax.set_xlim(float(result.time[0]), float(result.time[-1]))
    ax.set_xlabel("time [ms]")
    return ax
