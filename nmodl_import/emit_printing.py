"""Write printf: text of C, and numbers, which leave the compiled run (`braincell.mech.printing`)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from braincell.mech.printing import conversions
from nmodl_import.errors import Diagnostic
from nmodl_import.flow import PRINTS, Flow
from nmodl_import.nodes import Call, Statement, String
from nmodl_import.symbols import PRINTF

if TYPE_CHECKING:
    from nmodl_import.emit_function import FunctionWriter, Scope

_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def text(source: str) -> str:
    """The text that a string literal of C stands for."""

    def convert(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "01234567":
            return chr(int(code, 8) & 0xFF)
        return chr(int(code[1:], 16) & 0xFF) if code[0] == "x" and len(code) > 1 else _ESCAPES.get(code, code)

    return _ESCAPE.sub(convert, source)


def write(writer: "FunctionWriter", call: Call, scope: "Scope") -> None:
    """A printf becomes a line of its own."""
    arguments = [repr(text(a.text)) if isinstance(a, String) else writer.value(a, scope) for a in call.arguments]
    writer.flush(scope)
    writer.lines.append(f"{scope.record} = printf({', '.join([scope.record, *arguments])})")


def prints(flow: Flow, *bodies: tuple[Statement, ...]) -> bool:
    """Whether any of some statements, or a block that they call, prints."""
    return any(PRINTS in flow.statements(body, set()).may for body in bodies)


def within(writer: "FunctionWriter", body: tuple[Statement, ...], record: str, condition: str) -> str:
    """Python for the record with which the branch `body` begins: only where the condition holds may it print."""
    return f"within({record}, {condition})" if prints(writer.module.flow, body) else record


def problems(call: Call) -> Iterator[Diagnostic]:
    """What is wrong with a call of printf: NEURON prints what happens to be in memory, or crashes."""
    if call.name != PRINTF:
        return
    if not call.arguments or not isinstance(call.arguments[0], String):
        yield Diagnostic("the first argument of `printf` is a text, the format", call.place)
        return
    given = call.arguments[1:]
    try:
        kinds = conversions(text(call.arguments[0].text))
    except ValueError as unknown:
        yield Diagnostic(f"`{unknown}` in a format is not supported; print numbers with %g", call.place)
        return
    if len(kinds) > len(given):
        message = f"this format prints {len(kinds)} values but {len(given)} are given; give one for each `%`"
        yield Diagnostic(message, call.place)
    for kind, value in zip(kinds, given, strict=False):
        if (kind == "s") != isinstance(value, String):
            found = "a text" if isinstance(value, String) else "a number"
            yield Diagnostic(f"`%{kind}` cannot print {found}; numbers are printed with %g, texts with %s", call.place)
