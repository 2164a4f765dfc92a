"""Recognise the C loops that count, which become FROM, and the switches that choose, which become IF."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from nmodl_import.verbatim.c_functions import ALIASES, MATH


@dataclass(frozen=True)
class Counting:
    """`for (variable = first; variable < bound; variable += step)`; `inclusive` for `<=`."""

    variable: str
    first: c_ast.Node
    bound: c_ast.Node
    inclusive: bool
    step: int
    declares: bool


def counting(loop: c_ast.For) -> Counting | None:
    """The counting form of a loop; None if it has another form, or changes while it runs what FROM takes as fixed."""
    start, condition, step = _start(loop.init), loop.cond, _step(loop.next)
    if start is None or step is None or not isinstance(condition, c_ast.BinaryOp) or condition.op not in ("<", "<="):
        return None
    name, first, declares = start
    if not isinstance(condition.left, c_ast.ID) or condition.left.name != name or step[0] != name:
        return None
    changed, fixed = assigned(loop.stmt), mentioned(condition.right)
    if name in changed or name in fixed or fixed & changed or assigned(condition.right):
        return None
    if _calls(condition.right) or (fixed and _calls(loop.stmt)):  # a procedure may change any variable
        return None
    return Counting(name, first, condition.right, condition.op == "<=", step[1], declares)


def switch_groups(body: c_ast.Node) -> list[tuple[list[Any], list[Any]]] | None:
    """Labels (None for default) and statements of each case, in reverse; None if cases run into each other."""
    groups: list[tuple[list[Any], list[Any]]] = []
    labels: list[Any] = []
    parts = body.block_items or [] if isinstance(body, c_ast.Compound) else []
    for number, part in enumerate(parts):
        if not isinstance(part, c_ast.Case | c_ast.Default):
            return None
        labels.append(part.expr if isinstance(part, c_ast.Case) else None)
        items = list(part.stmts or [])
        if len(items) == 1 and isinstance(items[0], c_ast.Compound):
            items = list(items[0].block_items or [])
        if not items and number < len(parts) - 1:
            continue  # several labels of one case
        if items and isinstance(items[-1], c_ast.Break):
            items.pop()
        elif number < len(parts) - 1 and not (items and isinstance(items[-1], c_ast.Return)):
            return None
        if any(contains(item, c_ast.Break, c_ast.Decl) for item in items):
            return None
        groups.append((labels, items))
        labels = []
    return groups[::-1]


def used_outside(items: list[c_ast.Node]) -> set[str]:
    """Names used anywhere but in loops that start by setting them: their value after a loop may matter."""
    used: set[str] = set()
    for item in items:
        _uses(item, frozenset(), used)
    return used


def assigned(node: c_ast.Node | None) -> set[str]:
    """Names that are set, stepped, or whose address is taken below a node."""
    found: set[str] = set()
    for part in _walk(node):
        target = None
        if isinstance(part, c_ast.Assignment):
            target = part.lvalue
        elif isinstance(part, c_ast.UnaryOp) and part.op in ("++", "--", "p++", "p--", "&"):
            target = part.expr
        while isinstance(target, c_ast.ArrayRef):
            target = target.name
        if isinstance(target, c_ast.ID):
            found.add(target.name)
    return found


def mentioned(node: c_ast.Node | None) -> set[str]:
    """All names below a node."""
    return {part.name for part in _walk(node) if isinstance(part, c_ast.ID)}


def contains(node: c_ast.Node | None, *types: type) -> bool:
    """Whether a node of one of these types is there."""
    return any(isinstance(part, types) for part in _walk(node))


def _walk(node: Any) -> Iterator[Any]:
    if node is not None:
        yield node
        for _, child in node.children():
            yield from _walk(child)


def _calls(node: c_ast.Node | None) -> bool:
    harmless = MATH.keys() | ALIASES.keys() | {"printf", "fprintf"}
    names = [part.name for part in _walk(node) if isinstance(part, c_ast.FuncCall)]
    return any(not isinstance(name, c_ast.ID) or name.name not in harmless for name in names)


def _start(node: c_ast.Node | None) -> tuple[str, c_ast.Node, bool] | None:
    if isinstance(node, c_ast.DeclList) and len(node.decls) == 1 and node.decls[0].init is not None:
        return node.decls[0].name, node.decls[0].init, True
    if isinstance(node, c_ast.Assignment) and node.op == "=" and isinstance(node.lvalue, c_ast.ID):
        return node.lvalue.name, node.rvalue, False
    return None


def _step(node: c_ast.Node | None) -> tuple[str, int] | None:
    if isinstance(node, c_ast.UnaryOp) and node.op in ("++", "p++") and isinstance(node.expr, c_ast.ID):
        return node.expr.name, 1
    if isinstance(node, c_ast.Assignment) and node.op == "+=" and isinstance(node.lvalue, c_ast.ID):
        amount = node.rvalue
        if isinstance(amount, c_ast.Constant) and amount.value.isdigit() and not amount.value.startswith("0"):
            return node.lvalue.name, int(amount.value)
    return None


def _uses(node: Any, inside: frozenset[str], used: set[str]) -> None:
    if node is None:
        return
    if isinstance(node, c_ast.For):
        start = _start(node.init)
        if start:
            _uses(start[1], inside, used)
            inside |= {start[0]}
        else:
            _uses(node.init, inside, used)
        for part in (node.cond, node.next, node.stmt):
            _uses(part, inside, used)
    elif isinstance(node, c_ast.ID):
        used |= {node.name} - inside
    else:
        for _, child in node.children():
            _uses(child, inside, used)
