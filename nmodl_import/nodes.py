"""The syntax tree of an NMODL file: one frozen record per construct, each with its place."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Line and column (both from 1) where a construct starts."""

    line: int
    column: int


NOWHERE = Place(0, 0)


@dataclass(frozen=True, kw_only=True)
class Node:
    """Anything in the tree; two nodes are equal if their content is, wherever they stand."""

    place: Place = field(default=NOWHERE, compare=False, repr=False)


# Expressions


@dataclass(frozen=True)
class Number(Node):
    text: str
    unit: str | None = None

    @property
    def value(self) -> float:
        return float(self.text)


@dataclass(frozen=True)
class String(Node):
    text: str


@dataclass(frozen=True)
class Name(Node):
    name: str
    index: "Expression | None" = None


@dataclass(frozen=True)
class Call(Node):
    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True)
class Unary(Node):
    operator: str
    operand: "Expression"


@dataclass(frozen=True)
class Binary(Node):
    operator: str
    left: "Expression"
    right: "Expression"


Expression = Number | String | Name | Call | Unary | Binary


# Statements


@dataclass(frozen=True)
class Local(Node):
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Assign(Node):
    """`target = value`; `note` is the equation that it solves."""

    target: Name
    value: Expression
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Derivative(Node):
    """`state' = value` (order = number of primes)."""

    state: Name
    order: int
    value: Expression


@dataclass(frozen=True)
class If(Node):
    condition: Expression
    then: tuple["Statement", ...]
    otherwise: tuple["Statement", ...] = ()


@dataclass(frozen=True)
class While(Node):
    condition: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True)
class From(Node):
    """`FROM variable = first TO last BY step { body }`."""

    variable: str
    first: Expression
    last: Expression
    step: Expression | None
    body: tuple["Statement", ...]


@dataclass(frozen=True)
class CallStatement(Node):
    call: Call


@dataclass(frozen=True)
class Solve(Node):
    """`SOLVE block METHOD method`; `steady` for STEADYSTATE."""

    block: str
    method: str | None
    steady: bool = False
    on_error: tuple["Statement", ...] = ()


@dataclass(frozen=True)
class Table(Node):
    """`TABLE names DEPEND depend FROM low TO high WITH intervals`; no names: those of the FUNCTION."""

    names: tuple[str, ...]
    depend: tuple[str, ...]
    low: Expression
    high: Expression
    intervals: Expression


@dataclass(frozen=True)
class Conductance(Node):
    variable: str
    ion: str | None


@dataclass(frozen=True)
class Verbatim(Node):
    text: str


@dataclass(frozen=True)
class Supplied(Node):
    """The whole body of a PROCEDURE or FUNCTION that a Python function of the user replaces.

    `changes` are the variables that it may set.
    """

    name: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reaction(Node):
    """`~ left <-> right (forward, backward)`; `->` has no backward, `<<` only a source as `forward`."""

    operator: str
    left: tuple[tuple[Expression | None, Name], ...]
    right: tuple[tuple[Expression | None, Name], ...]
    forward: Expression
    backward: Expression | None = None


@dataclass(frozen=True)
class Conserve(Node):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Compartment(Node):
    """`COMPARTMENT [index,] volume {species}`; `longitudinal` for LONGITUDINAL_DIFFUSION."""

    index: str | None
    value: Expression
    species: tuple[Name, ...]
    longitudinal: bool = False


@dataclass(frozen=True)
class Equation(Node):
    """`~ left = right` of LINEAR and NONLINEAR blocks."""

    left: Expression
    right: Expression


@dataclass(frozen=True)
class Watch(Node):
    condition: Expression
    flag: Expression


@dataclass(frozen=True)
class ForNetcons(Node):
    arguments: tuple["Argument", ...]
    body: tuple["Statement", ...]


@dataclass(frozen=True)
class NestedInitial(Node):
    body: tuple["Statement", ...]


