"""Write loops and conditions: unrolled where their course is known, as `lax` loops where it depends on values."""

from pathlib import Path
from typing import TYPE_CHECKING

from braincell.mech.net import OUTBOX, WAITING
from braincell.mech.printing import PRINTED
from nmodl_import.calls import called
from nmodl_import.flow import PRINTS
from nmodl_import.nodes import (
    Assign,
    Binary,
    Call,
    Compartment,
    Conserve,
    Derivative,
    Equation,
    Expression,
    From,
    If,
    Local,
    Name,
    Number,
    Reaction,
    Unary,
    Watch,
    While,
)
from nmodl_import.random_functions import SHARED
from nmodl_import.symbols import NET_FUNCTIONS, whole_number
from nmodl_import.walk import walk

if TYPE_CHECKING:
    from nmodl_import.emit_function import FunctionWriter, Scope

_STATIC = (Reaction, Equation, Conserve, Compartment)
_MOST_UNROLLED = 100  # turns
_INDENT = "    "
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")


def write(writer: "FunctionWriter", node: From | While, scope: "Scope") -> None:
    """A FROM loop over constant bounds becomes a Python loop, a long one `count`, any other one `loop` (`runtime`)."""
    if isinstance(node, While):
        _dynamic(writer, node, scope)
        return
    bounds = [writer.static_index(e, scope) for e in (node.first, node.last, node.step or Number("1"))]
    if None not in bounds:
        is_long = _turns(writer, node) > _MOST_UNROLLED and not any(isinstance(n, _STATIC) for n in walk(node.body))
        (_counted if is_long else _unrolled)(writer, node, bounds, scope)
        return
    step = node.step or Number("1")
    counter, outer = Name(node.variable), scope.locals.get(node.variable)
    scope.locals[node.variable] = "0.0"
    writer.assign(counter, f"jnp.trunc({writer.value(node.first, scope)})", scope)
    advance = Assign(counter, Binary("+", counter, step))
    _dynamic(writer, While(Binary("<=", counter, node.last), (*node.body, advance)), scope)
    del scope.locals[node.variable]
    if outer is not None:
        scope.locals[node.variable] = outer


