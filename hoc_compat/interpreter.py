"""The `h` object: classes, functions and global variables by NEURON's names."""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from braincell.errors import InputError, UnsupportedError, unknown_name
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from braincell.mech import registry
from hoc_compat import geometry, loading, mechanism_functions, tree
from hoc_compat.column import Column
from hoc_compat.import3d import Import3d_GUI, Import3d_SWC_read
from hoc_compat.netcon import NetCon
from hoc_compat.point_process import point_process_class
from hoc_compat.pointer import GlobalPointer, Reference
from hoc_compat.range_variables import global_names, known_ions, owner_of
from hoc_compat.run import SIMULATION, number
from hoc_compat.section import BUILT_IN, Section
from hoc_compat.section_list import SectionList
from hoc_compat.segment import Segment
from hoc_compat.setpointer import setpointer
from hoc_compat.unsupported import CLASSES, FUNCTIONS
from hoc_compat.vector import Vector
from hoc_compat.world import WORLD

_CONSTANTS = {
    "PI": math.pi,
    "E": math.e,
    "GAMMA": 0.5772156649015329,
    "DEG": 180.0 / math.pi,
    "PHI": (1.0 + math.sqrt(5.0)) / 2.0,
    "FARADAY": FARADAY,
    "R": GAS_CONSTANT,
}
_MATH = ("sin", "cos", "tan", "atan", "atan2", "exp", "log", "log10", "sqrt", "tanh", "erf", "erfc")
_ION_GLOBALS = {"i0": "ci0", "o0": "co0"}  # nai0_na_ion, nao0_na_ion


