"""Part conditions whose right side does something: NMODL, like C, evaluates it only if the left side leaves it open.

What does something is a call that draws, sets a variable, sends an event, or may not end. `IF (a && draw()) {…}`
becomes

    LOCAL holds
    holds = a
    IF (holds) { holds = draw() }
    IF (holds) {…}

and a WHILE evaluates its condition in statements before the loop and at the end of each turn. Assumes checked names.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nmodl_import.errors import Diagnostic
from nmodl_import.flow import Flow
from nmodl_import.nodes import (
    Assign,
    Binary,
    Block,
    Call,
    Expression,
    If,
    Local,
    Name,
    Node,
    Number,
    Program,
    Unary,
    While,
)
from nmodl_import.random_functions import changed
from nmodl_import.symbols import NET_FUNCTIONS, SymbolTable
from nmodl_import.walk import rebuild, walk

_TRUTHS = ("<", ">", "<=", ">=", "==", "!=", "&&", "||")


def part_conditions(program: Program, table: SymbolTable) -> Program:
    """The program with such conditions in statements of their own; the same program if there are none."""
    acts = _Acts(table)
    if not any(isinstance(n, While) and acts.any(n.condition) or acts.right_side(n) for n in walk(program.blocks)):
        return program
    taken = {n.name for n in walk(program.blocks) if isinstance(n, Name)} | table.names.keys() | table.procedures.keys()
    name = "holds"
    while name in taken:
        name += "_"
    return replace(program, blocks=rebuild(program.blocks, lambda node: _parted(node, name, acts)))


def unsupported(value: Node, table: SymbolTable) -> Iterator[Diagnostic]:
    """Right sides that act and have stayed: inside of arithmetic, where there is no place for statements."""
    acts = _Acts(table)
    for node in walk(value):
        if isinstance(node, Binary) and acts.right_side(node):
            message = f"what stands to the right of `{node.operator}` here acts, which is not supported yet"
            yield Diagnostic(f"{message}; assign the condition to a LOCAL before", node.place)


class _Acts:
    """Which expressions do more than give a value."""

    def __init__(self, table: SymbolTable):
        self._table, self._flow = table, Flow(table)

    def any(self, value: Expression) -> bool:
        """Whether a call in an expression does something."""
        return any(isinstance(node, Call) and self._does(node) for node in walk(value))

    def right_side(self, node: Node) -> bool:
        """Whether this is `a && b` or `a || b` with a `b` that does something."""
        return isinstance(node, Binary) and node.operator in ("&&", "||") and self.any(node.right)

    def inside(self, value: Expression) -> bool:
        """Whether there is such a node in an expression."""
        return any(self.right_side(node) for node in walk(value))

    def _does(self, call: Call) -> bool:
        if changed(call) is not None or call.name in NET_FUNCTIONS:
            return True
        if call.name not in self._table.procedures:
            return False
        return call.name in self._flow.circles or not self._flow.is_pure(call.name)


def _parted(node: Node, name: str, acts: _Acts) -> Any:
    holds = Name(name)
    if isinstance(node, While) and acts.any(node.condition):
        steps = _steps(node.condition, holds, acts)
        body = (Local((holds,)), *steps, replace(node, condition=holds, body=(*node.body, *steps)))
    elif isinstance(node, If) and acts.inside(node.condition):
        body = (Local((holds,)), *_steps(node.condition, holds, acts), replace(node, condition=holds))
    elif isinstance(node, Assign) and _is_logical(node.value) and acts.inside(node.value):
        body = (Local((holds,)), *_steps(node.value, holds, acts), replace(node, value=holds))
    else:
        return node
    return Block(body, place=node.place)


def _is_logical(node: Expression) -> bool:
    return isinstance(node, Binary | Unary) and node.operator in ("&&", "||", "!")


def _steps(condition: Expression, holds: Name, acts: _Acts) -> tuple[Assign | If, ...]:
    """Statements after which `holds` is 1 or 0."""
    if isinstance(condition, Binary) and condition.operator in ("&&", "||") and acts.inside(condition):
        is_open = holds if condition.operator == "&&" else Unary("!", holds)
        right = If(is_open, _steps(condition.right, holds, acts), place=condition.place)
        return (*_steps(condition.left, holds, acts), right)
    if isinstance(condition, Unary) and _is_logical(condition) and acts.inside(condition):
        return (*_steps(condition.operand, holds, acts), Assign(holds, Unary("!", holds)))
    is_truth = isinstance(condition, Binary) and condition.operator in _TRUTHS
    truth = condition if is_truth else Binary("!=", condition, Number("0.0"))
    return (Assign(holds, truth, place=condition.place),)
