"""Draw a Vector: as a curve of an `h.Graph`, or with matplotlib."""

from typing import Any

import numpy as np

from braincell.errors import InputError
from hoc_compat.vector_storage import Storage


class VectorCurves(Storage):
    """The part of Vector that draws; all methods return the vector."""

    def plot(self, graph: Any, x: Any = None, *_: Any) -> Any:
        """Draw over its indices, over `x` as a spacing, or over a Vector `x`; follows later changes of the vector."""
        return self._draw("plot", graph, x, self)

    def line(self, graph: Any, x: Any = None, *_: Any) -> Any:
        """Draw what it holds now, as `plot` does."""
        return self._draw("line", graph, x, self._new(self._values()))

    def mark(self, graph: Any, x: Any = None, *_: Any) -> Any:
        """Markers; on an `h.Graph` they are drawn as a curve."""
        return self._draw("mark", graph, x, self._new(self._values()))

    def ploterr(self, graph: Any, x: Any, errors: Any, *_: Any) -> Any:
        """Error bars; on an `h.Graph` the curve alone is drawn."""
        return self._draw("ploterr", graph, x, self)

    def _draw(self, method: str, graph: Any, x: Any, y: Any) -> Any:
        n = len(y._values())
        if x is None or isinstance(x, (int, float)):
            x = self._new(np.arange(n) * (1.0 if x is None else x))
        if hasattr(graph, "curves"):
            graph.add(self.label() or str(self), x, y)  # type: ignore[attr-defined]
        elif hasattr(graph, "plot"):
            graph.plot(np.array(x)[:n], np.array(y)[: len(x)], ls="" if method == "mark" else "-")
        else:
            raise InputError(f"{self}.{method}({graph!r}): give an `h.Graph`, or matplotlib's pyplot or axes")
        return self
