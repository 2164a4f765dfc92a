"""`new PythonObject()` and `nrnpython("…")`: Python's names in hoc."""

import builtins
import sys
from typing import Any

from braincell.errors import InputError, unknown_name


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
    """Run statements of Python in its main module; 1."""
    if not isinstance(statements, str):
        raise InputError(f"nrnpython({statements!r}): statements of Python are a string")
    exec(compile(statements, "<nrnpython>", "exec"), vars(sys.modules["__main__"]))
    return 1.0
