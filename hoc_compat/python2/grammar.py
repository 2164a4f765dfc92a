"""Read the syntax of Python 2 and print it as that of Python 3.

fissix, the maintained copy of the standard library's former lib2to3, parses and prints. Only what is syntax is left to
it; what names and attributes mean in Python 2 is decided while the program runs (`operations`, `builtin_names`,
`modules`), where the types are known.
"""

import functools
import io
import re
from collections.abc import Iterator
from typing import Any

from braincell.errors import InputError

_SYNTAX = ("except", "exec", "ne", "numliterals", "paren", "print", "raise", "repr", "throw", "tuple_params", "unicode")
_INDENTATION = re.compile(r"^[ \t\f]*")
_TAB = 8  # Python 2's: a tab leads to the next multiple of eight columns


class NotPython2(Exception):
    """A text that Python 2 cannot read, either: `line`, `column` (from 1) and why."""

    def __init__(self, line: int, column: int, reason: str):
        super().__init__(reason)
        self.line, self.column, self.reason = line, column, reason


def as_python3_syntax(text: str) -> str:
    """The text with Python 2's syntax replaced, line for line where that is possible; raises `NotPython2`."""
    text = re.sub(r"\r\n?", "\n", text)
    text = text if text.endswith("\n") else text + "\n"
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    try:
        return str(_printer().refactor_string(_without_tabs(text), "a text in Python 2"))
    except ParseError as error:
        line, column = error.context[1]
        raise NotPython2(line, column + 1, f"{error.value!r} is not expected here") from None
    except TokenError as error:
        reason, (line, column) = error.args
        raise NotPython2(line, column + 1, reason) from None
    except IndentationError as error:
        raise NotPython2(error.lineno or 1, error.offset or 1, str(error.msg)) from None


@functools.cache
def _printer() -> Any:
    try:
        from fissix.refactor import RefactoringTool
    except ImportError:
        raise InputError("scripts in Python 2 need the package fissix: `pip install fissix`") from None

    return RefactoringTool([f"fissix.fixes.fix_{name}" for name in _SYNTAX])


def _without_tabs(text: str) -> str:
    """Indentation in blanks: Python 3 refuses tabs among them, which Python 2 allows."""
    if "\t" not in text:
        return text
    inside = set(_lines_inside_strings(text))
    lines = text.split("\n")
    return "\n".join(line if n in inside else _expanded(line) for n, line in enumerate(lines, 1))


def _expanded(line: str) -> str:
    end = _INDENTATION.match(line).end()  # type: ignore[union-attr]
    return line[:end].replace("\f", "").expandtabs(_TAB) + line[end:]


def _lines_inside_strings(text: str) -> Iterator[int]:
    """Numbers of the lines that begin inside of a string."""
    from fissix.pgen2 import token, tokenize

    for kind, _, (first, _), (last, _), _ in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind == token.STRING:
            yield from range(first + 1, last + 1)
