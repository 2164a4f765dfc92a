"""Find and run files of hoc text, by the rules of NEURON's oc/fileio.cpp."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from braincell.errors import InputError
from hoc_compat.hoc.builtins import builtin_kind
from hoc_compat.hoc.main_program import MAIN
from hoc_compat.hoc.program import run_text
from hoc_compat.hoc.runtime import NAMESPACE
from hoc_compat.hoc.session_tools import FILE_OF, FILES
from hoc_compat.loading import BUILT_IN_FILES

_loaded: set[str] = set()


def load_file(*arguments: Any) -> float:
    """Run a file once: 1, or 0 if it is not found.

    `load_file(name)`; `load_file(1, name)` runs it again; `load_file(name, "word")` only if hoc does not know the word.
    """
    rest = list(arguments)
    again = bool(rest.pop(0)) if rest and isinstance(rest[0], (int, float)) else False
    if not rest or not isinstance(rest[0], str):
        raise InputError(f"load_file{arguments}: give the name of a file")
    name = str(rest[0])
    if len(rest) > 1 and MAIN.scope.find(rest[1]) is not None:
        return 1.0
    if name in _loaded and not again:
        return 1.0
    path = _found(name)
    if path is None:
        if Path(name).name in BUILT_IN_FILES or _load_session_tool(Path(name).name):
            return 1.0
        print(f"Couldn't find: {name}", file=sys.stderr)
        return 0.0
    _loaded.add(name)
    before = os.getcwd()
    try:
        os.chdir(path.parent)
        run_file(path.name)
    finally:
        os.chdir(before)
    return 1.0


def _found(name: str) -> Path | None:
    path = Path(expanded(name))
    if path.parent != Path() or name.startswith("./"):
        return path if path.is_file() else None
    folders = ["", *filter(None, os.environ.get("HOC_LIBRARY_PATH", "").replace(" ", ":").split(":"))]
    found = (Path(expanded(folder)) / path for folder in folders)
    return next((p for p in found if p.is_file()), None)


def expanded(name: str) -> str:
    """A path with its `$(VARIABLES)` of the environment."""
    return os.path.expandvars(name.replace("$(", "${").replace(")", "}") if "$(" in name else name)


def xopen(name: str, *_: Any) -> float:
    """Run a file, whether or not it was before."""
    path = Path(expanded(str(name)))
    if not path.is_file():
        if path.name in BUILT_IN_FILES or _load_session_tool(path.name):
            return 0.0
        raise InputError(f"xopen({str(name)!r}): there is no such file in {os.getcwd()}")
    run_file(str(path))
    return 0.0


def _load_session_tool(name: str) -> bool:
    """Define the template of a file of NEURON's library, unless it is defined; whether there is such a file here."""
    if name in FILES and MAIN.scope.find(FILES[name][0]) is None:
        run_text(FILES[name][1], name)
    return name in FILES


def library_template(name: str) -> bool:
    """Define a template that NEURON's library would load when it is first used; whether there is one."""
    return name in FILE_OF and _load_session_tool(FILE_OF[name])


NAMESPACE["LIBRARY_TEMPLATE"] = library_template


def run_file(path: str) -> None:
    """Run a file of hoc text. Raises `HocError` with file and line."""
    run_text(Path(path).read_bytes().decode("latin-1"), path)


def load_declaring(kind: str, *names: str) -> float:
    """`load_proc`, `load_func`, `load_template`: run the file of the folder that declares a name not known yet."""
    for name in names:
        if MAIN.scope.find(name) is not None or builtin_kind(name, in_main=True) or library_template(name):
            continue
        pattern = re.compile(rf"^{kind} {re.escape(name)}\b", re.MULTILINE)
        found = [p for p in sorted(Path().glob("*.hoc")) if pattern.search(p.read_bytes().decode("latin-1"))]
        if found:
            load_file(found[0].name)
        else:
            print(f"Couldn't find a file that declares {name}", file=sys.stderr)
    return 0.0


def forget() -> None:
    """No file counts as loaded any more."""
    _loaded.clear()
