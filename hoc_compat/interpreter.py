"""The `h` object: classes, functions and global variables by NEURON's names."""

import math
import time
from functools import partial
from resource import RUSAGE_SELF, getrusage
from typing import Any

from braincell.errors import InputError, UnknownNameError, UnsupportedError, unknown_name
from braincell.ion.nernst import FARADAY, GAS_CONSTANT
from braincell.mech import registry
from hoc_compat import loading, mechanism_functions
from hoc_compat.arguments import number
from hoc_compat.artificial_cell import artificial_cell_class
from hoc_compat.bb_save_state import BBSaveState
from hoc_compat.cvode import CVode
from hoc_compat.density_mechanism import DensityMechanism
from hoc_compat.finitialize_handler import FInitializeHandler
from hoc_compat.global_variables import global_reference, global_variable
from hoc_compat.graphics import Graphics
from hoc_compat.hoc import files, program
from hoc_compat.hoc.library import HocLibrary
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.python_object import PythonObject, nrnpython
from hoc_compat.hoc.symbols import UNDEFINED
from hoc_compat.hoc.template_object import assign_from_python, reference_for_python, value_for_python
from hoc_compat.impedance import Impedance
from hoc_compat.import3d import Import3d_GUI, Import3d_Neurolucida3, Import3d_SWC_read
from hoc_compat.ion_functions import IonFunctions
from hoc_compat.layer_values import nlayer_extracellular
from hoc_compat.library import Library
from hoc_compat.linear_mechanism import LinearMechanism
from hoc_compat.mechanism_standard import MechanismStandard
from hoc_compat.mechanism_type import MechanismType
from hoc_compat.name_functions import NameFunctions
from hoc_compat.netcon import NetCon
from hoc_compat.parallel_net_manager import ParallelNetManager
from hoc_compat.point_process import point_process_class
from hoc_compat.pointer import GlobalPointer, Reference
from hoc_compat.range_variables import global_names, ion_of, owner_of
from hoc_compat.references import HocPointer, PtrVector
from hoc_compat.run import SIMULATION
from hoc_compat.run_functions import RunFunctions
from hoc_compat.save_state import SaveState
from hoc_compat.section import Section
from hoc_compat.section_functions import SectionFunctions
from hoc_compat.section_list import SectionList
from hoc_compat.section_ref import SectionRef
from hoc_compat.setpointer import setpointer
from hoc_compat.state_transition_event import StateTransitionEvent
from hoc_compat.unsupported import CLASSES, FUNCTIONS
from hoc_compat.vector import Vector

_CONSTANTS = {
    "PI": math.pi,
    "E": math.e,
    "GAMMA": 0.5772156649015329,
    "DEG": 180.0 / math.pi,
    "PHI": (1.0 + math.sqrt(5.0)) / 2.0,
    "FARADAY": FARADAY,
    "Avogadro_constant": 6.02214076e23,
    "R": GAS_CONSTANT,
}
_CVODE = CVode()
_MATH = ("sin", "cos", "tan", "atan", "atan2", "exp", "log", "log10", "sqrt", "tanh", "erf", "erfc")


