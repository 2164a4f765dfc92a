"""Tell where C's `_ion_x`, the value that an ion itself holds, equals the mechanism's own `x`."""

import re
from collections.abc import Callable, Iterable

from nmodl_import.nodes import (
    Assign,
    Conserve,
    Derivative,
    Equation,
    Name,
    Node,
    Procedure,
    Program,
    Reaction,
    Solve,
    Statement,
    Supplied,
    Verbatim,
)
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import walk

_READ_AGAIN = re.compile(r"\b(\w+)\s*=\s*_ion_\1\s*;")  # changes nothing while `x` still is `_ion_x`
_SET = re.compile(r"\b([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)?(?:[-+*/%&|^]|<<|>>)?=(?!=)")
_STEPPED = re.compile(r"(?:\+\+|--)\s*(\w+)|\b(\w+)\s*(?:\+\+|--)")
_SOLVED = ("DERIVATIVE", "KINETIC", "LINEAR", "NONLINEAR")


def ion_values(program: Program, table: SymbolTable) -> Callable[[Procedure, tuple[Statement, ...]], frozenset[str]]:
    """For a block and what runs in it before its C, the ion variables that nothing has changed then.

    NEURON reads them from the ion at the start of each phase, but not before an event: a file with NET_RECEIVE has
    none in the blocks that an event may reach.
    """
    read = {name for use in table.neuron.ions for name in use.reads} | table.ion_states
    blocks = [b for b in program.blocks if isinstance(b, Procedure)]
    outside = [b for b in program.blocks if isinstance(b, Verbatim)]
    callable_blocks = [b for b in blocks if b.kind in ("PROCEDURE", "FUNCTION")]
    initial = tuple(b for b in blocks if b.kind == "INITIAL")
    solved = [b for b in blocks if b.kind in _SOLVED] if any(isinstance(n, Solve) for n in walk(initial)) else []
    everywhere = frozenset(read - _set_in([*blocks, *outside]))
    initially = frozenset(read - _set_in([*callable_blocks, *solved, *outside]))
    events = any(b.kind == "NET_RECEIVE" for b in blocks)

    def values(block: Procedure, before: tuple[Statement, ...]) -> frozenset[str]:
        if block.kind == "INITIAL":
            return initially - _set_in(before)
        reachable = ("NET_RECEIVE", "BEFORE", "AFTER", "CONSTRUCTOR", *(("PROCEDURE", "FUNCTION") if events else ()))
        return frozenset() if block.kind in reachable else everywhere

    return values


def _set_in(blocks: Iterable[Node]) -> set[str]:
    """Names that statements or C of these blocks may set."""
    found: set[str] = set()
    for node in walk(tuple(blocks)):
        if isinstance(node, Assign):
            found.add(node.target.name)
        elif isinstance(node, Derivative):
            found.add(node.state.name)
        elif isinstance(node, Reaction | Conserve | Equation):
            found |= {n.name for n in walk(node) if isinstance(n, Name)}
        elif isinstance(node, Supplied):
            found |= set(node.changes)
        elif isinstance(node, Verbatim):
            text = _READ_AGAIN.sub("", node.text)
            found |= set(_SET.findall(text)) | {name for pair in _STEPPED.findall(text) for name in pair}
    return found
