"""Give a parsed program the meaning that it has in Python 2: division, order, attributes, classes."""

import ast
from typing import TypeVar, cast

from hoc_compat.python2.operations import ATTRIBUTES

_Node = TypeVar("_Node", bound=ast.AST)
_COMPARISONS = {ast.Lt: "less", ast.LtE: "less_equal", ast.Gt: "greater", ast.GtE: "greater_equal"}


def helper(name: str) -> str:
    """What translated code calls a function of `operations`."""
    return f"__py2_{name}__"


def call(name: str, *arguments: ast.expr) -> ast.Call:
    """A call of a function of `operations`."""
    return ast.Call(ast.Name(helper(name), ast.Load()), list(arguments), [])


class Rewriter(ast.NodeTransformer):
    """Replaces the operations that differ by calls; the text keeps its lines."""

    def __init__(self, tree: ast.AST, true_division: bool):
        futures = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
        names = {alias.name for node in futures for alias in node.names}
        stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        self._true_division = true_division or "division" in names
        self._str_is_type = "str" not in stored

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        operands = (node.left, node.right)
        if isinstance(node.op, ast.Div) and not self._true_division and not any(map(_is_float, operands)):
            return _placed(call("divide", *operands), node)
        if isinstance(node.op, ast.Mod) and not _is_number(node.left):
            return _placed(call("remainder", *operands), node)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div) or self._true_division:
            return node
        before, target = _evaluated_once(node.target)
        value = call("divide_in_place", _loaded(target), node.value)
        return [_placed(statement, node) for statement in (*before, ast.Assign([target], value))]

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        name = _COMPARISONS.get(type(node.ops[0]))
        if len(node.ops) > 1 or name is None:
            return node
        return _placed(call(name, node.left, node.comparators[0]), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr not in ATTRIBUTES or not isinstance(node.ctx, ast.Load):
            return node
        return _placed(call("attribute", node.value, ast.Constant(node.attr)), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.slice, ast.Constant) or isinstance(node.ctx, ast.Del):
            return node
        if isinstance(node.ctx, ast.Load):
            node.slice = _placed(call("index", _as_value(node.slice)), node.slice)
        elif _is_slice(node.slice) or _is_plain(node.value):
            owner = _loaded(node.value) if _is_plain(node.value) else ast.Constant(None)
            node.slice = _placed(call("place", owner, _as_value(node.slice)), node.slice)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Name) and function.id == "str" and self._str_is_type:
            node.func = _placed(ast.Name(helper("text"), ast.Load()), function)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        # `except X, e` keeps e; Python 3 deletes it at the end
        self.generic_visit(node)
        if node.name is not None:
            kept = ast.Assign([ast.Name(node.name, ast.Store())], ast.Name(helper("error"), ast.Load()))
            node.name = helper("error")
            node.body.insert(0, _placed(kept, node))
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        for statement in node.body:
            if isinstance(statement, ast.Assign) and _stores(statement, "__metaclass__"):
                node.keywords.append(ast.keyword("metaclass", statement.value))
                node.body[node.body.index(statement)] = _placed(ast.Pass(), statement)
                break
        node.decorator_list.append(_placed(ast.Name(helper("adapted"), ast.Load()), node))
        return node


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _is_float(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _stores(statement: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)


def _is_slice(index: ast.expr) -> bool:
    return isinstance(index, ast.Slice) or isinstance(index, ast.Tuple) and any(map(_is_slice, index.elts))


def _is_plain(owner: ast.expr) -> bool:
    """Whether it may be evaluated twice."""
    return isinstance(owner, ast.Name) or isinstance(owner, ast.Attribute) and _is_plain(owner.value)


def _placed(new: _Node, old: ast.AST) -> _Node:
    return ast.fix_missing_locations(ast.copy_location(new, old))


def _loaded(target: ast.expr) -> ast.expr:
    """The same place as a value."""
    match target:
        case ast.Name(name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(owner, name):
            return ast.Attribute(owner, name, ast.Load())
    target = cast(ast.Subscript, target)
    return ast.Subscript(target.value, target.slice, ast.Load())


def _evaluated_once(target: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
    """Statements that evaluate the owner and the index of a place, and the place in terms of their results."""
    if isinstance(target, ast.Name):
        return [], target
    owner = cast(ast.Attribute | ast.Subscript, target).value
    before: list[ast.stmt] = [ast.Assign([ast.Name(helper("held_owner"), ast.Store())], owner)]
    held = ast.Name(helper("held_owner"), ast.Load())
    if isinstance(target, ast.Attribute):
        return before, ast.Attribute(held, target.attr, ast.Store())
    index = _as_value(cast(ast.Subscript, target).slice)
    before.append(ast.Assign([ast.Name(helper("held_index"), ast.Store())], index))
    return before, ast.Subscript(held, ast.Name(helper("held_index"), ast.Load()), ast.Store())


def _as_value(index: ast.expr) -> ast.expr:
    """An index whose `a:b` is written `slice(a, b)`."""
    if isinstance(index, ast.Tuple):
        return ast.Tuple([_as_value(item) for item in index.elts], ast.Load())
    if not isinstance(index, ast.Slice):
        return index
    bounds = [ast.Constant(None) if bound is None else bound for bound in (index.lower, index.upper, index.step)]
    return call("slice", *bounds)
