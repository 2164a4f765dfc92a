"""From a text in Python 2 to a code object with Python 2's meaning."""

import ast
import functools
import io
import tokenize
import warnings
from types import CodeType
from typing import NamedTuple

from hoc_compat.python2.grammar import NotPython2, as_python3_syntax
from hoc_compat.python2.order import first_loop_over_dict
from hoc_compat.python2.rewrite import Rewriter
from hoc_compat.python2.rewrite_scopes import keep_names


class Program(NamedTuple):
    """A compiled text."""

    code: CodeType
    dict_loop: int | None  # the line of the first loop whose order Python 2 chose


@functools.lru_cache(1000)
def translated(text: str, filename: str, mode: str = "exec", true_division: bool = False) -> Program:
    """Compile a text in Python 2; raises `SyntaxError` with the place and the reasons of Python 3 and 2."""
    with warnings.catch_warnings(action="ignore"):  # such as of "\/", which Python 2 takes without one
        tree = _parsed(text, filename, mode)
        line = first_loop_over_dict(tree)
        tree = ast.fix_missing_locations(Rewriter(tree, true_division).visit(tree))
        if isinstance(tree, ast.Module):
            keep_names(tree)
        return Program(compile(tree, filename, mode, dont_inherit=True), line)


def _parsed(text: str, filename: str, mode: str) -> ast.Module | ast.Expression:
    try:
        return _with_print_statements(ast.parse(text, filename, mode))  # type: ignore[arg-type]
    except SyntaxError as error:
        reason = error
    try:
        translated = as_python3_syntax(text)
        return ast.parse(translated.strip() if mode == "eval" else translated, filename, mode)  # type: ignore[return-value]
    except NotPython2 as error:
        found = error
    except SyntaxError as error:
        found = NotPython2(error.lineno or 1, error.offset or 1, error.msg)
    raise _in_neither(filename, text, reason, found)


def _with_print_statements(tree: ast.Module | ast.Expression) -> ast.Module | ast.Expression:
    """`print(a, b)` as the statement that prints one tuple, unless print is a function."""
    if any(isinstance(node, ast.alias) and node.name == "print_function" for node in ast.walk(tree)):
        return tree
    for node in [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            node.args = node.args if len(node.args) == 1 else [ast.Tuple(node.args, ast.Load())]
    return tree


def _in_neither(filename: str, text: str, of3: SyntaxError, of2: NotPython2) -> SyntaxError:
    """The error for a text that neither language reads: at the place to which one of them comes."""
    place3, place2 = (of3.lineno or 1, of3.offset or 1), (of2.line, of2.column)
    line, column = max(place3, place2)
    reasons = [f"{at[0]}:{at[1]}: {why}" for at, why in ((place3, of3.msg), (place2, of2.reason))]
    message = f"{filename}:{line}:{column}: neither Python 3 ({reasons[0]}) nor Python 2 ({reasons[1]})"
    lines = text.splitlines()
    return SyntaxError(message, (filename, line, column, lines[line - 1] if line <= len(lines) else ""))


def decoded(data: bytes) -> str:
    """The text of a file, by its declared encoding or as UTF-8, else byte for byte (Latin-1)."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding).removeprefix("\ufeff")
    except (SyntaxError, UnicodeDecodeError):
        return data.decode("latin-1")
