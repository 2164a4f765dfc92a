"""Refuse, by name and place, whatever cannot be imported yet; assumes a checked program."""

from collections.abc import Iterator

from nmodl_import import random_functions
from nmodl_import.check import RUNTIME_FUNCTIONS
from nmodl_import.errors import Diagnostic, NmodlUnsupportedError
from nmodl_import.nodes import (
    Assign,
    Call,
    CallStatement,
    Compartment,
    Declarations,
    Local,
    Name,
    Node,
    Place,
    Procedure,
    Program,
    Solve,
    Table,
)
from nmodl_import.symbols import (
    BUILTIN_FUNCTIONS,
    NET_FUNCTIONS,
    POINTER_FUNCTIONS,
    SymbolTable,
    array_size,
    ion_variables,
)
from nmodl_import.walk import walk

_BLOCKS = {
    "INITIAL", "BREAKPOINT", "DERIVATIVE", "KINETIC", "LINEAR", "NONLINEAR", "PROCEDURE", "FUNCTION", "DESTRUCTOR",
    "NET_RECEIVE",
}  # fmt: skip
_STATEMENTS = {"Lag": "LAG"}
_BELONGS = {
    "Derivative": ("DERIVATIVE",), "Reaction": ("KINETIC",), "Conserve": ("KINETIC",), "Compartment": ("KINETIC",),
    "Equation": ("LINEAR", "NONLINEAR"), "NestedInitial": ("NET_RECEIVE",), "Watch": ("NET_RECEIVE",),
    "ForNetcons": ("NET_RECEIVE",),
}  # fmt: skip
_SENDERS = {"net_send": ("INITIAL", "NET_RECEIVE"), "net_event": ("NET_RECEIVE",), "net_move": ("NET_RECEIVE",)}
PRINTING = ("printf", "fprintf", "fflush")
_REFUSED = RUNTIME_FUNCTIONS - {
    *BUILTIN_FUNCTIONS, *PRINTING, *NET_FUNCTIONS, *POINTER_FUNCTIONS, *random_functions.RANDOM_FUNCTIONS
}  # fmt: skip
_NOT_YET = "is not supported yet"


def refuse(program: Program, table: SymbolTable) -> None:
    """Raise `NmodlUnsupportedError` with every unsupported construct of the program."""
    problems = unsupported(program, table)
    if problems:
        raise NmodlUnsupportedError(program.path, program.text, problems)


def unsupported(program: Program, table: SymbolTable) -> list[Diagnostic]:
    """Every unsupported construct of the program, in order; VERBATIM is not looked at."""
    return sorted(_problems(program, table), key=lambda d: (d.place.line, d.place.column))


def _problems(program: Program, table: SymbolTable) -> Iterator[Diagnostic]:
    neuron = table.neuron
    if neuron.kind == "SUFFIX" and neuron.name in ("", "nothing"):
        place = neuron.place if neuron.place.line else Place(1, 1)
        yield Diagnostic(f"a file without a mechanism (SUFFIX nothing) {_NOT_YET}", place)
    for names, word in ((neuron.externals, "EXTERNAL"),):
        for name in names:
            yield Diagnostic(f"{word} `{name.name}` {_NOT_YET}", name.place)
    for block in program.blocks:
        if isinstance(block, Declarations):
            yield from _declaration_problems(block, table)
        if isinstance(block, Procedure):
            if block.kind not in _BLOCKS:
                yield Diagnostic(f"a {block.kind} block {_NOT_YET}", block.place)
            if block.kind not in _BLOCKS or block.kind == "DESTRUCTOR":
                continue  # nothing is destroyed
            yield from random_functions.unsupported(block, table)
            for node in walk(block.body):
                yield from _node_problems(node, block, table)
    yield from _recursion(table)


def _declaration_problems(block: Declarations, table: SymbolTable) -> Iterator[Diagnostic]:
    ions = ion_variables(table.neuron)
    for variable in block.variables:
        if variable.size is None:
            continue
        if block.kind == "PARAMETER" or variable.name in ions:
            yield Diagnostic(f"the {block.kind} array `{variable.name}` {_NOT_YET}; use ASSIGNED", variable.place)
        elif array_size(variable.size, table) is None:
            yield Diagnostic(f"the size of `{variable.name}` is no whole number; DEFINE one", variable.place)