class Interpreter:
    """NEURON's `h`. Unknown names raise `UnknownNameError`, known but missing ones `UnsupportedError`."""

    Section = Section
    SectionList = SectionList
    Vector = Vector
    NetCon = NetCon
    Import3d_SWC_read = Import3d_SWC_read
    Import3d_GUI = Import3d_GUI
    ref = Reference

    def __call__(self, statement: str) -> None:
        raise UnsupportedError(f"h({statement!r}): {FUNCTIONS['execute']}")

    def __repr__(self) -> str:
        return "<TopLevelHocInterpreter>"

    # sections

    def allsec(self) -> Iterator[Section]:
        """All sections, in order of creation."""
        return iter(WORLD.sections())

    def cas(self) -> Section:
        """The current section."""
        return WORLD.current_section()

    def pop_section(self) -> float:
        """Undo the last `push`."""
        WORLD.pop()
        return 1.0

    def delete_section(self, sec: Section | None = None) -> float:
        """Delete a section; using it afterwards is an error."""
        _section(sec)._delete()
        return 0.0

    def disconnect(self, sec: Section | None = None) -> float:
        """Cut a section off its parent."""
        _section(sec).disconnect()
        return 0.0

    def topology(self) -> float:
        """Print a drawing of all trees."""
        print(tree.topology())
        return 1.0

    def secname(self, sec: Section | None = None) -> str:
        """The name of a section."""
        return _section(sec).name()

    def psection(self, sec: Section | None = None) -> float:
        """Print what is in a section."""
        section = _section(sec)
        print(f"{section} {{ nseg={section.nseg}  L={section.L:g}  Ra={section.Ra:g}")
        for name in [n for n in section._range if n in ("morphology", "capacitance") or n not in BUILT_IN]:
            shown = {key: section._get(name, key, 0) for key in section._range[name]}
            print(f"\tinsert {name} {{ " + " ".join(f"{key}={value:g}" for key, value in shown.items()) + "}")
        print("}")
        return 1.0

    def ismembrane(self, mechanism: str, sec: Section | None = None) -> float:
        """Whether a mechanism is inserted: 1 or 0."""
        return float(_section(sec).has_membrane(mechanism))

    def section_exists(self, name: str, *_: Any) -> float:
        """Whether a section of this name exists: 1 or 0."""
        return float(any(section.name() == name for section in WORLD.sections()))

    def area(self, x: Any, sec: Section | None = None) -> float:
        """Membrane area [µm²] of a segment."""
        return _segment(x, sec).area()

    def ri(self, x: Any, sec: Section | None = None) -> float:
        """Axial resistance [MΩ] from a segment to the next node toward the root."""
        return _segment(x, sec).ri()

    def distance(self, *places: Any, sec: Section | None = None) -> float:
        """`distance(0, seg)` sets the origin; `distance(seg)` measures from it, `distance(a, b)` between two [µm]."""
        segments = [p for p in places if isinstance(p, Segment)]
        if len(segments) == 2:
            return tree.distance(*segments)
        if segments and len(places) == 2 or not segments and len(places) != 1:
            self.__dict__["_origin"] = segments[0] if segments else _segment(places[1] if places[1:] else 0.0, sec)
            return 0.0
        origin = self.__dict__.get("_origin")
        target = segments[0] if segments else _segment(places[0], sec)
        if origin is None or origin.sec._deleted:
            origin = tree.root(target.sec)(0.0)
        return tree.distance(origin, target)

    def lambda_f(self, frequency: float, sec: Any = None) -> float:
        """AC length constant [µm] at `frequency` [Hz] (`lambda_f`, stdlib.hoc)."""
        return geometry.length_constant(_section(sec.sec if isinstance(sec, Segment) else sec), float(frequency))

    # mechanisms

    def load_mechanisms(self, path: str) -> bool:
        """Import all .mod files of a folder; no compiler is needed."""
        return loading.load_mechanisms(path)

    def nrn_load_dll(self, path: str) -> float:
        """Import the .mod files beside a compiled library's folder."""
        return loading.load_library(path)

    def load_file(self, *arguments: Any) -> float:
        """1 for files of NEURON's library whose content is built in; others are refused."""
        return loading.load_file(*arguments)

    setpointer = staticmethod(setpointer)

    def nernst(self, *arguments: Any, sec: Section | None = None) -> float:
        """Nernst potential [mV] from inside, outside [mM] and charge."""
        if len(arguments) != 3:
            raise UnsupportedError("h.nernst takes inside, outside and charge; other forms are not supported")
        inside, outside, charge = (float(a) for a in arguments)
        if charge == 0.0:
            return 0.0
        if inside <= 0.0 or outside <= 0.0:
            return 1e6 if inside <= 0.0 else -1e6
        return self._thermal() / charge * math.log(outside / inside)

    def ghk(self, v: float, inside: float, outside: float, charge: float) -> float:
        """Goldman–Hodgkin–Katz current [mA/cm² per cm/s] at `v` [mV]."""
        x = charge * v / self._thermal()
        return 0.001 * charge * FARADAY * (inside * _efun(-x) - outside * _efun(x))

    def _thermal(self) -> float:
        return 1000.0 * GAS_CONSTANT * (self.celsius + ZERO_CELSIUS) / FARADAY

    # running

    finitialize = staticmethod(SIMULATION.finitialize)
    fadvance = staticmethod(SIMULATION.fadvance)
    advance = staticmethod(SIMULATION.fadvance)
    fcurrent = staticmethod(SIMULATION.fcurrent)
    frecord_init = staticmethod(SIMULATION.frecord_init)
    run = staticmethod(SIMULATION.run)
    init = staticmethod(SIMULATION.init)
    stdinit = staticmethod(SIMULATION.stdinit)
    setdt = staticmethod(SIMULATION.setdt)
    steprun = staticmethod(SIMULATION.steprun)
    continuerun = staticmethod(SIMULATION.continuerun)

    def startsw(self) -> float:
        """Start the stopwatch; returns the seconds of the clock."""
        self.__dict__["_watch"] = time.perf_counter()
        return self._watch

    def stopsw(self) -> float:
        """Seconds since `startsw`."""
        return time.perf_counter() - self.__dict__.get("_watch", time.perf_counter())

    def nrnversion(self, *_: Any) -> str:
        """The NEURON whose behaviour is followed."""
        return "NEURON -- VERSION 9.0.2 (braincell)"

    def quit(self, *_: Any) -> None:
        """Leave the script."""
        raise SystemExit(0)

    # globals

    @property
    def t(self) -> float:
        """Time [ms]."""
        return float(WORLD.t.read())

    @t.setter
    def t(self, value: Any) -> None:
        WORLD.t.edit()[...] = number("h", "t", value)

    @property
    def dt(self) -> float:
        """Time step [ms]."""
        return WORLD.dt

    @dt.setter
    def dt(self, value: Any) -> None:
        WORLD.dt = _positive("dt", value, "ms")

    @property
    def celsius(self) -> float:
        """Temperature [°C]."""
        return float(WORLD.celsius.read())

    @celsius.setter
    def celsius(self, value: Any) -> None:
        WORLD.celsius.edit()[...] = number("h", "celsius", value)

    @property
    def secondorder(self) -> int:
        """0 backward Euler, 1 Crank–Nicolson, 2 with corrected ion currents."""
        return WORLD.secondorder

    @secondorder.setter
    def secondorder(self, value: Any) -> None:
        if value not in (0, 1, 2):
            raise InputError(f"h.secondorder is {value!r}; it is 0, 1 or 2")
        WORLD.secondorder = int(value)

    @property
    def tstop(self) -> float:
        """Where `run` ends [ms]."""
        return SIMULATION.tstop

    @tstop.setter
    def tstop(self, value: Any) -> None:
        SIMULATION.tstop = number("h", "tstop", value)

    @property
    def v_init(self) -> float:
        """Voltage that `run` starts from [mV]."""
        return SIMULATION.v_init

    @v_init.setter
    def v_init(self, value: Any) -> None:
        SIMULATION.v_init = number("h", "v_init", value)

    @property
    def steps_per_ms(self) -> float:
        """How many samples per ms the standard run system plots; `run` fits dt to it."""
        return SIMULATION.steps_per_ms

    @steps_per_ms.setter
    def steps_per_ms(self, value: Any) -> None:
        SIMULATION.steps_per_ms = _positive("steps_per_ms", value, "1/ms")

    @property
    def nstep_steprun(self) -> int:
        """Steps per `steprun`, as `setdt` chose them."""
        return SIMULATION.nstep_steprun

    # names that depend on what is loaded

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_ref_"):
            return self._reference(name[5:])
        if name.startswith("_"):
            raise AttributeError(name)
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name in _MATH:
            return getattr(math, name)
        if name in WORLD.arrays:
            return WORLD.arrays[name]
        process = point_process_class(name)
        if process is not None:
            return process
        if name in registry.names():
            return registry.find(name)
        found = _global(name)
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
        found = _global(name)
        if found is None:
            raise self._no_such(name)
        found[1](value)

    def _reference(self, name: str) -> GlobalPointer:
        if isinstance(getattr(type(self), name, None), property):
            return GlobalPointer(name, lambda: getattr(self, name), lambda value: setattr(self, name, value))
        found = _global(name)
        if found is None:
            raise self._no_such(name)
        return GlobalPointer(name, *found)

    def _no_such(self, name: str) -> Exception:
        if name in CLASSES or name in FUNCTIONS:
            return UnsupportedError(f"h.{name} is not supported: {CLASSES.get(name) or FUNCTIONS[name]}")
        if name in ("v", "diam", "L", "nseg", "Ra") or owner_of(name) is not None:
            return InputError(f"h.{name}: `{name}` belongs to sections; use `soma.{name}` or `soma(0.5).{name}`")
        return unknown_name("name", name, dir(self), "h")

    def __dir__(self) -> list[str]:
        points = [n for n in registry.names() if registry.find(n).kind == "point"]
        shared = [f"{g}_{n}" for n in registry.names() for g in global_names(registry.find(n))]
        public = [n for n in dir(type(self)) if not n.startswith("_")]
        return sorted({*public, *_CONSTANTS, *_MATH, *points, *shared})


