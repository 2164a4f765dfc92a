"""Write a checked NMODL program as the Python source of a braincell mechanism class."""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nmodl_import import emit_diffusion, emit_events, emit_pointers, emit_printing, emit_random, emit_solved, emit_table
from nmodl_import.calls import reached
from nmodl_import.emit_docs import comment, docstring, double_quoted, prose, remark, wrapped
from nmodl_import.emit_function import FunctionWriter, Module, Scope
from nmodl_import.emit_library import class_name, is_library, library_class
from nmodl_import.errors import Diagnostic, NmodlError
from nmodl_import.flow import Flow, table_of
from nmodl_import.names import identifier
from nmodl_import.nodes import (
    Assign,
    Call,
    Conductance,
    From,
    Name,
    NestedInitial,
    Number,
    Procedure,
    Program,
    Solve,
    Statement,
    Supplied,
    TopLevel,
    Units,
)
from nmodl_import.passes.concentrations import following
from nmodl_import.passes.own_slopes import own_slopes
from nmodl_import.symbols import JUMP, LIBRARY_FUNCTIONS, Symbol, SymbolTable, array_size, constant_value, ion_variables
from nmodl_import.unit_factors import UnknownUnitError, factor
from nmodl_import.walk import walk, without_solves

_INDENT = "    "


@dataclass(frozen=True)
class Phases:
    """What each phase of a step executes."""

    initial: tuple[Statement, ...]
    current: tuple[Statement, ...]
    advance: tuple[Statement, ...]
    others: dict[str, tuple[Statement, ...]]  # CONSTRUCTOR, BEFORE and AFTER blocks by the name of their method

    def items(self) -> list[tuple[str, tuple[Statement, ...]]]:
        """Every method's name and statements, in order of execution."""
        own = {"initial": self.initial, "current": self.current, "advance": self.advance} | self.others
        order = ("constructor", "before_initial", "initial", "after_initial", "before_breakpoint", "current", "advance")
        return [(name, own[name]) for name in (*order, "after_solve", "before_step") if own.get(name)]


_SUPPLIED = "SUPPLIED = {}  # name of a PROCEDURE or FUNCTION -> what load_mod(path, verbatim={...}) gives in its place"
_CALLED = ("PROCEDURE", "FUNCTION")
_SOLVED = ("DERIVATIVE", "KINETIC", "LINEAR", "NONLINEAR")


def emit(program: Program, table: SymbolTable, methods: dict[str, str], origin: str, explicit: bool = False) -> str:
    """Python source of the mechanism class; `methods` of `passes.solvers.solve`, `origin` as named in the docstring.

    If `explicit`, the class has the method `derivative` in place of `advance`, or neither if what it solves is not one
    block of differential equations. Raises `NmodlError` for units that are not known.
    """
    flow = Flow(table)
    constants = _constants(program, table)
    taken = {python for python, _, _ in constants.values()} | {class_name(table.neuron, origin)}
    functions: dict[str, str] = {}
    for name, block in table.procedures.items():
        if block.kind in _CALLED or (block.kind in _SOLVED and name in methods):
            functions[name] = identifier(name, taken | set(functions.values()))
    module = Module(
        table, flow, {name: python for name, (python, _, _) in constants.items()}, functions, methods, program
    )
    emit_random.check_solved(module)
    parts = (
        ["\n".join(f"{python} = {value!r}{note}" for python, value, note in constants.values())] if constants else []
    )
    parts += [_function(module, table.procedures[name]) for name in functions]
    if is_library(table.neuron):
        parts.append(library_class(program, module, origin, _variable_lines(program, table)))
    else:
        parts.append(_class(program, module, _phases(program, table), origin, explicit))
    body = "\n\n\n".join(part for part in parts if part)
    if any(isinstance(node, Supplied) for node in walk(program.blocks)):
        body = f"{_SUPPLIED}\n\n\n{body}"
    return double_quoted(f"{_header(program, origin, body)}\n\n\n{body}\n")


def _phases(program: Program, table: SymbolTable) -> Phases:
    initial, breakpoint = table.block("INITIAL"), table.block("BREAKPOINT")
    body = breakpoint.body if breakpoint else ()
    # NEURON takes every SOLVE out of BREAKPOINT, even one that stands in a condition
    solves = tuple(n for n in walk(body) if isinstance(n, Solve))
    rest = without_solves(body)
    starts = tuple(
        _start(symbol, table)
        for name, symbol in table.names.items()
        if symbol.kind == "state" and f"{name}0" in table.names and table.names[f"{name}0"].kind == "parameter"
    )
    before = starts + (initial.body if initial else ())
    others = {name: body for block in program.blocks for name, body in _hook(block)}
    if table.neuron.currents:
        return Phases(before, rest, solves, others)
    return Phases(before, (), solves + rest, others)