class Interpreter(SectionFunctions, IonFunctions, NameFunctions, RunFunctions, Library, HocLibrary, Graphics):
    """NEURON's `h`. Unknown names raise `UnknownNameError`, known but missing ones `UnsupportedError`."""

    Section = Section
    SectionList = SectionList
    SectionRef = SectionRef
    Vector = Vector
    NetCon = NetCon
    Impedance = Impedance
    LinearMechanism = LinearMechanism
    FInitializeHandler = FInitializeHandler
    CVode = CVode
    SaveState = SaveState
    Import3d_SWC_read = Import3d_SWC_read
    Import3d_Neurolucida3 = Import3d_Neurolucida3
    Import3d_GUI = Import3d_GUI
    PtrVector = PtrVector
    ParallelNetManager = ParallelNetManager
    MechanismType = MechanismType
    MechanismStandard = MechanismStandard
    BBSaveState = BBSaveState
    StateTransitionEvent = StateTransitionEvent
    ref = Reference

    def __call__(self, statements: str) -> bool:
        """Run statements of hoc. A mistake in them is printed, with its line, and the value is False, as in NEURON.

        Raises `HocError` if what hoc calls fails, or is not supported.
        """
        return program.tried(statements)

    def __repr__(self) -> str:
        return "<TopLevelHocInterpreter>"

    # mechanisms

    def load_mechanisms(self, path: str) -> bool:
        """Import all .mod files of a folder; no compiler is needed."""
        return loading.load_mechanisms(path)

    def nrn_load_dll(self, path: str) -> float:
        """Import the .mod files beside a compiled library's folder."""
        return loading.load_library(path)

    load_file = staticmethod(files.load_file)
    xopen = staticmethod(files.xopen)
    execute = staticmethod(program.execute)
    execute1 = staticmethod(program.execute1)
    object_push = staticmethod(program.object_push)
    object_pop = staticmethod(program.object_pop)
    load_proc = staticmethod(partial(files.load_declaring, "proc"))
    load_func = staticmethod(partial(files.load_declaring, "func"))
    load_template = staticmethod(partial(files.load_declaring, "begintemplate"))
    PythonObject = PythonObject
    nrnpython = staticmethod(nrnpython)
    nlayer_extracellular = staticmethod(nlayer_extracellular)

    setpointer = staticmethod(setpointer)

    def Pointer(self, reference: Any) -> HocPointer:
        """One variable, by a reference or by the name of a global variable."""
        return (
            HocPointer(self._reference(reference), reference) if isinstance(reference, str) else HocPointer(reference)
        )

    # the session

    def startsw(self) -> float:
        """Start the stopwatch; returns the seconds of the clock."""
        self.__dict__["_watch"] = time.perf_counter()
        return self._watch

    def stopsw(self) -> float:
        """Seconds since `startsw`."""
        return time.perf_counter() - self.__dict__.get("_watch", time.perf_counter())

    def nrnversion(self, part: Any = 1) -> str:
        """The NEURON whose behaviour is followed; only its number if `part` is 0 or 5."""
        return "9.0.2" if part in (0, 5) else "NEURON -- VERSION 9.0.2 (braincell)"

    @property
    def cvode(self) -> CVode:
        """The integrator of the standard run system."""
        return _CVODE

    @cvode.setter
    def cvode(self, value: CVode) -> None:
        """Nothing: all of them are one."""

    def print_local_memory_usage(self) -> None:
        """Print how much memory the process has needed at most."""
        print(f"Memory (MB): {getrusage(RUSAGE_SELF).ru_maxrss / 1024:.1f} at most")

    def nrn_mallinfo(self, which: Any) -> float:
        """The bytes of memory that the process has needed at most, whatever part of them is asked for."""
        return getrusage(RUSAGE_SELF).ru_maxrss * 1024.0

    def quit(self, *_: Any) -> None:
        """Leave the script."""
        raise SystemExit(0)

    # names that depend on what is loaded

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            return self._reference(name[5:])
        if name.startswith("_"):
            raise AttributeError(name)
        symbol = MAIN.scope.find(name)
        if symbol is not None and symbol.kind != UNDEFINED:
            return value_for_python(symbol, MAIN, MAIN.data)
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name in _MATH:
            return getattr(math, name)
        process = point_process_class(name) or artificial_cell_class(name)
        if process is not None:
            return process
        if name in registry.names() and name not in CLASSES:
            return DensityMechanism(name) if registry.find(name).kind == "density" else registry.find(name)
        if ion_of(name) is not None:
            return DensityMechanism(name)
        found = global_variable(name)
        if found is not None:
            return found[0]()
        called = mechanism_functions.function(name)
        if called is not None:
            return called
        raise self._no_such(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
            return
        symbol = MAIN.scope.find(name)
        if symbol is not None and symbol.kind != UNDEFINED:
            assign_from_python(symbol, MAIN.data, value)
            return
        if name in _CONSTANTS:
            _CONSTANTS[name] = number("h", name, value)
            return
        found = global_variable(name)
        if found is None:
            raise self._no_such(name)
        found[1](value)

    def _reference(self, name: str) -> Any:
        if isinstance(getattr(type(self), name, None), property):
            return GlobalPointer(name, lambda: getattr(self, name), lambda value: setattr(self, name, value))
        symbol = MAIN.scope.find(name)
        if symbol is not None and symbol.kind != UNDEFINED:
            return reference_for_python(symbol, MAIN.data)
        if name in _CONSTANTS:
            return GlobalPointer(name, lambda: _CONSTANTS[name], lambda value: setattr(self, name, value))
        found = global_reference(name)
        if found is None:
            raise self._no_such(name)
        return found

    def _no_such(self, name: str) -> Exception:
        if name in loading.REFUSED:
            return UnsupportedError(f"h.{name} could not be imported: {loading.REFUSED[name]}")
        if name in CLASSES or name in FUNCTIONS:
            return UnsupportedError(f"h.{name} is not supported: {CLASSES.get(name) or FUNCTIONS[name]}")
        if name in files.FILE_OF:
            load = f"h.load_file({files.FILE_OF[name]!r})"
            return UnknownNameError(f"h.{name} is defined by a file of NEURON's library; call `{load}` first", name)
        if name in ("v", "diam", "L", "nseg", "Ra") or owner_of(name) is not None:
            return InputError(f"h.{name}: `{name}` belongs to sections; use `soma.{name}` or `soma(0.5).{name}`")
        return unknown_name("name", name, dir(self), "h")

    def __dir__(self) -> list[str]:
        points = [n for n in registry.names() if registry.find(n).kind in ("point", "artificial")]
        shared = [f"{g}_{n}" for n in registry.names() for g in global_names(registry.find(n))]
        public = [n for n in dir(type(self)) if not n.startswith("_")]
        return sorted({*public, *_CONSTANTS, *_MATH, *points, *shared})


h = Interpreter()
"""NEURON's `h`: one per process, as in NEURON."""
SIMULATION.redefined = vars(h)  # what hoc defines hides the procedures of the run system
