"""Collect what every name of a program stands for."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from nmodl_import.nodes import (
    Binary,
    Declarations,
    Define,
    Expression,
    Handle,
    Local,
    Name,
    NeuronBlock,
    Number,
    Place,
    Procedure,
    Program,
    Unary,
    Units,
    Variable,
)
from nmodl_import.walk import walk

IMPLICIT = frozenset({"v", "t", "dt", "celsius", "diam", "area"})
BUILTIN_FUNCTIONS = {
    "exp": 1, "log": 1, "log10": 1, "sqrt": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1, "sinh": 1,
    "cosh": 1, "tanh": 1, "fabs": 1, "abs": 1, "floor": 1, "ceil": 1, "pow": 2, "fmod": 2, "atan2": 2, "fmin": 2,
    "fmax": 2, "nernst": 3, "ghk": 4, "nrn_ghk": 4, "at_time": 1, "jump'": 2, "ifarg'": 1,
}  # fmt: skip

# of SCoP's library; see scopmath.py
LIBRARY_FUNCTIONS = {
    "erf": 1, "hyperbol": 3, "revhyperbol": 3, "sigmoid": 4, "revsigmoid": 4, "harmonic": 4, "squarewave": 3,
    "sawtooth": 3, "revsawtooth": 3, "ramp": 4, "pulse": 4, "perpulse": 5, "step": 3, "perstep": 4, "threshold": 3,
    "gauss": 3, "poisson": 2, "factorial": 1,
}  # fmt: skip

JUMP = "jump'"  # the value of a state, or what it jumps to; no NMODL name
IFARG = "ifarg'"  # whether a script gave so many arguments; no NMODL name
POINTER_FUNCTIONS = {"nrn_pointing": 1}
PRINTF = "printf"
NET_FUNCTIONS = {"net_send": 2, "net_event": 1, "net_move": 1}

Kind = Literal[
    "parameter", "assigned", "state", "constant", "ion", "implicit", "pointer", "random", "vector", "define", "local"
]


@dataclass
class Symbol:
    """One name of the file. `scope` is "range" or "global"."""

    name: str
    kind: Kind
    place: Place
    unit: str = ""
    scope: Literal["range", "global"] = "range"
    value: float | None = None
    size: Expression | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None


@dataclass
class SymbolTable:
    """All names, the procedures by name, and what NEURON { … } says."""

    neuron: NeuronBlock
    names: dict[str, Symbol] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    blocks: dict[str, list[Procedure]] = field(default_factory=dict)
    doubles: list[tuple[Symbol, Symbol]] = field(default_factory=list)
    ion_states: set[str] = field(default_factory=set)  # STATEs that are an ion's variables
    streams: dict[str, Handle] = field(default_factory=dict)  # random streams that hoc hands over
    vectors: list[str] = field(default_factory=list)

    def block(self, kind: str) -> Procedure | None:
        """The only block of a kind, if there is one."""
        found = self.blocks.get(kind)
        return found[0] if found else None

    def suggestion(self, name: str, extra: Iterable[str] = ()) -> str:
        """`; did you mean …?` with the line of the declaration, or nothing."""
        close = difflib.get_close_matches(name, [*self.names, *self.procedures, *extra], n=1, cutoff=0.6)
        if not close:
            return ""
        known = self.names.get(close[0]) or self.procedures.get(close[0])
        line = f" (line {known.place.line})" if known and known.place.line else ""
        return f"; did you mean `{close[0]}`{line}?"


def ion_variables(neuron: NeuronBlock) -> set[str]:
    """Every variable of every ion that NEURON { … } names in READ or WRITE."""
    return {name for ion in neuron.ions for name in ion.reads + ion.writes}


def collect(program: Program) -> SymbolTable:
    """The symbol table of a program; double declarations are kept in `doubles`."""
    neuron = next((b for b in program.blocks if isinstance(b, NeuronBlock)), NeuronBlock())
    table = SymbolTable(neuron)
    for name in IMPLICIT:
        table.names[name] = Symbol(name, "implicit", Place(0, 0))
    for ion in neuron.ions:
        for name in ion.reads + ion.writes:
            table.names[name] = Symbol(name, "ion", ion.place)
    for pointer in neuron.pointers:
        table.names[pointer.name] = Symbol(pointer.name, "pointer", pointer.place)
    for random in neuron.randoms:
        table.names[random.name] = Symbol(random.name, "random", random.place)
    for handle in neuron.handles:
        table.names[handle.name] = Symbol(handle.name, "random", handle.place)
        table.streams[handle.name] = handle
    for vector in neuron.vectors:
        table.names[vector.name] = Symbol(vector.name, "vector", vector.place)
        table.vectors.append(vector.name)
    ranges, shared = {n.name for n in neuron.ranges}, {n.name for n in neuron.globals}
    for block in program.blocks:
        if isinstance(block, Declarations):
            for variable in block.variables:
                _declare(table, _symbol(block.kind, variable, ranges, shared))
        elif isinstance(block, Units):
            for definition in block.definitions:
                if not definition.alias:
                    _declare(table, Symbol(definition.name, "constant", definition.place, definition.target or ""))
        elif isinstance(block, Define):
            _declare(table, Symbol(block.name, "define", block.place, value=float(block.value)))
        elif isinstance(block, Local):
            for name in block.names:
                _declare(table, Symbol(name.name, "local", name.place, scope="global", size=name.index))
        elif isinstance(block, Procedure):
            if block.name and block.kind not in ("BEFORE", "AFTER"):
                table.procedures[block.name] = block
            table.blocks.setdefault(block.kind, []).append(block)
    for current in neuron.nonspecific + neuron.electrode:
        if current.name not in table.names:
            table.names[current.name] = Symbol(current.name, "assigned", current.place, "mA/cm2")
    _declare_starts(program, table, ranges)
    return table


def _declare_starts(program: Program, table: SymbolTable, ranges: set[str]) -> None:
    """Declare `m0`, what INITIAL starts STATE `m` from, where the file names it without declaring it."""
    named = {node.name for node in walk(program.blocks) if isinstance(node, Name)}
    for state in [symbol for symbol in table.names.values() if symbol.kind == "state"]:
        start = f"{state.name}0"
        if start in named and start not in table.names:
            scope = "range" if start in ranges else "global"
            table.names[start] = Symbol(start, "parameter", state.place, state.unit, scope, state.value)


def array_size(size: Expression, table: SymbolTable) -> int | None:
    """The number of elements that `size` stands for, if it is one known when the file is read."""
    number = whole_number(size, table)
    return number if number is not None and number >= 1 else None


def whole_number(node: Expression, table: SymbolTable) -> int | None:
    """The value of an expression of whole numbers and DEFINEs; None for any other."""
    if isinstance(node, Number):
        return int(node.value) if node.value == int(node.value) else None
    if isinstance(node, Name):
        symbol = table.names.get(node.name)
        return int(symbol.value) if symbol and symbol.kind == "define" and symbol.value is not None else None
    if isinstance(node, Binary) and node.operator in "+-*":
        left, right = whole_number(node.left, table), whole_number(node.right, table)
        if left is None or right is None:
            return None
        return {"+": left + right, "-": left - right, "*": left * right}[node.operator]
    return None


def is_state(name: str, table: SymbolTable) -> bool:
    """Whether a name is a STATE, of the mechanism or of an ion."""
    symbol = table.names.get(name)
    return name in table.ion_states or (symbol is not None and symbol.kind == "state")


def constant_value(expression: Expression | None) -> float | None:
    """The value of a signed literal; None for anything else."""
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Unary) and expression.operator == "-":
        inner = constant_value(expression.operand)
        return None if inner is None else -inner
    return None


def _symbol(kind: str, variable: Variable, ranges: set[str], shared: set[str]) -> Symbol:
    kinds: dict[str, Kind] = {
        "PARAMETER": "parameter",
        "ASSIGNED": "assigned",
        "STATE": "state",
        "CONSTANT": "constant",
        "INDEPENDENT": "implicit",
    }
    is_global = (kind == "PARAMETER" and variable.name not in ranges) or variable.name in shared or kind == "CONSTANT"
    value = variable.start if kind == "STATE" and variable.start is not None else variable.value
    return Symbol(
        variable.name,
        kinds[kind],
        variable.place,
        variable.unit or "",
        "global" if is_global else "range",
        _as_stored(kind, constant_value(value)),
        variable.size,
        constant_value(variable.low),
        constant_value(variable.high),
        constant_value(variable.tolerance),
    )


def _as_stored(kind: str, value: float | None) -> float | None:
    """NEURON keeps six digits of the defaults of PARAMETERs and STATEs (printed with %g), all of a CONSTANT's."""
    return value if value is None or kind == "CONSTANT" else float(f"{value:g}")


def _declare(table: SymbolTable, symbol: Symbol) -> None:
    old = table.names.get(symbol.name)
    if old is None:
        table.names[symbol.name] = symbol
    elif old.kind in ("implicit", "ion", "pointer", "random", "vector"):
        old.unit = old.unit or (symbol.unit if old.kind == "pointer" else "")
        if old.kind == "ion" and symbol.kind == "state":
            kept = Symbol(symbol.name, "ion", symbol.place, symbol.unit, tolerance=symbol.tolerance)
            table.names[symbol.name] = kept
            table.ion_states.add(symbol.name)
    elif symbol.kind != "local":  # a file LOCAL of a declared name is that variable
        table.doubles.append((old, symbol))
