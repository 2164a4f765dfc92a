"""Draw recorded traces against time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import InputError
from braincell.vis.colours import CURVES, colormap, side_legend
from braincell.vis.figure import axes_for, panels_for
from braincell.vis.recorded import Result, chosen, traces_of, trains_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_UNITS = {"v": "mV", "i_cap": "mA/cm²", "i_membrane_": "nA"}  # of probes that go by their own names
_MOST_NAMED = 12  # curves in a legend


def plot_traces(
    result: Result,
    names: str | Sequence[str] | None = None,
    *,
    stacked: bool = False,
    spikes: bool = True,
    unit: str | Mapping[str, str] = "",
    ax: Any = None,
) -> "Axes | list[Axes]":
    """Draw the traces of a run against time [ms]: those of `names` (of a network "population.probe"), or all.

    They share one panel, or have one each if `stacked`; returns the axes, or the list of them. Up to 12 curves have the
    names of their probes, with the number of the place or neuron where there are several; more of them are shaded from
    first to last. `unit`, one for all or name -> unit, goes to the axis; that of voltages called "v" or "….v" is known.
    Spikes of all detectors are ticks above the curves. `ax` takes axes, as many as there are panels.
    Raises `InputError`, and `UnknownNameError` for an unknown name.
    """
    known = traces_of("plot_traces", result)
    wanted = chosen("plot_traces", "trace", known, names)
    units = {name: _unit(name, unit) for name in wanted}
    time = np.asarray(result.time)
    if stacked:
        panels = panels_for("plot_traces", ax, len(wanted), (6.4, 0.8 + 1.6 * len(wanted)), across=False)
        groups = [[name] for name in wanted]
    else:
        panels, groups = [axes_for("plot_traces", ax)], [wanted]
    for panel, group in zip(panels, groups, strict=True):
        _curves(panel, time, {name: known[name] for name in group}, units)
    panels[-1].set_xlabel("time [ms]")
    if spikes:
        _ticks(panels[0], [t for trains in trains_of("plot_traces", result).values() for t in trains])
    return panels if stacked else panels[0]


def _curves(ax: "Axes", time: np.ndarray, traces: dict[str, np.ndarray], units: dict[str, str]) -> None:
    """Draw the columns of some traces, named in a legend if they are few, and their unit if it is one."""
    curves = [
        (name if values.ndim == 1 else f"{name}[{k}]", units[name], column)
        for name, values in traces.items()
        for k, column in enumerate(values.T if values.ndim == 2 else values[None])
    ]
    is_named = len(curves) <= _MOST_NAMED
    shades = CURVES if is_named else colormap("plot_traces", "viridis")(np.linspace(0.0, 0.95, len(curves)))
    shared = {unit for _, unit, _ in curves}
    for k, (name, unit, column) in enumerate(curves):
        label = f"{name} [{unit}]" if unit and len(shared) > 1 else name
        ax.plot(time, column, color=shades[k % len(shades)], linewidth=1.0, label=label)
    ax.margins(x=0.0)
    unit = shared.pop() if len(shared) == 1 else ""
    if is_named:
        ax.set_ylabel(unit)
        side_legend(ax)
    else:
        ax.set_ylabel(f"{', '.join(traces)} [{unit}]" if unit else ", ".join(traces))


def _ticks(ax: "Axes", trains: list[np.ndarray]) -> None:
    """Mark spike times [ms] just above the axes."""
    times = np.unique(np.concatenate([np.zeros(0), *trains]))
    if len(times):
        above = np.full(len(times), 1.03)
        place = ax.get_xaxis_transform()
        ax.plot(times, above, "|", color="black", markersize=6, transform=place, clip_on=False, label="_spikes")
        ax.text(1.01, 1.03, "spikes", transform=ax.transAxes, fontsize="x-small", va="center")


def _unit(name: str, unit: str | Mapping[str, str]) -> str:
    if not isinstance(unit, str | Mapping):
        raise InputError(f"plot_traces: `unit` is {unit!r}; give a text, or a dictionary from names of traces to units")
    given = unit if isinstance(unit, str) else unit.get(name, "")
    return given or _UNITS.get(name.rpartition(".")[2], "")
