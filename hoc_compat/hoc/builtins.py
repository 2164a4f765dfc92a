"""What NEURON itself means by a name of hoc text."""

import math
from collections.abc import Callable
from typing import Any

from hoc_compat import mechanism_functions
from hoc_compat.artificial_cell import artificial_cell_class
from hoc_compat.global_variables import global_variable
from hoc_compat.hoc.errors import HocError
from hoc_compat.layer_values import NAMES as LAYERED
from hoc_compat.loading import REFUSED
from hoc_compat.point_process import point_process_class
from hoc_compat.range_variables import owner_of
from hoc_compat.unsupported import CLASSES, FUNCTIONS

_STRING_FUNCTIONS = (
    "secname",
    "units",
    "neuronhome",
    "getcwd",
    "nrnversion",
    "nrn_get_config_key",
    "nrn_get_config_val",
)
_SECTION_PROPERTIES = ("L", "nseg", "Ra", "rallbranch")
_RANGE = ("v", "diam", "cm", "i_cap")
_PYTHON_ONLY = ("ref", "cas", "allsec", "load_mechanisms", "Section", "Pointer")

_OF_HOC_LIBRARY = frozenset(
    """lambda_f object_index valid_name_syntax case classname clipboard_get clipboard_set clipboard_save
    clipboard_retrieve clipboard_file hoc_sf_ newcommand graph_menu_remove_most ExecCommand String
    cvode_active cvode_local set_v_init stoppedrun cvode flush_list fast_flush_list graphItem graphList nrnmainmenu_
    numericalmethodpanel Plot addplot advance continuerun fastflushPlot flushPlot init initPlot newPlot newPlotI
    newPlotS newPlotV newphaseplane newshapeplot newvectorplot nrncontrolmenu nrnmainmenu run runbutton screen_update
    set_ra setdt stdinit step steprun tstop_changed eventcount eventslow global_ra n_graph_lists nstep_steprun realtime
    runStopAt runStopIn running_ screen_update_invl stdrun_quiet steps_per_ms stoprun tstop using_cvode_ v_init
    makeFamily Family Inserter PointProcessManager makeppm makeelectrode Electrode makeimport3dtool""".split()
)
"""Names that NEURON defines in hoc text of its own: a template sees them only if it says `external`."""


_PROCEDURES = frozenset(
    """run init stdinit advance continuerun step steprun setdt initPlot Plot flushPlot fastflushPlot addplot newPlot
    newPlotV newPlotI newPlotS newshapeplot newvectorplot newphaseplane screen_update nrnmainmenu nrncontrolmenu set_ra
    tstop_changed runbutton classname clipboard_get clipboard_set clipboard_save clipboard_retrieve newcommand
    graph_menu_remove_most makeFamily makeppm makeelectrode makeimport3dtool makeMenuExplore""".split()
)
"""What NEURON's hoc library declares as proc: it has no value."""


def builtin_kind(name: str, in_main: bool) -> str:
    """What a name is: "range", "section property", "number", "object", "class", "function", "procedure",
    "string function" or "" for a name that NEURON does not know.
    """
    if name.startswith("_") or name in _PYTHON_ONLY or (not in_main and name in _OF_HOC_LIBRARY):
        return ""
    if name in _SECTION_PROPERTIES:
        return "section property"
    if name in _RANGE or name in LAYERED:
        return "range"
    if name in ("numarg", "argtype", "atan2") or name in MATH:
        return "function"
    return _of_facade(name)


def _of_facade(name: str) -> str:
    from hoc_compat.interpreter import _CONSTANTS, h

    found = getattr(type(h), name, None)
    if isinstance(found, property):
        return "number" if isinstance(getattr(h, name), (int, float)) else "object"
    if isinstance(found, type):
        return "class"
    if found is not None:
        return "string function" if name in _STRING_FUNCTIONS else "procedure" if name in _PROCEDURES else "function"
    if name in _CONSTANTS:
        return "number"
    if owner_of(name) is not None:
        return "range"
    if point_process_class(name) is not None or artificial_cell_class(name) is not None:
        return "class"
    if global_variable(name) is not None:
        return "number"
    if mechanism_functions.function(name) is not None:
        return "function"
    # its use is refused when it runs; NEURON's own classes begin with a capital letter
    refused = name in REFUSED or name in CLASSES or name in FUNCTIONS
    return "" if not refused else "class" if name in CLASSES or name[:1].isupper() else "function"


def _checked(name: str, function: Callable[[float], float]) -> Callable[[float], float]:
    def call(x: float) -> float:
        try:
            return function(x)
        except ValueError:
            raise HocError(f"{name}({x:g}): the argument is out of domain") from None
        except OverflowError:
            raise HocError(f"{name}({x:g}) is out of range") from None

    return call


def _exp(x: float) -> float:
    """As NEURON's, 0 below −700 and exp(700) above 700."""
    return 0.0 if x < -700.0 else math.exp(min(x, 700.0))


_OF_MATH = ("sin", "cos", "atan", "tanh", "log", "log10", "sqrt", "erf", "erfc")
MATH: dict[str, Callable[[Any], float]] = {
    name: _checked(name, getattr(math, name)) for name in _OF_MATH
} | {"exp": _exp, "int": lambda x: float(int(x)), "abs": math.fabs}  # fmt: skip
