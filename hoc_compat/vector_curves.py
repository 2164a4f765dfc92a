"""Draw a Vector: as a curve of an `h.Graph`, or with matplotlib."""

from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.vector_storage import Storage


class VectorCurves(Storage):
    """The part of Vector that draws; all methods return the vector."""

    def plot(self, graph: Any, *arguments: Any) -> Any:
        """Draw over its indices, over `x` as a spacing, or over a Vector `x`; follows later changes of the vector."""
        return self._draw("plot", graph, arguments)

    def line(self, graph: Any, *arguments: Any) -> Any:
        """Draw what it holds now, as `plot` does."""
        return self._draw("line", graph, arguments)

    def mark(self, graph: Any, x: Any = 1.0, *arguments: Any) -> Any:
        """Symbols: `mark(graph, x[, style[, size[, color, brush]]])`."""
        if not hasattr(graph, "_show_vector"):
            return self._draw("mark", graph, (x,))
        for place, value in zip(self._positions(x), self._values().tolist(), strict=False):
            graph.mark(place, value, *arguments)
        return self

    def ploterr(self, graph: Any, x: Any, errors: Any, size: Any = 4.0, *style: Any) -> Any:
        """Error bars around the values at a Vector `x`."""
        if not hasattr(graph, "_show_vector"):
            return self._draw("ploterr", graph, (x,))
        for place, value, error in zip(self._positions(x), self._values().tolist(), errors, strict=False):
            graph.beginline()
            graph.line(place, value - error)
            graph.line(place, value + error)
            graph.mark(place, value - error, "-", size, *style)
            graph.mark(place, value + error, "-", size, *style)
        return self

    def _positions(self, x: Any) -> list[float]:
        return (np.arange(len(self._values())) * float(x)).tolist() if isinstance(x, (int, float)) else list(x)

    def _draw(self, method: str, graph: Any, arguments: tuple[Any, ...]) -> Any:
        n = len(self._values())
        x = arguments[0] if len(arguments) in (1, 3) else None  # two numbers are color and brush
        if len(arguments) > 3:
            raise InputError(f"{self}.{method}: {len(arguments) + 1} arguments; give graph, x, color and brush")
        if hasattr(graph, "_show_vector"):
            graph._show_vector(self, x, arguments[len(arguments) - len(arguments) // 2 * 2 :], method == "plot")
        elif hasattr(graph, "plot"):
            positions = self._positions(1.0 if x is None else x)
            m = min(n, len(positions))
            graph.plot(positions[:m], np.array(self)[:m], ls="" if method == "mark" else "-")
        else:
            raise InputError(f"{self}.{method}({graph!r}): give an `h.Graph`, or matplotlib's pyplot or axes")
        return self
