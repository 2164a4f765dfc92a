"""Put NMODL statements in place of the C of VERBATIM blocks, or functions that the user supplies.

The C is translated, never run; what has no translation is refused with its place. Assumes a parsed program; afterwards
no VERBATIM is left, so that every later pass and check sees ordinary statements.

A variable of the C file level becomes one of the mechanism's own, as a LOCAL outside of all blocks does.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from nmodl_import.errors import Diagnostic, NmodlError, NmodlUnsupportedError
from nmodl_import.nodes import (
    Block,
    Call,
    ForNetcons,
    From,
    If,
    Local,
    NestedInitial,
    Place,
    Procedure,
    Program,
    Solve,
    Statement,
    Supplied,
    TopLevel,
    Verbatim,
    While,
)
from nmodl_import.passes.verbatim_file import FileLevels
from nmodl_import.passes.verbatim_handles import declared, handles_of
from nmodl_import.passes.verbatim_ions import ion_values
from nmodl_import.passes.verbatim_switches import replace_switches
from nmodl_import.symbols import SymbolTable, collect
from nmodl_import.verbatim.c_parse import words
from nmodl_import.verbatim.errors import REMEDY, VerbatimError
from nmodl_import.verbatim.expressions import NMODL_STATEMENT
from nmodl_import.verbatim.translate import leaves, translate
from nmodl_import.walk import walk

REPLACEABLE = ("PROCEDURE", "FUNCTION")


def expand(program: Program, supplied: Collection[str] = ()) -> Program:
    """The program without VERBATIM; the bodies of the blocks named in `supplied` become calls of the user's functions.

    Raises `NmodlUnsupportedError` with every piece of C that has no translation, and `NmodlError` for a supplied name
    that no PROCEDURE or FUNCTION has.
    """
    has_c = any(isinstance(node, Verbatim) for node in walk(program.blocks))
    if not has_c and not supplied:
        return program
    table = collect(program)
    _check_supplied(program, table, supplied)
    program = replace(program, blocks=tuple(_prepared(b, table, supplied) for b in program.blocks))
    levels = FileLevels(program, table)
    expander = _Expander(program, table, levels)
    translated = [expander.block(b) if isinstance(b, Procedure) else b for b in program.blocks]
    translated = replace_switches(program, translated, expander.unreached, levels.file, expander.handles.slots)
    result = replace(program, blocks=tuple(b for b in translated if not isinstance(b, Verbatim)))
    result, problems = levels.added(result, failed=bool(expander.problems))
    result, unclear = declared(result, expander.handles, table)
    problems += unclear
    problems += expander.problems
    if problems:
        problems.sort(key=lambda d: (d.place.line, d.place.column))
        raise NmodlUnsupportedError(program.path, program.text, problems)
    return result


def _prepared(block: TopLevel, table: SymbolTable, supplied: Collection[str]) -> TopLevel:
    """A block with its C taken away where a function of the user, or nothing, takes its place."""
    if not isinstance(block, Procedure):
        return block
    if block.kind in REPLACEABLE and block.name in supplied:
        return _supplied(block, table)
    return replace(block, body=()) if block.kind == "DESTRUCTOR" else block  # nothing is destroyed


def _check_supplied(program: Program, table: SymbolTable, supplied: Collection[str]) -> None:
    replaceable = [name for name, block in table.procedures.items() if block.kind in REPLACEABLE]
    extra = [name for name in supplied if name not in replaceable]
    listed = ", ".join(f"`{name}`" for name in replaceable) or "none"
    message = "verbatim={{...}} supplies `{}`, but the file has no such PROCEDURE or FUNCTION; it has {}"
    problems = [Diagnostic(message.format(name, listed), Place(1, 1)) for name in extra]
    if problems:
        raise NmodlError(program.path, program.text, problems)


def _supplied(block: Procedure, table: SymbolTable) -> Procedure:
    """The block with a call of the user's function as its body; its TABLE goes too."""
    mentioned = {word for node in walk(block.body) if isinstance(node, Verbatim) for word in words(node)}
    written = {name for use in table.neuron.ions for name in use.writes} | table.ion_states
    changes = {
        name
        for name, symbol in table.names.items()
        if symbol.kind in ("state", "assigned", "local") and name != "v"
        or (symbol.kind == "ion" and name in written)
        or (symbol.kind == "parameter" and name in mentioned)
    }  # fmt: skip
    body = Supplied(block.name, tuple(sorted(changes)) if block.kind == "PROCEDURE" else (), place=block.place)
    return replace(block, body=(body,))


