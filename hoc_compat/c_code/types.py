"""The types of C, with the sizes and conversions of a 64-bit machine."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pycparser import c_ast

from hoc_compat.c_code.errors import CCodeError
from nmodl_import.verbatim.c_functions import OTHER_TYPES

OPAQUE = frozenset(OTHER_TYPES - {"time_t", "clock_t", "int8_t", "int16_t", "uint8_t", "uint16_t"}) | {
    "pthread_t", "pthread_attr_t", "pthread_mutex_t", "DIR", "u_this",
}  # fmt: skip


@dataclass(frozen=True)
class CType:
    """A type: `kind` is void, int, float, pointer, array, struct, opaque or function.

    `of` is what a pointer points at or an array is made of; `code` is how memory holds a number (as in `struct`).
    """

    kind: str
    size: int = 8
    code: str = "O"
    of: "CType | None" = None
    count: int = 0
    name: str = ""
    fields: "dict[str, CType]" = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_number(self) -> bool:
        """Whether it is one of C's numbers."""
        return self.kind in ("int", "float")

    @property
    def is_pointer(self) -> bool:
        """Whether it is a pointer, or an array, which decays to one."""
        return self.kind in ("pointer", "array", "function")

    @property
    def unsigned(self) -> bool:
        """Whether it is an unsigned whole number."""
        return self.kind == "int" and self.code.isupper()

    @property
    def target(self) -> "CType":
        """What a pointer or an array refers to."""
        return self.of if self.of is not None else VOID

    @property
    def stride(self) -> int:
        """How many places of memory a value takes: the numbers of an array of arrays are one block."""
        return self.count * self.target.stride if self.kind == "array" else 1

    @property
    def scalar(self) -> "CType":
        """What an array holds, however many dimensions it has."""
        return self.target.scalar if self.kind == "array" else self


def _number(kind: str, size: int, code: str) -> CType:
    return CType(kind, size, code)


VOID = CType("void", 1, "b")
DOUBLE, FLOAT = _number("float", 8, "d"), _number("float", 4, "f")
CHAR, UCHAR = _number("int", 1, "b"), _number("int", 1, "B")
SHORT, USHORT = _number("int", 2, "h"), _number("int", 2, "H")
INT, UINT = _number("int", 4, "i"), _number("int", 4, "I")
LONG, ULONG = _number("int", 8, "q"), _number("int", 8, "Q")
FUNCTION = CType("function")


def pointer(of: CType) -> CType:
    """The type of pointers to `of`."""
    return CType("pointer", 8, "O", of)


STRING = pointer(CHAR)
ANY = pointer(VOID)

_NAMED = {
    "double": DOUBLE, "float": FLOAT, "char": CHAR, "void": VOID, "bool": INT, "_Bool": INT,
    "size_t": ULONG, "ssize_t": LONG, "time_t": LONG, "clock_t": LONG, "uint": UINT, "ulong": ULONG, "int8_t": CHAR,
    "uint8_t": UCHAR, "int16_t": SHORT, "uint16_t": USHORT, "int32_t": INT, "uint32_t": UINT, "u_int32_t": UINT,
    "int64_t": LONG, "uint64_t": ULONG,
}  # fmt: skip
TYPEDEFS = tuple(sorted((OPAQUE | _NAMED.keys()) - {"double", "float", "char", "void", "_Bool", "int"}))
"""Names that C text may use as types without declaring them."""


class TypeTable:
    """The types that a file defines, and what declarations mean; `constant` computes the size of an array."""

    def __init__(self, constant: Callable[[c_ast.Node], int]):
        self.typedefs: dict[str, CType] = {}
        self.structs: dict[str, CType] = {}
        self._constant = constant

    def of(self, node: c_ast.Node) -> CType:
        """The type of a declaration. Raises `CCodeError`."""
        if isinstance(node, c_ast.TypeDecl | c_ast.Typename | c_ast.Decl | c_ast.Typedef):
            return self.of(node.type)
        if isinstance(node, c_ast.PtrDecl):
            return FUNCTION if isinstance(node.type, c_ast.FuncDecl) else pointer(self.of(node.type))
        if isinstance(node, c_ast.ArrayDecl):
            count = self._constant(node.dim) if node.dim is not None else 0
            element = self.of(node.type)
            return CType("array", count * element.size, element.code, element, count)
        if isinstance(node, c_ast.FuncDecl):
            return FUNCTION
        if isinstance(node, c_ast.Struct):
            return self._struct(node)
        if isinstance(node, c_ast.Enum):
            return INT
        if isinstance(node, c_ast.IdentifierType):
            return self._named(node)
        raise CCodeError(f"the type `{type(node).__name__.lower()}`", node)

    def _named(self, node: c_ast.IdentifierType) -> CType:
        names = [name for name in node.names if name not in ("const", "volatile", "register")]
        if len(names) == 1 and names[0] in self.typedefs:
            return self.typedefs[names[0]]
        if len(names) == 1 and names[0] in OPAQUE:
            return CType("opaque", 8, "O", name=names[0])
        if len(names) == 1 and names[0] in _NAMED:
            return _NAMED[names[0]]
        words = sorted(names)
        if "double" in words:
            return DOUBLE
        unsigned = "unsigned" in words
        if "char" in words:
            return UCHAR if unsigned else CHAR
        if "short" in words:
            return USHORT if unsigned else SHORT
        if "long" in words:
            return ULONG if unsigned else LONG
        if set(words) <= {"int", "signed", "unsigned"}:
            return UINT if unsigned else INT
        raise CCodeError(f"the type `{' '.join(names)}`", node)

    def _struct(self, node: c_ast.Struct) -> CType:
        name = node.name or f"struct at {node.coord}"
        if name in OPAQUE:
            return CType("opaque", 8, "O", name=name)
        found = self.structs.setdefault(name, CType("struct", name=name))
        if node.decls and not found.fields:
            found.fields.update({d.name: self.of(d.type) for d in node.decls})
        return found


def size_of(kind: CType) -> int:
    """C's sizeof."""
    if kind.kind == "array":
        return kind.count * size_of(kind.target)
    if kind.kind != "struct":
        return kind.size
    end, widest = 0, 1
    for held in kind.fields.values():
        align = _alignment(held)
        end, widest = -(-end // align) * align + size_of(held), max(widest, align)
    return -(-end // widest) * widest


def _alignment(kind: CType) -> int:
    if kind.kind == "array":
        return _alignment(kind.target)
    return max(map(_alignment, kind.fields.values()), default=1) if kind.kind == "struct" else kind.size


def common(left: CType, right: CType) -> CType:
    """The type in which C computes with two numbers."""
    if "float" in (left.kind, right.kind):
        return DOUBLE
    left, right = (INT if kind.size < 4 else kind for kind in (left, right))
    if left.size == right.size:
        return left if left.unsigned else right
    return left if left.size > right.size else right
