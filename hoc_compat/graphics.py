"""The part of `h` that draws: what has data keeps it, windows and panels do nothing."""

from collections.abc import Callable
from typing import Any

from hoc_compat import widgets
from hoc_compat.graph import Graph
from hoc_compat.plot_functions import PlotFunctions
from hoc_compat.plot_shape import PlotShape, Shape, notify
from hoc_compat.range_var_plot import RangeVarPlot


def _nothing(name: str, result: Any) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        return result

    call.__name__ = name
    call.__doc__ = "Does nothing: there is no window."
    return call


class Graphics(PlotFunctions):
    """NEURON's graphical classes and functions, as they behave without a display."""

    Graph = Graph
    Shape = Shape
    PlotShape = PlotShape
    RangeVarPlot = RangeVarPlot
    VBox = widgets.VBox
    HBox = widgets.HBox
    Deck = widgets.Deck
    PWManager = widgets.PWManager
    WindowMenu = widgets.WindowMenu
    Timer = widgets.Timer
    TextEditor = widgets.TextEditor
    SymChooser = widgets.SymChooser
    ValueFieldEditor = widgets.ValueFieldEditor
    SectionBrowser = widgets.SectionBrowser
    PPShape = widgets.PPShape
    Glyph = widgets.Glyph
    GUIMath = widgets.GUIMath
    doNotify = staticmethod(notify)


_FUNCTIONS = {
    0.0: """xpanel xbutton xvalue xpvalue xfixedvalue xlabel xvarlabel xmenu xcheckbox xstatebutton xradiobutton xslider
            newrangevarplot nrnmainmenu nrncontrolmenu show_winio boolean_dialog continue_dialog string_dialog
            pwman_place makeMenuExplore nrnsecmenu nrnmechmenu nrnpointmenu nrnglobalmechmenu nrnallpointmenu
            nrnallsectionmenu movierun movierunpanel celsius_panel globalra_panel pointmenu save_session print_session
            winio_key graph_menu_remove_most makeppm makeppgm makeelectrode makeinserter makeshowmechanism
            makePointBrowser makecellbuilder makegrapher chanbild newcommand makeFamily helpmenu filemenu load_java""",
    1.0: "ivoc_style unix_mac_pc",
}
_BOX = {
    0.0: "dismiss_action full_request adjuster adjust size dialog flip_to remove_last remove move_last",
    1.0: "intercept save priority",
}
_SHAPE = {
    0.0: "nearest rotate color color_all len_scale color_list point_mark point_mark_remove observe",
    1.0: "action select hinton colormap",
    -1.0: "push_selected",
    None: "selected_seg nearest_seg",
}
_MANAGER = {
    0.0: "count is_mapped map hide close iconify deiconify snap save printfile",
    1.0: "scale window_place paper_place landscape deco",
    -1.0: "leader manager",
    None: "group",
    "": "name",
}
for _class, _results in (
    (Graphics, _FUNCTIONS),
    (widgets.VBox, _BOX),
    (Shape, _SHAPE),
    (PlotShape, _SHAPE),
    (widgets.PWManager, _MANAGER),
    (widgets.WindowMenu, {0.0: "ses_gid make"}),
    (widgets.Timer, {0.0: "start end"}),
    (widgets.TextEditor, {1.0: "map"}),
    (widgets.ValueFieldEditor, {0.0: "default"}),
    (widgets.SectionBrowser, {1.0: "select select_action accept_action"}),
):
    for _result, _names in _results.items():  # what NEURON returns where nothing is shown
        for _name in _names.split():
            setattr(_class, _name, staticmethod(_nothing(_name, _result)))
for _tool in widgets.TOOLS:
    setattr(Graphics, _tool.__name__, _tool)
_WINDOWS = widgets.WindowMenu()  # session files speak of `WindowMenu[0]`
