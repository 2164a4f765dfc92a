"""Find out whether NEURON takes a mechanism for thread safe: it decides when the mechanism's tables are made."""

from dataclasses import replace

from nmodl_import.nodes import Assign, Call, NeuronBlock, Program, Solve, Verbatim
from nmodl_import.symbols import SymbolTable, collect
from nmodl_import.walk import walk

_SAFE_METHODS = {
    "DERIVATIVE": ("cnexp", "derivimplicit", "euler", None),
    "KINETIC": ("sparse",),
    "LINEAR": (),
    "NONLINEAR": (),
    "DISCRETE": (),
}


def mark(program: Program) -> Program:
    """The program, as it was read, with `NeuronBlock.thread_safe` set to what NEURON makes of it.

    A mechanism that is thread safe checks its tables before INITIAL and before each step, for its first instance; any
    other whenever it calls a tabulated block (src/nocmodl: `vectorize`).
    """
    table = collect(program)
    safe = _solved_safely(program, table) and (table.neuron.thread_safe or not _shares(program, table))
    blocks = (replace(b, thread_safe=safe) if isinstance(b, NeuronBlock) else b for b in program.blocks)
    return replace(program, blocks=tuple(blocks))


def _solved_safely(program: Program, table: SymbolTable) -> bool:
    for node in walk(program.blocks):
        if isinstance(node, Call) and node.name == "state_discontinuity":
            return False
        if isinstance(node, Solve) and node.block in table.procedures:
            kind = table.procedures[node.block].kind
            if kind in _SAFE_METHODS and node.method not in _SAFE_METHODS[kind]:
                return False
    return True


def _shares(program: Program, table: SymbolTable) -> bool:
    """Whether a mechanism that is not declared THREADSAFE has C code, pointers, or a variable named GLOBAL and set."""
    neuron = table.neuron
    if neuron.externals or neuron.pointers:
        return True
    shared = {n.name for n in neuron.globals}
    for node in walk(program.blocks):
        if isinstance(node, Verbatim) or (isinstance(node, Assign) and node.target.name in shared):
            return True
    return False
