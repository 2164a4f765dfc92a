"""Refuse, by name and place, whatever cannot be imported yet; assumes a checked program."""

from collections.abc import Iterator

from nmodl_import import random_functions
from nmodl_import.calls import circles
from nmodl_import.check import RUNTIME_FUNCTIONS
from nmodl_import.emit_library import is_library
from nmodl_import.errors import Diagnostic, NmodlUnsupportedError
from nmodl_import.nodes import (
    Assign,
    Call,
    Compartment,
    Declarations,
    Local,
    Name,
    NeuronBlock,
    Node,
    Procedure,
    Program,
    Table,
)
from nmodl_import.passes import short_circuit
from nmodl_import.symbols import (
    BUILTIN_FUNCTIONS,
    NET_FUNCTIONS,
    POINTER_FUNCTIONS,
    PRINTF,
    SymbolTable,
    array_size,
    ion_variables,
)
from nmodl_import.walk import walk

_BLOCKS = {
    "INITIAL", "BREAKPOINT", "DERIVATIVE", "KINETIC", "LINEAR", "NONLINEAR", "PROCEDURE", "FUNCTION", "DESTRUCTOR",
    "NET_RECEIVE", "BEFORE", "AFTER", "CONSTRUCTOR",
    "FUNCTION_TABLE",
}  # fmt: skip
_STATEMENTS = {"Lag": "LAG"}
_BELONGS = {
    "Derivative": ("DERIVATIVE",), "Reaction": ("KINETIC",), "Conserve": ("KINETIC",), "Compartment": ("KINETIC",),
    "Equation": ("LINEAR", "NONLINEAR"), "NestedInitial": ("NET_RECEIVE",), "Watch": ("NET_RECEIVE",),
    "ForNetcons": ("NET_RECEIVE",),
}  # fmt: skip
_SENDERS = {"net_send": ("INITIAL", "NET_RECEIVE"), "net_event": ("NET_RECEIVE",), "net_move": ("NET_RECEIVE",)}
_REFUSED = RUNTIME_FUNCTIONS - {
    *BUILTIN_FUNCTIONS, PRINTF, *NET_FUNCTIONS, *POINTER_FUNCTIONS, *random_functions.RANDOM_FUNCTIONS
}  # fmt: skip
_CALLED = ("PROCEDURE", "FUNCTION")
_PLACES = {"BEFORE": ("INITIAL", "BREAKPOINT", "STEP"), "AFTER": ("INITIAL", "SOLVE")}
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
    if is_library(neuron):
        yield from _library_problems(program, neuron)
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
            yield from short_circuit.unsupported(block, table)
            if block.kind == "FUNCTION_TABLE" and len(block.arguments) not in (1, 2):
                message = (
                    f"the FUNCTION_TABLE `{block.name}` has {len(block.arguments)} arguments; one or two are possible"
                )
                yield Diagnostic(message, block.place)
            yield from _hook_problems(block, table)
            for node in walk(block.body):
                yield from _node_problems(node, block, table)
    yield from _recursion(table)


def _library_problems(program: Program, neuron: NeuronBlock) -> Iterator[Diagnostic]:
    """What a file without a mechanism cannot hold."""
    for use in (*neuron.ions, *neuron.nonspecific, *neuron.electrode):
        yield Diagnostic("SUFFIX nothing has no membrane and no currents; give the mechanism a name", use.place)
    for block in program.blocks:
        if isinstance(block, Procedure) and block.kind not in (*_CALLED, "DESTRUCTOR"):
            yield Diagnostic(f"a {block.kind} block needs a mechanism; SUFFIX nothing has none", block.place)


