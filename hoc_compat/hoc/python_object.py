"""`new PythonObject()` and `nrnpython("…")`: Python's names in hoc."""

import builtins
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from braincell.errors import InputError, UnsupportedError, unknown_name
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.storage import Array
from hoc_compat.hoc.symbols import OBJECT
from hoc_compat.hoc.template_object import TemplateObject
from hoc_compat.hoc_object import HocObject
from hoc_compat.python2 import run_statements


class PythonObject:
    """The names of Python's main module: `p.name`, `p.function(1)`."""

    def __getattr__(self, name: str) -> Any:
        names = vars(sys.modules["__main__"])
        if name in names:
            return names[name]
        if name.startswith("__") or not hasattr(builtins, name):
            raise unknown_name("name", name, names, "Python's main module")
        return getattr(builtins, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(sys.modules["__main__"], name, value)

    def __repr__(self) -> str:
        return "PythonObject"


def nrnpython(statements: str) -> float:
    """Run statements of Python in its main module; 1, or 0 if they fail.

    As in NEURON, a mistake in them is printed, and hoc goes on; what is not supported stops it.
    """
    if not isinstance(statements, str):
        raise InputError(f"nrnpython({statements!r}): statements of Python are a string")
    try:
        run_statements(statements, "<nrnpython>")
    except UnsupportedError:
        raise
    except Exception:
        traceback.print_exc()
        return 0.0
    return 1.0


def held_by_hoc() -> Iterator[Any]:
    """What the object variables of hoc hold, of the main program and of all objects of templates."""
    templates = [cls for cls in HocObject._templates.values() if issubclass(cls, TemplateObject)]
    for owner in (MAIN, *(found for cls in templates for found in cls._instances())):
        for symbol in owner.scope.symbols.values():
            if symbol.kind != OBJECT or symbol.external is not None or symbol.slot >= len(owner.data):
                continue
            value = owner.data[symbol.slot]
            yield from (item for item in (value.values if isinstance(value, Array) else (value,)) if item is not None)
