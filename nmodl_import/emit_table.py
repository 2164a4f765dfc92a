"""Write blocks with a TABLE: the look-up, and the methods that make the tables."""

from typing import TYPE_CHECKING

from nmodl_import.emit_function import FunctionWriter, Module, Scope
from nmodl_import.errors import Diagnostic, NmodlUnsupportedError
from nmodl_import.flow import Flow, table_of
from nmodl_import.names import attribute, identifier, keywords
from nmodl_import.nodes import Call, Expression, Procedure, Program, Statement, Table
from nmodl_import.symbols import SymbolTable, array_size
from nmodl_import.walk import walk

if TYPE_CHECKING:
    from nmodl_import.emit_jax import Phases

_INDENT = "    "


def direct(module: Module, block: Procedure) -> str:
    """The Python name of the function that computes without table."""
    return f"_{module.functions[block.name]}_directly"


def function(module: Module, block: Procedure) -> str:
    """The function of a block with a TABLE: looks the values up, or computes them if `usetable` is off."""
    table = _table(block)
    argument = identifier(block.arguments[0].name)
    bounds = ", ".join(_constant(module, e) for e in (table.low, table.high))
    call = f"lookup(s.{_name(block)}, {bounds}, {argument})"
    python = module.functions[block.name]
    head = f"def {python}(s: Instances, {argument}: ArrayLike) -> "
    without = f"{_INDENT}if not s.usetable:\n{_INDENT * 2}return {direct(module, block)}"
    names = _tabulated_names(block)
    if not names:
        pure = module.flow.is_pure(block.name)
        result = "ArrayLike" if pure else "tuple[Instances, ArrayLike]"
        value = f"{call}[0]" if pure else f"s, {call}[0]"
        return f"{head}{result}:\n{without}({_given(module, block, argument)})\n{_INDENT}return {value}"
    if any(module.table.names[n].size is not None for n in names):
        return f"{head}Instances:\n{without}(s, {argument})\n{_with_arrays(module, names, call)}"
    values = [identifier(n) for n in names]
    replaced = ", ".join(f"{n}={v}" for n, v in zip(names, values, strict=True))
    return (
        f"{head}Instances:\n{without}(s, {argument})\n"
        f"{_INDENT}{', '.join(values)}{',' if len(values) == 1 else ''} = {call}\n"
        f"{_INDENT}return s.replace({replaced})"
    )


def _with_arrays(module: Module, names: tuple[str, ...], call: str) -> str:
    """The lines that take apart the rows of a table of which some variables are arrays."""
    values, row = {}, 0
    for name in names:
        size = module.table.names[name].size
        length = array_size(size, module.table) or 1 if size is not None else 1
        values[name] = f"rows[{row}]" if size is None else f"jnp.stack(rows[{row}:{row + length}])"
        row += length
    return f"{_INDENT}rows = {call}\n{_INDENT}return s.replace({keywords(values)})"


def depends(program: Program, table: SymbolTable, phases: "Phases") -> tuple[str, ...]:
    """Variables that INITIAL sets and on which tables depend.

    NEURON makes a table when a variable that DEPEND names has changed; the first one, if the mechanism is not thread
    safe, when a tabulated block is first called, with whatever other variables hold by then. Raises
    `NmodlUnsupportedError` if a table depends on what changes during a run.
    """
    blocks = _tabulated(table)
    if not blocks:
        return ()
    made = Flow(table, tables_made=True)
    handler = table.block("NET_RECEIVE")
    start = ("constructor", "before_initial", "initial")
    bodies = [body for name, body in phases.items() if name not in start] + ([handler.body] if handler else [])
    initially = made.statements(phases.initial, set()).may
    later = set().union(*(made.statements(body, set()).may for body in bodies))
    found: set[str] = set()
    for block in blocks:
        statement = _table(block)
        reads = set(statement.depend)
        if not table.neuron.thread_safe:
            reads |= Flow(table).procedure(block.name).exposed & initially
        reads -= set(statement.names)  # setting an element of an array counts as reading the others
        if changing := sorted(reads & later):
            message = (
                f"the TABLE depends on `{changing[0]}`, which changes during a run, so that it would be made at each "
                "step; take the TABLE away"
            )
            raise NmodlUnsupportedError(program.path, program.text, [Diagnostic(message, statement.place)])
        found |= reads & initially
    return tuple(sorted(found))


def members(module: Module, depends: tuple[str, ...], carried: tuple[str, ...]) -> list[str]:
    """Class attributes and methods for tables; nothing if there are none."""
    blocks = _tabulated(module.table)
    if not blocks:
        return []
    names = ", ".join(f'"{_name(block)}"' for block in blocks)
    lines = ['    options = {"usetable": True}', f"    table_names = ({names}{',' if len(blocks) == 1 else ''})"]
    if depends:
        listed = ", ".join(f'"{name}"' for name in depends)
        lines.append(f"    table_depends = ({listed}{',' if len(depends) == 1 else ''})")
    if alike := _alike(module.table, blocks):
        lines.append(f"    table_parameters = {alike!r}")
    lines.append(_tables_method(module, blocks))
    initial = module.table.block("INITIAL")
    is_late = not module.table.neuron.thread_safe and first_call(initial.body if initial else (), module.table) is None
    left = {block.name: _left_behind(module, block, () if is_late else carried) for block in blocks}
    left = {name: variables for name, variables in left.items() if variables}
    if left and is_late:  # what is tabulated follows from the first call itself
        lines.insert(-1, "    tabulated_late = True")
    if left and depends and module.table.neuron.thread_safe:
        lines.insert(-1, "    tabulated_again = True")
    return [*lines, _tabulated_method(module, left)] if left else lines