def _hook_problems(block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    """BEFORE and AFTER blocks that NEURON does not run, or in which its generated code does not read the ions."""
    ions = ion_variables(table.neuron)
    if block.kind == "CONSTRUCTOR":
        for node in walk(block.body):
            symbol = table.names.get(node.target.name) if isinstance(node, Assign) else None
            if symbol and symbol.kind == "parameter":
                message = f"CONSTRUCTOR sets the PARAMETER `{symbol.name}`, which {_NOT_YET}; make it its default"
                yield Diagnostic(message, node.place)
    if block.kind not in _PLACES:
        return
    title = f"{block.kind} {block.name}"
    if block.name not in _PLACES[block.kind]:
        allowed = ", ".join(f"{kind} {name}" for kind, names in _PLACES.items() for name in names)
        yield Diagnostic(f"NEURON does not run a block `{title}`; it runs {allowed}", block.place)
    if sum(other.name == block.name for other in table.blocks[block.kind]) > 1:
        message = f"several {title} blocks of a mechanism with POINTERs or GLOBAL variables: put them into one"
        yield Diagnostic(message, block.place)
    writes_current = any(f"i{use.ion}" in use.writes for use in table.neuron.ions)
    if writes_current and block.name in ("SOLVE", "STEP"):
        message = f"{title} in a mechanism that writes an ion's current {_NOT_YET}: NEURON adds the current once more"
        yield Diagnostic(message, block.place)
    for node in walk(block.body):
        if isinstance(node, Name) and node.name in ions:
            yield Diagnostic(
                f"the ion variable `{node.name}` in {title} {_NOT_YET}; NEURON does not read it", node.place
            )


def _declaration_problems(block: Declarations, table: SymbolTable) -> Iterator[Diagnostic]:
    ions = ion_variables(table.neuron)
    for variable in block.variables:
        if variable.size is None:
            continue
        if variable.name in ions:
            yield Diagnostic(f"an array in place of the ion's `{variable.name}` {_NOT_YET}", variable.place)
        elif array_size(variable.size, table) is None:
            yield Diagnostic(f"the size of `{variable.name}` is no whole number; DEFINE one", variable.place)


def _node_problems(node: Node, block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    word = _STATEMENTS.get(type(node).__name__)
    if word:
        yield Diagnostic(f"{word} {_NOT_YET}", node.place)
    elif block.kind not in _BELONGS.get(type(node).__name__, (block.kind,)):
        where = " or ".join(_BELONGS[type(node).__name__])
        yield Diagnostic(f"this statement has no meaning in {block.kind}, only in {where}", node.place)
    elif isinstance(node, Compartment) and node.longitudinal and table.neuron.kind != "SUFFIX":
        yield Diagnostic("LONGITUDINAL_DIFFUSION needs a density mechanism (SUFFIX)", node.place)
    elif isinstance(node, Call) and node.name in POINTER_FUNCTIONS and node.name not in table.procedures:
        if not isinstance(node.arguments[0], Name) or not _is_pointer(node.arguments[0].name, table):
            yield Diagnostic(f"`{node.name}` takes a POINTER and nothing else", node.place)
    elif isinstance(node, Call) and node.name in NET_FUNCTIONS and block.kind not in _SENDERS[node.name]:
        where = " and ".join(_SENDERS[node.name])
        yield Diagnostic(f"`{node.name}` is allowed only in {where}; move it there", node.place)
    elif isinstance(node, Call) and node.name == "state_discontinuity":
        message = (
            "in INITIAL, NEURON's state_discontinuity acts only from the second initialisation on; write an assignment"
        )
        yield Diagnostic(message, node.place)
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


def _recursion(table: SymbolTable) -> Iterator[Diagnostic]:
    for name in circles(table):
        block = table.procedures[name]
        if block.kind not in _CALLED:
            message = f"the {block.kind} block `{name}` is solved by itself; SOLVE it in BREAKPOINT"
            yield Diagnostic(message, block.place)
        elif any(isinstance(node, Table) for node in walk(block.body)):
            yield Diagnostic(f"a TABLE of `{name}`, which calls itself, {_NOT_YET}; drop the TABLE", block.place)
