"""Load the drawing libraries late, and give every picture its axes."""

from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def pyplot() -> Any:
    """`matplotlib.pyplot`; `InputError` with the remedy if it is not installed."""
    try:
        import matplotlib.pyplot
    except ImportError:
        raise InputError("pictures need matplotlib: pip install braincell[plot]") from None
    return matplotlib.pyplot


def plotly_figure() -> Any:
    """The module `plotly.graph_objects`; `InputError` with the remedy if it is not installed."""
    try:
        import plotly.graph_objects
    except ImportError:
        raise InputError("pictures in three dimensions need plotly: pip install braincell[plot3d]") from None
    return plotly.graph_objects


def axes_for(owner: str, ax: Any, size: tuple[float, float] = (6.4, 4.8)) -> "Axes":
    """`ax`, or the axes of a new figure of `size` inches; `InputError` that names `owner` for anything else."""
    if ax is None:
        return pyplot().subplots(figsize=size, layout="compressed")[1]
    return check_axes(owner, ax)


def check_axes(owner: str, ax: Any) -> "Axes":
    """`ax` if it is matplotlib's axes."""
    pyplot()
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise InputError(f"{owner}: `ax` is {ax!r}; axes of matplotlib are needed, as `plt.subplots()` makes them")
    return ax


def panels_for(owner: str, axes: Any, n: int, size: tuple[float, float], across: bool = True) -> "list[Axes]":
    """`axes` as a list of `n`, or those of a new figure, side by side or below one another with one x axis."""
    if axes is None:
        shape = {"ncols": n} if across else {"nrows": n, "sharex": True}
        made = pyplot().subplots(figsize=size, layout="compressed", squeeze=False, **shape)[1]
        return made.ravel().tolist()
    given = list(np.ravel(np.asarray(axes, object)))
    if len(given) != n:
        raise InputError(f"{owner}: `axes` has {len(given)} axes; {n} are needed, one a panel")
    return [check_axes(owner, ax) for ax in given]
