"""Which names a function or module binds and uses itself, apart from the functions and classes in it."""

import ast
from collections.abc import Iterator

FUNCTIONS = (ast.FunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """All nodes in the body of a module or function, except of functions and classes defined in it."""
    waiting = list(_inside(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting += node.decorator_list if not isinstance(node, ast.Lambda) else []
            waiting += [] if isinstance(node, ast.ClassDef) else [d for d in node.args.defaults if d is not None]
        else:
            waiting += ast.iter_child_nodes(node)


def _inside(scope: ast.AST) -> list[ast.AST]:
    body = getattr(scope, "body", [])
    return list(body) if isinstance(body, list) else [body]


def bound_names(scope: ast.AST) -> set[str]:
    """Names that the scope makes: variables, arguments, functions, classes, imports; not those it declares global."""
    bound, declared = set(), set()
    for node in own_nodes(scope):
        if isinstance(node, ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    if isinstance(scope, FUNCTIONS):
        arguments = scope.args
        given = (*arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
        bound.update(argument.arg for argument in given if argument is not None)
    return bound - declared


def target_names(target: ast.expr) -> list[str] | None:
    """The names in the target of a loop; None if it has others than names and tuples of them."""
    if isinstance(target, ast.Name):
        return [target.id]
    if not isinstance(target, (ast.Tuple, ast.List)):
        return None
    inside = [target_names(item) for item in target.elts]
    return None if None in inside else [name for names in inside for name in names or ()]
