"""Write a file without a mechanism (SUFFIX nothing) as a class of functions."""

import re
from pathlib import Path

from nmodl_import.emit_docs import docstring
from nmodl_import.emit_function import Module
from nmodl_import.emit_table import library_members
from nmodl_import.names import identifier
from nmodl_import.nodes import NeuronBlock, Program


def is_library(neuron: NeuronBlock) -> bool:
    """Whether a file says SUFFIX nothing."""
    return neuron.kind == "SUFFIX" and neuron.name == "nothing"


def class_name(neuron: NeuronBlock, origin: str) -> str:
    """The Python name of the class: the mechanism's name; of a library, the file's."""
    return identifier(_stem(origin) if is_library(neuron) else neuron.name)


def library_class(program: Program, module: Module, origin: str, variables: list[str]) -> str:
    """The class; `variables` are the lines of its parameters and assigned variables."""
    table = module.table
    name = class_name(table.neuron, origin)
    lines = [f"class {name}(Library):", docstring(program, table, origin), f"    name = {_stem(origin)!r}", *variables]
    lines.append("    functions = {")
    for function, block in table.procedures.items():
        if function in module.functions:
            parts = [module.functions[function], str(len(block.arguments))]
            parts += ["reads=True"] if block.kind != "FUNCTION" or module.flow.reads_record(function) else []
            parts += ["sets=True"] if block.kind != "FUNCTION" or not module.flow.is_pure(function) else []
            parts += ["returns=False"] if block.kind != "FUNCTION" else []
            lines.append(f'        "{function}": LibraryFunction({", ".join(parts)}),')
    return "\n".join([*lines, "    }", *library_members(module)])


def _stem(origin: str) -> str:
    stem = re.sub(r"\W", "_", Path(origin).stem, flags=re.ASCII)
    return stem if stem[:1].isalpha() else f"library_{stem}"
