"""Find the .mod files whose functions only scripts can call, and let scripts call their C."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from braincell.errors import InputError
from braincell.mech import registry
from braincell.mech.library import Library, register_library
from hoc_compat.c_code.hoc_functions import Api, call_of, number
from hoc_compat.c_code.registry import FUNCTIONS
from hoc_compat.c_code.source import has_table
from hoc_compat.c_code.unit import UNITS, Unit, call_from_script
from hoc_compat.vector import Vector
from nmodl_import.errors import NmodlError
from nmodl_import.mechanism_class import has_untranslated, library_of
from nmodl_import.nodes import Declarations, NeuronBlock, Procedure, Program, Verbatim
from nmodl_import.parse import parse_text
from nmodl_import.source import read_text
from nmodl_import.walk import walk


def load(files: Collection[Path], refused: Collection[str], classes: Collection[type]) -> set[str]:
    """Take the files that hold functions with C and no mechanism; the names that are no longer `refused`.

    A file of which the importer has translated all functions into one of the `classes` is left as it is.
    """
    partly = {cls.__name__ for cls in classes if has_untranslated(cls)}
    taken: set[str] = set()
    for file in files:
        text = read_text(file)
        if "VERBATIM" not in text:
            continue
        program = parse_text(text, str(file.absolute()))  # headers beside it are read later
        neuron = next((b for b in program.blocks if isinstance(b, NeuronBlock)), NeuronBlock())
        suffix = "" if neuron.name == "nothing" else neuron.name or file.stem
        procedures = [b for b in program.blocks if isinstance(b, Procedure)]
        names = {b.name for b in procedures}
        failed = (names if not suffix else {suffix}) & set(refused) or (suffix or file.stem) in partly
        if not failed or not _holds_only_functions(program, neuron):
            continue
        _take(program, suffix, procedures)
        taken |= {suffix} if suffix else names
    return taken


def _holds_only_functions(program: Program, neuron: NeuronBlock) -> bool:
    """Whether nothing of a file takes part in a simulation."""
    if neuron.kind != "SUFFIX" or neuron.ions or neuron.currents or neuron.pointers or neuron.randoms:
        return False
    blocks = [b for b in program.blocks if isinstance(b, Procedure)]
    states = any(isinstance(b, Declarations) and b.kind == "STATE" for b in program.blocks)
    return bool(blocks) and not states and all(b.kind in ("PROCEDURE", "FUNCTION") for b in blocks)


def _take(program: Program, suffix: str, procedures: list[Procedure]) -> None:
    """Let scripts call the functions of a file."""
    is_mechanism = suffix in registry.names()  # it can be inserted, though it does nothing
    library = _library(program, suffix)
    if not is_mechanism:
        register_library(library)
    unit = Unit(program, library, suffix, is_mechanism, Api)
    forgotten = [old for old in UNITS if old.program.path == program.path]  # the file has been loaded again
    for old in forgotten:
        UNITS.remove(old)
        for method in old.methods:
            Vector._installed.pop(method, None)
    UNITS.append(unit)
    for block in procedures:
        name = f"{block.name}_{suffix}" if suffix else block.name
        if not has_table(block):
            FUNCTIONS[name] = _called(unit, block, name)


def _library(program: Program, suffix: str) -> type[Library]:
    """The variables of a file, and its functions with a TABLE; all other functions are C."""
    kept = [b for b in program.blocks if not isinstance(b, Verbatim | Procedure)]
    kept += [b for b in program.blocks if isinstance(b, Procedure) and has_table(b) and not suffix and not _has_c(b)]
    nothing = [replace(b, name="nothing", ranges=()) if isinstance(b, NeuronBlock) else b for b in kept]
    try:
        library = library_of(replace(program, blocks=tuple(nothing)))
    except NmodlError as error:
        raise InputError(str(error)) from None
    if suffix:
        own = {"parameters": library.parameters, "assigned": library.assigned}
        members = {kind: {f"{name}_{suffix}": held for name, held in found.items()} for kind, found in own.items()}
        return type(library.__name__, (Library,), {"name": f"functions of {suffix}", **members})
    return type(library.__name__, (library,), {})  # with variables of its own, also if the file was loaded before


def _has_c(block: Procedure) -> bool:
    return any(isinstance(node, Verbatim) for node in walk(block.body))


def _called(unit: Unit, block: Procedure, name: str) -> Callable[..., float]:
    def call(*arguments: Any) -> float:
        found = unit.parsed().functions.get(block.name)
        if found is None:
            raise InputError(f"{name}: {unit.broken.get(block.name, 'C defines no such function')}")
        with call_of(name, arguments):
            given = [number(i + 1) for i in range(len(block.arguments))]
            value = call_from_script(found, name, *given)
        return float(value) if block.kind == "FUNCTION" else 1.0

    return call
