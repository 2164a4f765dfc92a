"""Read hoc text and translate it, statement by statement, into Python functions.

As in NEURON, what a name means is known when it is read: a declaration has its effect on what follows it, also within
one compound statement. The grammar is that of NEURON's oc/parse.ypp.
"""

import ast
from collections.abc import Callable

from hoc_compat.hoc.cursor import Code
from hoc_compat.hoc.definitions import Definitions
from hoc_compat.hoc.emit import Value, call, constant


class Parser(Definitions):
    """Translates one text."""

    def statement_of_program(self) -> Code | None:
        """Translate the next statement or definition; None at the end of the text."""
        self.skip_lines()
        if self.token.kind == "end":
            return None
        self.begin_body()
        line = self.token.line
        body = self.definition()
        if body is None:
            body = self.shown_or_done()
        if self.token.kind not in ("newline", "end") and not self.sees("}"):
            raise self.wrong()
        if self.sees("}"):
            raise self.wrong("it closes nothing")
        return self.function("statement", [], body, line)

    def shown_or_done(self) -> list[ast.stmt]:
        """A statement of the main program or a template; the value of an expression is printed."""
        body, value = self.statement_or_value()
        if value is None:
            return body
        shown = call("SHOW_STRING", value.node) if value.kind == "string" else call("SHOW_VALUE", _any(value))
        return [self.placed(ast.Expr(shown), self.token.line)]

    def expression_of_program(self) -> Code:
        """Translate the text as one expression."""
        return self._whole(self.argument_value)

    def pointer_of_program(self) -> Code:
        """Translate the text as the name of a variable: the function gives a reference to it."""
        return self._whole(self.pointer)

    def _whole(self, read: Callable[[], ast.expr]) -> Code:
        self.skip_lines()
        line = self.token.line
        value = read()
        self.skip_lines()
        if self.token.kind != "end":
            raise self.wrong()
        return self.function("expression", [], [self.placed(ast.Return(value), line)], line)


def _any(value: Value) -> ast.expr:
    return ast.IfExp(value.node, constant(1.0), constant(0.0)) if value.kind == "condition" else value.node