def _turns(writer: "FunctionWriter", node: From) -> int:
    """How often a FROM loop over constant bounds turns; 0 where its bounds depend on an outer one."""
    bounds = (node.first, node.last, node.step or Number("1"))
    first, last, step = (whole_number(e, writer.module.table) for e in bounds)
    return 0 if first is None or last is None or not step else max(0, (last - first) // step + 1)


def is_static(writer: "FunctionWriter", node: Expression, scope: "Scope") -> bool:
    """Whether a condition depends on loop variables and constants only."""
    if isinstance(node, Binary) and node.operator in ("&&", "||"):
        return is_static(writer, node.left, scope) and is_static(writer, node.right, scope)
    if isinstance(node, Binary) and node.operator in _COMPARISONS:
        return all(writer.static_index(e, scope) is not None for e in (node.left, node.right))
    return isinstance(node, Unary) and node.operator == "!" and is_static(writer, node.operand, scope)


def leads_back(writer: "FunctionWriter", node: If) -> bool:
    """Whether a block that calls itself does so in a branch: Python must not enter the other one."""
    return bool(called((*node.then, *node.otherwise), writer.module.table) & writer.circle)


def write_python_if(writer: "FunctionWriter", node: If, scope: "Scope") -> None:
    """An `if` of Python, for a condition known when the source is traced."""
    if is_static(writer, node.condition, scope):
        condition = _static_condition(writer, node.condition, scope)
    else:
        names = " and ".join(f"`{name}`" for name in sorted(writer.circle))
        where = f"{Path(writer.module.program.path).name}:{node.place.line}:{node.place.column}"
        condition = f"decided({writer.condition(node.condition, scope)}, {f'{where}: {names}'!r})"
    names = _prebind(writer, (node.then, node.otherwise), scope)
    writer.lines.append(f"if {condition}:")
    _body(writer, node.then, scope, names)
    if node.otherwise:
        writer.lines.append("else:")
        _body(writer, node.otherwise, scope, names)


def _static_condition(writer: "FunctionWriter", node: Expression, scope: "Scope") -> str:
    if isinstance(node, Unary):
        return f"not ({_static_condition(writer, node.operand, scope)})"
    assert isinstance(node, Binary)
    if node.operator in ("&&", "||"):
        word = "and" if node.operator == "&&" else "or"
        sides = (_static_condition(writer, e, scope) for e in (node.left, node.right))
        return f" {word} ".join(f"({side})" for side in sides)
    return f"{writer.static_index(node.left, scope)} {node.operator} {writer.static_index(node.right, scope)}"


def _unrolled(writer: "FunctionWriter", node: From, bounds: list, scope: "Scope") -> None:
    first, last, step = bounds
    names = _prebind(writer, node.body, scope)
    variable = writer.fresh(node.variable)
    writer.lines.append(f"for {variable} in {_range(first, last, step)}:")
    inner = scope.copy()
    inner.locals[node.variable] = variable
    inner.integers |= {node.variable}
    _body(writer, node.body, inner, [n for n in names if n != node.variable])


def _range(first: str, last: str, step: str) -> str:
    return f"range({first}, {last} + 1" + (f", {step})" if step != "1" else ")")


def _counted(writer: "FunctionWriter", node: From, bounds: list, scope: "Scope") -> None:
    names = [name for name in _prebind(writer, node.body, scope) if name != node.variable]
    carried = ", ".join([scope.record, *(scope.locals[n] for n in names)])
    variable, repeat = writer.fresh(node.variable), writer.fresh("repeat")
    writer.lines.append(f"def {repeat}({variable}, {carried}):")
    inner = scope.copy()
    inner.locals[node.variable] = variable
    _body(writer, node.body, inner, names)
    writer.lines.append(f"{_INDENT}return {carried}")
    given = ", ".join([scope.record, repr(_changed(writer, node, scope)), *(scope.locals[n] for n in names)])
    writer.lines.append(f"{carried} = count({_range(*bounds)}, {repeat}, {given})")


def _changed(writer: "FunctionWriter", node: From | While, scope: "Scope") -> tuple[str, ...]:
    """Variables of the record that a loop's body sets."""
    effect = writer.module.flow.statements(node.body, set(scope.locals))
    own = {name for name in effect.may if name == SHARED or name in writer.module.table.names}
    inside = list(walk(node.body))
    if any(isinstance(n, Call) and n.name in NET_FUNCTIONS for n in inside):
        own |= set(OUTBOX)
    if any(isinstance(n, Watch) for n in inside):
        own |= set(WAITING)
    own |= {PRINTED} if PRINTS in effect.may else set()
    return tuple(sorted(own))


def _dynamic(writer: "FunctionWriter", node: While, scope: "Scope") -> None:
    for inside in walk(node.body):
        if isinstance(inside, _STATIC):
            raise writer.module.unsupported(
                "this statement stands in a loop whose course is known only at run time; give the loop constant bounds",
                inside.place,
            )
    names = _prebind(writer, node.body, scope)
    record = scope.record
    changed = _changed(writer, node, scope)
    carried = ", ".join([record, *(scope.locals[n] for n in names)])
    again, repeat = writer.fresh("again"), writer.fresh("repeat")
    writer.lines.append(f"def {again}({carried}):")
    start = len(writer.lines)
    inner = scope.copy()
    condition = writer.condition(node.condition, inner)
    writer.lines.append(f"return ({condition}) & {scope.mask}" if scope.mask else f"return {condition}")
    _indent(writer, start)
    writer.lines.append(f"def {repeat}({carried}):")
    _body(writer, node.body, scope, names)
    writer.lines.append(f"{_INDENT}return {carried}")
    given = ", ".join([record, repr(changed), *(scope.locals[n] for n in names)])
    writer.lines.append(f"{carried} = loop({again}, {repeat}, {given})")


def _prebind(writer: "FunctionWriter", body: tuple, scope: "Scope") -> list[str]:
    """Give every local that `body` sets one Python name that holds in every turn; returns those locals."""
    writer.flush(scope)
    inside = {n.name for node in walk(body) if isinstance(node, Local) for n in node.names}
    targets = [f"{n.state.name}'" if isinstance(n, Derivative) else n.target.name
               for n in walk(body) if isinstance(n, (Assign, Derivative))]  # fmt: skip
    names = [name for name in dict.fromkeys(targets) if name in scope.locals and name not in inside - set(scope.locals)]
    for name in names:
        current = scope.locals[name]
        if scope.mask or current not in writer.used:
            scope.locals[name] = writer.fresh(name)
            writer.lines.append(f"{scope.locals[name]} = {current}")
    return names


def _body(writer: "FunctionWriter", body: tuple, scope: "Scope", names: list[str]) -> None:
    """Indented statements that leave every one of `names`, and the record, under the name it had."""
    start = len(writer.lines)
    inner = scope.copy()
    writer.statements(body, inner)
    writer.flush(inner)
    for name in names:
        if inner.locals[name] != scope.locals[name]:
            writer.lines.append(f"{scope.locals[name]} = {inner.locals[name]}")
    if len(writer.lines) == start:
        writer.lines.append("pass")
    _indent(writer, start)


def _indent(writer: "FunctionWriter", start: int) -> None:
    writer.lines[start:] = [_INDENT + line for line in writer.lines[start:]]