def _point3d(method: str) -> Callable[..., Any]:
    def call(self: Interpreter, *arguments: Any, sec: Section | None = None) -> Any:
        return getattr(_section(sec), method)(*arguments)

    call.__name__ = method
    call.__doc__ = f"`section.{method}` of `sec`, or of the current section."
    return call


for _method in ("n3d", "x3d", "y3d", "z3d", "diam3d", "arc3d", "pt3dadd", "pt3dclear", "pt3dinsert", "pt3dremove"):
    setattr(Interpreter, _method, _point3d(_method))
for _method in ("pt3dchange", "pt3dstyle"):
    setattr(Interpreter, _method, _point3d(_method))


def _section(sec: Any) -> Section:
    if sec is None:
        return WORLD.current_section()
    if not isinstance(sec, Section):
        raise InputError(f"sec={sec!r}: a section is needed")
    return sec._alive()


def _segment(x: Any, sec: Any) -> Segment:
    return x if isinstance(x, Segment) else _section(sec)(x)


def _global(name: str) -> tuple[Callable[[], float], Callable[[Any], None]] | None:
    """How to read and write a GLOBAL variable of a mechanism or ion: `usetable_hh`, `nai0_na_ion`; None if unknown."""
    for mechanism in registry.names():
        variable = name.removesuffix(f"_{mechanism}")
        cls = registry.find(mechanism)
        if variable == name or variable not in global_names(cls):
            continue
        if variable in cls.options:
            return (
                lambda: float(WORLD.option(mechanism, variable)),
                lambda value: WORLD.set_option(mechanism, variable, value),
            )
        return _column(name, WORLD.mechanism_global(mechanism, variable))
    for ion in known_ions():
        for ending, key in _ION_GLOBALS.items():
            if name == f"{ion}{ending}_{ion}_ion":
                return _column(name, WORLD.ion_global(ion, key))
    return None


def _column(name: str, column: Column) -> tuple[Callable[[], float], Callable[[Any], None]]:
    def write(value: Any) -> None:
        column.edit()[...] = number("h", name, value)

    return lambda: float(column.read()), write


def _positive(name: str, value: Any, unit: str) -> float:
    result = number("h", name, value)
    if not (result > 0.0 and math.isfinite(result)):
        raise InputError(f"h.{name} is {result:g} {unit}; it must be positive and finite")
    return result


def _efun(x: float) -> float:
    return 1.0 - x / 2.0 if abs(x) < 1e-4 else x / (math.exp(x) - 1.0)


h = Interpreter()
"""NEURON's `h`: one per process, as in NEURON."""
