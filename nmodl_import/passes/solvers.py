"""Choose the method of every solved block, and put the updates of cnexp in place of its equations.

Assumes a checked program. With cnexp each `s' = f` becomes an assignment to `s` at its place, so that later equations
see earlier states already advanced, as in NEURON. The update is a call of `relax` where f is (inf − s)/tau, of `cnexp`
otherwise, or Euler's where f does not hold s. A block with an equation that is not linear in its state is solved by
derivimplicit, as NEURON does.
"""

from collections.abc import Iterator
from dataclasses import replace

from nmodl_import.errors import Diagnostic, NmodlUnsupportedError
from nmodl_import.nodes import (
    Assign,
    Binary,
    Call,
    Derivative,
    Expression,
    Name,
    Node,
    Number,
    Procedure,
    Program,
    Solve,
)
from nmodl_import.passes.linear import NotLinearError, PowerError, depends_on, linear
from nmodl_import.print_nmodl import print_statement
from nmodl_import.symbols import SymbolTable
from nmodl_import.walk import rebuild, walk

DT = Name("dt")
RELAX, CNEXP = "relax'", "cnexp'"  # no NMODL name can hold a quote
_OF_KIND = {
    "DERIVATIVE": ("cnexp", "derivimplicit", "euler", "runge"),
    "KINETIC": ("sparse",),
    "LINEAR": ("simeq", "linear"),
    "NONLINEAR": ("newton", "nonlinear"),
    "PROCEDURE": ("after_cvode", "cvode_t", "cvode_t_v", "direct"),
}
_DEFAULT = {
    "DERIVATIVE": "derivimplicit", "KINETIC": "sparse", "LINEAR": "linear", "NONLINEAR": "nonlinear",
    "PROCEDURE": "direct",
}  # fmt: skip
_CALLED = {
    "simeq": "linear", "newton": "nonlinear", "after_cvode": "direct", "cvode_t": "direct", "cvode_t_v": "direct"
}  # fmt: skip


def solve(program: Program, table: SymbolTable, explicit: bool = False) -> tuple[Program, dict[str, str]]:
    """The program with cnexp blocks turned into assignments, and how each solved block is advanced.

    If `explicit`, DERIVATIVE blocks stay as they are, for their derivatives ("slopes").

    The second is block -> "direct" (a plain call), "derivimplicit", "euler", "runge", "sparse", "linear" or
    "nonlinear". Raises `NmodlUnsupportedError` with all problems.
    """
    methods: dict[str, str] = {}
    problems = list(_methods(program, table, methods))
    if explicit:
        methods = {n: "slopes" if table.procedures[n].kind == "DERIVATIVE" else m for n, m in methods.items()}
    blocks = []
    for block in program.blocks:
        if isinstance(block, Procedure) and methods.get(block.name) == "cnexp":
            try:
                block, methods[block.name] = _updated(block), "direct"
            except NotLinearError:
                methods[block.name] = "derivimplicit"
            except PowerError as error:
                problems.append(Diagnostic(str(error), error.place))
        blocks.append(block)
    problems += [p for b in blocks if isinstance(b, Procedure) for p in _derivatives(b, methods.get(b.name))]
    if problems:
        raise NmodlUnsupportedError(program.path, program.text, problems)
    return replace(program, blocks=tuple(blocks)), methods


def _methods(program: Program, table: SymbolTable, methods: dict[str, str]) -> Iterator[Diagnostic]:
    for node in (n for b in program.blocks for n in walk(b)):
        if not isinstance(node, Solve):
            continue
        kind = table.procedures[node.block].kind
        method = node.method or _DEFAULT.get(kind, "")
        if kind == "DERIVATIVE" and node.steady:
            method = "derivimplicit"
        if method not in _OF_KIND.get(kind, ()):
            yield Diagnostic(
                f"METHOD {method or '(none)'} of a {kind} block is not supported; "
                f"{', '.join(_OF_KIND.get(kind, ())) or 'another kind of block'} is",
                node.place,
            )
        method = _CALLED.get(method, method)
        if methods.setdefault(node.block, method) != method:
            yield Diagnostic(
                f"`{node.block}` is solved by {methods[node.block]} elsewhere and by {method} here; use one method",
                node.place,
            )


def _derivatives(block: Procedure, method: str | None) -> Iterator[Diagnostic]:
    written: set[Name] = set()
    for node in walk(block.body):
        if isinstance(node, Derivative) and method in ("runge", "derivimplicit"):
            if node.state in written:
                yield Diagnostic(
                    f"`{node.state.name}'` is written twice, which NEURON's {method} does not solve; "
                    "choose between values, not between equations",
                    node.place,
                )
            written.add(node.state)
        if isinstance(node, Derivative) and node.order != 1:
            yield Diagnostic("a second derivative is not supported; write two equations", node.place)


def _updated(block: Procedure) -> Procedure:
    def change(node: Node) -> Node:
        if isinstance(node, Derivative) and node.order == 1:
            return Assign(node.state, update(node.state, node.value), print_statement(node), place=node.place)
        return node

    return rebuild(block, change)


def update(state: Name, value: Expression) -> Expression:
    """The value of `state` after one step of `state' = value`."""
    relaxation = _relaxation(state, value)
    if relaxation is not None:
        return Call(RELAX, (state, *relaxation, DT))
    a, b = linear(value, state)
    if a is None:
        return Binary("+", state, Binary("*", DT, b)) if b is not None else state
    if b is None:
        b = Number("0.0")
    return Call(CNEXP, (state, a, b, DT))


def _relaxation(state: Name, value: Expression) -> tuple[Expression, Expression] | None:
    """(inf, tau) if `value` is (inf − state)/tau."""
    if not (isinstance(value, Binary) and value.operator == "/" and isinstance(value.left, Binary)):
        return None
    top = value.left
    if top.operator != "-" or top.right != state or depends_on(top.left, state) or depends_on(value.right, state):
        return None
    linear(value, state)  # refuses `^`
    return top.left, value.right
