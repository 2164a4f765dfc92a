"""Stand in for the `neuron` package while one script runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from braincell.errors import UnsupportedError, unknown_name
from hoc_compat import expect_hocerr, nonvint_block_supervisor
from hoc_compat.coreneuron import CoreNeuron
from hoc_compat.hoc_base_object import HocBaseObject, hclass
from hoc_compat.hoc_object import HocObject
from hoc_compat.interpreter import Interpreter, h
from hoc_compat.loading import folders_with_sources, load_mechanisms
from hoc_compat.mechanism_view import MechanismView
from hoc_compat.pointer import GlobalPointer
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.unsupported import MODULES

UNITS = {
    "ms": 1.0,
    "us": 1e-3,
    "s": 1e3,
    "sec": 1e3,
    "minute": 6e4,
    "hour": 3.6e6,
    "day": 8.64e7,
    "mV": 1.0,
    "uV": 1e-3,
    "V": 1e3,
    "um": 1.0,
    "nm": 1e-3,
    "mm": 1e3,
    "cm": 1e4,
    "m": 1e6,
    "mM": 1.0,
    "uM": 1e-3,
    "nM": 1e-6,
    "M": 1e3,
}
"""`neuron.units`: the number of NEURON's own units (ms, mV, µm, mM) in each."""

_MICRO = {"\N{GREEK SMALL LETTER MU}" + name[1:]: UNITS[name] for name in ("us", "uV", "um", "uM")}
_BUILT_WITH = ("PYTHON", "MECH_DLL_STYLE", "THREADS")
_BUILT_WITHOUT = ("CORENEURON", "INTERVIEWS", "MPI", "MPI_DYNAMIC", "MUSIC", "RX3D")
_CONFIG = (
    {f"NRN_ENABLE_{name}": True for name in _BUILT_WITH}
    | {f"NRN_ENABLE_{name}": False for name in _BUILT_WITHOUT}
    | {"NRN_SANITIZERS": ""}
)
_VERSION = "9.0.2"


class NeuronModule(ModuleType):
    """The stand-in for `neuron`: what is missing is refused by name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise unknown_name("name", name, [n for n in vars(self) if not n.startswith("_")], "neuron")


class MissingModule(ModuleType):
    """A module of NEURON that braincell lacks: it can be imported, as many scripts do without need, but not used."""

    __path__: list[str] = []  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        module = self.__name__.split(".")[1]
        raise UnsupportedError(f"{self.__name__[7:]}.{name} is not supported: {MODULES[module]}")


class _MissingModules(Loader):
    """Makes `MissingModule`s."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """For the modules of NEURON that are missing, and what is in them."""
        package, _, module = name.partition(".")
        missing = package == "neuron" and module.split(".")[0] in MODULES
        return ModuleSpec(name, self, is_package=True) if missing else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return MissingModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


@contextmanager
def neuron_package() -> Iterator[None]:
    """While it lasts, `import neuron` gives the stand-in; afterwards everything is as before."""
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "neuron"}
    for name in before:
        del sys.modules[name]
    sys.modules.update(_modules())
    finder = _MissingModules()
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sys.meta_path.remove(finder)  # type: ignore[arg-type]
        for name in [name for name in sys.modules if name.split(".")[0] == "neuron"]:
            del sys.modules[name]
        sys.modules.update(before)


def _modules() -> dict[str, ModuleType]:
    neuron = NeuronModule("neuron", "NEURON's interface on braincell.")
    units, gui, hoc, nrn, config = (ModuleType(f"neuron.{name}") for name in ("units", "gui", "hoc", "nrn", "config"))
    vars(gui).update(disabled=nullcontext, start=_nothing, stop=_nothing, process_events=_nothing)
    vars(units).update(UNITS | _MICRO)
    vars(hoc).update(HocObject._templates, HocObject=HocObject, TopLevelHocInterpreter=Interpreter)
    vars(nrn).update(Section=Section, Segment=Segment, Mechanism=MechanismView, allsec=h.allsec, cas=h.cas)
    vars(config).update(arguments=dict(_CONFIG))
    modules = (units, gui, hoc, nrn, config, expect_hocerr, nonvint_block_supervisor, CoreNeuron())
    submodules = {m.__name__.split(".")[-1]: m for m in modules}
    vars(neuron).update(submodules)
    vars(neuron).update(
        h=h,
        n=h,
        load_mechanisms=partial(_load_mechanisms, loaded := []),
        nrn_dll_loaded=loaded,
        psection=_psection,
        hclass=hclass,
        HocBaseObject=HocBaseObject,
    )
    vars(neuron).update(numpy_element_ref=_NumpyElement, _pkl=h.Vector, __version__=_VERSION, version=_VERSION)
    vars(neuron)["__path__"] = []  # a package, so that `import neuron.units` works
    for module in (neuron, units, gui, hoc, nrn, config):  # scripts look for NEURON with `importlib.util.find_spec`
        module.__spec__ = ModuleSpec(module.__name__, None, origin=__file__, is_package=module is neuron)
    return {"neuron": neuron} | {f"neuron.{name}": module for name, module in submodules.items()}


def _nothing() -> None:
    """What `neuron.gui` has to do: there are no windows."""


def _load_mechanisms(loaded: list[str | Path], path: str | Path, warn_if_already_loaded: bool = True) -> bool:
    """Import the .mod files of a folder, where NEURON looks for what `nrnivmodl` made of them, or of its own folders.

    False, and NEURON's message, if there are none.
    """
    if path in loaded:
        if warn_if_already_loaded:
            print(f"Mechanisms already loaded from path: {path}.  Aborting.")
        return True
    folders = folders_with_sources(Path(path))
    for folder in folders:
        load_mechanisms(folder)
    if folders:
        loaded.append(path)
    else:
        print(f"NEURON mechanisms not found in {path}.")
    return bool(folders)


def _psection(sec: Section) -> dict[str, Any]:
    """What is in a section: `section.psection()`."""
    return sec.psection()


class _NumpyElement(GlobalPointer):
    """A reference to one element of an array, from which those behind it can be reached, too."""

    def __init__(self, array: Any, index: int):
        self.elements = array[index:]
        super().__init__(f"element {index} of an array", lambda: float(array[index]), self._write_first)

    def _write_first(self, value: float) -> None:
        self.elements[0] = value
