"""Follow values through a program: what a block reads before setting, and what it sets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from nmodl_import import random_functions
from nmodl_import.calls import circles
from nmodl_import.nodes import (
    Assign,
    Block,
    Call,
    CallStatement,
    Compartment,
    Conserve,
    Derivative,
    Equation,
    Expression,
    ForNetcons,
    From,
    If,
    Local,
    Name,
    NestedInitial,
    Node,
    Number,
    Procedure,
    Protect,
    Reaction,
    Solve,
    Statement,
    Supplied,
    Table,
    Watch,
    While,
)
from nmodl_import.symbols import IFARG, NET_FUNCTIONS, PRINTF, SymbolTable, array_size, is_state, whole_number
from nmodl_import.walk import walk

ARGUMENTS = "hoc.arguments"  # the record's name for the number of arguments that a script gave
PRINTS = "printed'"  # stands there if it prints
SENDS = "net'"  # stands among the variables that a block changes if it sends events; no NMODL name


@dataclass
class Effect:
    """Of some statements: variables read before being set, surely set, and possibly set."""

    exposed: set[str] = field(default_factory=set)
    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)


class Flow:
    """Effects of every block of a program.

    A block with a TABLE may do all that its statements do, since it may be used without table; what it surely sets are
    the tabulated variables. With `tables_made` it does nothing else: its statements have run when the table was made.
    """

    def __init__(self, table: SymbolTable, tables_made: bool = False):
        self.table = table
        self.tables_made = tables_made
        self._effects: dict[str, Effect] = {}

    @cached_property
    def circles(self) -> dict[str, frozenset[str]]:
        """The blocks that call themselves, and with which others."""
        return circles(self.table)

    def procedure(self, name: str) -> Effect:
        """The effect of calling a PROCEDURE or FUNCTION."""
        if name not in self._effects:
            if name in self.circles:
                self._settle(self.circles[name])
            else:
                self._effects[name] = self._called(name)
        return self._effects[name]

    def _settle(self, circle: frozenset[str]) -> None:
        """Effects of blocks that call one another: what one more call adds to them, until nothing is new."""
        self._effects |= {name: Effect() for name in circle}
        before = None
        while before != (before := [self._effects[name] for name in sorted(circle)]):
            for name in sorted(circle):
                effect = self._called(name)
                effect.exposed |= self._effects[name].exposed
                self._effects[name] = effect

    def _called(self, name: str) -> Effect:
        block = self.table.procedures[name]
        own = {a.name for a in block.arguments} | ({name} if block.kind == "FUNCTION" else set())
        effect = self.statements(block.body, own)
        if tabulation := table_of(block):
            names = set(tabulation.names) if block.kind != "FUNCTION" else set()
            effect.must &= names
            if self.tables_made:
                effect = Effect(set(), effect.must, names)
        return effect

    def is_pure(self, name: str) -> bool:
        """Whether a FUNCTION sets nothing but its value."""
        return not self.procedure(name).may

    def reads_record(self, name: str) -> bool:
        """Whether a block reads or sets any variable of the mechanism."""
        return any(self._reads_itself(member) for member in self.circles.get(name, (name,)))

    def _reads_itself(self, name: str) -> bool:
        effect, block = self.procedure(name), self.table.procedures[name]
        if block.kind == "FUNCTION_TABLE":
            return True
        return bool(effect.exposed or effect.may or table_of(block) or _has_loop(block) or self._celsius(name))

    def _celsius(self, name: str) -> bool:
        body = self.table.procedures[name].body
        calls = {n.name for n in walk(body) if isinstance(n, Call)}
        own = calls & {"nernst", "ghk"} - set(self.table.procedures)
        others = calls & self.table.procedures.keys() - self.circles.get(name, frozenset())
        return bool(own) or any(self.reads_record(c) for c in others)

    def carried(self, phases: list[tuple[Statement, ...]], handler: Procedure | None = None) -> tuple[str, ...]:
        """ASSIGNED variables, set parameters and file LOCALs that must survive from one phase to another.

        `handler` is the NET_RECEIVE block; its arguments live in the connections.
        """
        effects = self._all(phases, handler)
        exposed = set().union(*(e.exposed for e in effects))
        return self._own(exposed & set().union(*(e.may for e in effects)))

    def handed_on(self, body: tuple[Statement, ...]) -> tuple[str, ...]:
        """Variables of all instances that statements may read before they set them: what another instance left."""
        effect = self.statements(body, set())
        found = self._own(effect.exposed & effect.may)
        return tuple(name for name in found if self.table.names[name].scope == "global")

    def _all(self, phases: list[tuple[Statement, ...]], handler: Procedure | None) -> list[Effect]:
        effects = [self.statements(body, set()) for body in phases]
        if handler is not None:
            own = {a.name for a in handler.arguments} | {"flag"}
            nested = tuple(n for n in handler.body if isinstance(n, NestedInitial))
            effects += [self.statements(body, own) for body in (handler.body, *(n.body for n in nested))]
            watches = tuple(n for n in walk(handler.body) if isinstance(n, Watch))  # looked at in every step
            effects += [self.statements((watch,), set()) for watch in watches]
        return effects

    def _own(self, found: set[str]) -> tuple[str, ...]:
        kinds, names = ("assigned", "parameter", "local"), self.table.names
        return tuple(sorted(n for n in found if n in names and names[n].kind in kinds))

    def sets_what_is_read(self, later: Expression, before: Expression) -> bool:
        """Whether a call in `later` may set a variable that `before` reads."""
        read, found = Effect(), Effect()
        self._read(later, found, set())
        if found.may:
            self._read(before, read, set())
        return bool(found.may & read.exposed)

    def remembered(self, name: str) -> tuple[str, ...]:
        """Variables, no states, that a block reads before it sets them itself."""
        effect = self.procedure(name)
        return self._own(effect.exposed & effect.may)

    def changed_parameters(self, phases: Iterable[tuple[Statement, ...]]) -> set[str]:
        """PARAMETERs that the mechanism sets itself."""
        changed = set().union(*(self.statements(body, set()).may for body in phases))
        return {n for n in changed if n in self.table.names and self.table.names[n].kind == "parameter"}

    def set_by(self, name: str) -> tuple[str, ...]:
        """Variables, no states, that a block sets."""
        return self._own(self.procedure(name).may)

    def statements(self, body: tuple[Statement, ...], own: set[str]) -> Effect:
        """The effect of statements; `own` are names local to their block."""
        effect, local = Effect(), set(own)
        for statement in body:
            self._statement(statement, effect, local)
        return effect

    def _statement(self, statement: Statement, effect: Effect, local: set[str]) -> None:
        if isinstance(statement, Local):
            local |= {n.name for n in statement.names}
        elif isinstance(statement, Assign):
            self._read(statement.value, effect, local)
            self._set(statement.target, effect, local)
        elif isinstance(statement, Derivative):
            self._read(statement.state, effect, local)
            self._read(statement.value, effect, local)
            self._set(statement.state, effect, local)
        elif isinstance(statement, (Reaction, Conserve, Compartment, Equation)):
            own = {statement.index} if isinstance(statement, Compartment) and statement.index else set()
            self._read(statement, effect, local | own)
            names = {n.name for n in walk(statement) if isinstance(n, Name)} - local
            effect.may |= {n for n in names if is_state(n, self.table)}
        elif isinstance(statement, CallStatement):
            self._read(statement.call, effect, local)
        elif isinstance(statement, If):
            self._read(statement.condition, effect, local)
            branches = [self._branch(b, effect, local) for b in (statement.then, statement.otherwise)]
            effect.must |= branches[0].must & branches[1].must
        elif isinstance(statement, From):
            self._read((statement.first, statement.last, *((statement.step,) if statement.step else ())), effect, local)
            filled = self._filled(statement)
            self._branch(statement.body, effect, local | {statement.variable} | filled)
            effect.must |= filled - local
            effect.may |= filled - local
        elif isinstance(statement, Watch):
            self._read((statement.condition, statement.flag), effect, local)
            effect.may.add(SENDS)
        elif isinstance(statement, ForNetcons):
            self._branch(statement.body, effect, local | {a.name for a in statement.arguments})
        elif isinstance(statement, While):
            self._read(statement.condition, effect, local)
            self._branch(statement.body, effect, local)
        elif isinstance(statement, Block):
            inner = self._branch(statement.body, effect, local)
            effect.must |= inner.must
        elif isinstance(statement, Protect):
            self._statement(statement.body, effect, local)
        elif isinstance(statement, Solve):
            self._call(statement.block, effect)
        elif isinstance(statement, Supplied):  # nothing is known of it but what it may not set
            effect.exposed |= self.table.names.keys() - effect.must - local
            effect.may |= set(statement.changes)

    def _filled(self, loop: From) -> set[str]:
        """Arrays of which a loop sets every element, each before it reads it, and reads no other."""
        first, last = whole_number(loop.first, self.table), whole_number(loop.last, self.table)
        if first != 0 or last is None or loop.step is not None:
            return set()
        found: set[str] = set()
        for k, statement in enumerate(loop.body):
            if not isinstance(statement, Assign) or statement.target.index is None:
                continue
            name, symbol = statement.target.name, self.table.names.get(statement.target.name)
            size = array_size(symbol.size, self.table) if symbol and symbol.size is not None else None
            read_first = name in _names((*loop.body[:k], statement.value))
            if (
                size == last + 1
                and not read_first
                and all(
                    isinstance(n.index, Name) and n.index.name == loop.variable
                    for n in walk(loop.body)
                    if isinstance(n, Name) and n.name == name
                )
            ):
                found.add(name)
        return found

    def _branch(self, body: tuple[Statement, ...], effect: Effect, local: set[str]) -> Effect:
        inner = self.statements(body, local)
        effect.exposed |= inner.exposed - effect.must
        effect.may |= inner.may
        return inner

    def _set(self, target: Name, effect: Effect, local: set[str]) -> None:
        if target.index is not None:  # the other elements stay
            self._read(target, effect, local)
        if target.name not in local:
            effect.may.add(target.name)
            if target.index is None:
                effect.must.add(target.name)

    def _read(self, expression: Expression | Node | tuple, effect: Effect, local: set[str]) -> None:
        for node in walk(expression):
            if isinstance(node, Name) and node.name not in local and node.name not in effect.must:
                effect.exposed.add(node.name)
            elif isinstance(node, Call) and node.name in self.table.procedures:
                self._call(node.name, effect)
            elif isinstance(node, Call) and node.name in NET_FUNCTIONS:
                effect.may.add(SENDS)
            elif isinstance(node, Call) and node.name == IFARG:
                effect.exposed.add(ARGUMENTS)
            elif isinstance(node, Call) and node.name == PRINTF:
                effect.may.add(PRINTS)
            elif isinstance(node, Call) and (stream := random_functions.changed(node)):
                effect.exposed.add(stream)
                effect.may.add(stream)

    def _call(self, name: str, effect: Effect) -> None:
        callee = self.procedure(name)
        effect.exposed |= callee.exposed - effect.must
        effect.must |= callee.must
        effect.may |= callee.may


def _names(nodes: tuple[Node, ...]) -> set[str]:
    return {n.name for n in walk(nodes) if isinstance(n, Name)}


def table_of(block: Procedure) -> Table | None:
    """The TABLE statement of a block, if it has one."""
    return next((node for node in walk(block.body) if isinstance(node, Table)), None)


def _has_loop(block: Procedure) -> bool:
    """Whether there is a loop whose course is known only at run time: it carries the record."""
    bounds = [(n.first, n.last, n.step) for n in walk(block.body) if isinstance(n, From)]
    fixed = all(isinstance(bound, Number) or bound is None for bounds_of in bounds for bound in bounds_of)
    return not fixed or any(isinstance(n, While) for n in walk(block.body))
