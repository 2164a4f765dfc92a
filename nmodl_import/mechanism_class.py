"""Turn `.mod` files into mechanism classes, with a cache on disk."""

import hashlib
import os
import re
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from braincell.mech.library import Library, register_library
from braincell.mech.mechanism import Mechanism
from braincell.mech.registry import in_order, register
from nmodl_import.check import check
from nmodl_import.emit_jax import emit
from nmodl_import.errors import Diagnostic, NmodlError, NmodlUnsupportedError
from nmodl_import.nodes import NeuronBlock, Place, Procedure, Program
from nmodl_import.parse import parse_text
from nmodl_import.passes.conditional_code import choose_code
from nmodl_import.passes.discontinuities import assign_discontinuities
from nmodl_import.passes.join import join
from nmodl_import.passes.refuse import refuse, unsupported
from nmodl_import.passes.shadow import part_shadows
from nmodl_import.passes.short_circuit import part_conditions
from nmodl_import.passes.solvers import solve
from nmodl_import.passes.thread_safe import mark
from nmodl_import.passes.verbatim import expand
from nmodl_import.print_nmodl import print_program
from nmodl_import.source import read_text
from nmodl_import.symbols import collect


@cache
def importer_version() -> str:
    """A digest of the importer's own sources, so that a changed importer never finds old classes."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def to_source(text: str, path: str = "<text>", verbatim: Collection[str] = (), explicit: bool = False) -> str:
    """Python source of the mechanism that NMODL `text` defines; if `explicit`, with `derivative` in place of `advance`.

    `verbatim` are the names of the PROCEDUREs and FUNCTIONs that Python functions replace; the source looks these up
    in its dictionary `SUPPLIED` when it calls them. Raises `NmodlError` with every mistake found, or
    `NmodlUnsupportedError` with everything not supported yet.
    """
    read = choose_code(part_shadows(mark(join(_named(parse_text(text, path), Path(path).stem)))))
    program = assign_discontinuities(_without_c(read, verbatim))
    table = check(program)
    program = part_conditions(program, table)
    table = collect(program)
    refuse(program, table)
    solved, methods = solve(program, table, explicit)
    return emit(solved, collect(solved), methods, Path(path).name, explicit)


def library_of(program: Program) -> type[Library]:
    """The class of a tree that says SUFFIX nothing and holds no C; it is not registered. Raises `NmodlError`."""
    text = print_program(program)
    return _defined_by(_module(to_source(text, program.path), Path(program.path), {}))


def has_untranslated(cls: type) -> bool:
    """Whether a class has functions whose C could not be translated, so that calling them is an error."""
    return "SUPPLIED" in vars(sys.modules[cls.__module__])


def _named(program: Program, stem: str) -> Program:
    """The program with its mechanism named after the file, if it has no name of its own (as NEURON does)."""
    neuron = next((b for b in program.blocks if isinstance(b, NeuronBlock)), NeuronBlock(place=Place(1, 1)))
    if neuron.name:
        return program
    named = replace(neuron, name=re.sub(r"\W", "_", stem, flags=re.ASCII))
    others = tuple(b for b in program.blocks if not isinstance(b, NeuronBlock))
    return replace(program, blocks=(named, *others))


def _without_c(program: Program, verbatim: Collection[str]) -> Program:
    try:
        return expand(program, verbatim)
    except NmodlUnsupportedError as error:
        parted = part_conditions(program, collect(program))
        problems = [*error.diagnostics, *unsupported(parted, collect(parted))]
        problems.sort(key=lambda d: (d.place.line, d.place.column))
        raise NmodlUnsupportedError(program.path, program.text, problems) from None


def load_mod(path: str | Path, verbatim: Mapping[str, Callable[..., Any]] | None = None) -> Any:
    """The mechanism class of a `.mod` file, registered under its suffix; a `Library` for SUFFIX nothing.

    `verbatim` replaces PROCEDUREs and FUNCTIONs whose C cannot be translated by Python functions of the record `s` and
    the arguments: `f(s, x)` returns the new record for a PROCEDURE, a value for a FUNCTION. They are traced by JAX, so
    they compute with `jax.numpy`.

    Its source is kept in the cache folder ($XDG_CACHE_HOME/braincell/nmodl), by content and importer version.
    Raises `NmodlError`.
    """
    file = Path(path)
    text = read_text(file)
    functions = dict(verbatim or {})
    source = _cached(text, file, sorted(functions))
    for name, function in functions.items():
        if not callable(function):
            message = f"verbatim={{...}} gives {function!r} for `{name}`; give a function of record and arguments"
            raise NmodlError(str(file), "", [Diagnostic(message, Place(1, 1))])
    found = _defined_by(_module(source, file, functions))
    if issubclass(found, Library):
        return register_library(found)

    @cache
    def flow() -> Callable[[Any], Any] | None:
        explicit = _defined_by(_module(_cached(text, file, sorted(functions), explicit=True), file, functions))
        found.derivative_counts, found.own_slopes = explicit.derivative_counts, explicit.own_slopes
        found.concentrations = explicit.concentrations
        return None if explicit.derivative is Mechanism.derivative else explicit.derivative

    found.flow = flow
    return register(found)


def _defined_by(module: ModuleType) -> Any:
    """The class that a generated module defines."""
    return next(v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__)


def load_dir(
    path: str | Path, refused: dict[str, NmodlUnsupportedError] | None = None
) -> dict[str, type[Mechanism] | type[Library]]:
    """Classes of all `.mod` files of a folder by suffix, registered in alphabetical order of the files, as NEURON does.

    `refused`, if given, takes the errors of files that are right but cannot be imported (yet), under each name that a
    file would define. Otherwise they are raised. Raises `NmodlError` with the problems of every file, and if there is
    no file.
    """
    files = mod_files(path)
    classes: dict[str, type[Mechanism] | type[Library]] = {}
    errors: list[NmodlError] = []
    for file in files:
        try:
            cls = load_mod(file)
        except NmodlError as error:
            if refused is not None and isinstance(error, NmodlUnsupportedError):
                refused |= dict.fromkeys(_defines(file), error)
            else:
                errors.append(error)
            continue
        if cls.name in classes:
            message = f"the mechanism `{cls.name}` is defined by another file of this folder too; remove one"
            raise NmodlError(str(file), "", [Diagnostic(message, Place(1, 1))])
        classes[cls.name] = cls
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise type(errors[0]).joined(errors)
    in_order(cls for cls in classes.values() if not issubclass(cls, Library))
    return classes


def _defines(file: Path) -> list[str]:
    """The names that a file gives NEURON: its mechanism, or with SUFFIX nothing its functions."""
    program = parse_text(read_text(file), str(file))
    suffix = next((b.name for b in program.blocks if isinstance(b, NeuronBlock)), "") or file.stem
    if suffix != "nothing":
        return [suffix]
    return [b.name for b in program.blocks if isinstance(b, Procedure) and b.kind in ("FUNCTION", "PROCEDURE")]


def mod_files(path: str | Path) -> list[Path]:
    """The `.mod` files of a folder in alphabetical order. Raises `NmodlError` if there is no folder or no file."""
    folder = Path(path)
    if not folder.is_dir():
        raise NmodlError(str(path), "", [Diagnostic("there is no such folder", Place(1, 1))])
    files = sorted(folder.glob("*.mod"), key=lambda p: p.name)
    if not files:
        raise NmodlError(str(path), "", [Diagnostic("the folder holds no .mod file", Place(1, 1))])
    return files


def cache_folder() -> Path:
    """Where generated sources are kept."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "braincell" / "nmodl"


