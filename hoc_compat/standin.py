"""Stand in for the `neuron` package while one script runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from braincell.errors import UnsupportedError, unknown_name
from hoc_compat.hoc_object import HocObject
from hoc_compat.interpreter import Interpreter, h
from hoc_compat.loading import load_mechanisms
from hoc_compat.mechanism_view import MechanismView
from hoc_compat.section import Section
from hoc_compat.segment import Segment
from hoc_compat.unsupported import MODULES

UNITS = {
    "ms": 1.0,
    "us": 1e-3,
    "s": 1000.0,
    "sec": 1000.0,
    "minute": 60000.0,
    "hour": 3600000.0,
    "days": 86400000.0,
    "mV": 1.0,
    "V": 1000.0,
    "um": 1.0,
    "nm": 1e-3,
    "mm": 1000.0,
    "cm": 1e4,
    "m": 1e6,
    "mM": 1.0,
    "uM": 1e-3,
    "nM": 1e-6,
    "M": 1000.0,
    "µm": 1.0,
    "µM": 1e-3,
    "µs": 1e-3,
}
"""`neuron.units`: the number of NEURON's own units (ms, mV, µm, mM) in each."""

_NAMES = ("neuron", "neuron.units", "neuron.gui", "neuron.hoc", "neuron.nrn")


class NeuronModule(ModuleType):
    """The stand-in for `neuron`: what is missing is refused by name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise unknown_name("name", name, [n for n in vars(self) if not n.startswith("_")], "neuron")


class MissingModuleError(UnsupportedError, ImportError):
    """A module of NEURON that braincell lacks; an ImportError, so that scripts can do without it."""


class _MissingModules:
    """Finds the modules of NEURON that are missing, and refuses them by name."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """None, unless NEURON has the module and braincell has not: then `MissingModuleError`."""
        package, _, module = name.partition(".")
        module = module.split(".")[0]
        if package == "neuron" and module in MODULES:
            raise MissingModuleError(f"the module `neuron.{module}` is not supported: {MODULES[module]}")


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
    units, gui, hoc, nrn = (ModuleType(name) for name in _NAMES[1:])
    vars(units).update(UNITS)
    vars(hoc).update(HocObject=HocObject, TopLevelHocInterpreter=Interpreter)
    vars(nrn).update(Section=Section, Segment=Segment, Mechanism=MechanismView)
    vars(neuron).update(
        h=h, n=h, units=units, gui=gui, hoc=hoc, nrn=nrn, load_mechanisms=load_mechanisms, __version__="9.0.2"
    )
    vars(neuron)["__path__"] = []  # a package, so that `import neuron.units` works
    return dict(zip(_NAMES, (neuron, units, gui, hoc, nrn), strict=True))
