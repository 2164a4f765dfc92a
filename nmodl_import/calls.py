"""Which blocks call which, and which of them call themselves."""

from typing import Any

from nmodl_import.nodes import Call, Node, Solve
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk


def called(value: Node | tuple[Any, ...], table: SymbolTable) -> set[str]:
    """Names of the blocks of the program that statements call or solve themselves."""
    nodes = list(walk(value))
    names = {n.name for n in nodes if isinstance(n, Call)} | {n.block for n in nodes if isinstance(n, Solve)}
    return names & table.procedures.keys()


def reached(value: Node | tuple[Any, ...], table: SymbolTable) -> set[str]:
    """Names of the blocks that statements call or solve, directly or not."""
    found: set[str] = set()
    waiting = called(value, table)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= called(table.procedures[name].body, table) - found
    return found


def circles(table: SymbolTable) -> dict[str, frozenset[str]]:
    """For every block that calls itself, directly or not, the blocks that take part in that, itself included."""
    from_each = {name: reached(block.body, table) for name, block in table.procedures.items()}
    own = {name for name, found in from_each.items() if name in found}
    return {name: frozenset(n for n in own & from_each[name] if name in from_each[n]) for name in own}
