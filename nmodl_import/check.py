"""Find every mistake of a program at once; assumes that no VERBATIM is left."""

import math
from collections.abc import Iterator

from nmodl_import import emit_printing, random_functions
from nmodl_import.check_names import name_problems, scalar_problems, use_problems
from nmodl_import.errors import Diagnostic, NmodlError
from nmodl_import.nodes import (
    Assign,
    Call,
    Compartment,
    Derivative,
    ForNetcons,
    From,
    Lag,
    Local,
    Name,
    Node,
    Number,
    Place,
    Procedure,
    Program,
    Solve,
    String,
    Table,
)
from nmodl_import.symbols import (
    BUILTIN_FUNCTIONS,
    LIBRARY_FUNCTIONS,
    NET_FUNCTIONS,
    POINTER_FUNCTIONS,
    PRINTF,
    SymbolTable,
    collect,
)
from nmodl_import.walk import children, walk

METHODS = {
    "cnexp", "derivimplicit", "euler", "runge", "sparse", "newton", "simeq", "matexp", "after_cvode", "cvode_t",
    "cvode_t_v",
}  # fmt: skip
_SOLVABLE = ("DERIVATIVE", "KINETIC", "LINEAR", "NONLINEAR", "PROCEDURE", "DISCRETE", "FUNCTION")
_PRINTING = (PRINTF, "fprintf", "sprintf")
# functions of NEURON's run time that the language check accepts; what is not imported is refused later, by name
RUNTIME_FUNCTIONS = {
    "state_discontinuity", "printf", "fprintf", "sprintf",
    "exprand", "scop_random", "set_seed", "normrand", "poisrand", "hoc_getarg",
    "is_random", "random_negexp", "random_normal", "random_uniform", "random_ipick", "random_dpick",
    "random_setseq", "random_setids", "nrn_pointing", "get_spike_count", "boundary", "deflate",
    "error", "force", "schedule", "romberg", "setseed", "prterr",
    "invert", "simeq", "net_flag", "nrn_random_play", "hoc_execerror", "assert", "expfit", "cosfit", "derivs",
    "legendre", "spline", "stepforce", "nmodl_cvode",
    "random_poisson", "random_getseq", "nrn_nernst", "abort", "exit", "fflush",
}  # fmt: skip


def check(program: Program) -> SymbolTable:
    """The symbol table of a sound program; raises `NmodlError` with all diagnostics otherwise."""
    table = collect(program)
    problems = list(_problems(program, table))
    if problems:
        problems.sort(key=lambda d: (d.place.line, d.place.column))
        raise NmodlError(program.path, program.text, problems)
    return table


def _problems(program: Program, table: SymbolTable) -> Iterator[Diagnostic]:
    yield from name_problems(program, table)
    for ion in table.neuron.ions:
        allowed = {f"e{ion.ion}", f"{ion.ion}i", f"{ion.ion}o", f"i{ion.ion}"}
        for variable in ion.reads + ion.writes:
            if variable not in allowed:
                yield Diagnostic(
                    f"USEION {ion.ion} names `{variable}`; an ion's variables are {', '.join(sorted(allowed))}",
                    ion.place,
                )
    for blocks in table.blocks.values():
        for block in blocks:
            yield from _block_problems(block, table)
    bodies = tuple(block for blocks in table.blocks.values() for block in blocks)
    yield from random_functions.problems(bodies, table)
    for node in walk(program.blocks):
        if isinstance(node, Number) and math.isinf(node.value):
            yield Diagnostic(f"the number {node.text} is too large; at most 1.8e308 can be stored", node.place)
    for blocks in table.blocks.values():
        for node in walk(tuple(blocks)):
            if isinstance(node, Call):
                yield from _call_problems(node, table)


