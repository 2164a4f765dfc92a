"""What NEURON's stdlib.hoc and interpreter give hoc text: String, classname, execerror, …"""

import os
import re
import sys
from pathlib import Path
from typing import Any

from hoc_compat.c_format import assign, text
from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.storage import Array
from hoc_compat.hoc.symbols import SECTION
from hoc_compat.hoc_object import HocObject
from hoc_compat.string_functions import StringFunctions
from hoc_compat.vector import Vector


class String(HocObject):
    """`new String("text")`: a string, `s`, that lists can hold."""

    def __init__(self, start: str = ""):
        self.s = text(str(start), "String")


class HocLibrary:
    """The part of `h` that hoc text needs and Python has other means for."""

    String = String

    @property
    def hoc_sf_(self) -> StringFunctions:
        """The StringFunctions that NEURON's own library uses."""
        return StringFunctions()

    def section_exists(self, name: str, *where: Any) -> float:
        """Whether hoc has made a section: `("dend[3]")`, `("dend", 3)`, or with the object of a template behind."""
        owner = next((a for a in where if not isinstance(a, (int, float))), MAIN)
        found = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", text(name, "section_exists"))
        numbers = [int(a) for a in where if isinstance(a, (int, float))]
        symbol = None if found is None or not hasattr(owner, "scope") else owner.scope.find(found[1])
        if found is None or symbol is None or symbol.kind != SECTION:
            return 0.0
        index = int(found[2] or 0) if found[2] else (numbers or [0])[0]
        value = owner.data[symbol.slot]
        values = value.values if isinstance(value, Array) else [value]
        return float(index < len(values) and values[index] is not None and not values[index]._deleted)

    def classname(self, instance: Any, name: Any) -> float:
        """Put the name of an object's class into a string."""
        assign(name, str(instance).partition("[")[0], "classname")
        return 0.0

    def object_index(self, instance: Any) -> float:
        """The number in an object's name; −1 for NULLobject."""
        return -1.0 if instance is None else float(getattr(instance, "_object_number", -1))

    def clipboard_retrieve(self, name: str) -> float:
        """Read rows `x y` of a file, behind a label or their number, into `hoc_obj_[1]` and `hoc_obj_[0]`."""
        try:
            lines = Path(text(name, "clipboard_retrieve")).read_text().splitlines()
        except OSError as error:
            raise HocError(f"clipboard_retrieve({str(name)!r}): {error.strerror}") from None
        label = lines.pop(0).partition(":")[2].strip() if lines and lines[0].startswith("label") else ""
        rows = [row for line in lines if len(row := line.split()) > 1]
        values, times = (Vector([float(row[k]) for row in rows]) for k in (1, 0))
        values.label(label)
        found = MAIN.scope.symbols["hoc_obj_"]
        MAIN.data[found.slot].values[:] = [values, times]
        return 0.0

    def valid_name_syntax(self, name: str, *_: Any) -> float:
        """Whether a text could be a name of hoc."""
        return float(re.fullmatch(r"\w+", text(name, "valid_name_syntax"), re.ASCII) is not None)

    def execerror(self, first: str, second: str = "") -> float:
        """Stop with an error of these words."""
        raise HocError(f"{first} {second}".strip())

    hoc_execerror = execerror

    def hoc_stdout(self, name: str | None = None) -> float:
        """Send what is printed to a file, or back to where it went before."""
        if _redirected:
            sys.stdout.close()
            sys.stdout = _redirected.pop()
        if name is not None:
            _redirected.append(sys.stdout)
            sys.stdout = open(text(name, "hoc_stdout"), "a")  # noqa: SIM115
        return 0.0

    def machine_name(self, name: Any) -> float:
        """Put the name of the computer into a string."""
        assign(name, os.uname().nodename, "machine_name")
        return 0.0

    def variable_domain(self, *_: Any) -> float:
        """Does nothing: it limits what can be typed into a window."""
        return 0.0


_redirected: list[Any] = []
