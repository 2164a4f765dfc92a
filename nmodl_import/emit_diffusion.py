"""Write LONGITUDINAL_DIFFUSION as the method `diffusion`."""

import textwrap
from collections.abc import Iterator

from nmodl_import.emit_function import FunctionWriter, Module, Scope
from nmodl_import.nodes import Compartment, Number, Procedure
from nmodl_import.symbols import array_size, is_state
from nmodl_import.walk import walk

_INDENT = "    "


def method(module: Module) -> list[str]:
    """The method of the states that diffuse, if there are any."""
    writer = FunctionWriter(module)
    writer.used.add("along")
    for block in module.table.procedures.values():
        if block.kind == "KINETIC":
            for node in walk(block.body):
                if isinstance(node, Compartment) and node.longitudinal:
                    writer.lines += _terms(writer, block, node)
    if not writer.lines:
        return []
    lines = ["along = {}  # state: diffusion constant times cross-section, volume per length", *writer.lines]
    head = "\n    @staticmethod\n    def diffusion(s: Instances) -> dict:\n"
    return [head + textwrap.indent("\n".join([*lines, "return along"]), _INDENT * 2)]


def _terms(writer: FunctionWriter, block: Procedure, node: Compartment) -> Iterator[str]:
    module = writer.module
    for name in node.species:
        if not is_state(name.name, module.table):
            continue
        volume = _compartment(block, name.name)
        size = module.table.names[name.name].size
        if size is None:
            scope = Scope({})
            values = f"({writer.value(node.value, scope)}, {writer.value(volume.value, scope)})"
            yield f"along[{name.name!r}] = {values}"
            continue
        variable = writer.fresh(node.index or volume.index or "i")
        coefficient, inside = (
            writer.value(n.value, Scope({n.index: variable} if n.index else {}, integers=frozenset({n.index or ""})))
            for n in (node, volume)
        )
        yield f"for {variable} in range({array_size(size, module.table)}):"
        yield f'{_INDENT}along[f"{name.name}[{{{variable}}}]"] = ({coefficient}, {inside})'


def _compartment(block: Procedure, state: str) -> Compartment:
    """The COMPARTMENT of a state; without one its volume is 1."""
    for node in walk(block.body):
        if isinstance(node, Compartment) and not node.longitudinal and state in {n.name for n in node.species}:
            return node
    return Compartment(None, Number("1.0"), ())