def _block_problems(block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    known = {a.name for a in block.arguments}
    if block.kind == "FUNCTION":
        known.add(block.name)
    known.add("usetable")
    known |= {"NET_RECEIVE": {"flag"}, "KINETIC": {"f_flux", "b_flux"}}.get(block.kind, set())
    for argument in block.arguments:
        if argument.name == block.name:
            yield Diagnostic(f"the argument `{argument.name}` has the name of its block; rename it", argument.place)
    yield from scalar_problems(block, table)
    yield from _check(block.body, known, block, table)
    if block.kind == "DERIVATIVE" and not any(isinstance(n, Derivative) for n in walk(block.body)):
        yield Diagnostic(f"DERIVATIVE {block.name} has no equation such as `m' = …`", block.place)


def _check(node: object, known: set[str], block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    """Problems below a node; LOCALs are known in the rest of their block."""
    scope = set(known)
    for child in children(node):
        if isinstance(child, Local):
            scope |= {n.name for n in child.names}
            continue
        if isinstance(child, From):
            scope.add(child.variable)
        if isinstance(child, Compartment) and child.index:
            scope.add(child.index)
        if isinstance(child, Compartment):
            scope |= {n.name for n in child.species}  # NEURON ignores names that are no state
        if isinstance(child, ForNetcons):
            scope |= {a.name for a in child.arguments}
        if isinstance(child, Lag) and isinstance(child.delay, Name):
            scope.add(f"lag_{child.name}_{child.delay.name}")  # the past value, as NEURON names it
        if isinstance(child, Number | String):
            continue
        yield from _node_problems(child, scope, block, table)
        yield from _check(child, scope, block, table)


def _node_problems(node: Node, known: set[str], block: Procedure, table: SymbolTable) -> Iterator[Diagnostic]:
    if not isinstance(node, Compartment | Table):
        yield from use_problems(node, known, table)
    if isinstance(node, Name) and node.name not in known:
        if node.name not in table.names and not _is_state_start(node.name, table):
            hint = table.suggestion(node.name, known)
            yield Diagnostic(f"`{node.name}` is not declared{hint or '; declare it or correct its name'}", node.place)
    elif isinstance(node, Assign):
        symbol = table.names.get(node.target.name)
        if symbol and node.target.name not in known and symbol.kind in ("constant", "define"):
            yield Diagnostic(f"`{symbol.name}` is a constant (line {symbol.place.line}) and cannot be set", node.place)
    elif isinstance(node, Derivative):
        symbol = table.names.get(node.state.name)
        if symbol and symbol.kind not in ("state", "ion"):
            yield Diagnostic(f"`{node.state.name}` is no STATE, so it has no derivative", node.place)
    elif isinstance(node, Solve):
        yield from _solve_problems(node, table)
    elif isinstance(node, Table):
        for name in dict.fromkeys(node.names):
            if name not in table.names:
                yield Diagnostic(f"TABLE names `{name}`, which is not declared{table.suggestion(name)}", node.place)
            if node.names.count(name) > 1:
                yield Diagnostic(f"TABLE names `{name}` more than once; keep one", node.place)


def _is_state_start(name: str, table: SymbolTable) -> bool:
    """`m0`, the initial value that NEURON declares for every STATE `m`."""
    return name.endswith("0") and name[:-1] in table.names and table.names[name[:-1]].kind in ("state", "ion")


def _call_problems(call: Call, table: SymbolTable) -> Iterator[Diagnostic]:
    target = table.procedures.get(call.name)
    if target is None:
        if call.name in random_functions.RANDOM_FUNCTIONS:
            yield from _random_problems(call)
            return
        expected = (BUILTIN_FUNCTIONS | LIBRARY_FUNCTIONS | NET_FUNCTIONS | POINTER_FUNCTIONS).get(call.name)
        if expected is None and call.name not in RUNTIME_FUNCTIONS:
            hint = table.suggestion(call.name, BUILTIN_FUNCTIONS)
            yield Diagnostic(f"there is no function or procedure `{call.name}`{hint}", call.place)
            return
    else:
        expected = len(target.arguments)
    yield from _text_problems(call)
    yield from emit_printing.problems(call)
    if expected is not None and len(call.arguments) != expected:
        yield Diagnostic(f"`{call.name}` takes {expected} arguments but is given {len(call.arguments)}", call.place)


def _random_problems(call: Call) -> Iterator[Diagnostic]:
    allowed = random_functions.RANDOM_FUNCTIONS[call.name]
    if len(call.arguments) not in allowed:
        counts = " or ".join(str(n) for n in allowed)
        yield Diagnostic(f"`{call.name}` takes {counts} arguments but is given {len(call.arguments)}", call.place)


def _text_problems(call: Call) -> Iterator[Diagnostic]:
    """Texts among the arguments of a call: only printing takes them, and `threshold` as its last."""
    for number, argument in enumerate(call.arguments):
        if not isinstance(argument, String) or call.name in _PRINTING:
            continue
        if call.name != "threshold":
            yield Diagnostic(f"`{call.name}` takes numbers, no text", argument.place)
        elif number != 2 or argument.text not in ("min", "max"):
            yield Diagnostic('the text of `threshold` is its last argument, "min" or "max"', argument.place)
    if call.name == "threshold" and not any(isinstance(a, String) for a in call.arguments):
        yield Diagnostic('the last argument of `threshold` is "min" or "max"', call.place)


def _solve_problems(solve: Solve, table: SymbolTable) -> Iterator[Diagnostic]:
    target = table.procedures.get(solve.block)
    if target is None or target.kind not in _SOLVABLE:
        yield Diagnostic(
            f"SOLVE names `{solve.block}`, but there is no such block{table.suggestion(solve.block)}", solve.place
        )
    if solve.method is not None and solve.method not in METHODS:
        yield Diagnostic(f"`{solve.method}` is no method; NEURON has {', '.join(sorted(METHODS))}", solve.place)


def at_start(message: str) -> Diagnostic:
    """A problem of the whole file."""
    return Diagnostic(message, Place(1, 1))