def _hook(block: TopLevel) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """The method that a CONSTRUCTOR, BEFORE or AFTER block becomes."""
    if isinstance(block, Procedure) and block.kind == "CONSTRUCTOR":
        yield "constructor", block.body
    if isinstance(block, Procedure) and block.kind in ("BEFORE", "AFTER"):
        yield f"{block.kind}_{block.name}".lower(), block.body


def _start(state: Symbol, table: SymbolTable) -> Statement:
    """`m = m0`, for each element of an array."""
    start = Name(f"{state.name}0")
    if state.size is None:
        return Assign(Name(state.name), start)
    index, last = "i", Number(str((array_size(state.size, table) or 1) - 1))
    return From(index, Number("0"), last, None, (Assign(Name(state.name, Name(index)), start),))


def _constants(program: Program, table: SymbolTable) -> dict[str, tuple[str, float, str]]:
    """NMODL constant -> Python name, value, comment."""
    result: dict[str, tuple[str, float, str]] = {}
    aliases = {d.name: d.source for b in program.blocks if isinstance(b, Units) for d in b.definitions if d.alias}
    for block in program.blocks:
        if isinstance(block, Units):
            for d in block.definitions:
                if d.alias or table.names[d.name].kind != "constant":
                    continue
                try:
                    value = float(d.value) if d.value else factor(d.source or "1", d.target or "1", aliases)
                except (UnknownUnitError, ValueError) as error:
                    message = f"{error}; write the number, as in `{d.name} = 1.0 (unit)`"
                    raise NmodlError(program.path, program.text, [Diagnostic(message, d.place)]) from None
                note = f"  # ({d.source}) in ({d.target})" if d.source else f"  # {d.value}"
                result[d.name] = (identifier(d.name), value, comment(note))
    for name, symbol in table.names.items():
        if symbol.kind in ("constant", "define") and name not in result:
            result[name] = (
                identifier(name),
                int(symbol.value or 0) if symbol.kind == "define" else symbol.value or 0.0,
                comment(f"  # ({symbol.unit})") if symbol.unit else "",
            )
    return result


_IMPORTS = {
    "braincell.channel": ("Channel",),
    "braincell.mech": (
        "ArtificialMechanism", "Assigned", "Instances", "Parameter", "PointMechanism", "Pointer", "State", "Stream",
        "UseIon",
    ),
    "braincell.mech.library": ("Library", "LibraryFunction"),
    "braincell.mech.net": ("for_netcons", "net_event", "net_move", "net_send", "watch"),
    "braincell.mech.pointer": ("is_set",),
    "braincell.mech.printing": ("printf", "within"),
    "braincell.mech.table": ("last_point", "lookup", "tables_now", "tabulate"),
    "braincell.random": ("hoc", "shared", "stream"),
    "nmodl_import.kinetics": ("Scheme", "sparse"),
    "nmodl_import.runtime": (
        "at_time", "cnexp", "count", "decided", "element", "exp", "ghk", "loop", "nernst", "only", "relax", "select",
        "truth", "supplied_record", "supplied_value", "with_element",
    ),
    "nmodl_import.scopmath": tuple(LIBRARY_FUNCTIONS),
    "nmodl_import.solvers": ("derivimplicit", "euler", "linear", "nonlinear", "runge"),
}  # fmt: skip


def _header(program: Program, origin: str, body: str) -> str:
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    lines = ["import jax.numpy as jnp"] if "jnp" in used else []
    lines += ["from jax.typing import ArrayLike"] if "ArrayLike" in used else []
    lines += [""] if lines else []
    for module, names in _IMPORTS.items():
        needed = [name for name in names if name in used]
        lines += [f"from {module} import {', '.join(needed)}"] if needed else []
    imports = "\n".join(lines)
    title = prose(program.title) or f"A mechanism imported from {prose(origin)}"
    return f'''"""{title.rstrip(".")}."""

# Generated from {comment(origin)} by braincell's NMODL importer.

{imports}'''


def _function(module: Module, block: Procedure) -> str:
    python = module.functions[block.name]
    if table_of(block) is None:
        return _plain_function(module, block, python)
    return (
        f"{_plain_function(module, block, emit_table.direct(module, block))}\n\n\n{emit_table.function(module, block)}"
    )


def _plain_function(module: Module, block: Procedure, python: str) -> str:
    writer = FunctionWriter(module, python)
    scope = writer.arguments(block)
    names = [scope.locals[a.name] for a in block.arguments]
    writer.statements(block.body, scope)
    lines = writer.finish(block, scope)
    needs_record = block.kind != "FUNCTION" or module.flow.reads_record(block.name)
    signature = ", ".join((["s: Instances"] if needs_record else []) + [f"{name}: ArrayLike" for name in names])
    body = textwrap.indent("\n".join(wrapped(lines, 4)), _INDENT)
    return f"def {python}({signature}) -> {writer.returned(block)}:\n{_doc(block)}{body}"


