"""Bring what the C outside of all blocks defines into the program: constants, variables, helper functions.

C that has no translation is an error only if the mechanism needs it: by itself, a definition does nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import (
    Binary,
    Call,
    Compartment,
    Declarations,
    Define,
    Expression,
    ForNetcons,
    From,
    Local,
    Name,
    Node,
    Number,
    Place,
    Procedure,
    Program,
    TopLevel,
    Unary,
    Variable,
    Verbatim,
)
from nmodl_import.symbols import BUILTIN_FUNCTIONS, NET_FUNCTIONS, SymbolTable
from nmodl_import.verbatim.c_parse import words
from nmodl_import.verbatim.errors import VerbatimError, unsupported
from nmodl_import.verbatim.file_level import translate_file_level
from nmodl_import.verbatim.scope import FileLevel
from nmodl_import.walk import walk

_MACRO = re.compile(r"#\s*define\s+([A-Za-z_]\w*)")
_HARMLESS = {"exp": "hoc_Exp"}  # macros that name what NMODL means anyway


class FileLevels:
    """The C of a file outside of its blocks; `names` and `functions` are the mechanism's, as C may use them."""

    def __init__(self, program: Program, table: SymbolTable):
        self.program = program
        self.table = table
        self.texts = [b for b in program.blocks if isinstance(b, Verbatim)]
        blocks = tuple(b for b in program.blocks if not isinstance(b, Verbatim))
        self.inside = [node for node in walk(blocks) if isinstance(node, Verbatim)]
        # C does not see a DEFINE, and a LOCAL of the file goes by another name
        self.names = {name for name, symbol in table.names.items() if symbol.kind != "define"}
        self.functions = {name for name, block in table.procedures.items() if block.kind in ("PROCEDURE", "FUNCTION")}
        nmodl = {f"_z{name}": name for name, symbol in table.names.items() if symbol.kind == "local"}
        self.file = FileLevel(macros=nmodl)
        self.refused: list[tuple[Verbatim, VerbatimError]] = []
        for text in self.texts:
            try:
                found = translate_file_level(text, self.names, self.functions, self.file)
                self.file = self.file.joined(found)
            except VerbatimError as error:
                self.refused.append((text, error))
        self.macros = {name.removesuffix("(") for name in self.file.macros} - nmodl.keys()

    def added(self, program: Program, failed: bool) -> tuple[Program, list[Diagnostic]]:
        """The translated program with the definitions that it uses, and what stands in the way.

        `failed` says that C inside the blocks was refused, perhaps for want of a definition.
        """
        functions = self._called(program)
        nodes = list(walk((program.blocks, functions)))
        used = {node.name for node in nodes if isinstance(node, Name | Call)}
        foreign = used - self._declared(nodes)
        problems = [*self._collisions(), *self._whole_divisions()]
        for name, reasons in self.file.refused.items():
            if failed or name in used:
                problems += reasons
        for text, error in self.refused:
            if failed or foreign & words(text) or _defined([text]) & (used | set().union(*map(words, self.inside))):
                problems += error.diagnostics
        blocks = [*self._constants(foreign), *self._variables(used), *program.blocks, *functions]
        return replace(program, blocks=tuple(blocks)), problems

    def _called(self, program: Program) -> tuple[Procedure, ...]:
        """The helper functions that the blocks call, directly or not."""
        known = {function.name: function for function in self.file.functions}
        reached: dict[str, Procedure] = {}
        waiting: list[Node] = [b for b in program.blocks if isinstance(b, Procedure)]
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, Call) and node.name in known and node.name not in reached:
                    reached[node.name] = known[node.name]
                    waiting.append(known[node.name])
        return tuple(function for name, function in known.items() if name in reached)

    def _declared(self, nodes: Iterable[Node]) -> set[str]:
        """Every name that NMODL declares anywhere."""
        found = {*self.table.names, *self.table.procedures, *BUILTIN_FUNCTIONS, *NET_FUNCTIONS}
        for node in nodes:
            if isinstance(node, Local):
                found |= {n.name for n in node.names}
            elif isinstance(node, Procedure | ForNetcons):
                found |= {a.name for a in node.arguments}
            elif isinstance(node, From):
                found.add(node.variable)
            elif isinstance(node, Compartment) and node.index:
                found.add(node.index)
        return found

    def _constants(self, foreign: set[str]) -> Iterator[TopLevel]:
        """Declarations of the C constants that NMODL statements name."""
        for name, value in self.file.constants.items():
            if name not in foreign:
                continue
            place = self._place(name)
            if isinstance(value, int) and value >= 0:
                yield Define(name, str(value), place=place)
            else:
                yield Declarations("CONSTANT", (Variable(name, _number(value), place=place),), place=place)

    def _variables(self, used: set[str]) -> Iterator[TopLevel]:
        for name, static in self.file.statics.items():
            if name not in used:
                continue
            if static.start == 0:
                yield Local((Name(name, place=static.place),), place=static.place)
            else:
                variable = Variable(name, _number(static.start), place=static.place)
                yield Declarations("PARAMETER", (variable,), place=static.place)

    def _collisions(self) -> Iterator[Diagnostic]:
        """Names of NMODL that C gives another meaning."""
        helpers = {function.name: function.place for function in self.file.functions}
        variables = {name: static.place for name, static in self.file.statics.items()}
        opaque = {name for name, what in self.file.opaque.items() if what == "the C macro"}
        macros = {name: self._place(name) for name in self.macros | opaque | _defined(self.inside)}
        taken = {*self.names, *self.table.procedures, *BUILTIN_FUNCTIONS}
        for name, place in (macros | variables | helpers).items():
            if name in taken and self.file.macros.get(name) != _HARMLESS.get(name, ""):
                yield Diagnostic(unsupported(f"`{name}`", "the mechanism has that name too; rename one"), place)

    def _whole_divisions(self) -> Iterator[Diagnostic]:
        """Divisions in NMODL of what C keeps as whole numbers: NEURON's C would drop the fraction."""
        whole = {name for name, value in self.file.constants.items() if isinstance(value, int)}
        whole |= {name for name, static in self.file.statics.items() if static.integer}

        def is_whole(node: Expression) -> bool:
            if isinstance(node, Unary):
                return is_whole(node.operand)
            if isinstance(node, Binary):
                return is_whole(node.left) and is_whole(node.right)
            if isinstance(node, Call):
                return node.name in self.file.integer_functions
            return isinstance(node, Name) and node.name in whole

        for node in walk(self.program.blocks):
            if isinstance(node, Binary) and node.operator == "/" and is_whole(node.left) and is_whole(node.right):
                yield Diagnostic("both sides are whole numbers in C, which drops the fraction; use floor", node.place)

    def _place(self, name: str) -> Place:
        """Where the first VERBATIM that mentions a name stands."""
        return next((text.place for text in self.texts + self.inside if name in words(text)), Place(1, 1))


def _defined(texts: Iterable[Verbatim]) -> set[str]:
    """The macros that pieces of C define."""
    return {name for text in texts for name in _MACRO.findall(text.text)}


def _number(value: float) -> Expression:
    number = Number(repr(abs(float(value))))
    return Unary("-", number) if value < 0 else number
