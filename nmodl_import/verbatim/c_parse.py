"""Parse the C of a VERBATIM block with pycparser."""

import re
from dataclasses import dataclass

from pycparser import c_ast
from pycparser.c_parser import CParser

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Place, Verbatim
from nmodl_import.verbatim.c_functions import TYPEDEFS, plumbing
from nmodl_import.verbatim.errors import REMEDY, VerbatimError, unsupported
from nmodl_import.verbatim.preprocess import Preprocessed, preprocess, without_comments

_HEADER = " ".join(f"typedef int {name};" for name in TYPEDEFS)
_WRAPPER = "verbatim_text_"


@dataclass
class CText:
    """A parsed block: its declarations or statements, and how to find their place in the `.mod` file."""

    verbatim: Verbatim
    source: Preprocessed
    items: list[c_ast.Node]

    def place(self, node: c_ast.Node | None) -> Place:
        """Where a node stands in the `.mod` file."""
        coord = getattr(node, "coord", None)
        if coord is None:
            return self.verbatim.place
        return place_of(self.verbatim, coord.line - 2, coord.column or 1)


def place_of(verbatim: Verbatim, line: int, column: int = 1) -> Place:
    """The place of a line (from 0) and column (from 1) of the C text, which starts right after the word VERBATIM."""
    start = verbatim.place
    if line <= 0:
        return Place(start.line, start.column + len("VERBATIM") + column - 1)
    return Place(start.line + line, column)


def parse_body(verbatim: Verbatim, macros: dict[str, str]) -> CText:
    """The statements of a VERBATIM inside an NMODL block; raises `VerbatimError`."""
    source = _preprocessed(verbatim, macros)
    depth = _unbalanced(source.text)
    if depth is not None:
        what = "a `}` that closes a block of another VERBATIM" if depth < 0 else "a `{` that is closed elsewhere"
        message = unsupported(what, "each VERBATIM is translated by itself")
        raise VerbatimError([Diagnostic(message, verbatim.place), *_plumbing_problems(verbatim, source)])
    items = _parse(verbatim, source, f"{_HEADER} void {_WRAPPER}(void) {{\n{source.text}\n}}")
    function = items[-1] if items else None
    if len(items) != 1 or not isinstance(function, c_ast.FuncDef):
        raise VerbatimError([Diagnostic(unsupported("a function inside an NMODL block"), verbatim.place)])
    return CText(verbatim, source, list(function.body.block_items or []))


def parse_file_level(verbatim: Verbatim, macros: dict[str, str]) -> CText:
    """The declarations of a VERBATIM outside of all NMODL blocks; raises `VerbatimError`."""
    source = _preprocessed(verbatim, macros)
    return CText(verbatim, source, _parse(verbatim, source, f"{_HEADER}\n{source.text}"))


def words(verbatim: Verbatim) -> set[str]:
    """Every word of the C but those in comments."""
    return set(re.findall(r"[A-Za-z_]\w*", without_comments(verbatim.text)))


def _preprocessed(verbatim: Verbatim, macros: dict[str, str]) -> Preprocessed:
    source = preprocess(verbatim.text, macros)
    if source.problems:
        raise VerbatimError([Diagnostic(unsupported(what), place_of(verbatim, line)) for line, what in source.problems])
    return source


def _parse(verbatim: Verbatim, source: Preprocessed, text: str) -> list[c_ast.Node]:
    try:
        tree = CParser().parse(text)
    except Exception as error:  # the parser meets any text here and has more ways to fail than its ParseError
        found = re.match(r":?(\d+):(\d+): (?:before: )?(.*)", str(error))
        place, near = verbatim.place, ""
        if found:
            place = place_of(verbatim, int(found[1]) - 2, int(found[2]))
            near = f" near `{found[3]}`" if "before: " in str(error) else f" ({found[3]})"
        problem = Diagnostic(f"C that cannot be parsed{near} stands in VERBATIM; {REMEDY}", place)
        raise VerbatimError([problem, *_plumbing_problems(verbatim, source)]) from None
    return [item for item in tree.ext if item.coord is None or item.coord.line > 1 or isinstance(item, c_ast.FuncDef)]


def _unbalanced(text: str) -> int | None:
    """-1 for a brace that closes too much, 1 for one left open, None if all match."""
    depth = 0
    for brace in re.findall(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[{}]", text):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return -1
    return 1 if depth else None


def _plumbing_problems(verbatim: Verbatim, source: Preprocessed) -> list[Diagnostic]:
    """The known functions that text calls which could not be parsed."""
    problems = {}
    for number, line in enumerate(source.text.split("\n")):
        for found in re.finditer(r"\b(\w+)\s*\(", line):
            reason = plumbing(found[1])
            if reason:
                place = place_of(verbatim, number, found.start() + 1)
                problems.setdefault(found[1], Diagnostic(calls(found[1], reason), place))
    return list(problems.values())


def calls(name: str, reason: str) -> str:
    """The message for a call of a known C function."""
    return unsupported(f"the C function `{name}`", f"it {reason}")
