"""A .mod file as a unit of C: its types, variables and functions, and what it takes from other files."""

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from pycparser import c_ast
from pycparser.c_parser import CParser

from braincell.errors import BraincellError, InputError, UnsupportedError
from braincell.mech.library import Library
from hoc_compat.c_code import arithmetic, memory
from hoc_compat.c_code.constants import CONSTANTS
from hoc_compat.c_code.errors import CCodeError, CMemoryError
from hoc_compat.c_code.expressions import Expressions, Place, Value
from hoc_compat.c_code.source import Piece, has_table, pieces
from hoc_compat.c_code.statements import FunctionWriter, flat_values
from hoc_compat.c_code.types import ANY, DOUBLE, FUNCTION, INT, TYPEDEFS, CType, TypeTable
from nmodl_import.nodes import Procedure, Program
from nmodl_import.verbatim.c_functions import plumbing

_HEADER = 2  # lines of a parsed text are counted from 1, and the first holds typedefs
_DEFINED = re.compile(r"\b([A-Za-z_]\w*)\s*\([^;{}()]*(?:\([^()]*\)[^;{}()]*)*\)\s*\{")
_FILES: dict[str, Piece] = {}
_MISTAKES = CMemoryError, IndexError, TypeError, ValueError, AttributeError, NotImplementedError, RecursionError
UNITS: "list[Unit]" = []
"""The files whose C can be run, in the order in which they were loaded."""


@dataclass(frozen=True)
class Signature:
    """How a function is called: `returns` None for the type of its argument, `arguments` None if they are not known."""

    code: str
    returns: CType | None
    arguments: tuple[CType, ...] | None = None


class CFunction:
    """A function of C, translated when it is first called."""

    def __init__(self, unit: "Unit", definition: c_ast.FuncDef, piece: Piece):
        self.unit, self.definition, self.piece = unit, definition, piece
        self.name = definition.decl.name

    @cached_property
    def code(self) -> Callable[..., Any]:
        """The Python function. Raises `UnsupportedError` with the place of what cannot be translated."""
        try:
            module = FunctionWriter(self.unit, self.definition).written()
        except CCodeError as error:
            raise self._refusal(error) from None
        file = f"<C of {self.piece.place(0)}>"
        _FILES[file] = self.piece
        space: dict[str, Any] = {}
        exec(compile(module, file, "exec"), self.unit.space, space)
        return space["function"]

    def _refusal(self, error: CCodeError) -> UnsupportedError:
        own = getattr(self.definition.coord, "line", _HEADER)
        line = getattr(getattr(error.node, "coord", None), "line", own)
        why = f" ({error.why})" if error.why else ""
        return UnsupportedError(
            f"{self.piece.place(line - _HEADER)}: {error.what} in the C function `{self.name}` is not supported{why}; "
            "write it in NMODL, hoc or Python, or do not call it"
        )

    def __call__(self, *arguments: Any) -> Any:
        return self.code(*arguments)


def call_from_script(function: Callable[..., Any], name: str, *arguments: Any) -> Any:
    """Call a function of C; mistakes of the C are `InputError` with their place."""
    try:
        return function(*arguments)
    except BraincellError:
        raise
    except _MISTAKES as error:
        frames = traceback.extract_tb(error.__traceback__)
        place = next(
            (_FILES[f.filename].place((f.lineno or 0) - _HEADER) for f in reversed(frames) if f.filename in _FILES), "C"
        )
        what = "the end of a block of memory is passed" if isinstance(error, IndexError) else str(error)
        what = "a NULL pointer or an object is used as memory" if isinstance(error, AttributeError) else what
        raise InputError(f"{place}: {name}: {what}") from error


