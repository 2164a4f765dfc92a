"""Colours of branch types, curves and values, with their legends and colour bars."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from braincell.errors import InputError, unknown_name
from braincell.vis.figure import pyplot
from braincell.vis.values import Values

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize

# Told apart with any colour vision: Okabe & Ito (2008), "Color Universal Design".
CURVES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
ABSENT = "#C8C8C8"  # where a mechanism is not
_TYPES = {
    "soma": "#000000",
    "axon": "#0072B2",
    "dendrite": "#E69F00",
    "basal_dendrite": "#D55E00",
    "apical_dendrite": "#009E73",
    "custom": "#999999",
}
_OTHER_TYPES = ("#CC79A7", "#56B4E9", "#F0E442")


def type_colours(types: Iterable[str]) -> dict[str, str]:
    """A colour for each branch type among `types`, in the order of the known ones; the same type, the same colour."""
    present = list(dict.fromkeys(types))
    others = sorted(set(present) - set(_TYPES))
    colours = _TYPES | {name: _OTHER_TYPES[i % len(_OTHER_TYPES)] for i, name in enumerate(others)}
    return {name: colour for name, colour in colours.items() if name in present}


def type_legend(ax: "Axes", types: Iterable[str]) -> None:
    """Name the colours of branch types beside the axes."""
    from matplotlib.patches import Patch

    handles = [Patch(color=c, label=name.replace("_", " ")) for name, c in type_colours(types).items()]
    side_legend(ax, handles=handles)


def side_legend(ax: "Axes", **options: Any) -> None:
    """A legend to the right of the axes, where it covers nothing."""
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, **options)


def colormap(owner: str, name: Any) -> "Colormap":
    """A colour map of matplotlib by name or as it is, grey where there is no value; `UnknownNameError`."""
    plt = pyplot()
    if isinstance(name, str) and name not in plt.colormaps():
        raise unknown_name("colour map", name, plt.colormaps(), owner)
    return plt.get_cmap(name).with_extremes(bad=ABSENT)


def difference_map() -> "Colormap":
    """Blue below, orange above, and dark in the middle, where white would not be seen on a page."""
    pyplot()
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("difference", ["#4DB8FF", "#0072B2", "#101010", "#D55E00", "#FFB347"])


def span(owner: str, numbers: np.ndarray, low: float | None, high: float | None) -> tuple[float, float]:
    """`low` and `high`, or the least and the greatest of `numbers`, of which NaN is none; `InputError`.

    Equal ends are moved apart, so that the colour bar has a length.
    """
    finite = numbers[np.isfinite(numbers)]
    if not len(finite):
        raise InputError(f"{owner}: there is no value to draw; the mechanism is nowhere on the cell")
    least = float(finite.min()) if low is None else float(low)
    most = float(finite.max()) if high is None else float(high)
    if not least <= most:
        raise InputError(f"{owner}: colours from {least:g} to {most:g}; `vmin` must not be above `vmax`")
    margin = 0.0 if least < most else 0.05 * abs(least) or 1.0
    return least - margin, most + margin


def scale(owner: str, numbers: np.ndarray, low: float | None, high: float | None) -> "Normalize":
    """The `span` of values as matplotlib takes it."""
    pyplot()
    from matplotlib.colors import Normalize

    return Normalize(*span(owner, numbers, low, high))


def colour_bar(ax: "Axes | list[Axes]", drawn: Any, values: Values) -> None:
    """A colour bar with label and unit beside the axes, and a word on grey if some of it is drawn."""
    figure = (ax[0] if isinstance(ax, list) else ax).figure
    bar = figure.colorbar(drawn, ax=ax, shrink=0.8)
    bar.set_label(values.title + ("\n(grey: absent)" if np.isnan(values.numbers).any() else ""))
