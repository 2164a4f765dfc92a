"""The graphs that the standard run system plots: `h.graphList[0…3]`, `h.flush_list`, `h.fast_flush_list`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from hoc_compat.graph import Graph
from hoc_compat.hoc.main_program import library_variable
from hoc_compat.hoc.template_object import TemplateObject
from hoc_compat.named_variables import Recording
from hoc_compat.pointer import GlobalPointer
from hoc_compat.taps import TAPS, Tap
from hoc_compat.world import WORLD

_SHIFT = (0.0, -0.5, 0.5, 0.0)  # of the plotted time of each list, in steps: voltages, currents, states, phase planes


class PlotLists:
    """Lists of graphs, or of objects of the script that have the methods of one."""

    def __init__(self) -> None:
        self._time = GlobalPointer("t", lambda: float(WORLD.t.read()), lambda value: None)
        self._plotted: list[tuple[Graph, list[float], list[Recording]]] = []  # with the shifts of its occurrences
        self._taps: list[Tap] = []

    @property
    def graphs(self) -> list[Any]:
        """The lists of hoc's `graphList`; what holds no object is empty."""
        return [_given(graphs) for graphs in library_variable("graphList").values[: len(_SHIFT)]]

    @property
    def flushed(self) -> Any:
        """hoc's `flush_list`."""
        return _given(library_variable("flush_list"))

    @property
    def fast_flushed(self) -> Any:
        """hoc's `fast_flush_list`."""
        return _given(library_variable("fast_flush_list"))

    def each(self, method: str, *lists: Any) -> None:
        """Call a method of every item, of all graphs if no lists are given."""
        for item in [item for items in lists or self.graphs for item in items]:
            getattr(item, method)()

    def forget_closed(self, lists: list[Any]) -> None:
        """Take out what has no view."""
        for items in lists:
            for index in reversed(range(len(items))):
                if items.object(index).view_count() == 0:
                    items.remove(index)

    def plot(self, t: float, dt: float) -> None:
        """Let every graph append its values at `t` [ms]; `dt` is 0 for steps of variable length."""
        for graphs, shift in zip(self.graphs, _SHIFT, strict=False):
            for graph in graphs:
                graph.plot(t + shift * dt)

    # whole runs

    def record(self, undisturbed: bool) -> bool:
        """Have a run record all that is plotted; False if something has to be evaluated step by step.

        In an `undisturbed` run no function of the script is called.
        """
        shifts: dict[Any, list[float]] = {}
        for graphs, shift in zip(self.graphs, _SHIFT, strict=False):
            for graph in (g for g in graphs if not _plots_nothing(g)):
                shifts.setdefault(graph, []).append(shift)
        found = [graph._recordings(undisturbed) if isinstance(graph, Graph) else None for graph in shifts]
        if None in found:
            shifts, found = {}, [None]
        self._plotted = [(*pair, own) for pair, own in zip(shifts.items(), found, strict=False) if own is not None]
        sources = [s for _, _, recordings in self._plotted for recording in recordings for s in recording.sources]
        self._taps = TAPS.want([self._time, *sources] if self._plotted else [])
        return None not in found

    def take(self, run: Callable[[], None], every: int, dt: float) -> None:
        """Make a run, and append to all graphs what they show of every `every`-th step."""
        plotted, taps = self._plotted, self._taps
        TAPS.open()
        try:
            run()
        finally:
            TAPS.close()
            if plotted:
                columns = iter([tap.values()[every - 1 :: every] for tap in taps])
                time = next(columns)
                for graph, shifts, recordings in plotted:
                    values = [r.values([next(columns) for _ in r.sources], len(time)) for r in recordings]
                    shown = (time[:, None] + np.array(shifts) * dt).ravel()
                    graph._receive(shown, [np.repeat(own, len(shifts)) for own in values])


def _given(items: Any) -> Any:
    return [] if items is None else items


def _plots_nothing(item: Any) -> bool:
    """Whether an object of the script stands in a list only to be flushed after a run: its `plot` is an empty proc."""
    return isinstance(item, TemplateObject) and item._symbol("plot").is_empty


PLOTS = PlotLists()
"""One per process."""