@dataclass(frozen=True)
class Protect(Node):
    body: "Statement"


@dataclass(frozen=True)
class Lag(Node):
    name: str
    delay: Expression


@dataclass(frozen=True)
class Keyword(Node):
    """A statement of one word: RESET, MUTEXLOCK, MUTEXUNLOCK."""

    word: str


@dataclass(frozen=True)
class Block(Node):
    """Braces on their own."""

    body: tuple["Statement", ...]


Statement = (
    Local
    | Assign
    | Derivative
    | If
    | While
    | From
    | CallStatement
    | Solve
    | Table
    | Conductance
    | Verbatim
    | Supplied
    | Reaction
    | Conserve
    | Compartment
    | Equation
    | Watch
    | ForNetcons
    | NestedInitial
    | Protect
    | Lag
    | Keyword
    | Block
)


# Declarations


@dataclass(frozen=True)
class Variable(Node):
    """A declared name: of PARAMETER, ASSIGNED, STATE, CONSTANT or INDEPENDENT."""

    name: str
    value: Expression | None = None
    unit: str | None = None
    size: Expression | None = None  # of an array
    low: Expression | None = None
    high: Expression | None = None
    start: Expression | None = None
    tolerance: Expression | None = None  # of a STATE, `<1e-4>`


@dataclass(frozen=True)
class Argument(Node):
    name: str
    unit: str | None = None


@dataclass(frozen=True)
class UseIon(Node):
    ion: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    valence: Expression | None = None


@dataclass(frozen=True)
class Handle(Node):
    """A random stream that hoc hands to C: a Random `object`, a `plain` stream of Random123, or either."""

    name: str
    plain: bool
    object: bool


@dataclass(frozen=True)
class NeuronBlock(Node):
    """What NEURON { … } declares; `kind` is SUFFIX, POINT_PROCESS or ARTIFICIAL_CELL."""

    kind: str = "SUFFIX"
    name: str = ""
    ions: tuple[UseIon, ...] = ()
    nonspecific: tuple[Name, ...] = ()
    electrode: tuple[Name, ...] = ()
    currents: tuple[str, ...] = ()  # all, in order of appearance
    ranges: tuple[Name, ...] = ()
    globals: tuple[Name, ...] = ()
    pointers: tuple[Name, ...] = ()
    externals: tuple[Name, ...] = ()
    randoms: tuple[Name, ...] = ()
    handles: tuple[Handle, ...] = ()  # of C in VERBATIM, like the next
    vectors: tuple[Name, ...] = ()
    thread_safe: bool = False


@dataclass(frozen=True)
class UnitDefinition(Node):
    """In UNITS: `(new) = (old)` (an alias), `name = (from) (to)` (a factor) or `name = number (unit)`."""

    name: str
    value: str | None = None
    source: str | None = None
    target: str | None = None
    alias: bool = False


@dataclass(frozen=True)
class Declarations(Node):
    """PARAMETER, ASSIGNED, STATE, CONSTANT or INDEPENDENT."""

    kind: str
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Units(Node):
    definitions: tuple[UnitDefinition, ...]


@dataclass(frozen=True)
class Define(Node):
    name: str
    value: str


@dataclass(frozen=True)
class Procedure(Node):
    """Any block with statements. `kind` is its keyword (BREAKPOINT, INITIAL, DERIVATIVE, PROCEDURE, FUNCTION, …)."""

    kind: str
    name: str
    arguments: tuple[Argument, ...]
    unit: str | None
    body: tuple[Statement, ...]
    solvefor: tuple[str, ...] = ()


TopLevel = NeuronBlock | Declarations | Units | Define | Procedure | Local | Verbatim


@dataclass(frozen=True)
class Program(Node):
    """A whole file: title, leading comments, and its blocks in order."""

    title: str
    comments: tuple[str, ...]
    blocks: tuple[TopLevel, ...]
    path: str = field(default="", compare=False)
    text: str = field(default="", compare=False, repr=False)