def _doc(block: Procedure) -> str:
    units = [f"{a.name} ({a.unit})" for a in block.arguments if a.unit]
    if not units and not block.unit:
        return ""
    result = f" in ({prose(block.unit)})" if block.unit else ""
    text = f"{block.kind} {block.name}{result}" + (f" of {prose(', '.join(units))}" if units else "")
    return f'{_INDENT}"""{text}."""\n'


_BASES = {"SUFFIX": "Channel", "POINT_PROCESS": "PointMechanism", "ARTIFICIAL_CELL": "ArtificialMechanism"}


def _class(program: Program, module: Module, phases: Phases, origin: str, explicit: bool) -> str:
    table, flow = module.table, module.flow
    solves = [node for node in phases.advance if isinstance(node, Solve)]
    follows = following(program, table) if _is_integrated(table, solves) else ()
    everything = [*(body for _, body in phases.items()), follows]
    handler = table.block("NET_RECEIVE")
    carried = flow.carried(everything, handler)
    name = class_name(table.neuron, origin)
    lines = [
        f"class {name}({_BASES[table.neuron.kind]}):",
        docstring(program, table, origin),
        f'    name = "{table.neuron.name}"',
    ]
    lines += _ion_lines(table) + _current_lines(table) + _variable_lines(program, table)
    lines += emit_pointers.declarations(program, table)
    if functions := {p.name: len(p.arguments) for p in table.procedures.values() if p.kind == "FUNCTION_TABLE"}:
        lines.append(f"    function_tables = {functions!r}")
        used = reached((*everything, *((handler.body,) if handler else ())), table)
        if unused := tuple(name for name in functions if name not in used):
            lines.append(f"    script_tables = {unused!r}")
    if carried:
        lines.append(f"    carried = {carried!r}")
    if changed := flow.changed_parameters(_bodies(phases, handler).values()):
        lines.append(f"    sets = {tuple(sorted(changed))!r}")
    if any(isinstance(node, Call) and node.name == JUMP for node in walk(program.blocks)):
        lines.append("    jumps = True")
    depends = emit_table.depends(program, table, phases)
    lines += emit_table.members(module, depends, carried)
    lines += emit_random.declarations(program, table, flow, _bodies(phases, handler))
    lines += emit_events.declarations(program, module, handler)
    lines += _in_turn_lines(table, flow, phases)
    if emit_printing.prints(flow, *everything, *_bodies(phases, handler).values()):
        lines.append("    prints = True")
    if phases.advance and not explicit and all(node.method == "after_cvode" for node in solves) and len(solves) < 2:
        lines.append("    between_steps = True")
    if explicit:
        phases = replace(phases, advance=())
        lines += _derivative(module, solves)
        lines += [_method(module, "concentrations", follows, ())] if follows else []
    lines += [_method(module, phase, body, depends if phase == "initial" else ()) for phase, body in phases.items()]
    lines += emit_diffusion.method(module) + emit_events.methods(module, handler)
    return "\n".join(lines)


def _in_turn_lines(table: SymbolTable, flow: Flow, phases: Phases) -> list[str]:
    """Which methods read what other instances have left, with tables and, if those make a difference, without."""
    tabled, direct = (
        {phase: names for phase, body in phases.items() if (names := known.handed_on(body))}
        for known in (Flow(table, tables_made=True), flow)
    )
    lines = [f"    in_turn = {tabled!r}"] if tabled else []
    return [*lines, f"    in_turn_directly = {direct!r}"] if direct != tabled else lines


def _derivative(module: Module, solves: list[Solve]) -> list[str]:
    """The method `derivative`, if all that is solved is one block of differential equations, as NEURON demands."""
    if not _is_integrated(module.table, solves):
        return []
    block = module.table.procedures[solves[0].block]
    several = {name: times for name, times in emit_solved.derived(block).items() if times > 1}
    lines = [f"    derivative_counts = {several!r}"] if several else []
    lines.append(
        f"\n    @staticmethod\n    def derivative(s: Instances):\n        return {module.functions[block.name]}(s)"
    )
    if block.kind == "DERIVATIVE":
        own = _plain_function(module, own_slopes(block), "own_slopes")
        lines.append(textwrap.indent(f"\n@staticmethod\n{own}", _INDENT))
    return lines


def _is_integrated(table: SymbolTable, solves: list[Solve]) -> bool:
    return len(solves) == 1 and table.procedures[solves[0].block].kind in ("DERIVATIVE", "KINETIC")


