"""The functions of `h` that make plots: `h.newPlotV()`, `h.addplot(graph, 0)`, and the lists of graphs."""

from typing import Any

from braincell.errors import InputError
from hoc_compat.graph import Graph
from hoc_compat.hoc.main_program import library_variable, set_library_variable
from hoc_compat.hoc.symbols import OBJECT
from hoc_compat.hoc.template_object import ArrayView
from hoc_compat.list import List
from hoc_compat.plot_lists import PLOTS
from hoc_compat.plot_shape import PlotShape
from hoc_compat.run import SIMULATION
from hoc_compat.world import WORLD


class PlotFunctions:
    """The part of `h` that makes plots."""

    @property
    def graphItem(self) -> Any:
        """The graph that was made last."""
        return library_variable("graphItem")

    @graphItem.setter
    def graphItem(self, item: Any) -> None:
        set_library_variable("graphItem", item)

    @property
    def graphList(self) -> ArrayView:
        """Four lists of graphs: of voltages, currents, states, and phase planes."""
        return ArrayView(library_variable("graphList"), OBJECT)

    @property
    def flush_list(self) -> List:
        """Graphs of Vectors and paths."""
        return library_variable("flush_list")

    @flush_list.setter
    def flush_list(self, value: List) -> None:
        set_library_variable("flush_list", value)

    @property
    def fast_flush_list(self) -> List:
        """Shapes."""
        return library_variable("fast_flush_list")

    @fast_flush_list.setter
    def fast_flush_list(self, value: List) -> None:
        set_library_variable("fast_flush_list", value)

    def addplot(self, graph: Graph, which: Any) -> float:
        """Put a graph into `graphList[which]`, showing the times up to tstop."""
        if which not in (0, 1, 2, 3):
            raise InputError(f"addplot: the list is {which!r}; it is 0 (voltages), 1 (currents), 2 (states) or 3")
        graph.size(0.0, SIMULATION.tstop, -1.0, 1.0)
        PLOTS.graphs[int(which)].append(graph)
        return 0.0

    def newPlot(self, left: Any, right: Any, bottom: Any, top: Any) -> float:
        """Make a graph, `h.graphItem`."""
        graph = Graph()
        graph.size(left, right, bottom, top)
        graph.xaxis()
        self.graphItem = graph
        return 0.0

    def newPlotV(self) -> float:
        """Make a graph of the voltage in the middle of the current section."""
        self._plot_of(0, -80.0, 40.0).addexpr("v(.5)")
        return 0.0

    def newPlotI(self) -> float:
        """Make a graph of currents."""
        self._plot_of(1, -1.0, 1.0)
        return 0.0

    def newPlotS(self) -> float:
        """Make a graph of states."""
        self._plot_of(2, 0.0, 1.0)
        return 0.0

    def _plot_of(self, which: int, bottom: float, top: float) -> Graph:
        self.newPlot(0.0, SIMULATION.tstop, bottom, top)
        return self._listed(PLOTS.graphs[which], self.graphItem, f"graphList[{which}].")

    def newvectorplot(self) -> float:
        """Make a graph that follows Vectors."""
        self._listed(PLOTS.flushed, Graph(), "flush_list.")
        return 0.0

    def newphaseplane(self) -> float:
        """Make a graph over another variable than the time: `graph.xexpr(text)`."""
        self._listed(PLOTS.graphs[3], Graph(), "graphList[3].")
        return 0.0

    def newshapeplot(self) -> float:
        """Make a PlotShape."""
        if WORLD.sections():
            self._listed(PLOTS.fast_flushed, PlotShape(), "fast_flush_list.")
        return 0.0

    def _listed(self, items: List, item: Any, name: str) -> Any:
        items.append(item)
        item.save_name(name)
        self.graphItem = item
        return item
