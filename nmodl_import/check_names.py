"""Find names that are declared twice, or used as what they are not."""

import math
from collections.abc import Iterator

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Call, Expression, Local, Name, Node, Procedure, Program, String
from nmodl_import.symbols import Symbol, SymbolTable, array_size, constant_value
from nmodl_import.walk import children, walk

_KINDS = {
    "parameter": "a PARAMETER", "assigned": "ASSIGNED", "state": "a STATE", "constant": "a CONSTANT",
    "define": "a DEFINE", "ion": "an ion's variable", "implicit": "the simulator's", "local": "a LOCAL of the file",
    "pointer": "a POINTER", "random": "a RANDOM variable",
}  # fmt: skip


def name_problems(program: Program, table: SymbolTable) -> Iterator[Diagnostic]:
    """Double declarations of variables, blocks and ions."""
    for old, new in table.doubles:
        kind, line = kind_of(old), old.place.line
        yield Diagnostic(f"`{new.name}` is declared twice: here, and in line {line} as {kind}; keep one", new.place)
    seen: dict[str, Procedure] = {}
    for block in program.blocks:
        if not isinstance(block, Procedure) or not block.name or block.kind in ("BEFORE", "AFTER"):
            continue
        if block.name in seen:
            first = seen[block.name]
            message = f"there are two blocks `{block.name}`, the first in line {first.place.line}; rename one"
            yield Diagnostic(message, block.place)
        elif block.name in table.names and table.names[block.name].kind != "local":
            what = kind_of(table.names[block.name])
            message = f"the {block.kind} `{block.name}` has the name of a variable ({what}); rename one"
            yield Diagnostic(message, block.place)
        seen.setdefault(block.name, block)
    ions: set[str] = set()
    for use in table.neuron.ions:
        if use.ion in ions:
            yield Diagnostic(f"a second USEION {use.ion}; name all of its variables in one", use.place)
        ions.add(use.ion)


def kind_of(symbol: Symbol) -> str:
    """What a name stands for, in words."""
    return _KINDS[symbol.kind]


def use_problems(node: Node, known: set[str], table: SymbolTable) -> Iterator[Diagnostic]:
    """An array without index, or an index of what is no array; `known` names are local to the block."""
    for child in _operands(node):
        if isinstance(child, String):
            yield Diagnostic("a text has no value; only printing takes texts", child.place)
        if not isinstance(child, Name) or child.name in known:
            continue
        symbol = table.names.get(child.name)
        if symbol is None or symbol.kind not in ("parameter", "assigned", "state"):
            continue
        if symbol.size is None and child.index is not None:
            yield Diagnostic(f"`{symbol.name}` (line {symbol.place.line}) is no array", child.place)
        elif symbol.size is not None and child.index is None:
            yield Diagnostic(f"`{symbol.name}` (line {symbol.place.line}) is an array; name an element", child.place)
        elif symbol.size is not None and isinstance(child, Name) and child.index is not None:
            size, index = array_size(symbol.size, table), _literal(child.index)
            if size is not None and index is not None and not 0 <= index < size:
                message = f"`{symbol.name}` has the elements 0 to {size - 1}; there is no `{symbol.name}[{index}]`"
                yield Diagnostic(message, child.place)


def scalar_problems(block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    """An index of an argument or of a LOCAL that is no array."""
    declared = [name for node in walk(block.body) if isinstance(node, Local) for name in node.names]
    arrays = {name.name for name in declared if name.index is not None}
    arrays |= {name for name, symbol in table.names.items() if symbol.size is not None}
    scalars = {name.name for name in declared} | {argument.name for argument in block.arguments}
    for node in walk(block.body):
        if isinstance(node, Name) and node.index is not None and node.name in scalars - arrays:
            yield Diagnostic(f"`{node.name}` is a LOCAL or argument and no array", node.place)


def _literal(index: Expression) -> int | None:
    value = constant_value(index)
    return None if value is None or not math.isfinite(value) else int(value)


def _operands(node: Node) -> Iterator[Node]:
    """The operands of expressions directly below a statement or an expression other than a call."""
    if isinstance(node, Call):
        return  # arrays and texts may be arguments
    yield from (child for child in children(node) if isinstance(child, Name | String))
