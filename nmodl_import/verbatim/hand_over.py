"""Find out which variables C sets when hoc hands a random stream over, to tell later what it was.

Only hoc calls such procedures, so nothing of them is simulated: what they set follows from the stream that an instance
has. They are run here, on their syntax tree, once as if hoc gave a Random object and once as if it gave numbers.
"""

from collections.abc import Iterable
from typing import Any

from pycparser import c_ast

from nmodl_import.random_functions import OBJECT, PLAIN

_CASES = {
    OBJECT: {"hoc_is_double_arg": 0, "hoc_is_object_arg": 1, "hoc_is_str_arg": 0},
    PLAIN: {"hoc_is_double_arg": 1, "hoc_is_object_arg": 0, "hoc_is_str_arg": 0},
}
_MOST_ARGUMENTS = 3


class _HandOver:
    """One run of a procedure; `kind` becomes what it handed over, `values` what it set."""

    def __init__(self, case: int):
        self.case = case
        self.kind: int | None = None
        self.values: dict[str, int] = {}

    def run(self, nodes: Iterable[c_ast.Node | None]) -> None:
        for node in nodes:
            if isinstance(node, c_ast.Compound):
                self.run(node.block_items or [])
            elif isinstance(node, c_ast.If):
                self.run([node.iftrue if self.value(node.cond) else node.iffalse])
            elif isinstance(node, c_ast.Decl):
                self.value(node.init)
            elif node is not None:
                self.value(node)

    def value(self, node: Any) -> int:
        """The whole number that an expression stands for; 0 for whatever is not known."""
        if isinstance(node, c_ast.Constant):
            return int(node.value) if node.value.isdigit() else 0
        if isinstance(node, c_ast.ID):
            return self.values.get(node.name, 0)
        if isinstance(node, c_ast.Cast):
            return self.value(node.expr)
        if isinstance(node, c_ast.UnaryOp):
            value = self.value(node.expr)
            return {"!": int(not value), "-": -value, "+": value}.get(node.op, 0)
        if isinstance(node, c_ast.BinaryOp):
            a, b = self.value(node.left), self.value(node.right)
            known = {"==": a == b, "!=": a != b, "&&": a and b, "||": a or b, "<": a < b, ">": a > b}
            return int(bool(known.get(node.op, 0)))
        if isinstance(node, c_ast.Assignment):
            return self._assigned(node)
        return self._called(node) if isinstance(node, c_ast.FuncCall) else 0

    def _assigned(self, node: c_ast.Assignment) -> int:
        value = self.value(node.rvalue)
        if isinstance(node.lvalue, c_ast.ID) and isinstance(node.rvalue, c_ast.Constant) and node.op == "=":
            self.values[node.lvalue.name] = value
        return value

    def _called(self, node: c_ast.FuncCall) -> int:
        name = node.name.name if isinstance(node.name, c_ast.ID) else ""
        arguments = list(node.args.exprs) if node.args else []
        numbers = [self.value(argument) for argument in arguments]
        if name == "nrn_random_arg":
            self.kind = OBJECT
        elif name in ("nrnran123_newstream", "nrnran123_newstream3"):
            self.kind = PLAIN
        elif name == "ifarg":
            return int(numbers[0] <= (1 if self.case == OBJECT else _MOST_ARGUMENTS)) if numbers else 0
        return _CASES[self.case].get(name, 0)


def handed_over(items: list[c_ast.Node]) -> dict[int, dict[str, int]]:
    """Kind of what hoc hands over -> variables that a procedure sets then."""
    found: dict[int, dict[str, int]] = {}
    for case in _CASES:
        run = _HandOver(case)
        run.run(items)
        if run.kind is not None:
            found.setdefault(run.kind, run.values)
    return found
