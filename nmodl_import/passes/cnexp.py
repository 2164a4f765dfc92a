"""Replace the equations of DERIVATIVE blocks solved by cnexp with their updates.

Assumes a checked program. Each `s' = f` becomes an assignment to `s` at its place, so that later equations see
earlier states already advanced, as in NEURON. The update is a call of `relax` where f is (inf − s)/tau, of `cnexp`
otherwise, or Euler's where f does not hold s.
"""

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
from nmodl_import.passes.linear import NotLinearError, depends_on, linear
from nmodl_import.walk import rebuild, walk

DT = Name("dt")
RELAX, CNEXP = "relax'", "cnexp'"  # no NMODL name can hold a quote


def cnexp(program: Program) -> Program:
    """The program with every cnexp block turned into assignments. Raises `NmodlUnsupportedError` with all problems."""
    solved = {n.block for b in program.blocks for n in walk(b) if isinstance(n, Solve) and n.method == "cnexp"}
    problems: list[Diagnostic] = []

    def change(node: Node) -> Node:
        if not isinstance(node, Derivative):
            return node
        if node.order != 1:
            problems.append(Diagnostic("a second derivative is not supported yet; write two equations", node.place))
            return node
        try:
            return Assign(node.state, update(node.state, node.value), place=node.place)
        except NotLinearError as error:
            problems.append(Diagnostic(f"{error}; derivimplicit is not supported yet", error.place))
            return node

    blocks = tuple(
        rebuild(b, change) if isinstance(b, Procedure) and b.kind == "DERIVATIVE" and b.name in solved else b
        for b in program.blocks
    )
    if problems:
        raise NmodlUnsupportedError(program.path, program.text, problems)
    return replace(program, blocks=blocks)


def update(state: Name, value: Expression) -> Expression:
    """The value of `state` after one step of `state' = value`."""
    relaxation = _relaxation(state.name, value)
    if relaxation is not None:
        return Call(RELAX, (state, *relaxation, DT))
    a, b = linear(value, state.name)
    if a is None:
        return Binary("+", state, Binary("*", DT, b)) if b is not None else state
    if b is None:
        b = Number("0.0")
    return Call(CNEXP, (state, a, b, DT))


def _relaxation(state: str, value: Expression) -> tuple[Expression, Expression] | None:
    """(inf, tau) if `value` is (inf − state)/tau."""
    if not (isinstance(value, Binary) and value.operator == "/" and isinstance(value.left, Binary)):
        return None
    top = value.left
    if top.operator != "-" or top.right != Name(state) or depends_on(top.left, state) or depends_on(value.right, state):
        return None
    linear(value, state)  # refuses `^`
    return top.left, value.right
