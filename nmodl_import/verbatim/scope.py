"""What the names in C text stand for."""

from dataclasses import dataclass, field

from nmodl_import.errors import Diagnostic
from nmodl_import.nodes import Place, Procedure, Statement


@dataclass(frozen=True)
class Handle:
    """Where a C pointer leads: to the `address` of a slot, to its `content`, or to the `data` of the Vector in it."""

    slot: str
    level: str


@dataclass
class CVariable:
    """A variable declared in C; `name` is its name in NMODL, `used` tells whether its LOCAL is needed."""

    name: str
    integer: bool
    array: bool = False
    used: bool = False
    pointer: bool = False
    handle: Handle | None = None  # where a pointer leads


@dataclass(frozen=True)
class Static:
    """A C variable of the file: whether it holds whole numbers, and what it starts with."""

    integer: bool
    start: float
    place: Place


@dataclass(frozen=True)
class FileLevel:
    """What the VERBATIM blocks outside of any NMODL block define."""

    constants: dict[str, float] = field(default_factory=dict)  # `#define NAME number`; an int for a C int
    macros: dict[str, str] = field(default_factory=dict)  # `#define NAME text`, replaced where used; see preprocess
    opaque: dict[str, str] = field(default_factory=dict)  # names that must not be used, and what they are
    statics: dict[str, Static] = field(default_factory=dict)  # variables of the file that hold one number
    functions: tuple[Procedure, ...] = ()
    refused: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)  # functions without a translation: why
    integer_functions: frozenset[str] = frozenset()  # those of `functions` that return a C int
    ignored: tuple[str, ...] = ()  # harmless text: includes, prototypes, declarations

    @property
    def variables(self) -> tuple[str, ...]:
        """The C variables of the file whose use is refused: those of another file, arrays, pointers."""
        return tuple(name for name, what in self.opaque.items() if "variable" in what)

    def joined(self, other: "FileLevel") -> "FileLevel":
        """This and a later VERBATIM of the same file."""
        return FileLevel(
            self.constants | other.constants,
            self.macros | other.macros,
            self.opaque | other.opaque,
            self.statics | other.statics,
            self.functions + other.functions,
            self.refused | other.refused,
            self.integer_functions | other.integer_functions,
            self.ignored + other.ignored,
        )


@dataclass(frozen=True)
class Handles:
    """Variables that may hold a C pointer: POINTERs, and ASSIGNED ones whose `memory` C may use for it.

    `slots` gathers those that do, and for what: a random stream, "plain" or an "object", or a "vector".
    """

    pointers: frozenset[str] = frozenset()
    memory: frozenset[str] = frozenset()
    slots: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Context:
    """What a piece of C may refer to.

    `own` are the arguments and LOCALs of the enclosing NMODL block, which C sees as `_lname`; None if they are not
    known, and then any `_lname` is taken for one. `counters` are those that a FROM counts: ints in C. `ion_values` are
    the ion variables that still hold the ion's value where the VERBATIM stands, so that `_ion_x` is `x` there.
    `arguments` are those of NET_RECEIVE, which C sees as `_args[k]`, `nmodl` what the calls `nmodl_statement_(k)` stand
    for. `scripted` says that only scripts call the block, with arguments of any kind.
    """

    names: set[str]
    functions: set[str]
    result: str | None = None
    integer_result: bool = False
    own: frozenset[str] | None = None
    counters: frozenset[str] = frozenset()
    ion_values: frozenset[str] = frozenset()
    file: FileLevel = field(default_factory=FileLevel)
    handles: Handles = field(default_factory=Handles)
    arguments: tuple[str, ...] = ()
    nmodl: tuple[tuple[Statement, ...], ...] = ()
    scripted: bool = False
