"""Write NET_RECEIVE as the methods `receive` and `connected`."""

import textwrap

from nmodl_import.emit_function import FunctionWriter, Module, Scope
from nmodl_import.flow import SENDS
from nmodl_import.names import keywords
from nmodl_import.nodes import Call, NestedInitial, Procedure, Program, Statement
from nmodl_import.symbols import NET_FUNCTIONS
from nmodl_import.walk import walk

_INDENT = "    "
_REPEATS = 4  # a procedure that sends may be called from several places


def declarations(program: Program, module: Module, handler: Procedure | None) -> list[str]:
    """Class attributes: the arguments of NET_RECEIVE, how many events a call may send, whether it sets v."""
    lines = []
    if handler is not None and handler.arguments:
        lines.append(f"    net_arguments = {tuple(a.name for a in handler.arguments)!r}")
    sites = [n for b in program.blocks for n in walk(b) if isinstance(n, Call) and n.name in NET_FUNCTIONS]
    if sites:
        inside = any(SENDS in module.flow.procedure(name).may for name in module.table.procedures)
        lines.append(f"    sends = {len(sites) * (_REPEATS if inside else 1)}")
    if handler is not None and "v" in module.flow.statements(handler.body, _own(handler)).may:
        lines.append("    sets_v = True")
    return lines


def methods(module: Module, handler: Procedure | None) -> list[str]:
    """The methods of a NET_RECEIVE block."""
    if handler is None:
        return []
    initial = next((n.body for n in handler.body if isinstance(n, NestedInitial)), None)
    lines = [_method(module, handler, handler.body, "receive", ", flag")]
    if initial is not None:
        lines.append(_method(module, handler, initial, "connected", ""))
    return lines


def _own(handler: Procedure) -> set[str]:
    return {a.name for a in handler.arguments} | {"flag"}


def _method(module: Module, handler: Procedure, body: tuple[Statement, ...], name: str, extra: str) -> str:
    writer = FunctionWriter(module)
    writer.used |= {"w", "flag"}
    scope = Scope({a.name: writer.fresh(a.name) for a in handler.arguments} | {"flag": "flag"})
    names = [scope.locals[a.name] for a in handler.arguments]
    if names:
        writer.lines.append(f"{', '.join(names)}{',' if len(names) == 1 else ''} = w")
    writer.statements(body, scope)
    record = f"{scope.record}.replace({keywords(scope.changed)})" if scope.changed else scope.record
    after = [scope.locals[a.name] for a in handler.arguments]
    writer.lines.append(f"return {record}, ({', '.join(after)}{',' if len(after) == 1 else ''})")
    head = f"\n    @staticmethod\n    def {name}(s: Instances, w: tuple{extra}) -> tuple[Instances, tuple]:\n"
    return head + textwrap.indent("\n".join(writer.lines), _INDENT * 2)
