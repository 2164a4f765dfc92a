"""Decide whether a file is written in Python 2.

It is if Python 3 cannot read it, or could not run it: because in statements that any run comes to it imports a module
that only Python 2 has or one of its own folder that is in Python 2, uses a name that only Python 2 has, or takes a
quotient for a number of items: `range(n / 2)`, `x[:n / 2]`.
"""

import ast
import importlib.util
import warnings
from collections.abc import Iterator
from pathlib import Path

from hoc_compat.python2.modules import RENAMED

_DROPPED = frozenset(
    """apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload StandardError unichr
    unicode xrange""".split()
)
_COUNTING = ("range", "zeros", "ones", "empty", "subplots")
"""Functions that refuse a quotient, of Python 3, as an argument"""


def is_python2(path: Path, known: dict[Path, bool] | None = None) -> bool:
    """Whether Python 3 cannot read the file, or could not run it."""
    known = {} if known is None else known
    path = path.resolve()
    if path in known:
        return known[path]
    known[path] = False  # for modules that import each other
    known[path] = _is_python2(path, known)
    return known[path]


def _is_python2(path: Path, known: dict[Path, bool]) -> bool:
    try:
        data = path.read_bytes()
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return True
    except OSError:
        return False
    bound = {name for node in ast.walk(tree) for name in _names_made(node)}
    for statement in _certain(tree.body):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            if any(_needs_python2(name, path.parent, known) for name in _imported(statement)):
                return True
        used = list(_used(statement))
        names = {node.id for node in used if isinstance(node, ast.Name)}
        if any(map(_counts_by_quotient, used)) or ("*" not in bound and _DROPPED.difference(bound) & names):
            return True
    return False


def is_only_python3(path: Path) -> bool:
    """Whether Python 3 can read the file and Python 2 cannot."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return False
    function = any(isinstance(node, ast.alias) and node.name == "print_function" for node in ast.walk(tree))
    return any(_is_new(node, function) for node in ast.walk(tree))


_NEW = (ast.AnnAssign, ast.JoinedStr, ast.Nonlocal, ast.YieldFrom, ast.AsyncFunctionDef, ast.NamedExpr, ast.Match)
_NEW += (ast.MatMult, ast.TryStar)


def _is_new(node: ast.AST, print_function: bool) -> bool:
    match node:
        case ast.arg(annotation=found) | ast.FunctionDef(returns=found) | ast.Raise(cause=found):
            return found is not None
        case ast.arguments(posonlyargs=positional, kwonlyargs=named):
            return bool(positional or named)
        case ast.ClassDef(keywords=keywords):
            return bool(keywords)
        case ast.Call(func=ast.Name("print"), keywords=keywords):
            return bool(keywords) and not print_function
        case ast.Starred(ctx=ast.Store()):
            return True
    return isinstance(node, _NEW)


def _names_made(node: ast.AST) -> list[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name for alias in node.names]
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    return [node.id] if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) else []


def _certain(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that a run comes to."""
    for statement in body:
        if isinstance(statement, (ast.For, ast.While, ast.With)) or _is_main(statement):
            yield from _certain(statement.body)  # type: ignore[attr-defined]
        yield statement


def _is_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)


def _imported(statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return [] if statement.level or statement.module is None else [statement.module]


def _needs_python2(module: str, folder: Path, known: dict[Path, bool]) -> bool:
    beside = folder.joinpath(*module.split("."))
    files = [file for file in (beside.with_name(beside.name + ".py"), beside / "__init__.py") if file.is_file()]
    if files:
        return is_python2(files[0], known)
    return module in RENAMED and importlib.util.find_spec(module.split(".")[0]) is None


def _used(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions that the statement itself evaluates, whatever is true."""
    if isinstance(statement, (ast.If, ast.Try, ast.FunctionDef, ast.ClassDef)):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.IfExp, ast.BoolOp, ast.Lambda, ast.stmt)) or node is statement:
            waiting += ast.iter_child_nodes(node)


def _counts_by_quotient(node: ast.AST) -> bool:
    if isinstance(node, ast.Slice):
        return any(map(_is_quotient, (node.lower, node.upper, node.step)))
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "id", getattr(node.func, "attr", None))
    return name in _COUNTING and any(map(_is_quotient, node.args))


def _is_quotient(node: ast.expr | None) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def hint_of(error: BaseException) -> str | None:
    """What to try if the error is one that a script in Python 2 meets in Python 3."""
    name = getattr(error, "name", None)
    if isinstance(error, NameError) and name in _DROPPED or isinstance(error, ImportError) and name in RENAMED:
        return f"`{name}` is Python 2's; a script in Python 2 runs with `braincell run --python2 …`"
    for kinds, texts, difference in _OF_PYTHON2:
        if isinstance(error, kinds) and any(text in str(error) for text in texts):
            return f"if the script is in Python 2, where {difference}, run it with `braincell run --python2 …`"
    return None


_OF_PYTHON2 = (
    ((TypeError,), ("'float' object cannot be interpreted as an integer", "indices must be integers"), "5 / 2 is 2"),
    (
        (TypeError, AttributeError, ValueError, IndexError),  # of the iterator itself, and of numpy's array of it
        ("'zip'", "'map'", "'filter'", "'range'", "'dict_", "0D array", "0-d array", "0-dimensional", "unsized object"),
        "zip, map, filter, range and a dict's keys are lists",
    ),
    ((AttributeError,), ("attribute 'has_key'", "attribute 'iter"), "a dict has has_key and iteritems"),
    ((TypeError,), ("must be str, not bytes", "bytes-like object is required"), "texts are bytes"),
)
