"""Names that Python 2 makes in a function or module where Python 3 does not: of `exec`, and of list comprehensions."""

import ast
from collections.abc import Iterator
from typing import Any, cast

from hoc_compat.python2.rewrite import call, helper
from hoc_compat.python2.scopes import COMPREHENSIONS, bound_names, own_nodes, target_names

_MADE = helper("made")  # the names that statements executed in a function have made


def keep_names(tree: ast.Module) -> None:
    """Let `exec` make names in functions, and variables of list comprehensions outlive them."""
    for scope in [node for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.FunctionDef))]:
        _keep_comprehension_variables(scope)
        if isinstance(scope, ast.FunctionDef) and any(map(_is_plain_exec, own_nodes(scope))):
            _keep_executed_names(scope)
    ast.fix_missing_locations(tree)


def _keep_comprehension_variables(scope: ast.Module | ast.FunctionDef) -> None:
    nodes = list(own_nodes(scope))
    forbidden = {id(n) for node in nodes if isinstance(node, COMPREHENSIONS) for n in _where_python_forbids_it(node)}
    found = [n for n in nodes if isinstance(n, ast.ListComp) and id(n) not in forbidden]
    if not found:
        return
    used = _used_outside_of_comprehensions(scope)
    for comprehension in found:
        for generator in comprehension.generators:
            names = target_names(generator.target)
            if names and used.intersection(names):
                _keep(generator, names)


def _where_python_forbids_it(node: ast.AST) -> Iterator[ast.AST]:
    """What is in a comprehension where `:=` is not allowed, or not of its variables."""
    if not isinstance(node, ast.ListComp):
        yield from ast.walk(node)
    for generator in getattr(node, "generators", ()):
        yield from ast.walk(generator.iter)


def _used_outside_of_comprehensions(scope: ast.Module | ast.FunctionDef) -> set[str]:
    inside: set[int] = set()
    for node in ast.walk(scope):
        if isinstance(node, COMPREHENSIONS):
            own = {name for g in node.generators for name in target_names(g.target) or ()}
            inside.update(id(n) for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in own)
    nodes = ast.walk(scope)
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in inside}


def _keep(generator: ast.comprehension, names: list[str]) -> None:
    """`for x in …` becomes `for x' in … if [x := x']`."""
    for node in ast.walk(generator.target):
        if isinstance(node, ast.Name):
            node.id = helper(node.id)
    stored: list[ast.expr] = [
        ast.NamedExpr(ast.Name(name, ast.Store()), ast.Name(helper(name), ast.Load())) for name in names
    ]
    generator.ifs.insert(0, ast.copy_location(ast.List(stored, ast.Load()), generator.target))


def _is_plain_exec(node: ast.AST) -> bool:
    """Whether this is `exec statements`, without `in`."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "exec"
        and len(node.value.args) == 1
    )


def _keep_executed_names(function: ast.FunctionDef) -> None:
    local = bound_names(function)
    _Executed(local).visit_body(function)
    start = ast.Assign([ast.Name(_MADE, ast.Store())], ast.Dict([], []))
    function.body.insert(0, ast.copy_location(start, function.body[0]))


def _is_free(name: str, local: set[str]) -> bool:
    return name not in local and not name.startswith("__py2_") and name not in ("exec", "globals", "locals", "eval")


def _made() -> ast.Name:
    return ast.Name(_MADE, ast.Load())


def _names(function: str) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), [], [])


class _Executed(ast.NodeTransformer):
    """`exec s` becomes a call that gives the names made, which then become those of the function."""

    def __init__(self, local: set[str]):
        self._local = sorted(local)

    def visit_body(self, function: ast.FunctionDef) -> None:
        function.body = [new for old in function.body for new in _statements(self.visit(old))]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node  # a scope of its own

    visit_Lambda = visit_ClassDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or not _is_free(node.id, set(self._local)):
            return node
        found = call("name_after_exec", ast.Constant(node.id), _made(), _names("globals"))
        return ast.copy_location(found, node)

    def visit_Expr(self, node: ast.Expr) -> Any:
        plain = _is_plain_exec(node)
        self.generic_visit(node)
        if not plain:
            return node
        statements = cast(ast.Call, node.value).args[0]
        executed = call("execute_in_function", statements, _names("globals"), _names("locals"), _made())
        return [ast.copy_location(new, node) for new in (ast.Expr(executed), *self._taken())]

    def _taken(self) -> Iterator[ast.stmt]:
        for name in self._local:
            is_made = ast.Compare(ast.Constant(name), [ast.In()], [_made()])
            value = ast.Subscript(_made(), ast.Constant(name), ast.Load())
            yield ast.If(is_made, [ast.Assign([ast.Name(name, ast.Store())], value)], [])


def _statements(new: Any) -> list[ast.stmt]:
    return new if isinstance(new, list) else [new]
