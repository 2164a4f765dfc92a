"""Write a .mod file as C in pieces: VERBATIM blocks, and procedures as NEURON writes them around theirs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from nmodl_import.nodes import (
    Assign,
    Binary,
    Block,
    Call,
    CallStatement,
    Define,
    Expression,
    From,
    If,
    Local,
    Name,
    Number,
    Procedure,
    Program,
    Statement,
    String,
    Table,
    Unary,
    Verbatim,
    While,
)
from nmodl_import.verbatim.preprocess import preprocess
from nmodl_import.walk import walk

_INCLUDE = re.compile(r'[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"[^\n]*')


@dataclass
class Piece:
    """A part of a file as C: `lines` says for each line of `text` where it stands, as (file, line)."""

    text: str
    lines: list[tuple[str, int]]
    procedure: Procedure | None = None
    problems: list[str] = field(default_factory=list)

    def place(self, line: int) -> str:
        """`file:line` of a line of the text, from 0."""
        file, number = self.lines[max(0, min(line, len(self.lines) - 1))]
        return f"{file}:{number}"


def pieces(program: Program) -> Iterator[Piece]:
    """The C outside of all blocks and that of each PROCEDURE and FUNCTION, preprocessed in the order of the file."""
    path = Path(program.path)
    macros: dict[str, str] = {}
    included: set[str] = set()
    defined = {b.name: b.value for b in program.blocks if isinstance(b, Define)}
    for block in program.blocks:
        if isinstance(block, Verbatim):
            piece = Piece(*_with_headers(block.text, path.name, block.place.line, path.parent, included))
        elif isinstance(block, Procedure) and block.kind in ("PROCEDURE", "FUNCTION"):
            piece = _procedure(block, path.name, defined)
        else:
            continue
        found = preprocess(piece.text, macros)
        macros = found.macros
        problems = [f"{piece.place(line)}: {what} in C code is not supported" for line, what in found.problems]
        yield replace(piece, text=found.text, problems=problems)


def has_table(block: Procedure) -> bool:
    """Whether a procedure looks its values up in a TABLE."""
    return any(isinstance(node, Table) for node in walk(block.body))


def _with_headers(
    text: str, file: str, line: int, folder: Path, included: set[str]
) -> tuple[str, list[tuple[str, int]]]:
    """The text with the files beside the .mod file that it includes, each once, and where its lines stand."""
    kept, places = [], []
    for number, part in enumerate(text.split("\n")):
        found = _INCLUDE.fullmatch(part)
        header = folder / found[1] if found else None
        if header is None or not header.is_file():
            kept.append(part)
            places.append((file, line + number))
            continue
        if str(header) in included:
            continue
        included.add(str(header))
        inner, where = _with_headers(header.read_text("latin-1"), header.name, 1, header.parent, included)
        kept.append(inner)
        places += where
    return "\n".join(kept), places


def _procedure(block: Procedure, file: str, defined: dict[str, str]) -> Piece:
    """The C function of a procedure: an argument or LOCAL x is `_lx`, the value of a FUNCTION f `_lf`."""
    writer = _Writer(file, defined)
    arguments = ", ".join(f"double _l{a.name}" for a in block.arguments)
    line = block.place.line
    writer.add(f"double {block.name}({arguments or 'void'}) {{ double _l{block.name} = 0;", line)
    writer.own = {a.name for a in block.arguments} | {block.name}
    writer.statements(block.body)
    writer.add(f"return _l{block.name}; }}", line)
    return Piece("\n".join(writer.text), writer.lines, block)


class _Writer:
    """Writes the statements of NMODL as C; `own` are the names that are local, `defined` those of DEFINE."""

    def __init__(self, file: str, defined: dict[str, str]):
        self.file, self.defined = file, defined
        self.text: list[str] = []
        self.lines: list[tuple[str, int]] = []
        self.own: set[str] = set()

    def add(self, text: str, line: int) -> None:
        """A text of one or more lines that begins in a line of the file."""
        for number, part in enumerate(text.split("\n")):
            self.text.append(part)
            self.lines.append((self.file, line + number))

    def statements(self, body: tuple[Statement, ...]) -> None:
        """Statements, in a scope of their own."""
        before = set(self.own)
        for node in body:
            self._statement(node)
        self.own = before

    def _statement(self, node: Statement) -> None:
        line = node.place.line
        if isinstance(node, Verbatim):
            self.add(node.text, line)
        elif isinstance(node, Local):
            self.own |= {n.name for n in node.names}
            self.add("double " + ", ".join(f"_l{n.name} = 0" for n in node.names) + ";", line)
        elif isinstance(node, Assign):
            self.add(f"{self._name(node.target)} = {self._expression(node.value)};", line)
        elif isinstance(node, CallStatement):
            self.add(f"{self._expression(node.call)};", line)
        elif isinstance(node, If):
            self._braced(f"if ({self._expression(node.condition)})", node.then, line)
            if node.otherwise:
                self._braced("else", node.otherwise, line)
        elif isinstance(node, While):
            self._braced(f"while ({self._expression(node.condition)})", node.body, line)
        elif isinstance(node, Block):
            self._braced("", node.body, line)
        elif isinstance(node, From):
            self._from(node)
        else:
            self.add(f'nmodl_statement_not_supported("{type(node).__name__}");', line)

    def _braced(self, head: str, body: tuple[Statement, ...], line: int) -> None:
        self.add(f"{head} {{", line)
        self.statements(body)
        self.add("}", line)

    def _from(self, node: From) -> None:
        first, last = self._expression(node.first), self._expression(node.last)
        step = self._expression(node.step) if node.step is not None else "1"
        before = set(self.own)
        self.own = self.own | {node.variable}
        i = f"_l{node.variable}"
        self._braced(f"for (int {i} = {first}; {i} <= (int)({last}); {i} += (int)({step}))", node.body, node.place.line)
        self.own = before

    def _name(self, node: Name) -> str:
        if node.name in self.defined and node.name not in self.own:
            return f"{self.defined[node.name]}.0"
        name = f"_l{node.name}" if node.name in self.own else node.name
        return name if node.index is None else f"{name}[(int)({self._expression(node.index)})]"

    def _expression(self, node: Expression) -> str:
        if isinstance(node, Number):
            return node.text if re.search(r"[.eE]", node.text) else f"{node.text}.0"
        if isinstance(node, String):
            return f'"{node.text}"'
        if isinstance(node, Name):
            return self._name(node)
        if isinstance(node, Call):
            return f"{node.name}({', '.join(map(self._expression, node.arguments))})"
        if isinstance(node, Unary):
            return f"({node.operator}({self._expression(node.operand)}))"
        assert isinstance(node, Binary)
        left, right = self._expression(node.left), self._expression(node.right)
        return f"pow({left}, {right})" if node.operator == "^" else f"({left} {node.operator} {right})"
