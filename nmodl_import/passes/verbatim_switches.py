"""Replace the variables by which C remembers what hoc handed over: they follow from the stream itself."""

import re
from collections.abc import Collection, Iterator

from nmodl_import.nodes import (
    Assign,
    Binary,
    Call,
    Expression,
    Name,
    Node,
    Number,
    Procedure,
    Program,
    TopLevel,
    Verbatim,
)
from nmodl_import.random_functions import KIND
from nmodl_import.verbatim.c_parse import parse_body
from nmodl_import.verbatim.errors import VerbatimError
from nmodl_import.verbatim.hand_over import handed_over
from nmodl_import.verbatim.scope import FileLevel
from nmodl_import.walk import rebuild, walk

_SLOT = re.compile(r"\b_p_([A-Za-z_]\w*)")


def replace_switches(
    program: Program, translated: list[TopLevel], unreached: Collection[str], file: FileLevel, slots: Collection[str]
) -> list[TopLevel]:
    """The translated blocks without reads of such variables; `program` still holds the C that sets them."""
    found: dict[str, tuple[str, dict[int, int]]] = {}
    for block in program.blocks:
        if isinstance(block, Procedure) and block.name in unreached:
            for slot, values in _set_with_slot(block, file, slots):
                for kind, assigned in values.items():
                    for name, value in assigned.items():
                        found.setdefault(name, (slot, {}))[1][kind] = value
    reached = [b for b in translated if not (isinstance(b, Procedure) and b.name in unreached)]
    set_anyway = {n.target.name for n in walk(tuple(reached)) if isinstance(n, Assign)}
    switches = {name: entry for name, entry in found.items() if name not in set_anyway}
    if not switches:
        return translated

    def change(node: Node) -> Node:
        if isinstance(node, Name) and node.index is None and node.name in switches:
            return _followed(*switches[node.name], node)
        return node

    return [b if isinstance(b, Procedure) and b.name in unreached else rebuild(b, change) for b in translated]


def _set_with_slot(
    block: Procedure, file: FileLevel, slots: Collection[str]
) -> Iterator[tuple[str, dict[int, dict[str, int]]]]:
    for node in walk(block.body):
        if not isinstance(node, Verbatim):
            continue
        try:
            items = parse_body(node, file.macros).items
        except VerbatimError:
            continue
        named = [name for name in dict.fromkeys(_SLOT.findall(node.text)) if name in slots]
        if len(named) == 1 and (values := handed_over(items)):
            yield named[0], values


def _followed(slot: str, values: dict[int, int], node: Name) -> Expression:
    """The value of a switch, as a sum over the kinds of streams."""
    total: Expression | None = None
    for kind, value in sorted(values.items()):
        if value:
            called = Call(KIND, (Name(slot, place=node.place),), place=node.place)
            term = Binary("*", Number(str(value)), Binary("==", called, Number(str(kind))), place=node.place)
            total = term if total is None else Binary("+", total, term, place=node.place)
    return total or Number("0", place=node.place)