class Unit:
    """The C of one file; `library` holds the variables that NMODL declares, which hoc knows with `suffix`.

    Of a file that `is_mechanism`, the simulation holds them.
    """

    def __init__(self, program: Program, library: type[Library], suffix: str, is_mechanism: bool, api: Any):
        self.program, self.library, self.suffix, self.api = program, library, suffix, api
        self.is_mechanism = is_mechanism
        self.types = TypeTable(self.whole)
        self.functions: dict[str, CFunction] = {}
        self.broken: dict[str, str] = {}
        self.variables: dict[str, c_ast.Decl] = {}
        self.externs: dict[str, CType] = {}
        self.enumerated: dict[str, int] = {}
        self.methods: list[str] = []  # of Vector, which the file has installed
        blocks = [b for b in program.blocks if isinstance(b, Procedure)]
        self.procedures = {b.name: b for b in blocks if b.kind in ("PROCEDURE", "FUNCTION")}
        self._made = 0
        self._kinds: dict[str, CType] = {}

    @cached_property
    def space(self) -> dict[str, Any]:
        """What the Python of the functions sees; the file is parsed when this is first needed."""
        space: dict[str, Any] = {f"W_{code}": wrap for code, wrap in arithmetic.WRAP.items()}
        space |= {f"I_{code}": convert for code, convert in arithmetic.FROM_REAL.items()}
        for module, names in (
            (arithmetic, "single divide whole_quotient whole_rest same distance new_array new_struct new_cell"),
            (memory, "Pointer cast put_string string"),
        ):
            space |= {name: getattr(module, name) for name in names.split()}
        return space

    def parsed(self) -> "Unit":
        """The unit, with its file parsed."""
        _ = self._parsed
        return self

    @cached_property
    def _parsed(self) -> bool:
        for piece in pieces(self.program):
            try:
                items = self._items(piece)
            except CCodeError as error:
                names = [piece.procedure.name] if piece.procedure else _DEFINED.findall(piece.text)
                self.broken |= dict.fromkeys(names, error.what)
                continue
            for item in items:
                self._declared(item, piece)
        return True

    def _items(self, piece: Piece) -> list[c_ast.Node]:
        if piece.problems:
            raise CCodeError(piece.problems[0])
        names = sorted({*TYPEDEFS, *self.types.typedefs})
        text = " ".join(f"typedef int {name};" for name in names) + "\n" + piece.text
        try:
            tree = CParser().parse(text)
        except Exception as error:  # the parser has more ways to fail than its ParseError
            found = re.match(r":?(\d+):(\d+): (?:before: )?(.*)", str(error))
            place = piece.place(int(found[1]) - _HEADER) if found else piece.place(0)
            near = f" near `{found[3]}`" if found else f" ({type(error).__name__}: {error})"
            raise CCodeError(f"{place}: C that cannot be parsed{near} is not supported") from None
        return [item for item in tree.ext if not (item.coord and item.coord.line == 1)]

    def _declared(self, item: c_ast.Node, piece: Piece) -> None:
        """Take a declaration or definition of the file."""
        try:
            if isinstance(item, c_ast.FuncDef):
                self.functions[item.decl.name] = CFunction(self, item, piece)
            elif isinstance(item, c_ast.Typedef):
                self.types.typedefs[item.name] = self.types.of(item.type)
            elif isinstance(item, c_ast.Decl) and item.name is None:
                self._enumerate(item.type)
                self.types.of(item.type)
            elif isinstance(item, c_ast.Decl) and not isinstance(item.type, c_ast.FuncDecl):
                if "extern" in item.storage:
                    self.externs[item.name] = self.types.of(item.type)
                else:
                    self._enumerate(item.type)
                    self.variables[item.name] = item
        except CCodeError as error:
            self.broken[getattr(item, "name", None) or "?"] = f"{piece.place(0)}: {error.what} is not supported"

    def _enumerate(self, node: c_ast.Node) -> None:
        inner = getattr(node, "type", node)
        if isinstance(inner, c_ast.Enum) and inner.values is not None:
            number = -1
            for entry in inner.values.enumerators:
                number = number + 1 if entry.value is None else self.whole(entry.value)
                self.enumerated[entry.name] = number

    # names

    def named(self, node: c_ast.ID) -> Value:
        """What a name means that no function declares. Raises `CCodeError`."""
        name = node.name
        if name in self.enumerated:
            return Value(str(self.enumerated[name]), INT, self.enumerated[name] == 0)
        for unit in self._where():
            if name in unit.variables and (unit is self or "static" not in unit.variables[name].storage):
                return self._variable(name, unit)
            if name in unit.functions:
                return Value(self._function(name, unit), FUNCTION)
            if unit.own_variable(name) is not None and (unit is self or not unit.suffix):
                return self._nmodl(name, unit)
        if name in CONSTANTS:
            number = CONSTANTS[name]
            return Value(
                "1e400" if number == 1e400 else repr(number), DOUBLE if isinstance(number, float) else INT, number == 0
            )
        if name in self.api.variables:
            kind, value = self.api.variables[name]
            self.space[f"a_{name}"] = value
            return (
                Place(f"a_{name}.get(0)", kind, block=f"a_{name}", offset="0")
                if kind != ANY
                else Value(f"a_{name}", ANY)
            )
        if name in self.api.functions:
            self.space[f"a_{name}"] = self.api.functions[name][1]
            return Value(f"a_{name}", FUNCTION)
        raise CCodeError(f"the name `{name}`", node, self.broken.get(name, "it is declared nowhere"))

    def _where(self) -> "list[Unit]":
        """The files to look a name up in: this one, then those loaded last."""
        return [self, *(unit.parsed() for unit in reversed(UNITS) if unit is not self)]

    def own_variable(self, name: str) -> str | None:
        """The name that a variable of NMODL has in the library; None if there is none."""
        found = f"{name}_{self.suffix}" if self.suffix else name
        return found if found in {**self.library.parameters, **self.library.assigned} else None

    def _nmodl(self, name: str, unit: "Unit") -> Value:
        own = unit.own_variable(name) or name
        held = unit.library.variables[own]
        if unit.is_mechanism:
            self.space[f"n_{name}"] = self.api.memory_of(own)
            return Place(f"n_{name}.get(0)", DOUBLE, block=f"n_{name}", offset="0")
        if isinstance(held, list):
            self.space[f"n_{name}"] = memory.Pointer(held)
            return Value(f"n_{name}", CType("array", 8 * len(held), "d", DOUBLE, len(held)))
        self.space[f"n_{name}"] = memory.Pointer(_Shared(unit.library, own))
        return Place(f"n_{name}.get(0)", DOUBLE, block=f"n_{name}", offset="0")

    def _variable(self, name: str, unit: "Unit") -> Value:
        kind, block = unit.storage(name)
        self.space[f"g_{name}"] = block
        return _held(f"g_{name}", kind)

    def storage(self, name: str) -> tuple[CType, Any]:
        """The type and the memory of a variable of this file."""
        kept = self.__dict__.setdefault("_storage", {})
        if name not in kept:
            node = self.variables[name]
            kept[name] = self._begun(node, self.types.of(node.type))
        return kept[name]

    def static(self, node: c_ast.Decl, kind: CType) -> Value:
        """A static variable of a function."""
        kind, block = self._begun(node, kind)
        return _held(self._kept("g", block), kind)

    def _begun(self, node: c_ast.Decl, kind: CType) -> tuple[CType, Any]:
        """The type and the memory of a variable, with the values that it begins with."""
        kind = self.sized(kind, node.init) if kind.kind == "array" and kind.count == 0 else kind
        block = arithmetic.first_value(kind) if kind.kind in ("array", "struct") else None
        if block is None:
            value = arithmetic.first_value(kind) if node.init is None else self._evaluated(node.init, kind)
            return kind, arithmetic.new_cell(kind, value)
        if isinstance(node.init, c_ast.Constant) and node.init.type == "string":
            memory.put_string(block, memory.string(self._evaluated(node.init, None)))
        elif node.init is not None and kind.kind == "array":
            for number, part in enumerate(flat_values(node.init, kind)):
                if part is not None:
                    block.put(number, self._evaluated(part, kind.scalar))
        return kind, block

    def _evaluated(self, node: c_ast.Node, kind: CType | None) -> Any:
        writer = _Constants(self)
        found = writer.value(node)
        return eval(found.code if kind is None else writer.converted(found, kind, node), self.space)

    def whole(self, node: c_ast.Node) -> int:
        """A constant whole number."""
        return int(self._evaluated(node, None))

    def sized(self, kind: CType, init: c_ast.Node | None) -> CType:
        """`T x[] = …` with its size."""
        if isinstance(init, c_ast.Constant) and init.type == "string":
            count = len(memory.string(self._evaluated(init, None))) + 1
        else:
            count = -(-len(flat_values(init, kind)) // kind.target.stride) if init is not None else 0
        return CType("array", count * kind.target.size, kind.code, kind.target, count)

    # what the Python of functions names

    def _kept(self, letter: str, thing: Any) -> str:
        self._made += 1
        self.space[f"{letter}_{self._made}"] = thing
        return f"{letter}_{self._made}"

    def literal(self, text: str) -> str:
        """A string."""
        return self._kept("s", memory.new_string(text))

    def constant_object(self, kind: CType) -> str:
        """A type."""
        return self._kept("k", kind)

    def cast(self, code: str, target: CType) -> str:
        """A pointer as one to another type."""
        scalar = target.scalar
        if scalar.is_number:
            return f"cast({code}, {scalar.code!r}, {scalar.size}, None)"
        if scalar.kind in ("pointer", "struct"):
            from hoc_compat.c_code.types import size_of

            return f"cast({code}, 'O', {size_of(scalar)}, {self._kept('m', partial(arithmetic.first_value, scalar))})"
        return code

    def opaque_field(self, code: str, name: str, node: c_ast.Node) -> Value:
        """A field of one of NEURON's own structs."""
        if name not in self.api.fields:
            raise CCodeError(f"the field `{name}` of a struct of NEURON", node)
        kind, function = self.api.fields[name]
        self.space[f"field_{name}"] = function
        return Value(f"field_{name}({code})", kind)

    def parameters(self, node: c_ast.FuncDecl) -> list[tuple[str, CType]]:
        """Names and types of the arguments of a function of this file."""
        given = [] if node.args is None else node.args.params
        kinds = [(getattr(p, "name", None) or f"unnamed_{i}", self.types.of(p.type)) for i, p in enumerate(given)]
        return [(name, kind) for name, kind in kinds if kind.kind != "void"]

    def function(self, node: c_ast.ID) -> Signature:
        """How a function is called. Raises `CCodeError` for one that is not known."""
        name = node.name
        for unit in self._where():
            table = name in unit.procedures and has_table(unit.procedures[name])
            if table and (unit is self or not unit.suffix):
                self.space[f"f_{name}"] = partial(unit.library.call, name)
                return Signature(f"f_{name}", DOUBLE, (DOUBLE,) * len(unit.procedures[name].arguments))
            if name in unit.functions:
                declared = unit.functions[name].definition.decl
                kinds = tuple(kind for _, kind in unit.parameters(declared.type))
                return Signature(self._function(name, unit), unit.types.of(declared.type.type), kinds)
        if name in self.api.functions:
            returns, function = self.api.functions[name]
            self.space[f"a_{name}"] = function
            return Signature(f"a_{name}", returns)
        plain = name.removesuffix("f") if name.removesuffix("f") in arithmetic.MATH else name
        if plain in arithmetic.MATH:
            self.space[f"a_{plain}"] = arithmetic.MATH[plain]
            return Signature(f"a_{plain}", DOUBLE)
        why = self.broken.get(name) or (f"it {plumbing(name)}" if plumbing(name) else "it is not known")
        raise CCodeError(f"the C function `{name}`", node, why)

    def _function(self, name: str, unit: "Unit") -> str:
        self.space[f"f_{name}"] = unit.functions[name]
        return f"f_{name}"


class _Constants(Expressions):
    """Writes expressions outside of functions."""

    def __init__(self, unit: Unit):
        self.unit, self.scopes, self.made = unit, [], 0


class _Shared:
    """A variable of NMODL as memory."""

    def __init__(self, library: type[Library], name: str):
        self.library, self.name = library, name

    def __getitem__(self, k: int) -> float:
        if k:
            raise CMemoryError(f"place {k} behind the variable {self.name} is read")
        return float(self.library.variables[self.name])

    def __setitem__(self, k: int, value: float) -> None:
        if k:
            raise CMemoryError(f"place {k} behind the variable {self.name} is written")
        self.library.variables[self.name] = float(value)


def _held(code: str, kind: CType) -> Value:
    """A variable in memory."""
    if kind.kind in ("array", "struct"):
        return Value(code, kind)
    return Place(f"{code}.get(0)", kind, block=code, offset="0")
