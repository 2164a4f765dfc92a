"""Run and import files in Python 2; nothing is written to their folders."""

import __future__

import builtins
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from hoc_compat.python2.builtin_names import names_of_python2
from hoc_compat.python2.evidence import hint_of, is_only_python3, is_python2
from hoc_compat.python2.modules import RENAMED, forget_modules, old_module
from hoc_compat.python2.translate import decoded, translated

_NEVER = frozenset(("braincell", "hoc_compat", "nmodl_import", "neuron"))  # even where the script is beside them
_ORDER = "goes through a dict, in Python 2 in an order of its own, here in the order of insertion"


@dataclass
class _Session:
    """What is known while one script runs."""

    main_is_python2: bool = False
    main_is_hoc: bool = False  # so far; Python may yet come from it
    importer_is_python2: bool = False
    announced: set[str] = field(default_factory=set)


_SESSION = _Session()


def code_of_main(path: Path, names: dict[str, Any], python2: bool = False) -> CodeType:
    """The code of a script to be run with `names`, which get Python 2's built-in ones if it is in Python 2."""
    _SESSION.main_is_hoc, _SESSION.main_is_python2 = False, python2 or is_python2(path)
    if not _SESSION.main_is_python2:
        return compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    names["__builtins__"] = names_of_python2()
    np.set_printoptions(legacy="1.25")  # a number is written as such, not as `np.float64(…)`
    return code_of_file(path)


def code_of_file(path: Any) -> CodeType:
    """The code of a file in Python 2; says so in one line."""
    with open(path, "rb") as file:
        text = decoded(file.read())
    code, dict_loop = translated(text, str(path))
    if str(path) not in _SESSION.announced:
        _SESSION.announced.add(str(path))
        print(f"braincell run: {path} is Python 2: translated", file=sys.stderr)
        if dict_loop is not None:
            print(f"{path}:{dict_loop}: {_ORDER}", file=sys.stderr)
    return code


def run_statements(statements: str, filename: str) -> None:
    """Execute statements in the main module; if that is hoc's and Python 3 cannot read them, it is in Python 2."""
    names = vars(sys.modules["__main__"])
    if not _SESSION.main_is_python2:
        try:
            exec(compile(statements, filename, "exec", dont_inherit=True), names)
            return
        except SyntaxError:
            if not _SESSION.main_is_hoc:
                raise
    code = translated(statements, filename).code
    _SESSION.main_is_python2, names["__builtins__"] = True, names_of_python2()
    exec(code, names)


def import_module(
    name: str, names: Any = None, local: Any = None, wanted: Sequence[str] | None = (), level: int = 0
) -> ModuleType:
    """`__import__` of programs in Python 2: of the package first, then by the old names."""
    outer, _SESSION.importer_is_python2 = _SESSION.importer_is_python2, True
    try:
        if level:
            return builtins.__import__(name, names, local, wanted or (), level)
        if _is_beside(name, names or {}):
            return builtins.__import__(name, names, local, wanted or (), 1)
        if name in RENAMED and _own_spec(name, None) is None:
            return old_module(name, importlib.import_module(RENAMED[name]))
        module = builtins.__import__(name, names, local, wanted or ())
        return old_module(name if wanted else name.partition(".")[0], module)
    finally:
        _SESSION.importer_is_python2 = outer


def _is_beside(name: str, names: dict[str, Any]) -> bool:
    """Whether a module of that name is in the package of the importing one."""
    package = names.get("__package__")
    if not package or names.get("absolute_import") is __future__.absolute_import:
        return False
    beside = f"{package}.{name.partition('.')[0]}"
    return beside in sys.modules or importlib.util.find_spec(beside) is not None


class _Finder(MetaPathFinder):
    """Finds the modules in Python 2 in the folder of a script and in those that it adds to `sys.path`."""

    def __init__(self, folder: Path, before: Sequence[str]):
        self.folder = folder.resolve()
        self.before = frozenset(before)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module, if a file in Python 2 holds it."""
        spec = None if name.partition(".")[0] in _NEVER else PathFinder.find_spec(name, path)
        if spec is None or spec.origin is None or not spec.origin.endswith(".py") or not self._is_own(spec.origin):
            return None
        file = Path(spec.origin)
        if not (is_python2(file) or _SESSION.importer_is_python2 and not is_only_python3(file)):
            return None
        loader = _Loader(file)
        packages = spec.submodule_search_locations
        return importlib.util.spec_from_file_location(name, file, loader=loader, submodule_search_locations=packages)

    def _is_own(self, origin: str) -> bool:
        file = Path(origin).resolve()
        added = [Path(entry).resolve() for entry in sys.path if entry not in self.before]
        of_libraries = {"site-packages", "dist-packages"}.intersection(file.parts)
        return not of_libraries and any(folder in file.parents for folder in (self.folder, *added))


class _Loader(InspectLoader):
    """Runs a module in Python 2."""

    def __init__(self, file: Path):
        self._file = file

    def get_source(self, fullname: str) -> str:
        return decoded(self._file.read_bytes())

    def get_code(self, fullname: str) -> CodeType:
        return code_of_file(self._file)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = names_of_python2()
        exec(self.get_code(module.__name__), vars(module))


def _own_spec(name: str, path: Any) -> ModuleSpec | None:
    found = [finder.find_spec(name, path) for finder in sys.meta_path if isinstance(finder, _Finder)]
    return found[0] if found else None


def hint(error: BaseException) -> str | None:
    """What to try if the error of a script in Python 3 is one that Python 2 knows not."""
    return None if _SESSION.main_is_python2 else hint_of(error)


@contextmanager
def importing_python2(folder: Path) -> Iterator[None]:
    """While it lasts, modules in Python 2 can be imported from a script's folder and those it adds to `sys.path`."""
    finder, shown = _Finder(folder, sys.path), np.get_printoptions()
    vars(_SESSION).update(vars(_Session(main_is_hoc=True)))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        np.set_printoptions(**shown)
        vars(_SESSION).update(vars(_Session()))
        forget_modules()
