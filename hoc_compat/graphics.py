"""The part of `h` that draws: what has data keeps it, windows and panels do nothing."""

from collections.abc import Callable
from typing import Any

from hoc_compat.arguments import number
from hoc_compat.graph import Graph
from hoc_compat.hoc_object import HocObject
from hoc_compat.list import List
from hoc_compat.plot_shape import PlotShape, Sections, Shape
from hoc_compat.range_var_plot import RangeVarPlot


class VBox(HocObject):
    """A box of a window; does nothing."""

    def __init__(self, *_: Any):
        pass


class HBox(VBox):
    """A box of a window; does nothing."""


class Deck(VBox):
    """Boxes on top of each other; does nothing."""


def _nothing(name: str, result: Any) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        return result

    call.__name__ = name
    call.__doc__ = "Does nothing: there is no window."
    return call


def _kept(name: str, start: float, doc: str) -> property:
    """A variable of `h` that has no effect."""

    def write(self: Any, value: Any) -> None:
        _values[name] = number(f"h.{name}", name, value)

    _values[name] = start
    return property(lambda self: _values[name], write, doc=doc)


_values: dict[str, float] = {}


class Graphics:
    """NEURON's graphical classes and functions, as they behave without a display."""

    screen_update_invl = _kept("screen_update_invl", 0.05, "How often windows are redrawn [s]; there are none.")
    stdrun_quiet = _kept("stdrun_quiet", 0.0, "Whether runs leave windows alone; there are none.")
    eventslow = _kept("eventslow", 1.0, "Steps between looks at the mouse; there is none.")
    eventcount = _kept("eventcount", 0.0, "Steps since the last look at the mouse; there is none.")

    Graph = Graph
    Shape = Shape
    PlotShape = PlotShape
    RangeVarPlot = RangeVarPlot
    VBox = VBox
    HBox = HBox
    Deck = Deck

    @property
    def graphList(self) -> list[List]:
        """Four lists of graphs."""
        return _lists(4)

    @property
    def flush_list(self) -> List:
        """A list of graphs."""
        return _lists(5)[4]

    @property
    def fast_flush_list(self) -> List:
        """A list of graphs."""
        return _lists(6)[5]


_made: list[List] = []


def _lists(n: int) -> list[List]:
    while len(_made) < n:
        _made.append(List())
    return _made[:n]


_FUNCTIONS = {
    0.0: """xpanel xbutton xvalue xpvalue xfixedvalue xlabel xvarlabel xmenu xcheckbox xstatebutton xradiobutton xslider
            flushPlot newPlot newPlotV newPlotI newPlotS newshapeplot newrangevarplot nrnmainmenu nrncontrolmenu addplot
            show_winio boolean_dialog pwman_place makeMenuExplore nrnsecmenu nrnmechmenu nrnpointmenu nrnglobalmechmenu
            nrnallpointmenu nrnallsectionmenu newvectorplot newphaseplane fastflushPlot movierunpanel""",
    1.0: "doNotify doEvents ivoc_style unix_mac_pc",
}
_BOX = {
    0.0: "unmap dismiss_action full_request adjuster adjust size dialog ref ismapped",
    1.0: "intercept map save priority",
}
_SHAPE = {
    0.0: """size nearest rotate exec_menu color_all color len_scale color_list point_mark point_mark_remove observe
            unmap view_count""",
    1.0: """view mark line label menu_action menu_tool save_name action select begin flush fastflush erase erase_all
            hinton beginline colormap""",
    -1.0: "push_selected",
    None: "selected_seg nearest_seg",
}
_GRAPH = {
    0.0: "size exec_menu glyph menu_remove crosshair_action unmap view_count view_size",
    1.0: """begin flush label view mark color brush yaxis xaxis simgraph xexpr family fastflush save_name vector
            relative align fixed vfixed menu_action menu_tool""",
    -1.0: "line_info view_info",
}
for _class, _results in ((Graphics, _FUNCTIONS), (VBox, _BOX), (Sections, _SHAPE), (Graph, _GRAPH)):
    for _result, _names in _results.items():  # what NEURON returns without a display
        for _name in _names.split():
            setattr(_class, _name, staticmethod(_nothing(_name, _result)))
