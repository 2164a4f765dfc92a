"""Go through the tokens of hoc text, and compile the Python that it becomes."""

import ast
import io
from collections.abc import Callable
from typing import Any

from hoc_compat.hoc.emit import name
from hoc_compat.hoc.errors import HocError
from hoc_compat.hoc.lexer import Token, reject, tokens
from hoc_compat.hoc.symbols import Scope

Code = Callable[[Any, list[Any]], Any]
"""A compiled piece of hoc: a function of the object that owns the names, and the arguments."""


class Cursor:
    """The tokens of one text; `scope` holds the names, `namespace` what the generated code refers to."""

    def __init__(self, text: str, file: str, scope: Scope, namespace: dict[str, Any]):
        self.file, self.namespace = file, namespace
        self.scope, self.main_scope = scope, namespace["MAIN"].scope
        self._text, self._tokens = text, tokens(text)
        self.entered: Any = None  # the object that `object_push` has entered
        self._stream: io.BufferedReader | None = None
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    def next(self) -> Token:
        """Take the next token."""
        token = self._tokens[self._at]
        if token.kind == "wrong":
            raise reject(token, self.file)
        if token.kind != "end":
            self._at += 1
        return token

    def peek(self, distance: int = 1) -> Token:
        """The token after the next."""
        return self._tokens[min(self._at + distance, len(self._tokens) - 1)]

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of some operators, keywords or names."""
        return self.token.text in texts and self.token.kind != "string"

    def take(self, text: str) -> bool:
        """Take the next token if it is `text`."""
        if self.sees(text):
            self._at += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Take the next token, which must be `text`."""
        if not self.sees(text):
            raise self.wrong(f"`{text}` is expected")
        return self.next()

    def stream(self) -> io.BufferedReader:
        """The text behind the line of the statement that runs, which `fscan` and `getstr` read from."""
        if self._stream is None:
            self._stream = io.BufferedReader(io.BytesIO(self._text.encode("latin-1", "replace")))  # type: ignore[arg-type]
            self._stream.seek(self.token.end)
        return self._stream

    def skip_what_was_read(self) -> None:
        """Go on behind what `fscan` and `getstr` have read."""
        if self._stream is not None:
            place, self._stream = self._stream.tell(), None
            line = self._text.count("\n", 0, place) + self._tokens[0].line
            self._text = self._text[place:]
            self._tokens, self._at = tokens(self._text, line), 0

    def identifier(self) -> str:
        """Take the next token, which must be a name."""
        if self.token.kind != "name":
            raise self.wrong("a name is expected")
        return self.next().text

    def wrong(self, remedy: str = "") -> HocError:
        """The error for the next token."""
        error = reject(self.token, self.file)
        return HocError(f"{error.message}; {remedy}" if remedy else error.message, self.file, self.token.line)

    def fail(self, message: str) -> HocError:
        """An error at the next token."""
        return HocError(message, self.file, self.token.line)

    def skip_lines(self) -> None:
        """Go past empty lines."""
        while self.token.kind == "newline":
            self._at += 1

    def function(self, identifier: str, parameters: list[str], body: list[ast.stmt], line: int) -> Code:
        """Compile a Python function of the owner `O`, the arguments `A` and further parameters."""
        if self.scope is not self.main_scope:
            body = [
                self.placed(
                    ast.Assign([ast.Name("D", ast.Store())], ast.Attribute(name("O"), "data", ast.Load())), line
                ),
                *body,
            ]
        if not body:
            body = [ast.Pass()]
        arguments = ast.arguments([], [ast.arg(p) for p in ("O", "A", *parameters)], None, [], [], None, [])
        definition = ast.FunctionDef(identifier, arguments, body, [], None, None)
        self.placed(definition, line)
        module = ast.fix_missing_locations(ast.Module([definition], []))
        made: dict[str, Any] = {}
        exec(compile(module, self.file, "exec"), self.namespace, made)
        return made[identifier]

    def placed(self, statement: ast.stmt, line: int) -> ast.stmt:
        """A statement that errors and tracebacks show at a line of the hoc text."""
        statement.lineno = statement.end_lineno = line
        statement.col_offset = statement.end_col_offset = 0
        return statement