def _cached(text: str, file: Path, verbatim: Collection[str], explicit: bool = False) -> str:
    if "INCLUDE" in text:
        return to_source(text, str(file), verbatim, explicit)
    parts = (importer_version(), file.name, ",".join(verbatim), "explicit" * explicit, text)
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    entry = cache_folder() / f"{file.stem}-{key[:32]}.py"
    try:
        return entry.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    source = to_source(text, str(file), verbatim, explicit)
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        partial = entry.with_suffix(f".{os.getpid()}.tmp")
        partial.write_text(source, encoding="utf-8")
        partial.replace(entry)
    except OSError:
        pass  # a cache that cannot be written only costs time
    return source


def _module(source: str, file: Path, functions: dict[str, Callable[..., Any]]) -> ModuleType:
    # a module keeps its functions alive, so that their ids name them as long as it is there
    given = "".join(f"\0{name}={id(function)}" for name, function in sorted(functions.items()))
    name = f"braincell_nmodl_{hashlib.sha256((source + given).encode()).hexdigest()[:16]}"
    if name not in sys.modules:
        module = ModuleType(name)
        module.__file__ = f"<generated from {file.name}>"
        module.__dict__["__source__"] = source
        exec(compile(source, module.__file__, "exec"), module.__dict__)
        if functions:
            module.__dict__["SUPPLIED"].update(functions)
        sys.modules[name] = module
    return sys.modules[name]
