"""Which blocks call which, and which of them call themselves."""

from nmodl_import.nodes import Call, Node, Solve
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk


def called(value: Node | tuple[Node, ...], table: SymbolTable) -> set[str]:
    """Names of the blocks of the program that statements call or solve themselves."""
    nodes = list(walk(value))
    names = {n.name for n in nodes if isinstance(n, Call)} | {n.block for n in nodes if isinstance(n, Solve)}
    return names & table.procedures.keys()


def circles(table: SymbolTable) -> dict[str, frozenset[str]]:
    """For every block that calls itself, directly or not, the blocks that take part in that, itself included."""
    calls = {name: called(block.body, table) for name, block in table.procedures.items()}
    reached = {name: _reached(name, calls) for name in calls}
    own = {name for name in calls if name in reached[name]}
    return {name: frozenset(n for n in own & reached[name] if name in reached[n]) for name in own}


def _reached(name: str, calls: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = set(calls[name])
    while waiting:
        current = waiting.pop()
        reached.add(current)
        waiting |= calls[current] - reached
    return reached