def _bodies(phases: Phases, handler: Procedure | None) -> dict[str, tuple[Statement, ...]]:
    """What each method of the class executes."""
    bodies = {"initial": phases.initial, "current": phases.current, "advance": phases.advance}
    if handler is not None:
        nested = tuple(s for n in handler.body if isinstance(n, NestedInitial) for s in n.body)
        bodies |= {"receive": handler.body, "connected": nested}
    return bodies


def _ion_lines(table: SymbolTable) -> list[str]:
    if not table.neuron.ions:
        return []
    lines = ["    ions = ("]
    for use in table.neuron.ions:
        parts = [repr(use.ion)] + [f"{k}={v!r}" for k, v in (("reads", use.reads), ("writes", use.writes)) if v]
        valence = constant_value(use.valence)
        parts += [f"valence={valence}"] if valence is not None else []
        lines.append(f"        UseIon({', '.join(parts)}),")
    return [*lines, "    )"]


def _current_lines(table: SymbolTable) -> list[str]:
    neuron = table.neuron
    lines = []
    if neuron.nonspecific:
        lines.append(f"    nonspecific = {tuple(n.name for n in neuron.nonspecific)!r}")
    if neuron.electrode:
        lines.append(f"    electrode = {tuple(n.name for n in neuron.electrode)!r}")
    hints = [
        node for block in table.blocks.get("BREAKPOINT", ()) for node in walk(block) if isinstance(node, Conductance)
    ]
    if hints:
        lines.append(f"    conductances = {tuple((h.variable, f'i{h.ion}' if h.ion else None) for h in hints)!r}")
    return [*lines, f"    currents = {neuron.currents!r}"] if neuron.currents else lines


def _variable_lines(program: Program, table: SymbolTable) -> list[str]:
    neuron = table.neuron
    own_currents = {n.name for n in neuron.ranges if n.name in {f"i{use.ion}" for use in neuron.ions}}
    ions = ion_variables(neuron) - own_currents  # of ions, NEURON gives a mechanism its own copies of currents only
    listed = {n.name for n in (*neuron.ranges, *neuron.globals, *neuron.nonspecific, *neuron.electrode)}
    groups: dict[str, list[str]] = {"parameters": [], "states": [], "assigned": []}
    for name, symbol in table.names.items():
        if symbol.kind == "parameter":
            note = remark(program, name, symbol.place)
            groups["parameters"].append(f"        {name!r}: {_parameter(symbol, table, note)},")
        elif symbol.kind == "state" or name in table.ion_states:
            start = f"start={symbol.value}" if symbol.value else ""
            parts = [repr(prose(symbol.unit))] if symbol.unit else []
            tolerance = f"tolerance={symbol.tolerance}" if symbol.tolerance else ""
            parts += [text for text in (start, _size(symbol, table), tolerance) if text]
            groups["states"].append(f"        {name!r}: State({', '.join(parts)}),")
        elif (symbol.kind in ("assigned", "local") and name not in ions) or name in own_currents:
            parts = [repr(prose(symbol.unit))] if symbol.unit else []
            parts += ['scope="global"'] if symbol.scope == "global" else []
            parts += [text for text in (_size(symbol, table),) if text]
            parts += ["visible=False"] if symbol.scope == "range" and name not in listed else []
            groups["assigned"].append(f"        {name!r}: Assigned({', '.join(parts)}),")
    lines = []
    for key, rows in groups.items():
        if rows:
            lines += [f"    {key} = {{", *rows, "    }"]
    return lines


def _size(symbol: Symbol, table: SymbolTable) -> str:
    return f"size={array_size(symbol.size, table)}" if symbol.size is not None else ""


def _parameter(symbol: Symbol, table: SymbolTable, note: str) -> str:
    parts = [repr(symbol.value or 0.0)]
    parts += [repr(prose(symbol.unit))] if symbol.unit else []
    parts += ['scope="global"'] if symbol.scope == "global" else []
    parts += [f"low={symbol.low}"] if symbol.low is not None else []
    parts += [f"high={symbol.high}"] if symbol.high is not None else []
    parts += [text for text in (_size(symbol, table),) if text]
    parts += [f"doc={note!r}"] if note else []
    return f"Parameter({', '.join(parts)})"


def _method(module: Module, phase: str, body: tuple[Statement, ...], depends: tuple[str, ...]) -> str:
    writer = FunctionWriter(module)
    scope = Scope({})
    call = None if module.table.neuron.thread_safe or not depends else emit_table.first_call(body, module.table)
    writer.statements(body[:call], scope)
    if call is not None:
        writer.flush(scope)
        writer.lines.append(f"s = tables_now(s, {identifier(module.table.neuron.name)})")
        writer.statements(body[call:], scope)
    lines = wrapped(writer.finish(None, scope), 8)
    head = f"\n    @staticmethod\n    def {phase}(s: Instances) -> Instances:\n"
    return head + textwrap.indent("\n".join(lines), _INDENT * 2)