def _node_problems(node: Node, block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    word = _STATEMENTS.get(type(node).__name__)
    if word:
        yield Diagnostic(f"{word} {_NOT_YET}", node.place)
    elif block.kind not in _BELONGS.get(type(node).__name__, (block.kind,)):
        where = " or ".join(_BELONGS[type(node).__name__])
        yield Diagnostic(f"this statement has no meaning in {block.kind}, only in {where}", node.place)
    elif isinstance(node, Compartment) and node.longitudinal:
        yield Diagnostic(f"LONGITUDINAL_DIFFUSION {_NOT_YET}", node.place)
    elif isinstance(node, Solve):
        yield from _solve_problems(node, block)
    elif isinstance(node, CallStatement) and node.call.name in PRINTING:
        return
    elif isinstance(node, Call) and node.name in POINTER_FUNCTIONS and node.name not in table.procedures:
        if not isinstance(node.arguments[0], Name) or not _is_pointer(node.arguments[0].name, table):
            yield Diagnostic(f"`{node.name}` takes a POINTER and nothing else", node.place)
    elif isinstance(node, Call) and node.name in NET_FUNCTIONS and block.kind not in _SENDERS[node.name]:
        where = " and ".join(_SENDERS[node.name])
        yield Diagnostic(f"`{node.name}` is allowed only in {where}; move it there", node.place)
    elif isinstance(node, Call) and node.name in _REFUSED - table.procedures.keys():
        yield Diagnostic(f"the function `{node.name}` {_NOT_YET}", node.place)
    elif isinstance(node, Name) and node.index is not None and _is_pointer(node.name, table):
        if node.name not in _own_names(block):
            yield Diagnostic(f"an element of the POINTER `{node.name}` {_NOT_YET}; point at one variable", node.place)
    elif isinstance(node, Assign):
        symbol = table.names.get(node.target.name)
        is_simulators = symbol and symbol.kind == "implicit" and symbol.name != "v"
        if symbol and is_simulators and node.target.name not in _own_names(block):
            yield Diagnostic(f"`{symbol.name}` is the simulator's; setting it {_NOT_YET}", node.place)
    elif isinstance(node, Table) and block.kind == "FUNCTION" and len(block.arguments) != 1:
        yield Diagnostic("TABLE needs a block of one argument", node.place)
    elif isinstance(node, Table):
        read = (n for n in walk(block.body) if isinstance(n, Name) and _is_pointer(n.name, table))
        yield from (Diagnostic(f"a TABLE of the POINTER `{n.name}` {_NOT_YET}; drop the TABLE", n.place) for n in read)


def _is_pointer(name: str, table: SymbolTable) -> bool:
    return name in table.names and table.names[name].kind == "pointer"


def _own_names(block: Procedure) -> set[str]:
    own = {a.name for a in block.arguments}
    return own | {n.name for node in walk(block.body) if isinstance(node, Local) for n in node.names}


def _solve_problems(solve: Solve, block: Procedure) -> Iterator[Diagnostic]:
    if block.kind not in ("BREAKPOINT", "INITIAL"):
        yield Diagnostic(f"SOLVE in {block.kind} {_NOT_YET}; move it to BREAKPOINT or INITIAL", solve.place)
    elif block.kind == "BREAKPOINT" and not any(node is solve for node in block.body):
        yield Diagnostic(f"SOLVE inside a condition {_NOT_YET}; move it to the start of BREAKPOINT", solve.place)


def _recursion(table: SymbolTable) -> Iterator[Diagnostic]:
    calls = {
        name: {n.name for n in walk(p.body) if isinstance(n, Call) and n.name in table.procedures}
        for name, p in table.procedures.items()
    }
    for name, block in table.procedures.items():
        reached: set[str] = set()
        waiting = set(calls[name])
        while waiting:
            current = waiting.pop()
            reached.add(current)
            waiting |= calls[current] - reached
        if name in reached:
            yield Diagnostic(f"`{name}` calls itself, which {_NOT_YET}", block.place)
