"""Names that numpy, scipy and matplotlib had when programs were written in Python 2."""

import sys
from typing import Any

import numpy as np

from hoc_compat.python2 import operations


def numpy_names(real: Any) -> dict[str, Any]:
    """`numpy`: names that numpy has removed, and `divide`, which rounds integers down."""
    sized = {name: _sized(getattr(np, name), 0) for name in ("empty", "ones", "zeros", "eye", "identity")}
    spaced = {name: _sized(getattr(np, name), 2) for name in ("linspace", "logspace")}
    return (
        sized
        | spaced
        | {
            "float": float,
            "int": int,
            "object": object,
            "complex": complex,
            "str": str,
            "long": int,
            "unicode": str,
            "float_": np.float64,
            "complex_": np.complex128,
            "string_": np.bytes_,
            "unicode_": np.str_,
            "bool8": np.bool_,
            "bool": bool,
            "Inf": np.inf,
            "Infinity": np.inf,
            "infty": np.inf,
            "PINF": np.inf,
            "NINF": -np.inf,
            "NaN": np.nan,
            "NAN": np.nan,
            "alen": len,
            "alltrue": np.all,
            "asscalar": lambda a: a.item(),
            "cumproduct": np.cumprod,
            "divide": lambda a, b, *args, **keywords: _divided(np.asarray(a), np.asarray(b), *args, **keywords),
            "in1d": lambda a, b, **keywords: np.isin(np.ravel(a), b, **keywords),
            "mat": np.asmatrix,
            "msort": lambda a: np.sort(a, axis=0),
            "product": np.prod,
            "rank": np.ndim,
            "round_": np.round,
            "row_stack": np.vstack,
            "sometrue": np.any,
            "trapz": np.trapezoid,
        }
    )


def _sized(function: Any, at: int) -> Any:
    """The function with a size, its argument `at`, that may be a float."""

    def sized(*args: Any, **keywords: Any) -> Any:
        return function(*args[:at], *map(operations.whole, args[at : at + 1]), *args[at + 1 :], **keywords)

    return sized


def _divided(a: Any, b: Any, *args: Any, **keywords: Any) -> Any:
    whole = a.dtype.kind in "biu" and b.dtype.kind in "biu"
    return (np.floor_divide if whole else np.true_divide)(a, b, *args, **keywords)


def scipy_names(real: Any) -> dict[str, Any]:
    """`scipy`, which held the names of numpy."""
    own = set(dir(real))
    names = {name: getattr(np, name) for name in np.__all__ if name not in own}
    return names | numpy_names(np)


def pylab_names(real: Any) -> dict[str, Any]:
    """`pylab`, with numpy's and matlab's old names."""
    return numpy_names(np) | mlab_names(real) | pyplot_names(real)


def pyplot_names(real: Any) -> dict[str, Any]:
    """`matplotlib.pyplot`."""
    matplotlib_names(sys.modules["matplotlib"])
    return {"hold": lambda on=True: None, "ishold": lambda: True}


def mlab_names(real: Any) -> dict[str, Any]:
    """`matplotlib.mlab`."""
    return {
        "find": lambda condition: np.nonzero(np.ravel(condition))[0],
        "frange": lambda start, stop, step=1.0: start + step * np.arange(round((stop - start) / step) + 1),
        "normpdf": lambda x, mean, sigma: np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma),
    }


def matplotlib_names(real: Any) -> dict[str, Any]:
    """`matplotlib`: `use` of a window system that is not there changes nothing; old methods are there again."""
    from matplotlib.axes import Axes
    from matplotlib.axis import Tick
    from matplotlib.backend_bases import FigureCanvasBase

    for owner, name, method in (
        (Tick, "label", property(lambda tick: tick.label1)),
        (FigureCanvasBase, "set_window_title", _set_window_title),
        (Axes, "hold", lambda axes, on=True: None),
        (Axes, "set_axis_bgcolor", Axes.set_facecolor),
    ):
        if not hasattr(owner, name):
            setattr(owner, name, method)
    return {"use": _use}


def _set_window_title(canvas: Any, title: str) -> None:
    if canvas.manager is not None:
        canvas.manager.set_window_title(title)


def _use(backend: str, *args: Any, **keywords: Any) -> None:
    import matplotlib

    keywords.pop("warn", None)
    try:
        matplotlib.use(backend, *args, **keywords)
    except ImportError:
        matplotlib.use("Agg")