@dataclass(frozen=True)
class _Scope:
    """Where a statement stands: in `block`, with the names `own` local to it, of which FROM counts `counters`.

    `last` says that the block ends after it, `before` holds what may run before it.
    """

    block: Procedure
    own: frozenset[str]
    counters: frozenset[str] = frozenset()
    last: bool = True
    before: tuple[Statement, ...] = ()

    def declaring(self, names: set[str]) -> "_Scope":
        """After LOCALs or arguments of these names."""
        return replace(self, own=self.own | names, counters=self.counters - names)


class _Expander:
    """Translates the blocks of one program; `problems` gathers what cannot be."""

    def __init__(self, program: Program, table: SymbolTable, levels: FileLevels):
        self.levels = levels
        self.names = levels.names
        self.functions = levels.functions
        self.ion_values = ion_values(program, table)
        self.unreached = self.functions - _reached(program)
        self.problems: list[Diagnostic] = []
        self.failed: set[str] = set()
        self.handles = handles_of(table)

    def block(self, block: Procedure) -> Procedure:
        """A block without VERBATIM."""
        if not any(isinstance(node, Verbatim) for node in walk(block.body)):
            return block
        own = frozenset(a.name for a in block.arguments) | ({"flag"} if block.kind == "NET_RECEIVE" else set())
        # `return` in BREAKPOINT also leaves out the sum of the currents, which NEURON puts after it
        scope = _Scope(block, own, last=block.kind != "BREAKPOINT")
        translated = replace(block, body=self._statements(block.body, scope))
        # what only hoc could call is left to the user: calling it without a function of theirs is an error
        return _supplied(block, self.levels.table) if block.name in self.failed & self.unreached else translated

    def _statements(self, body: tuple[Statement, ...], scope: _Scope) -> tuple[Statement, ...]:
        if scope.last:
            body = self._restructured(body)
        problems, failed = list(self.problems), set(self.failed)
        result = self._one_by_one(body, scope)
        first = next((k for k, node in enumerate(body) if isinstance(node, Verbatim)), len(body))
        if self.failed == failed or len(body) - first < 2:
            return result
        # pieces of C may belong together: a `{` in one and its `}` in the next, a variable of both, a `return`
        apart, self.problems, self.failed = (self.problems, self.failed), problems, set(failed)
        together = self._together(body, first, scope)
        if self.failed == failed:
            return together
        self.problems, self.failed = apart
        return result

    def _together(self, body: tuple[Statement, ...], first: int, scope: _Scope) -> tuple[Statement, ...]:
        """The statements with all from the `first` VERBATIM on translated as one piece of C."""
        own = {n.name for node in body[:first] if isinstance(node, Local) for n in node.names}
        scope = scope.declaring(own)
        text, inside = "", []
        for node in body[first:]:
            text += "\n" * (node.place.line - body[first].place.line - text.count("\n"))
            if isinstance(node, Verbatim):
                text += f" {node.text}"
            else:
                text += f" {NMODL_STATEMENT}({len(inside)});"
                inside.append((self._inside(node, replace(scope, last=False, before=(*scope.before, *body))),))
        joined = Verbatim(text, place=body[first].place)
        return (*body[:first], *self._translated(joined, replace(scope, before=(*scope.before, *body)), tuple(inside)))

    def _one_by_one(self, body: tuple[Statement, ...], scope: _Scope) -> tuple[Statement, ...]:
        result: list[Statement] = []
        for number, statement in enumerate(body):
            here = replace(scope, last=scope.last and number == len(body) - 1, before=(*scope.before, *body[:number]))
            if isinstance(statement, Local):
                scope = scope.declaring({n.name for n in statement.names})
            if isinstance(statement, Verbatim):
                result += self._translated(statement, here)
            else:
                result.append(self._inside(statement, here))
        return tuple(result)

    def _inside(self, node: Statement, scope: _Scope) -> Statement:
        """A statement with the VERBATIM inside it translated."""
        inner = replace(scope, last=False, before=(*scope.before, node))  # of a loop: what runs again
        if isinstance(node, If):
            branches = (self._statements(branch, scope) for branch in (node.then, node.otherwise))
            return If(node.condition, *branches, place=node.place)
        if isinstance(node, Block):
            return replace(node, body=self._statements(node.body, scope))
        if isinstance(node, From):
            counted = replace(inner, own=inner.own | {node.variable}, counters=inner.counters | {node.variable})
            return replace(node, body=self._statements(node.body, counted))
        if isinstance(node, While):
            return replace(node, body=self._statements(node.body, inner))
        if isinstance(node, ForNetcons):
            return replace(node, body=self._statements(node.body, inner.declaring({a.name for a in node.arguments})))
        if isinstance(node, NestedInitial):
            return replace(node, body=self._statements(node.body, replace(scope, last=True)))
        return node

    def _translated(
        self, node: Verbatim, scope: _Scope, nmodl: tuple[tuple[Statement, ...], ...] = ()
    ) -> tuple[Statement, ...]:
        block = scope.block
        try:
            statements = translate(
                node,
                self.names,
                self.functions,
                block.name if block.kind == "FUNCTION" else None,
                own=scope.own,
                counters=scope.counters,
                last=scope.last,
                ion_values=self.ion_values(block, (*scope.before, node)),
                file=self.levels.file,
                handles=self.handles,
                arguments=tuple(a.name for a in block.arguments) if block.kind == "NET_RECEIVE" else (),
                nmodl=nmodl,
                scripted=block.name in self.unreached,
            )
        except VerbatimError as error:
            if block.name not in self.unreached:
                told = block.name in self.failed
                self.problems += [
                    replace(d, message=_with_remedy(d.message, block, told or number > 0))
                    for number, d in enumerate(error.diagnostics)
                ]
            self.failed.add(block.name)
            return ()
        declares = any(isinstance(statement, Local) for statement in statements)
        return (Block(statements, place=node.place),) if declares else statements

    def _restructured(self, body: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """`IF (c) { … return } rest` as `IF (c) { … return } ELSE { rest }`, so that `return` ends the block."""
        for number, node in enumerate(body):
            rest = body[number + 1 :]
            if self._leaves((node,)):
                return body[: number + 1]
            if not isinstance(node, If) or not rest:
                continue
            if self._leaves(node.then):
                return (*body[:number], replace(node, otherwise=(*_braced(node.otherwise), *rest)))
            if self._leaves(node.otherwise):
                return (*body[:number], replace(node, then=(*_braced(node.then), *rest)))
        return body

    def _leaves(self, body: tuple[Statement, ...]) -> bool:
        """Whether C always returns at the end of statements."""
        node = body[-1] if body else None
        if isinstance(node, If):
            return self._leaves(node.then) and self._leaves(node.otherwise)
        if isinstance(node, Block):
            return self._leaves(node.body)
        return isinstance(node, Verbatim) and leaves(node, self.levels.file)


def _reached(program: Program) -> set[str]:
    """Names of the PROCEDUREs and FUNCTIONs that a simulation may call."""
    bodies = {b.name: b for b in program.blocks if isinstance(b, Procedure) and b.kind in REPLACEABLE}
    waiting = [b for b in program.blocks if not (isinstance(b, Procedure) and b.kind in REPLACEABLE)]
    reached: set[str] = set()
    while waiting:
        for node in walk(waiting.pop()):
            names = {node.name} if isinstance(node, Call) else {node.block} if isinstance(node, Solve) else set()
            names |= words(node) if isinstance(node, Verbatim) else set()
            new = names & bodies.keys() - reached
            reached |= new
            waiting += [bodies[name] for name in new]
    return reached


def _braced(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return (Block(statements, place=statements[0].place),) if statements else ()


def _with_remedy(message: str, block: Procedure, told: bool) -> str:
    """The message with the name that the user has to supply; without it, if an earlier one of the block told it."""
    if told:
        return message.removesuffix(f"; {REMEDY}").removesuffix(f", or {REMEDY}")
    if block.kind in REPLACEABLE:
        return message.replace("verbatim={...}", f'verbatim={{"{block.name}": function}}')
    where = "write it in NMODL, or move it to a PROCEDURE and supply a Python function for that with load_mod"
    return message.replace(REMEDY, f"{where}(path, verbatim={{...}})")
