"""Refuse, by name and place, whatever cannot be imported yet; assumes a checked program."""

from collections.abc import Iterator

from nmodl_import.errors import Diagnostic, NmodlUnsupportedError
from nmodl_import.nodes import (
    Assign,
    Call,
    CallStatement,
    Declarations,
    Derivative,
    From,
    Local,
    Name,
    Node,
    Place,
    Procedure,
    Program,
    Solve,
    String,
    Table,
    Verbatim,
    While,
)
from nmodl_import.symbols import BUILTIN_FUNCTIONS, SymbolTable
from nmodl_import.walk import walk

_BLOCKS = {"INITIAL", "BREAKPOINT", "DERIVATIVE", "PROCEDURE", "FUNCTION"}
_STATEMENTS = {
    "Reaction": "a reaction", "Conserve": "CONSERVE", "Compartment": "COMPARTMENT", "Equation": "an equation block",
    "Watch": "WATCH", "ForNetcons": "FOR_NETCONS", "NestedInitial": "INITIAL inside a block", "Lag": "LAG",
    "Conductance": "CONDUCTANCE",
}  # fmt: skip
_NOT_YET = "is not supported yet"


def refuse(program: Program, table: SymbolTable) -> None:
    """Raise `NmodlUnsupportedError` with every unsupported construct of the program."""
    problems = list(_problems(program, table))
    if problems:
        problems.sort(key=lambda d: (d.place.line, d.place.column))
        raise NmodlUnsupportedError(program.path, program.text, problems)


def is_trivial(verbatim: Verbatim) -> bool:
    """C text without effect: empty, comments, or `return 0;`."""
    text = verbatim.text
    while "/*" in text and "*/" in text[text.index("/*") :]:
        start = text.index("/*")
        text = text[:start] + text[text.index("*/", start) + 2 :]
    lines = [line.split("//")[0].strip() for line in text.splitlines()]
    return "".join(lines).replace(" ", "") in ("", "return0;", ";")


def _problems(program: Program, table: SymbolTable) -> Iterator[Diagnostic]:
    neuron = table.neuron
    if neuron.kind != "SUFFIX":
        yield Diagnostic(f"{neuron.kind} {_NOT_YET}; density mechanisms (SUFFIX) are", neuron.place)
    elif neuron.name in ("", "nothing"):
        place = neuron.place if neuron.place.line else Place(1, 1)
        yield Diagnostic(f"a file without a mechanism (SUFFIX nothing) {_NOT_YET}", place)
    for names, word in ((neuron.pointers, "POINTER"), (neuron.randoms, "RANDOM"), (neuron.externals, "EXTERNAL")):
        for name in names:
            yield Diagnostic(f"{word} `{name.name}` {_NOT_YET}", name.place)
    for block in program.blocks:
        if isinstance(block, Verbatim) and not is_trivial(block):
            yield Diagnostic(f"VERBATIM (C code) {_NOT_YET}; write it in NMODL", block.place)
        if isinstance(block, Declarations):
            yield from _declaration_problems(block)
        if isinstance(block, Procedure):
            if block.kind not in _BLOCKS:
                yield Diagnostic(f"a {block.kind} block {_NOT_YET}", block.place)
                continue
            for node in walk(block.body):
                yield from _node_problems(node, block, table)
    yield from _recursion(table)


def _declaration_problems(block: Declarations) -> Iterator[Diagnostic]:
    for variable in block.variables:
        if variable.size is not None:
            yield Diagnostic(f"the array `{variable.name}` {_NOT_YET}; declare its elements one by one", variable.place)


def _node_problems(node: Node, block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    word = _STATEMENTS.get(type(node).__name__)
    if word:
        yield Diagnostic(f"{word} {_NOT_YET}", node.place)
    elif isinstance(node, Verbatim) and not is_trivial(node):
        yield Diagnostic(f"VERBATIM (C code) {_NOT_YET}; write it in NMODL", node.place)
    elif isinstance(node, (While, From)):
        yield Diagnostic(f"{type(node).__name__.upper()} {_NOT_YET}; write its steps one after another", node.place)
    elif isinstance(node, Solve):
        yield from _solve_problems(node, block, table)
    elif isinstance(node, Derivative) and block.kind != "DERIVATIVE":
        yield Diagnostic("a derivative outside DERIVATIVE has no meaning", node.place)
    elif isinstance(node, Call) and node.name not in table.procedures and node.name not in BUILTIN_FUNCTIONS:
        yield Diagnostic(f"the function `{node.name}` {_NOT_YET}", node.place)
    elif isinstance(node, CallStatement) and node.call.name in BUILTIN_FUNCTIONS:
        yield Diagnostic(f"calling `{node.call.name}` without using its value does nothing; remove it", node.place)
    elif isinstance(node, String):
        yield Diagnostic(f"strings are {_NOT_YET.removeprefix('is ')}", node.place)
    elif isinstance(node, Name) and node.index is not None:
        yield Diagnostic(f"the array element `{node.name}[…]` {_NOT_YET}", node.place)
    elif isinstance(node, Assign):
        symbol = table.names.get(node.target.name)
        if symbol and symbol.kind == "implicit" and node.target.name not in _own_names(block):
            yield Diagnostic(f"`{symbol.name}` is the simulator's; setting it {_NOT_YET}", node.place)
    elif isinstance(node, Table) and block.kind == "FUNCTION" and len(block.arguments) != 1:
        yield Diagnostic("TABLE needs a block of one argument", node.place)


def _own_names(block: Procedure) -> set[str]:
    own = {a.name for a in block.arguments}
    return own | {n.name for node in walk(block.body) if isinstance(node, Local) for n in node.names}


def _solve_problems(solve: Solve, block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    target = table.procedures[solve.block]
    if block.kind != "BREAKPOINT":
        yield Diagnostic(f"SOLVE in {block.kind} {_NOT_YET}; set the states directly", solve.place)
    elif target.kind == "DERIVATIVE" and solve.method != "cnexp":
        yield Diagnostic(
            f"METHOD {solve.method or '(none: derivimplicit)'} {_NOT_YET}; cnexp is, for linear equations",
            solve.place,
        )
    elif target.kind == "PROCEDURE" and solve.method is not None:
        yield Diagnostic(f"METHOD {solve.method} of a PROCEDURE {_NOT_YET}", solve.place)
    elif not any(node is solve for node in block.body):
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
