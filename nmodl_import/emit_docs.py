"""Write what a generated class says to its reader: docstrings, comments, lines of readable length."""

import io
import re
import string
import tokenize

from nmodl_import.nodes import Place, Program
from nmodl_import.symbols import Symbol, SymbolTable, array_size

_WIDTH = 120
_MOST_NOTES = 40  # lines of the file's first COMMENT that the docstring repeats
_IN_NAMES = string.ascii_letters + string.digits + "_"
_TRAILING = re.compile(r"[^\n:?]*[:?]([^\n]*)")


def comment(text: str) -> str:
    """Text that stays within one line of comment."""
    return "".join(c for c in text if c.isprintable())


def prose(text: str) -> str:
    """Text made safe for the inside of a docstring."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    clean = clean.replace("\\", "/").replace('"', "'")
    return " ".join(clean.split())


def docstring(program: Program, table: SymbolTable, origin: str) -> str:
    """Title, the file's first COMMENT, parameters with their units, and where the class comes from."""
    title = prose(program.title) or f"{table.neuron.name}, from {prose(origin)}"
    notes = [prose(line) for text in program.comments[:1] for line in text.strip().splitlines()]
    if len(notes) > _MOST_NOTES:
        notes = [*notes[:_MOST_NOTES], "…"]
    rows = [_parameter(program, table, s) for s in table.names.values() if s.kind == "parameter"]
    body = [f'"""{title.rstrip(".")}.', "", *notes]
    body += [""] if notes else []
    body += ["Parameters:", *(f"    {row}" for row in rows), ""] if rows else []
    body += [f"Imported from {prose(origin)}.", '"""']
    return "\n".join(f"    {line}".rstrip() for line in body) + "\n"


def _parameter(program: Program, table: SymbolTable, symbol: Symbol) -> str:
    unit = f" {prose(symbol.unit)}" if symbol.unit else ""
    shared = ", one for all places" if symbol.scope == "global" else ""
    note = remark(program, symbol.name, symbol.place)
    size = f"[{array_size(symbol.size, table)}]" if symbol.size is not None else ""
    return f"{symbol.name}{size}: {symbol.value or 0.0:g}{unit}{shared}" + (f"; {note}" if note else "")


def remark(program: Program, name: str, place: Place) -> str:
    """The comment that ends the line on which `name` is declared, if it is the only thing declared there."""
    lines = program.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 0 < place.line <= len(lines):
        return ""
    line = lines[place.line - 1]
    before, here = line[: place.column - 1], line[place.column - 1 :]
    if before.strip() or not here.startswith(name) or here.count("=") > 1:
        return ""  # several on a line, or a place in an included file
    found = _TRAILING.match(here)
    return prose(found.group(1)) if found else ""


def double_quoted(source: str) -> str:
    """Python source with its plain strings in double quotes."""
    lines = source.split("\n")
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        text = token.string
        if token.type == tokenize.STRING and text.startswith("'") and not set(text[1:-1]) & set("'\"\\"):
            (row, start), (_, stop) = token.start, token.end
            line = lines[row - 1]
            lines[row - 1] = f'{line[:start]}"{text[1:-1]}"{line[stop:]}'
    return "\n".join(lines)


def wrapped(lines: list[str], indent: int) -> list[str]:
    """The lines with every call that is too long, once indented by `indent`, broken over several."""
    return [piece for line in lines for piece in _wrap(line, _WIDTH - indent)]


def _wrap(line: str, width: int) -> list[str]:
    code = line.lstrip()
    margin = line[: len(line) - len(code)]
    opening = code.find("(")
    if len(line) <= width or opening < 0 or code.startswith(("#", "def ")) or not _closes_at_end(code, opening):
        return [line]
    if not code[:opening].endswith(tuple(_IN_NAMES)):
        return [line]  # no call: a product with a sum in parentheses
    inner = margin + "    "
    rows = [inner]
    for argument in _arguments(code[opening + 1 : -1]):
        text = argument.strip() + ","
        if len(rows[-1]) + len(text) + 1 > width and rows[-1] != inner:
            rows.append(inner)
        rows[-1] += text if rows[-1] == inner else f" {text}"
    return [margin + code[: opening + 1], *rows, f"{margin})"]


def _closes_at_end(code: str, opening: int) -> bool:
    depth = 0
    for k in range(opening, len(code)):
        depth += {"(": 1, ")": -1}.get(code[k], 0)
        if depth == 0:
            return k == len(code) - 1
    return False


def _arguments(text: str) -> list[str]:
    """Text between parentheses, cut at its own commas."""
    pieces, depth, start = [], 0, 0
    for k, c in enumerate(text):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(c, 0)
        if c == "," and depth == 0:
            pieces.append(text[start:k])
            start = k + 1
    return [piece for piece in (*pieces, text[start:]) if piece.strip()]
