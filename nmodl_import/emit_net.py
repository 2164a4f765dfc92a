"""Write the statements that only NET_RECEIVE has: WATCH and FOR_NETCONS."""

from typing import TYPE_CHECKING

from braincell.mech.printing import PRINTED
from nmodl_import.flow import PRINTS
from nmodl_import.nodes import Assign, Binary, Expression, ForNetcons, Watch
from nmodl_import.walk import walk

if TYPE_CHECKING:
    from nmodl_import.emit_function import FunctionWriter, Scope

_INDENT = "    "


def write(writer: "FunctionWriter", node: Watch | ForNetcons, scope: "Scope") -> None:
    """One statement of a handler."""
    if isinstance(node, Watch):
        _watch(writer, node, scope)
    else:
        _for_netcons(writer, node, scope)


def difference(node: Watch) -> Expression:
    """What becomes positive when the condition comes true. Assumes `a > b` or `a < b`."""
    assert isinstance(node.condition, Binary)
    left, right = node.condition.left, node.condition.right
    return Binary("-", left, right) if node.condition.operator == ">" else Binary("-", right, left)


def _watch(writer: "FunctionWriter", node: Watch, scope: "Scope") -> None:
    seen = scope.copy()
    if writer.node_v:  # NEURON looks at the membrane, which a handler that sets v changes when it returns
        seen.changed.pop("v", None)
        seen.locals["v"] = writer.node_v
    value = writer.value(difference(node), seen)
    flag = writer.value(node.flag, scope)
    writer.flush(scope)
    number = next(k for k, other in enumerate(writer.watches) if other is node)
    writer.lines.append(f"{scope.record} = watch({scope.record}, {number}, {value}, {flag})")
    if writer.node_v:  # looking at the membrane, NEURON forgets what the handler had set
        scope.changed["v"] = writer.node_v


def _for_netcons(writer: "FunctionWriter", node: ForNetcons, scope: "Scope") -> None:
    own = [a.name for a in node.arguments]
    for inside in walk(node.body):
        if isinstance(inside, Assign) and inside.target.name in scope.locals and inside.target.name not in own:
            raise writer.module.unsupported(
                f"`{inside.target.name}` is set in FOR_NETCONS, where it is no argument; use an ASSIGNED variable",
                inside.place,
            )
    writer.flush(scope)
    effect = writer.module.flow.statements(node.body, set(scope.locals) | set(own))
    changed = tuple(sorted(name for name in effect.may if name in writer.module.table.names))
    changed += (PRINTED,) if PRINTS in effect.may else ()
    visit, row = writer.fresh("visit"), writer.fresh("row")
    record = scope.record
    writer.lines.append(f"def {visit}({record}, {row}):")
    start = len(writer.lines)
    inner = scope.copy()
    inner.mask = ""
    names = [writer.fresh(name) for name in own]
    inner.locals |= dict(zip(own, names, strict=True))
    writer.lines.append(f"{_tuple(names, bare=True)} = {row}")
    writer.statements(node.body, inner)
    writer.flush(inner)
    writer.lines.append(f"return {inner.record}, {_tuple([inner.locals[name] for name in own])}")
    writer.lines[start:] = [_INDENT + line for line in writer.lines[start:]]
    given = _tuple([scope.locals[name] for name in writer.net_arguments])
    for name in writer.net_arguments:
        scope.locals[name] = writer.fresh(name)
    after = _tuple([scope.locals[name] for name in writer.net_arguments])
    writer.lines.append(f"{record}, {after} = for_netcons({record}, {given}, {changed!r}, {visit})")


def _tuple(names: list[str], bare: bool = False) -> str:
    text = ", ".join(names) + ("," if len(names) == 1 else "")
    return text if bare else f"({text})"