def library_members(module: Module) -> list[str]:
    """What `members` writes, for a file without a mechanism: its tables are made when they are first needed."""
    blocks = _tabulated(module.table)
    if not blocks:
        return []
    found = dict.fromkeys(name for block in blocks for name in _table(block).depend)
    listed = [f"    table_depends = {tuple(found)!r}"] if found else []
    return ['    options = {"usetable": True}', *listed, _tables_method(module, blocks)]


def _alike(table: SymbolTable, blocks: list[Procedure]) -> tuple[str, ...]:
    """PARAMETERs of the places for which NEURON makes a table anew wherever their value is another one."""
    if table.neuron.thread_safe:  # it looks at the first instance only
        return ()
    found = {name: table.names[name] for block in blocks for name in _table(block).depend if name in table.names}
    return tuple(sorted(n for n, symbol in found.items() if symbol.kind == "parameter" and symbol.scope == "range"))


def first_call(body: tuple[Statement, ...], table: SymbolTable) -> int | None:
    """The first statement that calls a block with a TABLE, directly or not."""
    blocks = {block.name for block in _tabulated(table)}
    for k, statement in enumerate(body):
        if _called(statement, table) & blocks:
            return k
    return None


def _called(node: object, table: SymbolTable) -> set[str]:
    found: set[str] = set()
    waiting = {n.name for n in walk(node) if isinstance(n, Call)}
    while waiting:
        name = waiting.pop()
        if name in table.procedures and name not in found:
            found.add(name)
            waiting |= {n.name for n in walk(table.procedures[name].body) if isinstance(n, Call)}
    return found


def _tables_method(module: Module, blocks: list[Procedure]) -> str:
    lines = [
        "",
        "    @staticmethod",
        "    def tables(s: Instances) -> dict:",
        "        if not s.usetable:",
        "            return {}",
        "",
    ]
    entries = []
    for block in blocks:
        columns = f"{module.functions[block.name]}_columns"
        call = f"{direct(module, block)}({_given(module, block, 'x')})"
        lines.append(f"        def {columns}(x):")
        if block.kind == "FUNCTION":
            lines.append(f"            return ({call}{'' if module.flow.is_pure(block.name) else '[1]'},)")
        else:
            stars = {n: "*" if module.table.names[n].size is not None else "" for n in _table(block).names}
            reads = ", ".join(star + attribute(n).replace("s", "r", 1) for n, star in stars.items())
            lines += [f"            r = {call}", f"            return {reads}" + ("," if "," not in reads else "")]
        lines.append("")
        entries.append(f'            "{_name(block)}": tabulate({columns}, {_grid(module, block)}),')
    return "\n".join([*lines, "        return {", *entries, "        }"])


def _tabulated_method(module: Module, left: dict[str, list[str]]) -> str:
    lines = [
        "",
        "    @staticmethod",
        "    def tabulated(s: Instances) -> Instances:",
        "        if not s.usetable:",
        "            return s",
    ]
    for name, variables in left.items():
        block = module.table.procedures[name]
        call = f"{direct(module, block)}({_given(module, block, f'last_point({_grid(module, block)})')})"
        lines.append(f"        r = {call}{'[0]' if block.kind == 'FUNCTION' else ''}")
        kept = keywords({name: attribute(name).replace("s", "r", 1) for name in variables})
        lines.append(f"        s = s.replace({kept})")
    return "\n".join([*lines, "        return s"])


def _left_behind(module: Module, block: Procedure, carried: tuple[str, ...]) -> list[str]:
    """Variables that keep what the last point of the table gave them; tabulated ones only if that is ever read."""
    changed = module.flow.procedure(block.name).may - (set(_tabulated_names(block)) - set(carried))
    return sorted(name for name in changed if name in module.table.names)


def _tabulated(table: SymbolTable) -> list[Procedure]:
    return [block for block in table.procedures.values() if table_of(block)]


def _table(block: Procedure) -> Table:
    table = table_of(block)
    assert table is not None
    return table


def _tabulated_names(block: Procedure) -> tuple[str, ...]:
    return _table(block).names if block.kind != "FUNCTION" else ()


def _given(module: Module, block: Procedure, argument: str) -> str:
    needs_record = block.kind != "FUNCTION" or module.flow.reads_record(block.name)
    return f"s, {argument}" if needs_record else argument


def _grid(module: Module, block: Procedure) -> str:
    table = _table(block)
    low, high, intervals = (_constant(module, e) for e in (table.low, table.high, table.intervals))
    return f"{low}, {high}, int({intervals})"


def _constant(module: Module, expression: Expression) -> str:
    return FunctionWriter(module).value(expression, Scope({}))


def _name(block: Procedure) -> str:
    return f"{block.name}_table"
